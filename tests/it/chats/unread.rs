//! How many messages someone has not read.

use crate::support::{Person, TestServer, at_once, on_both_databases, private_chat, seed};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use whatschat_core::id::{ChatId, UserId};

on_both_databases![
    whatever_happens_the_count_is_what_it_should_be,
    a_read_mark_never_goes_backwards,
    of_racing_read_marks_the_last_place_holds,
    a_count_stays_right_while_messages_and_marks_race,
];

/// What the server should know of a chat, kept in the plainest way.
#[derive(Default)]
struct Model {
    /// Who sent each message; the first has the place 1.
    senders: Vec<UserId>,
}

impl Model {
    fn unread(&self, reader: UserId, read: u64) -> u64 {
        let after = self.senders.iter().zip(1..).filter(|(_, seq)| *seq > read);
        after.filter(|(sender, _)| **sender != reader).count() as u64
    }
}

/// How many messages a chat shows as unread; `None` where it is not in the list.
async fn shown(person: &Person, chat: ChatId) -> Option<u64> {
    let chats = person.client.chats().list().await.unwrap();
    chats.iter().find(|one| one.id == chat).map(|one| one.unread_count)
}

async fn whatever_happens_the_count_is_what_it_should_be(server: TestServer) {
    let mut random = StdRng::seed_from_u64(seed());
    let people = [server.person("alice").await, server.person("bob").await];
    let chat = private_chat(&people[0], &people[1]).await;
    let (mut model, mut read, mut hidden_at) = (Model::default(), [0; 2], [None; 2]);
    for step in 0..80 {
        let who = random.random_range(0..2);
        let (person, last) = (&people[who], model.senders.len() as u64);
        match random.random_range(0..10) {
            0..6 => {
                person.say(chat, &format!("step {step}")).await;
                model.senders.push(person.id());
            }
            6..9 => {
                let mark = random.random_range(0..=last + 2);
                read[who] = read[who].max(mark.min(last));
                let state = person.client.chats().mark_read(chat, mark).await.unwrap();
                let expected = (read[who], model.unread(person.id(), read[who]));
                assert_eq!(
                    (state.seq, state.unread_count),
                    expected,
                    "marked {mark} in step {step}"
                );
            }
            _ => {
                person.client.chats().delete(chat).await.unwrap();
                (read[who], hidden_at[who]) = (last, Some(last));
            }
        }
        for (n, person) in people.iter().enumerate() {
            let in_list = hidden_at[n].is_none_or(|at| model.senders.len() as u64 > at);
            let expected = in_list.then(|| model.unread(person.id(), read[n]));
            assert_eq!(
                shown(person, chat).await,
                expected,
                "{} after step {step}",
                person.account.username
            );
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
