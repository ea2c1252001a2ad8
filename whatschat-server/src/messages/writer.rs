//! The writer: what is sent while a transaction is being committed goes into the next one,
//! together. A message, its place in the chat and the counters are stored as one.

use super::plan::Plan;
use super::{search, store};
use crate::error::ApiError;
use crate::files::{self, Links};
use crate::store::{Fault, GroupCommit};
use crate::sync::{self, Entry, LogWriter, Logged};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use whatschat_core::id::{FileId, MessageId, UserId};
use whatschat_core::messages::{Message, SendMessage};
use whatschat_core::socket::ServerEvent;

/// A message that is to be stored.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) id: MessageId,
    pub(super) sender: UserId,
    pub(super) request: SendMessage,
    /// The message that it forwards: then it says what that one says.
    pub(super) forwards: Option<MessageId>,
}

/// What became of a draft.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It is a message now.
    Stored(Message),
    /// It was sent before: this is the first one.
    Known(Message),
    /// Its sender may not send it.
    Refused(ApiError),
}

/// Stores messages, and tells their chats in the order of `seq`.
pub(crate) struct Writer(GroupCommit<Draft, Outcome>);

impl Writer {
    pub(crate) fn start(log: LogWriter, links: Arc<Links>) -> Self {
        Self(GroupCommit::start(move |drafts: Arc<[Draft]>| {
            let (log, links) = (log.clone(), links.clone());
            async move { log.write("messages", commit(&log, &links, &drafts)).await }
        }))
    }

    pub(super) async fn store(&self, draft: Draft) -> Result<Outcome, Fault> {
        self.0.store(draft).await
    }
}

async fn commit(
    log: &LogWriter,
    links: &Links,
    drafts: &[Draft],
) -> sqlx::Result<(Vec<Outcome>, Logged)> {
    let (mut tx, now) = (log.db.write().await?, log.clock.now());
    let mut plan = Plan::read(&mut tx, drafts, now).await?;
    let mut outcomes: Vec<_> = drafts.iter().map(|draft| plan.place(draft)).collect();
    if !plan.new.is_empty() {
        store::insert(&mut tx, &plan.new).await?;
        store::mention(&mut tx, &plan.new).await?;
        search::index(&mut tx, plan.new.iter().map(|(message, _)| message)).await?;
        store::advance(&mut tx, &plan.new).await?;
        files::note(&mut tx, plan.new.iter().map(|(message, _)| message)).await?;
    }
    files::show(&mut tx, links, now, outcomes.iter_mut().filter_map(Outcome::message)).await?;
    let entries = outcomes.iter().filter_map(Outcome::entry).collect();
    Ok((outcomes, sync::write(tx, now, entries).await?))
}

impl Outcome {
    fn entry(&self) -> Option<Entry> {
        match self {
            Self::Stored(message) => Some(Entry::message(message, ServerEvent::NewMessage)),
            Self::Known(_) | Self::Refused(_) => None,
        }
    }

    fn message(&mut self) -> Option<&mut Message> {
        match self {
            Self::Stored(message) | Self::Known(message) => Some(message),
            Self::Refused(_) => None,
        }
    }
}

impl Draft {
    /// The file that it names, and who wants to use it.
    pub(super) fn use_of_file(&self) -> Option<(FileId, UserId)> {
        let file = files::named(self.request.r#type, self.request.metadata.as_ref())?;
        Some((file, self.sender))
    }

    /// Tells whether a repeated send is the same send.
    pub(super) fn fingerprint(&self) -> Vec<u8> {
        let SendMessage { chat_id, r#type, content, metadata, reply_to, mentions, .. } =
            &self.request;
        let metadata = metadata.as_ref().filter(|metadata| !metadata.is_empty());
        let sent = serde_json::json!([
            chat_id,
            r#type,
            content,
            metadata,
            reply_to,
            mentions,
            self.forwards
        ]);
        Sha256::digest(sent.to_string()).to_vec()
    }
}
