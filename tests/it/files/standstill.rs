//! Uploads over networks that are slow, or that take nothing more. The clock leaps over the waiting.

use crate::support::proxy::{Proxy, Weather};
use crate::support::{Backend, LIMIT, Person, TestServer, eventually, private_chat, seed, within};
use tokio::time::error::Elapsed;
use tokio::time::{Duration, Instant};
use whatschat_client::files::Upload;
use whatschat_client::{Client, Error, Retry};
use whatschat_core::id::ChatId;
use whatschat_core::messages::Message;

/// How long an upload may stand still that had hardly begun.
const PATIENCE: Duration = Duration::from_secs(30);
/// The largest that the server takes.
const LARGE: usize = 10_000_000;

/// The same person behind a network.
async fn behind(server: &TestServer, person: &Person) -> (Proxy, Client) {
    let network = Proxy::start(server.config().listen, seed()).await.unwrap();
    let client = Client::builder(network.url()).tokens(person.client.tokens()).build().unwrap();
    (network, client)
}

/// Sends a file of this size, or is cut short after an hour.
async fn send(
    client: &Client,
    chat: ChatId,
    size: usize,
) -> Result<Result<Message, Error>, Elapsed> {
    let sent =
        async { client.messages().send_file(chat, Upload::bytes("a.txt", vec![b'a'; size])).await };
    tokio::time::timeout(Duration::from_secs(3600), sent).await
}

#[tokio::test]
async fn what_falls_into_a_black_hole_is_given_up_and_may_be_sent_again() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let chat = private_chat(&alice, &bob).await;
    let (network, client) = behind(&server, &alice).await;
    for size in [100_000, LARGE, 10 * LARGE] {
        network.turn(Weather::BlackHole);
        tokio::time::pause();
        let begun = Instant::now();
        let sent = send(&client, chat, size).await;
        let waited = begun.elapsed();
        tokio::time::resume();
        let error = sent.expect("it gives up").unwrap_err();
        assert!(error.to_string().contains("has stood still for "), "{error}");
        assert!(matches!(error.retry(), Retry::After(_)), "{error:?}");
        assert!(waited >= PATIENCE, "it waited for {waited:?}");
        if size < LARGE {
            assert!(waited < 2 * PATIENCE, "it waited for {waited:?}");
        }
    }
    network.turn(Weather::Fair);
    let again = within("the file", send(&client, chat, 1)).await.unwrap().unwrap();
    assert_eq!(again.content, "a.txt");
    server.finish().await;
}

#[tokio::test]
async fn what_is_slow_has_as_long_as_it_moves() {
    let server = TestServer::start(Backend::Sqlite).await;
    let alice = server.person("alice").await;
    let (network, client) = behind(&server, &alice).await;
    let slow = Weather::Slow { delay: Duration::ZERO, bytes_per_second: 20 * 1024 };
    network.turn(slow);
    let file = Upload::bytes("a.txt", vec![b'a'; LARGE]);
    let sending = tokio::spawn(async move { client.files().upload(file).await });
    let arriving = server.config().data_dir.join("files/arriving");
    let has_begun = async || arriving.read_dir().is_ok_and(|mut files| files.next().is_some());
    eventually(LIMIT, "the beginning", has_begun).await;
    tokio::time::pause();
    tokio::time::sleep(10 * PATIENCE).await;
    assert!(!sending.is_finished(), "{:?}", sending.await);
    tokio::time::resume();
    network.turn(Weather::Fair);
    let sent = within("the end of the upload", sending).await.unwrap().unwrap();
    assert_eq!(sent.size, LARGE as u64);
    server.finish().await;
}
