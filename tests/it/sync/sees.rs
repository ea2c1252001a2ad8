//! The log shows nobody what is not for them.

use super::told;
use crate::support::{TestServer, group_of, on_both_databases, private_chat};
use whatschat_core::calls::{CallType, StartCall};
use whatschat_core::groups::UpdateGroup;

on_both_databases![
    a_stranger_reads_nothing_of_a_chat,
    who_was_removed_learns_that_and_nothing_of_the_group,
    who_joins_reads_nothing_of_what_was_before,
    who_comes_back_reads_nothing_of_the_time_between,
    what_was_deleted_is_in_no_log,
    what_one_has_hidden_or_cleared_does_not_come_back,
    an_answer_shows_no_words_that_its_reader_may_not_see,
    a_call_that_is_over_does_not_ring,
];

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(event, text)| ((*event).to_owned(), (*text).to_owned())).collect()
}

async fn a_stranger_reads_nothing_of_a_chat(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let since = carol.now().await;
    let chat = private_chat(&alice, &bob).await;
    alice.say(chat, "secret").await;
    bob.client.chats().mark_read(chat, 1).await.unwrap();
    assert!(carol.missed(since).await.is_empty());
    assert_eq!(bob.missed(since).await.len(), 3);
}

async fn who_was_removed_learns_that_and_nothing_of_the_group(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let group = group_of(&alice, &[&bob]).await;
    let since = bob.now().await;
    alice.say(group, "before").await;
    alice.client.groups().remove_participant(group, bob.id()).await.unwrap();
    alice.say(group, "after").await;
    assert_eq!(told(&bob.missed(since).await), pairs(&[("chat_changed", "")]));
}

async fn who_joins_reads_nothing_of_what_was_before(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let since = carol.now().await;
    let group = group_of(&alice, &[&bob]).await;
    let old = alice.say(group, "before").await;
    alice.client.groups().add_participants(group, [carol.id()]).await.unwrap();
    alice.say(group, "after").await;
    alice.client.messages().edit(old.id, "edited").await.unwrap();
    // The message of the server's own about it has no words.
    let expected = pairs(&[("chat_changed", ""), ("new_message", ""), ("new_message", "after")]);
    assert_eq!(told(&carol.missed(since).await), expected);
}

async fn who_comes_back_reads_nothing_of_the_time_between(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let group = group_of(&alice, &[&bob]).await;
    let since = bob.now().await;
    alice.client.groups().remove_participant(group, bob.id()).await.unwrap();
    alice.say(group, "between").await;
    let name = Some("Others".into());
    let renamed = UpdateGroup { id: group, name, description: None, avatar: None };
    alice.client.groups().update(renamed).await.unwrap();
    alice.client.groups().add_participants(group, [bob.id()]).await.unwrap();
    let missed = bob.missed(since).await;
    let changes: Vec<_> = missed.iter().filter_map(|event| event.data.get("change")).collect();
    assert_eq!(changes, ["removed", "added"]);
    assert!(!told(&missed).contains(&("new_message".into(), "between".into())));
}

async fn what_was_deleted_is_in_no_log(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let since = bob.now().await;
    let sent = alice.say(chat, "regretted").await;
    alice.client.messages().delete(sent.id).await.unwrap();
    let missed = bob.missed(since).await;
    assert_eq!(told(&missed), pairs(&[("new_message", ""), ("message_deleted", "")]));
    assert!(missed.iter().all(|event| event.data.contains_key("deletedAt")));
    let mut socket = server.raw_socket_since(&bob.token(), since).await;
    let told = format!("{:?}", socket.events_until("synced").await);
    assert!(told.contains("message_deleted") && !told.contains("regretted"), "{told}");
}

async fn what_one_has_hidden_or_cleared_does_not_come_back(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let since = bob.now().await;
    let sent = alice.say(chat, "hidden").await;
    bob.client.messages().delete_for_me(sent.id).await.unwrap();
    alice.say(chat, "shown").await;
    let expected = pairs(&[("message_hidden", ""), ("new_message", "shown")]);
    assert_eq!(told(&bob.missed(since).await), expected);
    bob.client.chats().delete(chat).await.unwrap();
    let expected = pairs(&[("message_hidden", ""), ("chat_changed", "")]);
    assert_eq!(told(&bob.missed(since).await), expected);
}

async fn an_answer_shows_no_words_that_its_reader_may_not_see(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let group = group_of(&alice, &[&bob]).await;
    let old = alice.say(group, "before").await;
    alice.client.groups().add_participants(group, [carol.id()]).await.unwrap();
    let (bobs, carols) = (bob.now().await, carol.now().await);
    alice.client.messages().reply(&old, "after").await.unwrap();
    let quoted = |events: Vec<whatschat_core::sync::LoggedEvent>| {
        events[0].data["replyTo"]["content"].as_str().unwrap().to_owned()
    };
    assert_eq!(quoted(bob.missed(bobs).await), "before");
    assert_eq!(quoted(carol.missed(carols).await), "");
}

async fn a_call_that_is_over_does_not_ring(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    private_chat(&alice, &bob).await;
    let _there = bob.listen().await;
    let since = bob.now().await;
    let participants = vec![bob.id()];
    let start = StartCall { r#type: CallType::Audio, participants, chat_id: None };
    let call = alice.client.calls().start(start).await.unwrap();
    let mut socket = server.raw_socket_of(&bob.token()).await;
    let ack = socket.call("call_ringing", &serde_json::json!({"callId": call.id})).await;
    assert_eq!(ack["success"], true, "{ack}");
    let rings = bob.missed(since).await;
    let rings = rings.iter().filter(|event| event.event == "incoming_call");
    assert_eq!(rings.count(), 1, "it rings once, however often it changes meanwhile");
    bob.client.calls().reject(call.id).await.unwrap();
    let over = bob.missed(since).await;
    assert!(over.iter().all(|event| event.event != "incoming_call"));
    let calls: Vec<_> = over.iter().filter(|event| event.event == "call_status_update").collect();
    assert_eq!(calls.last().unwrap().data["status"], "rejected");
    let mut late = server.raw_socket_since(&bob.token(), since).await;
    let told = late.events_until("synced").await;
    assert!(told.iter().all(|event| event.name != "incoming_call"), "{told:?}");
}
