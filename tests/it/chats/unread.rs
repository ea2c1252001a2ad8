//! How many messages someone has not read.

use crate::support::{
    Person, TestServer, at_once, group_of, on_both_databases, private_chat, seed,
};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use whatschat_core::chats::ReadState;
use whatschat_core::id::{ChatId, MessageId, UserId};
use whatschat_core::messages::SendMessage;

on_both_databases![
    whatever_happens_the_count_is_what_it_should_be,
    a_read_mark_never_goes_backwards,
    ones_own_messages_are_passed_over_at_once,
    of_racing_read_marks_the_last_place_holds,
    a_count_stays_right_while_messages_and_marks_race,
];

/// What the server should know of a chat, kept in the plainest way.
#[derive(Default)]
struct Model {
    /// The messages; the first has the place 1.
    said: Vec<Said>,
}

struct Said {
    id: MessageId,
    sender: UserId,
    mentions: Vec<UserId>,
}

/// Someone's place in the chat, as they know it.
#[derive(Clone, Copy, Default)]
struct Place {
    read: u64,
    marked: bool,
    /// The last message when the chat was removed from the list.
    removed_at: Option<u64>,
}

impl Model {
    fn last(&self) -> u64 {
        self.said.len() as u64
    }

    fn state(&self, reader: UserId, place: Place) -> ReadState {
        let after = self.said.iter().zip(1..).filter(|(_, seq)| *seq > place.read);
        let unread: Vec<_> = after.filter(|(said, _)| said.sender != reader).collect();
        let mentions = unread.iter().filter(|(said, _)| said.mentions.contains(&reader)).count();
        ReadState {
            seq: place.read,
            unread_count: unread.len() as u64,
            mention_count: mentions as u64,
            first_unread_seq: unread.first().map(|(_, seq)| *seq),
            marked_unread: place.marked,
        }
    }
}

/// What someone's list shows of a chat; `None` where it is not in the list.
async fn listed(person: &Person, chat: ChatId) -> Option<(u64, u64, bool)> {
    let chats = person.client.chats().list().await.unwrap();
    let chat = chats.into_iter().find(|one| one.id == chat)?;
    Some((chat.unread_count, chat.mention_count, chat.marked_unread))
}

/// How many messages a chat shows as unread.
async fn shown(person: &Person, chat: ChatId) -> Option<u64> {
    listed(person, chat).await.map(|(unread, ..)| unread)
}

async fn whatever_happens_the_count_is_what_it_should_be(server: TestServer) {
    let mut random = StdRng::seed_from_u64(seed());
    let people = [server.person("alice").await, server.person("bob").await];
    let chat = group_of(&people[0], &[&people[1]]).await;
    let (mut model, mut places) = (Model::default(), [Place::default(); 2]);
    for step in 0..120 {
        let who = random.random_range(0..2);
        let (person, place) = (&people[who], &mut places[who]);
        match random.random_range(0..20) {
            0..10 => {
                let mut mentions: Vec<_> = people.iter().map(Person::id).collect();
                mentions.truncate(random.random_range(0..=2));
                let draft = person.client.messages().draft(chat, format!("step {step}"));
                let request = SendMessage { mentions: mentions.clone(), ..draft };
                let sent = person.client.messages().send_request(request).await.unwrap();
                model.said.push(Said { id: sent.id, sender: person.id(), mentions });
            }
            10..15 => {
                let mark = random.random_range(0..=model.last() + 2);
                (place.read, place.marked) = (place.read.max(mark.min(model.last())), false);
                let state = person.client.chats().mark_read(chat, mark).await.unwrap();
                assert_eq!(state, model.state(person.id(), *place), "marked {mark}, step {step}");
            }
            15..17 => {
                place.marked = true;
                let state = person.client.chats().mark_unread(chat).await.unwrap();
                assert_eq!(state, model.state(person.id(), *place), "step {step}");
            }
            17..19 => {
                let cleared = place.removed_at.unwrap_or(0); // what came before is gone for them
                let seen = model.said.iter_mut().zip(1..).filter(|(_, seq)| *seq > cleared);
                let mine = seen
                    .filter(|(said, _)| said.sender == person.id())
                    .last()
                    .map(|(said, _)| said);
                let Some(mine) = mine else { continue };
                person.client.messages().delete(mine.id).await.unwrap();
                mine.mentions.clear(); // its place stays unread
            }
            _ => {
                person.client.chats().delete(chat).await.unwrap();
                // When it comes back there is nothing to come back to but what is new.
                let last = model.last();
                *place = Place { read: last, marked: false, removed_at: Some(last) };
            }
        }
        for (person, place) in people.iter().zip(places) {
            let state = model.state(person.id(), place);
            let in_list = place.removed_at.is_none_or(|at| model.last() > at);
            let expected = (state.unread_count, state.mention_count, state.marked_unread);
            assert_eq!(
                listed(person, chat).await,
                in_list.then_some(expected),
                "after step {step}"
            );
            let chat = person.client.chats().get(chat).await.unwrap();
            assert_eq!(chat.read_state, state, "{} after step {step}", person.account.username);
        }
    }
}

async fn a_read_mark_never_goes_backwards(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    for n in 0..5 {
        bob.say(chat, &format!("{n}")).await;
    }
    for (mark, seq, unread) in [(3, 3, 2), (1, 3, 2), (0, 3, 2), (4, 4, 1), (99, 5, 0)] {
        let state = alice.client.chats().mark_read(chat, mark).await.unwrap();
        assert_eq!((state.seq, state.unread_count), (seq, unread), "marked {mark}");
    }
}

async fn ones_own_messages_are_passed_over_at_once(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let first_unread = async |read: u64| {
        let state = alice.client.chats().mark_read(chat, read).await.unwrap();
        (state.first_unread_seq, state.unread_count)
    };
    bob.say(chat, "1").await;
    assert_eq!(first_unread(1).await, (None, 0));
    for n in 2..=5 {
        alice.say(chat, &n.to_string()).await;
    }
    let noted = "select count(*) from members where own_seq = 5 and read_seq = 1";
    assert_eq!(server.count(noted).await, 1, "while she writes");
    bob.say(chat, "6").await;
    for n in 7..=9 {
        alice.say(chat, &n.to_string()).await;
    }
    bob.say(chat, "10").await;
    assert_eq!(first_unread(3).await, (Some(6), 2));
    assert_eq!(first_unread(7).await, (Some(10), 1));
    let noted = "select count(*) from members where own_seq = 9 and read_seq = 7";
    assert_eq!(server.count(noted).await, 1, "when she has read");
}

async fn of_racing_read_marks_the_last_place_holds(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    for n in 0..30 {
        bob.say(chat, &format!("{n}")).await;
    }
    let marks = at_once(30, |n| {
        let alice = alice.clone();
        async move { alice.client.chats().mark_read(chat, 30 - n as u64).await.unwrap() }
    });
    marks.await;
    assert_eq!(shown(&alice, chat).await, Some(0));
}

async fn a_count_stays_right_while_messages_and_marks_race(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let own = at_once(60, |n| {
        let alice = alice.clone();
        async move {
            if n % 3 == 0 {
                alice.client.chats().mark_read(chat, n as u64).await.unwrap();
            } else {
                alice.say(chat, "mine").await;
            }
        }
    });
    own.await;
    assert_eq!(shown(&alice, chat).await, Some(0), "all that was said is her own");
    bob.say(chat, "his").await;
    assert_eq!(shown(&alice, chat).await, Some(1));
}
