//! How far messages have reached the members of a chat, and whom that is told.

use crate::support::people::Listener;
use crate::support::{Person, TestServer, at_once, group_of, on_both_databases, private_chat};
use whatschat_client::{Event, ServerEvent};
use whatschat_core::chats::{ChatChange, Marks};
use whatschat_core::id::ChatId;
use whatschat_core::messages::Receipts;

on_both_databases![
    what_was_read_has_arrived_and_the_others_are_told,
    marks_never_go_backwards,
    of_racing_marks_the_greatest_holds,
    receipts_say_whom_a_message_has_reached,
    a_chat_that_is_marked_as_unread_is_so_until_it_is_read,
    in_a_large_group_only_ones_own_devices_are_told,
    across_a_block_marks_stand_still,
    removing_a_chat_tells_nobody_that_it_was_read,
];

impl Listener {
    /// The next marks.
    async fn marks(&mut self) -> Marks {
        loop {
            if let Event::Server(ServerEvent::ChatRead(marks)) = self.next("marks").await {
                return marks;
            }
        }
    }

    /// Proves that no marks are on their way: what `from` says now in `chat` comes before any.
    async fn no_marks(&mut self, from: &Person, chat: ChatId) {
        let marker = from.say(chat, "marker").await;
        loop {
            match self.next("the marker").await {
                Event::Server(ServerEvent::NewMessage(message)) if message == marker => return,
                Event::Server(ServerEvent::ChatRead(marks)) => panic!("there came {marks:?}"),
                _ => {}
            }
        }
    }
}

/// A private chat in which the other has said so much.
async fn told(by: &Person, to: &Person, count: usize) -> ChatId {
    let chat = private_chat(by, to).await;
    for n in 1..=count {
        by.say(chat, &format!("message {n}")).await;
    }
    chat
}

fn marks(chat_id: ChatId, of: &Person, delivered_seq: u64, read_seq: u64) -> Marks {
    Marks { chat_id, user_id: of.id(), delivered_seq, read_seq }
}

/// Someone's marks, as `viewer` sees them.
async fn seen(viewer: &Person, chat: ChatId, of: &Person) -> Marks {
    let all = viewer.client.chats().marks(chat).await.unwrap();
    *all.iter().find(|marks| marks.user_id == of.id()).unwrap()
}

async fn what_was_read_has_arrived_and_the_others_are_told(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = told(&alice, &bob, 3).await;
    let mut others = alice.listen().await;
    let mut own = server.other_device(&bob).await.listen().await;
    let arrived = bob.client.chats().mark_delivered(chat, 2).await.unwrap();
    assert_eq!(arrived, marks(chat, &bob, 2, 0));
    assert_eq!((others.marks().await, own.marks().await), (arrived, arrived));
    bob.client.chats().mark_read(chat, 3).await.unwrap();
    let read = marks(chat, &bob, 3, 3);
    assert_eq!((others.marks().await, own.marks().await), (read, read));
    let all = alice.client.chats().marks(chat).await.unwrap();
    assert_eq!((all.len(), seen(&alice, chat, &bob).await), (2, read));
    assert_eq!(seen(&alice, chat, &alice).await, marks(chat, &alice, 0, 0));
}

async fn marks_never_go_backwards(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = told(&alice, &bob, 5).await;
    bob.client.chats().mark_read(chat, 3).await.unwrap();
    let mut others = alice.listen().await;
    for (seq, delivered) in [(1, 3), (3, 3), (4, 4), (2, 4), (99, 5)] {
        let after = bob.client.chats().mark_delivered(chat, seq).await.unwrap();
        assert_eq!(after, marks(chat, &bob, delivered, 3), "delivered {seq}");
    }
    assert_eq!(others.marks().await.delivered_seq, 4, "what changes nothing is not told");
    assert_eq!(others.marks().await.delivered_seq, 5);
    bob.client.chats().mark_read(chat, 1).await.unwrap();
    others.no_marks(&bob, chat).await;
    assert_eq!(seen(&alice, chat, &bob).await, marks(chat, &bob, 5, 3));
}

async fn of_racing_marks_the_greatest_holds(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = told(&alice, &bob, 30).await;
    let racing = at_once(40, |n| {
        let (bob, seq) = (bob.clone(), (n * 7 % 30) as u64 + 1);
        async move {
            if n % 2 == 0 {
                bob.client.chats().mark_delivered(chat, seq).await.unwrap();
            } else {
                bob.client.chats().mark_read(chat, seq.min(20)).await.unwrap();
            }
        }
    });
    racing.await;
    let delivered = (0..40).step_by(2).map(|n| n * 7 % 30 + 1).max().unwrap();
    assert_eq!(seen(&alice, chat, &bob).await, marks(chat, &bob, delivered, 20));
}

