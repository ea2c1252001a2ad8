//! Reactions to messages.

use crate::support::{
    Person, TestServer, at_once, group_of, on_both_databases, private_chat, refusal,
};
use whatschat_client::{ErrorCode, ServerEvent};
use whatschat_core::id::{ChatId, MessageId};
use whatschat_core::limits::REACTIONS_MAX;
use whatschat_core::messages::{ListMessages, Message, Reaction, ReactionsChanged};

on_both_databases![
    a_reaction_comes_on_the_others_stream_and_goes_again,
    the_same_reaction_again_changes_nothing,
    a_message_has_so_many_different_reactions,
    fifty_reactions_at_once_all_count,
    what_is_deleted_has_no_reactions,
];

async fn read(person: &Person, chat: ChatId, id: MessageId) -> Message {
    let page = person.client.messages().list(ListMessages::newest(chat)).await.unwrap();
    page.messages.into_iter().find(|message| message.id == id).expect("the message is there")
}

async fn a_reaction_comes_on_the_others_stream_and_goes_again(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let sent = alice.say(chat, "Hello").await;
    let mut stream = alice.listen().await;
    let happened = |user: &Person, reactions: &[Reaction]| {
        ServerEvent::ReactionsChanged(ReactionsChanged {
            chat_id: chat,
            message_id: sent.id,
            user_id: user.id(),
            reactions: reactions.to_vec(),
        })
    };
    let thumb = |users: &[&Person]| Reaction {
        emoji: "👍".into(),
        count: users.len().try_into().unwrap(),
        user_ids: users.iter().map(|user| user.id()).collect(),
    };
    let heart = Reaction { emoji: "❤️".into(), ..thumb(&[&bob]) };

    let first = bob.client.messages().react(sent.id, "👍").await.unwrap();
    assert_eq!(first, [thumb(&[&bob])]);
    assert_eq!(stream.chat_event("a reaction").await, happened(&bob, &first));
    let second = bob.client.messages().react(sent.id, "❤️").await.unwrap();
    assert_eq!(second, [thumb(&[&bob]), heart.clone()]);
    assert_eq!(stream.chat_event("a reaction").await, happened(&bob, &second));
    server.clock().advance_ms(1);
    let third = alice.client.messages().react(sent.id, "👍").await.unwrap();
    assert_eq!(third, [thumb(&[&bob, &alice]), heart.clone()]);
    assert_eq!(stream.chat_event("a reaction").await, happened(&alice, &third));
    assert_eq!(read(&bob, chat, sent.id).await, Message { reactions: third, ..sent.clone() });

    let fewer = bob.client.messages().unreact(sent.id, "👍").await.unwrap();
    assert_eq!(fewer, [thumb(&[&alice]), heart.clone()]);
    assert_eq!(stream.chat_event("a reaction").await, happened(&bob, &fewer));
    let fewest = alice.client.messages().unreact(sent.id, "👍").await.unwrap();
    assert_eq!(fewest, [heart]);
    assert_eq!(stream.chat_event("a reaction").await, happened(&alice, &fewest));
}

async fn the_same_reaction_again_changes_nothing(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let sent = alice.say(chat, "Hello").await;
    let first = bob.client.messages().react(sent.id, "👍").await.unwrap();
    let mut stream = alice.listen().await;
    assert_eq!(bob.client.messages().react(sent.id, "👍").await.unwrap(), first);
    assert_eq!(alice.client.messages().unreact(sent.id, "👍").await.unwrap(), first);
    assert_eq!(bob.client.messages().unreact(sent.id, "❤️").await.unwrap(), first);
    stream.nothing_but_a_marker(&bob, chat).await;
}

async fn a_message_has_so_many_different_reactions(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let id = alice.say(chat, "Hello").await.id;
    let outcomes = at_once(REACTIONS_MAX + 5, |n| {
        let bob = bob.clone();
        async move { bob.client.messages().react(id, format!(":{n}:")).await }
    });
    let (taken, refused): (Vec<_>, Vec<_>) = outcomes.await.into_iter().partition(Result::is_ok);
    assert_eq!((taken.len(), refused.len()), (REACTIONS_MAX, 5));
    for refused in refused {
        assert_eq!(refusal(refused), ErrorCode::TooManyReactions);
    }
    let known = read(&alice, chat, id).await.reactions;
    assert_eq!(known.len(), REACTIONS_MAX);
    let joined = alice.client.messages().react(id, known[0].emoji.clone()).await.unwrap();
    assert_eq!(joined[0].count, 2, "to join in is no new one");
}

/// Ten reactions of each of five people, all at the same time.
async fn fifty_reactions_at_once_all_count(server: TestServer) {
    let alice = server.person("alice").await;
    let mut others = vec![];
    for n in 0..5 {
        others.push(server.person(&format!("person{n}")).await);
    }
    let group = group_of(&alice, &others.iter().collect::<Vec<_>>()).await;
    let id = alice.say(group, "Hello").await.id;
    let react = |remove: bool| {
        let others = others.clone();
        at_once(50, move |n| {
            let (person, emoji) = (others[n % 5].clone(), format!(":{}:", n / 5));
            async move {
                let messages = person.client.messages();
                if remove && n % 5 < 2 {
                    messages.unreact(id, emoji).await.unwrap();
                } else {
                    messages.react(id, emoji).await.unwrap();
                }
            }
        })
    };
    react(false).await;
    let counts =
        |message: Message| message.reactions.iter().map(|one| one.count).collect::<Vec<_>>();
    assert_eq!(counts(read(&alice, group, id).await), [5; 10]);
    react(true).await;
    assert_eq!(counts(read(&alice, group, id).await), [3; 10]);
}

async fn what_is_deleted_has_no_reactions(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let sent = alice.say(chat, "Hello").await;
    bob.client.messages().react(sent.id, "👍").await.unwrap();
    alice.client.messages().delete(sent.id).await.unwrap();
    assert_eq!(read(&bob, chat, sent.id).await.reactions, []);
    assert_eq!(server.count("select count(*) from reactions").await, 0);
    let refused = bob.client.messages().react(sent.id, "👍").await;
    assert_eq!(refusal(refused), ErrorCode::MessageDeleted);
    assert_eq!(bob.client.messages().unreact(sent.id, "👍").await.unwrap(), []);
}
