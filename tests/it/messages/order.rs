//! The order of messages: 1, 2, 3 … without a gap, and the same for everyone.

use crate::support::{TestServer, at_once, group_of, on_both_databases, private_chat};
use whatschat_core::id::MessageId;
use whatschat_core::messages::ListMessages;

on_both_databases![
    what_one_says_the_other_hears,
    sixty_four_senders_make_one_order_without_a_gap,
    each_chat_counts_for_itself,
];

async fn what_one_says_the_other_hears(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let mut bobs = bob.listen().await;
    let mut alices = alice.listen().await;
    let sent = alice.say(chat, "Hello, Bob!").await;
    assert_eq!((sent.seq, sent.sender_id, sent.chat_id), (1, alice.id(), chat));
    assert_eq!((sent.edited_at, sent.deleted_at), (None, None));
    assert_eq!(bobs.message().await, sent);
    assert_eq!(alices.message().await, sent, "her other devices hear it too");
    let read = bob.client.messages().list(ListMessages::newest(chat)).await.unwrap();
    assert_eq!(read.messages, [sent]);
}

async fn sixty_four_senders_make_one_order_without_a_gap(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = group_of(&alice, &[&bob]).await;
    let (mut alices, mut bobs) = (alice.listen().await, bob.listen().await);
    let sent = at_once(64, |n| {
        let person = if n % 2 == 0 { alice.clone() } else { bob.clone() };
        async move {
            let first = person.say(chat, &format!("{n}, first")).await;
            let second = person.say(chat, &format!("{n}, second")).await;
            assert!(first.seq < second.seq, "one sender's messages change their order");
            [first, second]
        }
    });
    let mut sent = sent.await.concat();
    sent.sort_unstable_by_key(|message| message.seq);
    let places: Vec<u64> = sent.iter().map(|message| message.seq).collect();
    assert_eq!(places, (1..=128).collect::<Vec<_>>());
    for message in &sent {
        assert_eq!(&alices.message().await, message);
        assert_eq!(&bobs.message().await, message);
    }
    let kept = async |after| -> Vec<MessageId> {
        let page = ListMessages { limit: 64, after: Some(after), ..ListMessages::newest(chat) };
        let page = bob.client.messages().list(page).await.unwrap();
        page.messages.iter().rev().map(|message| message.id).collect()
    };
    let kept = [kept(0).await, kept(64).await].concat();
    assert_eq!(kept, sent.iter().map(|message| message.id).collect::<Vec<_>>());
}

async fn each_chat_counts_for_itself(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let (one, other) = (private_chat(&alice, &bob).await, group_of(&alice, &[&bob]).await);
    let sent = at_once(40, |n| {
        let (alice, chat) = (alice.clone(), if n % 2 == 0 { one } else { other });
        async move { alice.say(chat, "Hello").await }
    });
    let sent = sent.await;
    for chat in [one, other] {
        let of_chat = sent.iter().filter(|message| message.chat_id == chat);
        let mut places: Vec<u64> = of_chat.map(|message| message.seq).collect();
        places.sort_unstable();
        assert_eq!(places, (1..=20).collect::<Vec<_>>());
    }
}
