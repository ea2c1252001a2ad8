//! Clients that take their time.

use crate::support::{Backend, TestServer, within};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Duration, Instant};

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
        let read = tokio::time::timeout(Duration::from_secs(60), read).await;
        tokio::time::resume();
        read.expect("the server hangs up within a minute").unwrap();
        assert!(rest.is_empty() || rest.starts_with("HTTP/1.1 408"), "{rest}");
    }
    within("an answer to somebody quicker", server.client().health().get()).await.unwrap();
    server.finish().await;
}

/// What is sent of a body, and how: as long as it says, and in chunks.
const UNFINISHED: [&str; 2] = [
    "content-length: 60000\r\n\r\n{\"email\":\"",
    "transfer-encoding: chunked\r\n\r\nea60\r\n{\"email\":\"",
];

#[tokio::test]
async fn who_falls_silent_in_a_body_is_told_so_after_fifteen_seconds() {
    for body in UNFINISHED {
        is_cut_off(body, Duration::from_secs(3600)).await;
    }
}

/// It is the whole body that has its time, not each of its bytes.
#[tokio::test]
async fn who_sends_a_body_byte_by_byte_has_no_longer() {
    for body in UNFINISHED {
        is_cut_off(body, Duration::from_secs(1)).await;
    }
}

/// Sends a byte more after each `pause`, on a clock that leaps from one to the next.
async fn is_cut_off(body: &str, pause: Duration) {
    let server = TestServer::start(Backend::Sqlite).await;
    let mut stream = TcpStream::connect(server.config().listen).await.unwrap();
    let head = "POST /api/v1/auth/login HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n";
    stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    tokio::time::pause();
    let begun = Instant::now();
    let (mut read, mut write) = stream.split();
    let mut beats = tokio::time::interval(pause);
    let mut answer = [0; 1024];
    let bytes = loop {
        tokio::select! {
            bytes = read.read(&mut answer) => break bytes.unwrap(),
            _ = beats.tick() => write.write_all(b"a").await.unwrap(),
        }
    };
    let waited = begun.elapsed();
    tokio::time::resume();
    let answer = String::from_utf8_lossy(&answer[..bytes]);
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!((14..=16).contains(&waited.as_secs()), "it waited for {waited:?}");
    within("an answer to somebody quicker", server.client().health().get()).await.unwrap();
    server.finish().await;
}

/// Asked for in one go: more than all buffers between the two hold.
const ANSWERS: usize = 100;

#[tokio::test]
async fn who_does_not_read_the_answers_is_hung_up_on() {
    let server = TestServer::start(Backend::Sqlite).await;
    let mut stream = TcpStream::connect(server.config().listen).await.unwrap();
    let request = "GET /openapi.yaml HTTP/1.1\r\nhost: a\r\n\r\n";
    stream.write_all(request.repeat(ANSWERS).as_bytes()).await.unwrap();
    let whole = ANSWERS
        * server
            .request("GET", "/../../openapi.yaml")
            .send()
            .await
            .unwrap()
            .bytes()
            .await
            .unwrap()
            .len();
    tokio::time::pause();
    tokio::time::sleep(Duration::from_secs(300)).await;
    tokio::time::resume();
    let (mut read, mut piece) = (0, vec![0; 1 << 16]);
    // The end may come as a reset.
    while let Ok(bytes @ 1..) = within("the end", stream.read(&mut piece)).await {
        read += bytes;
    }
    assert!(read < whole, "{read} bytes of {whole} came to who did not read");
    within("an answer to somebody quicker", server.client().health().get()).await.unwrap();
    server.finish().await;
}
