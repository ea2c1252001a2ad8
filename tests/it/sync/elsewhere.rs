//! What was written without the server's doing is found.

use crate::support::{TestServer, on_both_databases, private_chat};

on_both_databases![
    what_another_process_writes_is_told,
    what_was_stored_and_not_told_comes_before_what_happens_next,
];

/// Puts an update of the only chat's first message into the log.
async fn write_an_update(server: &TestServer) {
    server
        .run(
            "insert into log (pos, stream, event, seq, at)
              select h.pos + 1, c.id, 'message_updated', 1, 0 from log_head h, chats c",
        )
        .await;
    server.run("update log_head set pos = pos + 1").await;
}

/// As another server on the same database would write it.
async fn what_another_process_writes_is_told(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let sent = alice.say(chat, "Hello").await;
    let mut socket = server.raw_socket_of(&bob.token()).await;
    socket.events_until("synced").await;
    write_an_update(&server).await;
    let event = socket.event().await;
    assert_eq!(
        (event.name.as_str(), &event.data["id"]),
        ("message_updated", &serde_json::json!(sent.id))
    );
    alice.say(chat, "now").await;
    let next = socket.event().await;
    assert_eq!(next.data["content"], "now");
    assert_eq!(next.cursor().pos, event.cursor().pos + 1);
}

/// As where the database stores a change, and its answer is lost.
async fn what_was_stored_and_not_told_comes_before_what_happens_next(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    alice.say(chat, "Hello").await;
    let mut socket = server.raw_socket_of(&bob.token()).await;
    let since = socket.events_until("synced").await.pop().unwrap().cursor();
    write_an_update(&server).await;
    for text in ["one", "two"] {
        alice.say(chat, text).await;
    }
    let events = [socket.event().await, socket.event().await, socket.event().await];
    let names = events.each_ref().map(|event| event.name.as_str());
    assert_eq!(names, ["message_updated", "new_message", "new_message"]);
    let positions = events.each_ref().map(|event| event.cursor().pos - since.pos);
    assert_eq!(positions, [1, 2, 3]);
}
