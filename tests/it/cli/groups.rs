//! Groups at the terminal: what one does shows on the others' screens.

use super::{Seat, face_to_face, seat};
use crate::support::{Backend, TestServer};

/// Alice and bob with the group Trip, which alice began, open before them.
async fn a_trip(server: &TestServer) -> (Seat, Seat) {
    let (alice, bob) = (seat(server, "alice").await, seat(server, "bob").await);
    alice.types("/group new Trip bob");
    alice.prompts("Trip>").await;
    bob.opens("Trip").await;
    (alice, bob)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chat_of_two_is_no_group() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, _bob) = face_to_face(&server).await;
    alice.types("/kick bob");
    alice.sees("The chat with bob is no group: /group begins one.").await;
    alice.types("/open alice");
    alice.sees("That is you").await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_removed_from_the_open_group_writes_there_no_more() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = a_trip(&server).await;
    alice.types("/kick alice");
    alice.sees("That is you: /leave leaves the group.").await;
    alice.types("/kick bob");
    alice.sees("alice removed bob").await;
    bob.sees("You are no longer in Trip").await;
    bob.prompts(">").await;
    alice.types("/invite bob");
    bob.sees("you are in the group Trip").await;
    bob.sees("alice added bob").await;
    bob.opens("Trip").await;
    bob.types("/more");
    bob.sees("— you see nothing before this —").await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_name_and_leaving_change_the_prompt_and_nobody_typed_control_c() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = a_trip(&server).await;
    alice.types("/rename Big Trip");
    let renamed = alice.prompts("Big Trip>").await;
    assert!(!renamed.contains("Ctrl-C"), "{renamed}");
    bob.prompts("Big Trip>").await;
    assert!(!renamed.contains("Big Trip>\nTrip>"), "no stray prompts\n{renamed}");
    bob.types("/leave");
    bob.sees("You leave Big Trip: only its admins can let you in again.").await;
    bob.types("see you there");
    bob.sees("That is not sent: first answer yes or no.").await;
    bob.types("no");
    bob.sees("cancelled").await;
    bob.prompts("Big Trip>").await;
    bob.types("/leave");
    bob.prompts("yes or no:").await;
    bob.types("yes");
    bob.sees("You are no longer in Big Trip").await;
    let left = bob.prompts(">").await;
    assert!(!left.contains("Ctrl-C"), "{left}");
    alice.sees("bob left").await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_is_typing_stays_when_the_prompt_changes() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = a_trip(&server).await;
    bob.terminal.keys("half a sentence 一半");
    bob.prompts("Trip> half a sentence 一半").await;
    alice.types("/rename Big Trip");
    bob.prompts("Big Trip> half a sentence 一半").await;
    bob.terminal.keys(", and the rest");
    bob.terminal.press("Enter");
    alice.sees("bob: half a sentence 一半, and the rest").await;
    let history = std::fs::read_to_string(bob.cli.file("history")).unwrap();
    assert_eq!(history.matches("half a sentence").count(), 1, "{history}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_said_to_have_deleted_what_an_admin_deletes() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = a_trip(&server).await;
    bob.types("a mistake");
    let screen = alice.sees("bob: a mistake #").await;
    let number = screen.split("bob: a mistake #").nth(1).unwrap();
    let number = number.split_whitespace().next().unwrap();
    alice.types(&format!("/delete {number}"));
    for (person, words) in
        [(&alice, format!("alice deleted #{number}")), (&bob, format!("#{number} was deleted"))]
    {
        person.sees(&words).await;
        person.types("/history");
        person.sees("bob — this message was deleted").await;
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_admin_changes_is_told_to_all() {
    let server = TestServer::start(Backend::Sqlite).await;
    let (alice, bob) = a_trip(&server).await;
    bob.types("/describe Where we go");
    bob.sees("You are not allowed to do this.").await;
    alice.types("/role bob admin");
    bob.sees("alice made bob an admin").await;
    bob.types("/describe Where we go");
    bob.sees("Trip has a new description.").await;
    bob.types("/describe");
    bob.looks("it again", |screen| screen.matches("Where we go").count() >= 3).await;
    alice.sees("bob described the group: Where we go").await;
    alice.types("/who");
    alice.sees("online  you  admin").await;
    alice.types("/disband");
    alice.sees("This ends Trip for everyone, and all that was said in it is lost.").await;
    alice.types("y");
    bob.sees("Trip was disbanded").await;
    bob.prompts(">").await;
    server.stop().await;
}
