//! Clients that take their time.

use crate::support::{Backend, TestServer, within};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The server waits for fifteen seconds; the paused clock leaps over them.
#[tokio::test]
async fn who_does_not_finish_a_head_is_hung_up_on() {
    let server = TestServer::start(Backend::Sqlite).await;
    let addr = server.config().listen;
    for part in ["", "GET /api/v1/health HTTP/1.1\r\nhost: localhost\r\nx-slow: "] {
        let mut stream = TcpStream::connect(addr).await.unwrap();
        stream.write_all(part.as_bytes()).await.unwrap();
        tokio::time::pause();
        let mut rest = String::new();
        let read = stream.read_to_string(&mut rest);
        let read = tokio::time::timeout(std::time::Duration::from_secs(60), read).await;
        tokio::time::resume();
        read.expect("the server hangs up within a minute").unwrap();
        assert!(rest.is_empty() || rest.starts_with("HTTP/1.1 408"), "{rest}");
    }
    within("an answer to somebody quicker", server.client().health().get()).await.unwrap();
    server.finish().await;
}
