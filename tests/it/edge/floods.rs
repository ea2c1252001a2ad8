//! Many logins at once.

use crate::support::{Backend, TestServer, refusal, within};
use tokio::sync::mpsc;
use whatschat_client::ErrorCode;

const FLOOD: usize = 64;

/// Each of them costs a hash, which takes long on purpose.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_logins_leaves_the_rest_quick() {
    let server = TestServer::start(Backend::Sqlite).await;
    let alice = server.person("alice").await;
    let (judge, mut judged) = mpsc::unbounded_channel();
    for _ in 0..FLOOD {
        let (client, judge) = (server.client(), judge.clone());
        tokio::spawn(async move {
            judge.send(client.auth().login("alice@example.com", "Wr0ngOne").await).unwrap();
        });
    }
    let first = within("the end of a login", judged.recv()).await.unwrap();
    assert_eq!(refusal(first), ErrorCode::WrongPassword);
    for _ in 0..5 {
        alice.client.auth().me().await.unwrap();
        alice.client.chats().list().await.unwrap();
    }
    let over = judged.len() + 1;
    assert!(over < FLOOD / 2, "ten requests took as long as {over} of {FLOOD} logins");
    for _ in over..FLOOD {
        let outcome = within("the end of a login", judged.recv()).await.unwrap();
        assert_eq!(refusal(outcome), ErrorCode::WrongPassword, "none was turned away");
    }
    server.finish().await;
}