async fn receipts_say_whom_a_message_has_reached(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let chat = group_of(&alice, &[&bob, &carol]).await;
    alice.say(chat, "first").await;
    let message = alice.say(chat, "second").await;
    let receipts = async |by: &Person| by.client.messages().receipts(message.id).await.unwrap();
    assert_eq!(receipts(&alice).await, Receipts { delivered: vec![], read: vec![] });
    alice.client.chats().mark_read(chat, message.seq).await.unwrap();
    bob.client.chats().mark_delivered(chat, message.seq).await.unwrap();
    carol.client.chats().mark_read(chat, message.seq - 1).await.unwrap();
    assert_eq!(receipts(&alice).await, Receipts { delivered: vec![bob.id()], read: vec![] });
    carol.client.chats().mark_read(chat, message.seq).await.unwrap();
    let Receipts { mut delivered, read } = receipts(&bob).await;
    delivered.sort_unstable();
    let mut both = [bob.id(), carol.id()];
    both.sort_unstable();
    assert_eq!((delivered.as_slice(), read.as_slice()), (&both[..], &[carol.id()][..]));
    let dave = server.person("dave").await;
    alice.client.groups().add_participants(chat, [dave.id()]).await.unwrap();
    let now = receipts(&alice).await;
    assert_eq!(
        (now.delivered.len(), now.read.len()),
        (2, 1),
        "who has joined since has not read it"
    );
}

async fn a_chat_that_is_marked_as_unread_is_so_until_it_is_read(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = told(&alice, &bob, 2).await;
    let read = bob.client.chats().mark_read(chat, 2).await.unwrap();
    let (mut own, mut others) = (bob.listen().await, alice.listen().await);
    let marked = bob.client.chats().mark_unread(chat).await.unwrap();
    assert!(marked.marked_unread && !read.marked_unread);
    assert_eq!((marked.seq, marked.unread_count), (read.seq, read.unread_count));
    assert_eq!(own.change().await.change, ChatChange::Details);
    assert!(bob.client.chats().list().await.unwrap()[0].marked_unread);
    assert_eq!(bob.client.chats().get(chat).await.unwrap().read_state, marked);
    assert!(!alice.client.chats().list().await.unwrap()[0].marked_unread);
    assert_eq!(bob.client.chats().mark_read(chat, 1).await.unwrap(), read);
    assert_eq!(own.marks().await, marks(chat, &bob, 2, 2));
    others.no_marks(&bob, chat).await;
}

async fn in_a_large_group_only_ones_own_devices_are_told(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let small = group_of(&alice, &[&bob]).await;
    let large = alice.client.chats().create_group("Crowd", [bob.id()]).await.unwrap().id;
    server.fill_crowds().await;
    let (said, _) = (alice.say(large, "Hello").await, alice.say(small, "Hello").await);
    let (mut own, mut others) = (bob.listen().await, alice.listen().await);
    bob.client.chats().mark_read(large, said.seq).await.unwrap();
    assert_eq!(own.marks().await, marks(large, &bob, said.seq, said.seq));
    bob.client.chats().mark_read(small, 1).await.unwrap();
    assert_eq!(others.marks().await.chat_id, small, "those of the large one were not told");
    assert_eq!(seen(&alice, large, &bob).await.read_seq, said.seq, "they are there for who asks");
}

async fn across_a_block_marks_stand_still(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = told(&bob, &alice, 3).await;
    let last = alice.say(chat, "four").await.seq;
    alice.client.chats().mark_read(chat, 1).await.unwrap();
    server
        .run(
            "insert into blocks (blocker_id, blocked_id, created_at)
             select a.id, b.id, 0 from users a, users b where a.username = 'alice' and b.username = 'bob'",
        )
        .await;
    let (mut hers, mut his) = (alice.listen().await, bob.listen().await);
    alice.client.chats().mark_read(chat, 3).await.unwrap();
    assert_eq!(hers.marks().await, marks(chat, &alice, 3, 3));
    assert_eq!(seen(&alice, chat, &alice).await, marks(chat, &alice, 3, 3));
    assert_eq!(seen(&bob, chat, &alice).await, marks(chat, &alice, 1, 1));
    let arrived = bob.client.chats().mark_delivered(chat, last).await.unwrap();
    assert_eq!(arrived, marks(chat, &bob, last, 0), "he cannot tell");
    assert_eq!(his.marks().await, arrived, "what she did was not told before");
    let group = group_of(&alice, &[&bob]).await;
    let said = alice.say(group, "marker").await;
    bob.client.chats().mark_read(group, said.seq).await.unwrap();
    assert_eq!(hers.marks().await.chat_id, group, "of his mark in their chat she is not told");
}

async fn removing_a_chat_tells_nobody_that_it_was_read(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = told(&alice, &bob, 2).await;
    bob.client.chats().delete(chat).await.unwrap();
    assert_eq!(seen(&alice, chat, &bob).await, marks(chat, &bob, 0, 0));
    assert_eq!(seen(&bob, chat, &bob).await, marks(chat, &bob, 2, 2));
}
