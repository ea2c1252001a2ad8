//! Messages that someone has deleted for themself alone.

use crate::support::{Person, TestServer, group_of, on_both_databases, private_chat, refusal};
use whatschat_client::{ErrorCode, ServerEvent};
use whatschat_core::id::ChatId;
use whatschat_core::messages::{ListMessages, Message, MessageHidden, MessagePage};

on_both_databases![
    it_is_hidden_on_ones_own_devices_and_nowhere_else,
    pages_are_full_all_the_same,
    a_search_does_not_find_it,
    the_list_of_chats_shows_the_one_before,
    answers_to_it_quote_nothing,
    an_answer_that_comes_now_quotes_nothing_either,
    it_is_no_message_any_more_to_who_has_hidden_it,
    what_becomes_of_it_is_told_to_the_others_alone,
];

async fn page(person: &Person, request: ListMessages) -> MessagePage {
    person.client.messages().list(request).await.unwrap()
}

fn places(page: &MessagePage) -> Vec<u64> {
    page.messages.iter().map(|message| message.seq).collect()
}

async fn say_and_hide(
    server: &TestServer,
    texts: impl IntoIterator<Item = String>,
    hide: &[u64],
) -> (Person, Person, ChatId, Vec<Message>) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let mut said = vec![];
    for text in texts {
        said.push(alice.say(chat, &text).await);
    }
    for message in said.iter().filter(|message| hide.contains(&message.seq)) {
        bob.client.messages().delete_for_me(message.id).await.unwrap();
    }
    (alice, bob, chat, said)
}

async fn it_is_hidden_on_ones_own_devices_and_nowhere_else(server: TestServer) {
    let (alice, bob, chat, said) = say_and_hide(&server, ["one".into(), "two".into()], &[]).await;
    let phone = server.other_device(&bob).await;
    let (mut own, mut others) = (phone.listen().await, alice.listen().await);
    let unread = bob.client.chats().get(chat).await.unwrap().read_state.unread_count;
    bob.client.messages().delete_for_me(said[1].id).await.unwrap();
    let event = MessageHidden { chat_id: chat, message_id: said[1].id };
    assert_eq!(own.chat_event("a deletion").await, ServerEvent::MessageHidden(event));
    let his = page(&phone, ListMessages::newest(chat)).await;
    assert_eq!((places(&his), his.pagination.total), (vec![1], 1));
    let hers = page(&alice, ListMessages::newest(chat)).await;
    assert_eq!((places(&hers), hers.pagination.total), (vec![2, 1], 2));
    let after = bob.client.chats().get(chat).await.unwrap().read_state.unread_count;
    assert_eq!((unread, after), (2, 2));
    bob.client.messages().delete_for_me(said[1].id).await.unwrap(); // no error, and no event
    own.nothing_but_a_marker(&alice, chat).await;
    assert_eq!(others.message().await.content, "marker", "the other learns nothing");
}

async fn pages_are_full_all_the_same(server: TestServer) {
    let texts = (1..=20).map(|n| n.to_string());
    let hidden = [20, 18, 17, 12, 11, 10, 3, 1];
    let (_, bob, chat, _) = say_and_hide(&server, texts, &hidden).await;
    let visible: Vec<u64> = (1..=20).rev().filter(|seq| !hidden.contains(seq)).collect();
    let mut numbered = vec![];
    for number in 1..=3 {
        let request = ListMessages { page: number, limit: 5, ..ListMessages::newest(chat) };
        let page = page(&bob, request).await;
        assert_eq!((page.pagination.total, page.pagination.pages), (12, 3));
        numbered.push(places(&page));
    }
    assert_eq!(numbered.iter().map(Vec::len).collect::<Vec<_>>(), [5, 5, 2]);
    assert_eq!(numbered.concat(), visible);
    let beyond = ListMessages { page: 4, limit: 5, ..ListMessages::newest(chat) };
    assert_eq!(places(&page(&bob, beyond).await), [0; 0]);

    let before = ListMessages { before: Some(13), limit: 5, ..ListMessages::newest(chat) };
    assert_eq!(places(&page(&bob, before).await), [9, 8, 7, 6, 5]);
    let after = ListMessages { after: Some(9), limit: 4, ..ListMessages::newest(chat) };
    assert_eq!(places(&page(&bob, after).await), [16, 15, 14, 13]);
    let since = bob.client.messages().since(chat, 0).await.unwrap();
    assert_eq!(since.iter().map(|one| one.seq).rev().collect::<Vec<_>>(), visible);
}

