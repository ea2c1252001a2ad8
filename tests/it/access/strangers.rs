//! Whoever is not in a chat gets the same answer for it as for one that does not exist.

use super::guarded;
use super::rows::access;
use super::scene::{Ids, ask};
use crate::calls::{audio, audio_in, hang_up};
use crate::support::{TestServer, group_of, on_both_databases, private_chat};
use std::collections::BTreeSet;
use whatschat_core::messages::ListMessages;

on_both_databases![a_stranger_learns_and_changes_nothing, a_member_is_let_in];

#[test]
fn every_guarded_operation_has_a_row() {
    let names: BTreeSet<_> = guarded().iter().map(|info| info.name).collect();
    let without: Vec<_> = names.iter().filter(|name| access(name).is_none()).collect();
    assert!(without.is_empty(), "{without:?} have no row: add one each to access/rows.rs");
}

async fn a_stranger_learns_and_changes_nothing(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let mallory = server.person("mallory").await;
    let chats = [private_chat(&alice, &bob).await, group_of(&alice, &[&bob]).await];
    let mut stream = bob.listen().await;
    for chat in chats {
        let message = alice.say(chat, "secret").await;
        assert_eq!(stream.message().await, message);
        let call = alice.client.calls().start(audio_in(chat, &[&bob])).await.unwrap().id;
        let noted = stream.message().await;
        stream.incoming().await;
        let before = bob.client.chats().list().await.unwrap();
        let theirs = Ids::of(chat, message.id, call, bob.id());
        let nobodys = Ids { member: bob.id().to_string(), ..Ids::unknown() };
        for info in guarded() {
            let Some((code, body)) = access(info.name).and_then(|row| row.in_a_chat()) else {
                continue;
            };
            let refused = ask(&server, Some(mallory.token()), &info, &theirs, body).await;
            let unknown = ask(&server, Some(mallory.token()), &info, &nobodys, body).await;
            assert_eq!(refused.code(), code, "{}: {refused:?}", info.name);
            assert_eq!(refused.bytes(), unknown.bytes(), "{} tells them apart", info.name);
        }
        assert_eq!(bob.client.chats().list().await.unwrap(), before);
        let kept = bob.client.messages().list(ListMessages::newest(chat)).await.unwrap();
        assert_eq!(kept.messages, [noted, message]);
        assert_eq!(bob.client.calls().get(call).await.unwrap().version, 1);
        stream.nothing_but_a_marker(&alice, chat).await;
        alice.client.calls().end(call).await.unwrap();
        stream.chat_event("the change of the call's message").await;
        stream.call_update().await;
    }
    assert_eq!(mallory.client.chats().list().await.unwrap(), []);
}

/// What the stranger asks for in vain is what a member gets: else the test above proves nothing.
async fn a_member_is_let_in(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let _streams = [alice.listen().await, bob.listen().await];
    for info in guarded() {
        let Some((_, body)) = access(info.name).and_then(|row| row.in_a_chat()) else { continue };
        let chat = group_of(&alice, &[&bob]).await;
        let message = alice.say(chat, "Hello").await.id;
        let call = bob.client.calls().start(audio(&[&alice])).await.unwrap().id;
        if info.name == "StartCall" {
            bob.client.calls().end(call).await.unwrap();
        }
        let ids = Ids::of(chat, message, call, bob.id());
        let answer = ask(&server, Some(alice.token()), &info, &ids, body).await;
        assert!(answer.status < 300, "{}: {answer:?}", info.name);
        hang_up(&bob).await;
    }
}
