//! Calls at the terminal, which rings and carries no sound.

use super::seat;
use crate::support::{Backend, TestServer};
use whatschat_client::core::calls::{CallStatus, CallType, StartCall};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_rings_and_is_declined_or_missed() {
    let server = TestServer::start(Backend::Sqlite).await;
    let alice = server.person("alice").await;
    let bob = seat(&server, "bob").await;
    let id = alice.client.users().find("bob").await.unwrap().unwrap().id;
    let start = || StartCall { r#type: CallType::Audio, participants: vec![id], chat_id: None };
    bob.types("/calls");
    bob.sees("— no calls yet —").await;
    bob.opens("alice").await;
    let first = alice.client.calls().start(start()).await.unwrap();
    bob.sees("☎ alice calls (audio)").await;
    bob.sees("or /reject").await;
    bob.types("/reject");
    bob.sees("Declined.").await;
    bob.sees("alice called, and it was declined #1").await;
    let declined = alice.client.calls().get(first.id).await.unwrap();
    assert_eq!(declined.status, CallStatus::Rejected);
    bob.types("/reject");
    bob.sees("No call rings.").await;
    let second = alice.client.calls().start(start()).await.unwrap();
    bob.looks("it rings again", |screen| screen.matches("☎ alice calls").count() == 2).await;
    alice.client.calls().end(second.id).await.unwrap();
    bob.sees("— you missed the call —").await;
    bob.sees("alice called, and gave up #2").await;
    bob.types("/calls");
    bob.sees("← alice  audio cancelled").await;
    bob.sees("← alice  audio rejected").await;
    bob.types("/logout");
    bob.prompts("(not logged in)>").await;
    bob.types("/reject");
    bob.sees("You are not logged in.").await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_rings_on_until_the_server_knows_that_it_is_declined() {
    let server = TestServer::start(Backend::Sqlite).await;
    let alice = server.person("alice").await;
    let bob = seat(&server, "bob").await;
    bob.opens("alice").await;
    let id = alice.client.users().find("bob").await.unwrap().unwrap().id;
    let start = StartCall { r#type: CallType::Audio, participants: vec![id], chat_id: None };
    let call = alice.client.calls().start(start).await.unwrap();
    bob.sees("☎ alice calls (audio)").await;
    server.stop().await;
    bob.sees("— the server is away").await;
    bob.types("/reject");
    bob.sees("the server is away (").await;
    server.start_again().await;
    bob.sees("— connected again —").await;
    bob.types("/reject");
    bob.sees("Declined.").await;
    let declined = alice.client.calls().get(call.id).await.unwrap();
    assert_eq!(declined.status, CallStatus::Rejected);
    server.stop().await;
}