async fn a_search_does_not_find_it(server: TestServer) {
    let texts = (1..=6).map(|n| format!("Tea {n}"));
    let (alice, bob, chat, _) = say_and_hide(&server, texts, &[2, 5]).await;
    let search = |page| ListMessages {
        search: Some("tea".into()),
        page,
        limit: 3,
        ..ListMessages::newest(chat)
    };
    let (first, second) = (page(&bob, search(1)).await, page(&bob, search(2)).await);
    assert_eq!((places(&first), places(&second)), (vec![6, 4, 3], vec![1]));
    assert_eq!(first.pagination.total, 4);
    assert_eq!(page(&alice, search(1)).await.pagination.total, 6);
}

async fn the_list_of_chats_shows_the_one_before(server: TestServer) {
    let texts = ["one", "two", "three"].map(String::from);
    let (alice, bob, _, said) = say_and_hide(&server, texts, &[2, 3]).await;
    let last = async |person: &Person| {
        let chats = person.client.chats().list().await.unwrap();
        chats[0].last_message.clone()
    };
    assert_eq!(last(&bob).await.as_ref(), Some(&said[0]));
    assert_eq!(last(&alice).await.as_ref(), Some(&said[2]));
    bob.client.messages().delete_for_me(said[0].id).await.unwrap();
    assert_eq!(last(&bob).await, None);
}

async fn answers_to_it_quote_nothing(server: TestServer) {
    let (alice, bob, chat, said) = say_and_hide(&server, ["Tea?".into()], &[1]).await;
    alice.client.messages().reply(&said[0], "Anybody?").await.unwrap();
    let quoted = async |person: &Person| {
        let page = page(person, ListMessages::newest(chat)).await;
        page.messages[0].reply_to.clone().map(|quote| quote.content)
    };
    assert_eq!(quoted(&bob).await.as_deref(), Some(""));
    assert_eq!(quoted(&alice).await.as_deref(), Some("Tea?"));
    let chats = bob.client.chats().list().await.unwrap();
    let quote = chats[0].last_message.as_ref().and_then(|last| last.reply_to.as_ref());
    assert_eq!(quote.map(|quote| quote.content.as_str()), Some(""));
}

async fn an_answer_that_comes_now_quotes_nothing_either(server: TestServer) {
    let (alice, bob, chat, said) = say_and_hide(&server, ["secret".into()], &[1]).await;
    let (mut his, mut hers) = (bob.listen().await, alice.listen().await);
    let words = |message: &Message| message.reply_to.clone().map(|quote| quote.content);
    let answer = alice.client.messages().reply(&said[0], "Hush").await.unwrap();
    assert_eq!(words(&his.message().await).as_deref(), Some(""));
    assert_eq!(hers.message().await, answer);
    alice.client.messages().edit(answer.id, "Hush!").await.unwrap();
    let ServerEvent::MessageUpdated(edited) = his.chat_event("an edit").await else {
        panic!("something else came");
    };
    assert_eq!(words(&edited).as_deref(), Some(""));
    his.nothing_but_a_marker(&alice, chat).await;
}

async fn it_is_no_message_any_more_to_who_has_hidden_it(server: TestServer) {
    let (alice, bob, _, said) = say_and_hide(&server, ["Tea?".into()], &[1]).await;
    let id = said[0].id;
    let messages = bob.client.messages();
    assert_eq!(refusal(messages.react(id, "👍").await), ErrorCode::MessageNotFound);
    assert_eq!(refusal(messages.pin(id).await), ErrorCode::MessageNotFound);
    assert_eq!(refusal(messages.delete(id).await), ErrorCode::MessageNotFound);
    let mallory = server.person("mallory").await;
    let by_stranger = mallory.client.messages().delete_for_me(id).await;
    assert_eq!(refusal(by_stranger), ErrorCode::MessageNotFound);
    alice.client.messages().react(id, "👍").await.unwrap();
}

async fn what_becomes_of_it_is_told_to_the_others_alone(server: TestServer) {
    let [alice, bob, carol] =
        [server.person("alice").await, server.person("bob").await, server.person("carol").await];
    let group = group_of(&alice, &[&bob, &carol]).await;
    let said = alice.say(group, "one").await;
    bob.client.messages().delete_for_me(said.id).await.unwrap();
    let (mut bobs, mut carols) = (bob.listen().await, carol.listen().await);
    let messages = alice.client.messages();
    messages.edit(said.id, "two").await.unwrap();
    messages.react(said.id, "👍").await.unwrap();
    messages.pin(said.id).await.unwrap();
    messages.delete(said.id).await.unwrap();
    for name in ["message_updated", "message_reactions", "message_pinned", "message_deleted"] {
        assert_eq!(carols.chat_event(name).await.name(), name);
    }
    bobs.nothing_but_a_marker(&alice, group).await;
}
