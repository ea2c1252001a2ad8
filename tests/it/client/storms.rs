//! Whatever is cut, and whenever the program is killed: in the end the store says what the server
//! says.

use super::device::{Device, Program};
use super::shown::{Shown, messages};
use crate::support::{Person, TestServer, group_of, on_both_databases, private_chat, seed};
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use whatschat_core::chats::UpdateChat;
use whatschat_core::id::{ChatId, ClientMessageId};
use whatschat_core::messages::{Message, SendMessage};

on_both_databases![whatever_is_cut_the_store_says_in_the_end_what_the_server_says];

const STEPS: usize = 150;

async fn whatever_is_cut_the_store_says_in_the_end_what_the_server_says(server: TestServer) {
    let mut world = World::new(&server).await;
    let phone = Device::of(&server, &world.bob).await;
    let mut program = phone.start().await;
    let mut written = vec![];
    for step in 0..STEPS {
        world.something_happens().await;
        match world.lots.random_range(0..12) {
            0 => phone.go_away(),
            1 | 2 => phone.come_back(),
            3 => {
                program.kill().await;
                program = phone.start().await;
            }
            4 => {
                let (chat, text) = (world.a_chat(), format!("bob's {step}"));
                written.push(program.outbox().send(chat, &text).await.unwrap());
            }
            _ => {}
        }
    }
    phone.come_back();
    program.sent_all().await;
    world.the_end(&program).await;
    world.compare(&program).await;
    let sent = world.client_ids().await;
    for id in written {
        assert_eq!(sent.iter().filter(|sent| **sent == id).count(), 1, "{id} is one message");
    }
    program.kill().await;
}

/// What people do, by lot.
struct World {
    lots: StdRng,
    alice: Person,
    bob: Person,
    carol: Person,
    chats: Vec<ChatId>,
    said: Vec<Message>,
}

impl World {
    async fn new(server: &TestServer) -> Self {
        let alice = server.person("alice").await;
        let bob = server.person("bob").await;
        let carol = server.person("carol").await;
        let group = group_of(&alice, &[&bob, &carol]).await;
        let chats = vec![private_chat(&alice, &bob).await, group];
        Self { lots: StdRng::seed_from_u64(seed()), alice, bob, carol, chats, said: vec![] }
    }

    fn a_chat(&mut self) -> ChatId {
        *self.chats.choose(&mut self.lots).unwrap()
    }

    /// A message of alice's that is still there, for bob too.
    fn a_message(&mut self) -> Option<Message> {
        self.said.choose(&mut self.lots).cloned()
    }

    async fn something_happens(&mut self) {
        let lot = self.lots.random_range(0..20);
        match (lot, self.a_message()) {
            (0, Some(message)) => {
                self.said.retain(|said| said.id != message.id);
                self.alice.client.messages().delete(message.id).await.unwrap();
            }
            (1 | 2, Some(message)) => {
                let text = format!("{} edited", message.content);
                self.alice.client.messages().edit(message.id, text).await.unwrap();
            }
            (3 | 4, Some(message)) => {
                self.bob.client.messages().react(message.id, "👍").await.unwrap();
                self.alice.client.messages().react(message.id, "🎉").await.unwrap();
            }
            (5, Some(message)) => drop(self.alice.client.messages().pin(message.id).await.unwrap()),
            (6, Some(message)) => {
                drop(self.alice.client.messages().unpin(message.id).await.unwrap());
            }
            (7, Some(message)) => {
                self.said.retain(|said| said.id != message.id);
                self.bob.client.messages().delete_for_me(message.id).await.unwrap();
            }
            (8 | 9, Some(message)) => {
                self.bob.client.chats().mark_read(message.chat_id, message.seq).await.unwrap();
            }
            (10, Some(message)) => {
                self.bob.client.chats().mark_unread(message.chat_id).await.unwrap();
            }
            (11 | 12, Some(message)) => {
                let answer = self.alice.client.messages().reply(&message, "an answer").await;
                self.said.push(answer.unwrap());
            }
            (13, _) => {
                let name = format!("Friends {}", self.said.len());
                let group = self.chats[1];
                let change = UpdateChat { id: group, name: Some(name), description: None };
                self.alice.client.chats().update(change).await.unwrap();
            }
            (14, _) => {
                let (group, carol) = (self.chats[1], self.carol.id());
                self.alice.client.groups().remove_participant(group, carol).await.unwrap();
                self.alice.client.groups().add_participants(group, [carol]).await.unwrap();
            }
            _ => {
                let chat = self.a_chat();
                let text = SendMessage::text(chat, format!("said {}", self.said.len()));
                let mentions = if lot == 15 { vec![self.bob.id()] } else { vec![] };
                let draft = SendMessage { mentions, ..text };
                let said = self.alice.client.messages().send_request(draft).await;
                self.said.push(said.unwrap());
            }
        }
    }

    /// Waits until the program knows everything.
    async fn the_end(&self, program: &Program) {
        for chat in &self.chats {
            let end = self.alice.say(*chat, "the end").await;
            program
                .until("the end", async || {
                    let last = program.store.messages(*chat, None, 1).await.unwrap();
                    last.first().is_some_and(|last| last.seq >= end.seq)
                })
                .await;
        }
    }

    async fn compare(&self, program: &Program) {
        let chats = self.bob.client.chats().list().await.unwrap();
        program
            .until(&format!("these chats: {chats:#?}"), async || {
                program.store.chats().await.unwrap() == chats
            })
            .await;
        for chat in &self.chats {
            let history = self.bob.client.messages().latest(*chat, 1000).await.unwrap();
            let mut shown = Shown::new(program.client.chats().open(*chat).unwrap().timeline(10));
            shown.until("the end", |items| !items.is_empty()).await;
            shown.page_back_to_the_start().await;
            let all = history.clone();
            shown.until("the whole history", move |items| messages(items).len() == all.len()).await;
            for (shown, message) in messages(&shown.items).iter().zip(&history) {
                assert_eq!(shown, message);
            }
        }
    }

    /// The `clientMessageId`s of all messages.
    async fn client_ids(&self) -> Vec<ClientMessageId> {
        let mut ids = vec![];
        for chat in &self.chats {
            let all = self.alice.client.messages().latest(*chat, 1000).await.unwrap();
            ids.extend(all.iter().filter_map(|message| message.client_message_id));
        }
        ids
    }
}
