//! The list of someone's chats.

use crate::support::{Person, TestServer, group_of, on_both_databases, private_chat};
use whatschat_core::id::ChatId;

on_both_databases![
    the_chat_with_the_newest_message_comes_first,
    a_longer_list_costs_no_more_statements,
    of_a_large_group_it_shows_the_first_members,
    its_last_message_is_one_that_the_reader_sees,
];

async fn the_chat_with_the_newest_message_comes_first(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let order = async || -> Vec<ChatId> {
        let chats = alice.client.chats().list().await.unwrap();
        chats.iter().map(|chat| chat.id).collect()
    };
    let later = || server.clock().advance_ms(1000);
    let with_bob = private_chat(&alice, &bob).await;
    later();
    let with_carol = private_chat(&alice, &carol).await;
    later();
    let group = group_of(&bob, &[&alice, &carol]).await;
    assert_eq!(order().await, [group, with_carol, with_bob]);
    later();
    bob.say(with_bob, "Hello").await;
    assert_eq!(order().await, [with_bob, group, with_carol]);
    later();
    alice.say(with_carol, "Hello").await;
    assert_eq!(order().await, [with_carol, with_bob, group]);
}

async fn a_longer_list_costs_no_more_statements(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    make_groups(&alice, &bob, 3).await;
    let few = cost_of_the_list(&server, &alice, 3).await;
    make_groups(&alice, &bob, 27).await;
    let many = cost_of_the_list(&server, &alice, 30).await;
    assert_eq!(many, few, "statements for 30 chats, and for 3");
}

async fn make_groups(alice: &Person, bob: &Person, count: usize) {
    for _ in 0..count {
        let group = group_of(alice, &[bob]).await;
        bob.say(group, "Hello").await;
    }
}

async fn cost_of_the_list(server: &TestServer, of: &Person, chats: usize) -> u64 {
    let list = of.client.chats().list().await.unwrap();
    let cost = server.cost(async || drop(of.client.chats().list().await.unwrap())).await;
    assert_eq!(list.len(), chats);
    for chat in list {
        assert_eq!((chat.participants.len(), chat.unread_count), (2, 1));
        assert!(chat.last_message.is_some_and(|message| message.content == "Hello"));
    }
    cost
}

async fn of_a_large_group_it_shows_the_first_members(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let private = private_chat(&alice, &bob).await;
    alice.client.chats().create_group("Crowd", [bob.id()]).await.unwrap();
    server.fill_crowds().await;
    for chat in bob.client.chats().list().await.unwrap() {
        let shown = (chat.participant_count, chat.participants.len());
        assert_eq!(shown, if chat.id == private { (2, 2) } else { (102, 20) });
        let mut first: Vec<_> = chat.participants[..2].iter().map(|one| one.id).collect();
        first.sort_unstable();
        let mut both = [alice.id(), bob.id()];
        both.sort_unstable();
        assert_eq!(first, both, "the longest-standing come first");
    }
}

async fn its_last_message_is_one_that_the_reader_sees(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let seen = alice.say(chat, "seen").await;
    let hidden = alice.say(chat, "hidden").await;
    bob.client.messages().delete_for_me(hidden.id).await.unwrap();
    let last = async |of: &Person| of.client.chats().list().await.unwrap().remove(0).last_message;
    assert_eq!(last(&bob).await, Some(seen));
    assert_eq!(last(&alice).await, Some(hidden));
}
