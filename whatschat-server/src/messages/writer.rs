//! The writer: what is sent while a transaction is being committed goes into the next one,
//! together. A message, its place in the chat and the counters are stored as one.

use super::store;
use crate::clock::Clock;
use crate::socket::Hub;
use crate::store::{Changes, Db, Fault, GroupCommit};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;
use whatschat_core::id::{ChatId, ClientMessageId, MessageId, UserId};
use whatschat_core::messages::{Message, SendMessage};
use whatschat_core::socket::ServerEvent;
use whatschat_core::time::Timestamp;

/// A message that is to be stored.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) id: MessageId,
    pub(super) sender: UserId,
    pub(super) request: SendMessage,
}

/// What became of a draft.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It is a message now.
    Stored(Message),
    /// It was sent before: this is the first one.
    Known(Message),
    /// Its `clientMessageId` belongs to a message with other content.
    OtherContent,
    /// Its sender is not in the chat.
    NotAMember,
    /// One of the private chat's two has blocked the other.
    Blocked,
}

/// Stores messages, and tells their chats in the order of `seq`.
pub(crate) struct Writer(GroupCommit<Draft, Outcome>);

impl Writer {
    pub(crate) fn start(db: Db, hub: Arc<Hub>, clock: Clock, changes: Changes) -> Self {
        Self(GroupCommit::start(move |drafts: Arc<[Draft]>| {
            let (db, hub) = (db.clone(), hub.clone());
            let (clock, changes) = (clock.clone(), changes.clone());
            async move {
                let _in_order = changes.lock().await;
                let stored = commit(&db, &drafts, clock.now()).await;
                db.note_write(stored.is_ok());
                let outcomes = stored.map_err(|why| {
                    tracing::error!(%why, "messages were not stored");
                    Fault::from(&why)
                })?;
                publish(&hub, &outcomes);
                Ok(outcomes)
            }
        }))
    }

    pub(super) async fn store(&self, draft: Draft) -> Result<Outcome, Fault> {
        self.0.store(draft).await
    }
}

fn publish(hub: &Hub, outcomes: &[Outcome]) {
    for outcome in outcomes {
        if let Outcome::Stored(message) = outcome {
            hub.send_to_chat(message.chat_id, &ServerEvent::NewMessage(message.clone()));
        }
    }
}

async fn commit(db: &Db, drafts: &[Draft], now: Timestamp) -> sqlx::Result<Vec<Outcome>> {
    let mut tx = db.write().await?;
    let mut plan = Plan {
        // This locks the chats, so that nobody else gives out their next places.
        lasts: store::lasts(&mut tx, drafts).await?,
        known: store::known(&mut tx, drafts).await?,
        now,
        new: vec![],
    };
    let outcomes = drafts.iter().map(|draft| plan.place(draft)).collect();
    if !plan.new.is_empty() {
        store::insert(&mut tx, &plan.new).await?;
        store::advance(&mut tx, &plan.new).await?;
        tx.commit().await?;
    }
    Ok(outcomes)
}

/// What a transaction will store.
struct Plan {
    /// Where each chat ends, for each sender who is in it.
    lasts: HashMap<(ChatId, UserId), store::Last>,
    known: HashMap<(UserId, ClientMessageId), (Message, Vec<u8>)>,
    now: Timestamp,
    new: Vec<store::New>,
}

impl Plan {
    fn place(&mut self, draft: &Draft) -> Outcome {
        let chat = draft.request.chat_id;
        let Some(&last) = self.lasts.get(&(chat, draft.sender)) else {
            return Outcome::NotAMember;
        };
        let key = draft.request.client_message_id.map(|id| (draft.sender, id));
        if let Some((first, sent)) = key.and_then(|key| self.known.get(&key)) {
            let same = *sent == draft.fingerprint();
            return if same { Outcome::Known(first.clone()) } else { Outcome::OtherContent };
        }
        if last.blocked {
            return Outcome::Blocked;
        }
        // The places that this transaction has given out already come on top.
        let given = self.new.iter().filter(|(message, _)| message.chat_id == chat).count();
        let message = message(draft, last.seq + given as u64 + 1, self.now);
        let sent = key.map(|_| draft.fingerprint());
        if let (Some(key), Some(sent)) = (key, &sent) {
            self.known.insert(key, (message.clone(), sent.clone()));
        }
        self.new.push((message.clone(), sent));
        Outcome::Stored(message)
    }
}

impl Draft {
    /// Tells whether a repeated send is the same send.
    pub(super) fn fingerprint(&self) -> Vec<u8> {
        let SendMessage { chat_id, r#type, content, metadata, .. } = &self.request;
        let metadata = metadata.as_ref().filter(|metadata| !metadata.is_empty());
        let sent = serde_json::json!([chat_id, r#type, content, metadata]);
        Sha256::digest(sent.to_string()).to_vec()
    }
}

fn message(draft: &Draft, seq: u64, now: Timestamp) -> Message {
    let request = draft.request.clone();
    Message {
        id: draft.id,
        content: request.content,
        r#type: request.r#type,
        sender_id: draft.sender,
        chat_id: request.chat_id,
        seq,
        metadata: request.metadata.unwrap_or_default(),
        system: None,
        reply_to: None,
        mentions: request.mentions,
        forwarded_from: None,
        reactions: vec![],
        client_message_id: request.client_message_id,
        created_at: now,
        updated_at: now,
        edited_at: None,
        pinned_at: None,
        deleted_at: None,
    }
}
