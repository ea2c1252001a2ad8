//! What nothing uses goes.

use super::{png, upload};
use crate::support::{
    LIMIT, Person, TestServer, eventually, on_both_databases, private_chat, refusal,
};
use std::collections::BTreeSet;
use whatschat_client::ErrorCode;
use whatschat_client::files::Upload;
use whatschat_core::auth::UpdateProfile;
use whatschat_core::id::FileId;

const HOUR_MS: i64 = 3600 * 1000;

on_both_databases![
    a_file_that_nothing_uses_goes_after_a_day,
    a_deleted_message_lets_its_file_go,
    a_sweep_waits_for_nobody_who_holds_a_file,
    what_a_killed_server_left_behind_goes,
];

/// What is in the store, by the files' names.
fn stored(server: &TestServer) -> BTreeSet<String> {
    let names = std::fs::read_dir(server.config().data_dir.join("files")).unwrap();
    let names = names.map(|file| file.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name != "arriving").collect()
}

/// Waits until a sweep has taken the file.
pub(super) async fn gone(person: &Person, id: FileId) {
    let files = person.client.files();
    eventually(LIMIT, "the end of the file", async || files.info(id).await.is_err()).await;
    assert_eq!(refusal(files.info(id).await), ErrorCode::FileNotFound);
}

async fn a_file_that_nothing_uses_goes_after_a_day(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let sent = Upload::bytes("notes.txt", "Hello");
    let sent = alice.client.messages().send_file(chat, sent).await.unwrap();
    let sent: FileId = sent.metadata["fileId"].as_str().unwrap().parse().unwrap();
    let face = upload(&alice, "me.png", png(9, 9)).await;
    let change = UpdateProfile { avatar: Some(face.url), ..UpdateProfile::default() };
    alice.client.auth().update_profile(change).await.unwrap();
    let unused = upload(&alice, "a.png", png(9, 9)).await;
    server.clock().advance_ms(23 * HOUR_MS);
    let younger = upload(&alice, "b.txt", "Hello").await;
    server.clock().advance_ms(2 * HOUR_MS);
    gone(&alice, unused.id).await;
    let kept = [sent.to_string(), face.id.to_string(), younger.id.to_string()];
    for id in &kept {
        alice.client.files().info(id.parse().unwrap()).await.unwrap();
    }
    until_stored(&server, kept.into_iter().chain([format!("{}-thumbnail", face.id)])).await;
}

/// The store forgets a file a moment after the people.
async fn until_stored(server: &TestServer, names: impl Iterator<Item = String>) {
    let names: BTreeSet<_> = names.collect();
    let forgotten = async || stored(server) == names;
    eventually(LIMIT, "the end of the file in the store", forgotten).await;
}

async fn a_deleted_message_lets_its_file_go(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let sent = Upload::bytes("notes.txt", "Hello");
    let sent = alice.client.messages().send_file(chat, sent).await.unwrap();
    let file = sent.metadata["fileId"].as_str().unwrap().parse().unwrap();
    alice.client.messages().delete(sent.id).await.unwrap();
    server.clock().advance_ms(25 * HOUR_MS);
    gone(&alice, file).await;
    until_stored(&server, std::iter::empty()).await;
}

async fn a_sweep_waits_for_nobody_who_holds_a_file(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let used = Upload::bytes("held.txt", "used");
    alice.client.messages().send_file(chat, used).await.unwrap();
    let held = upload(&alice, "held.txt", "Hello").await;
    let unused = upload(&alice, "a.txt", "Hello").await;
    // As somebody does who is about to use them.
    let holds = server.hold("select 1 from files where name = 'held.txt' for key share").await;
    server.clock().advance_ms(25 * HOUR_MS);
    gone(&alice, unused.id).await;
    if let Some(mut holds) = holds {
        alice.client.files().info(held.id).await.unwrap();
        sqlx::query("rollback").execute(&mut holds).await.unwrap();
        server.clock().advance_ms(HOUR_MS);
    }
    gone(&alice, held.id).await;
    let left = "select count(*) from files where name = 'held.txt' and kept";
    assert_eq!(server.count(left).await, 1, "what is used stays");
}

async fn what_a_killed_server_left_behind_goes(server: TestServer) {
    let alice = server.person("alice").await;
    let half = server.config().data_dir.join("files/arriving/half");
    std::fs::write(&half, "Hel").unwrap();
    let unused = upload(&alice, "a.txt", "Hello").await;
    server.clock().advance_ms(25 * HOUR_MS);
    gone(&alice, unused.id).await;
    eventually(LIMIT, "the end of what was left behind", async || !half.exists()).await;
}
