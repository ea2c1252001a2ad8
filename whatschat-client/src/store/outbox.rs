//! What is to be sent.

mod edit;

use super::ranges::{self, Range};
use super::{Store, from_json, messages, to_json};
use crate::Error;
use crate::StoreErrorKind;
use crate::store::{Fault, Result};
use sqlx::SqliteConnection;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;
use whatschat_core::ErrorCode;
use whatschat_core::id::{ChatId, ClientMessageId, UserId};
use whatschat_core::messages::{Message, SendMessage};

/// The first message of a chat that waits to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    pub(crate) id: ClientMessageId,
    pub(crate) draft: SendMessage,
}

/// What the server said to a message.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It is sent.
    Sent(Box<Message>),
    /// It is refused, and will stay so unless something changes.
    Refused { why: String, code: Option<ErrorCode>, can_retry: bool },
}

/// What a program knows of its attempts to send.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    /// What is on its way right now.
    under_way: HashSet<ClientMessageId>,
    /// Why the last attempt came to nothing, of what waits for another: the first of its chat.
    delays: HashMap<ChatId, (ClientMessageId, String)>,
}

impl Attempts {
    /// Why this message waits for another attempt.
    fn delay(&self, chat: ChatId, id: ClientMessageId) -> Option<String> {
        let (delayed, why) = self.delays.get(&chat)?;
        (*delayed == id).then(|| why.clone())
    }
}

impl Store {
    /// Adds a message to what is to be sent. It is safe when this returns. The same once more
    /// changes nothing; another of the same id is refused.
    pub(crate) async fn enqueue(&self, id: ClientMessageId, draft: &SendMessage) -> Result<()> {
        let mut tx = self.begin().await?;
        let added = sqlx::query(
            "insert into outbox (id, chat_id, draft) values ($1, $2, $3) on conflict (id) do nothing",
        )
        .bind(id.0)
        .bind(draft.chat_id.0)
        .bind(to_json(draft)?)
        .execute(&mut *tx)
        .await?;
        if added.rows_affected() == 0 {
            return same(&edit::queued(&mut tx, id).await?, draft);
        }
        self.0.news.tell([draft.chat_id]);
        Ok(tx.commit().await?)
    }

    /// The chats whose first message waits to be sent.
    pub(crate) async fn chats_waiting(&self) -> Result<Vec<ChatId>> {
        let chats: Vec<Uuid> = sqlx::query_scalar(
            "select chat_id from outbox o where failure is null
                 and not exists (select 1 from outbox e where e.chat_id = o.chat_id and e.place < o.place)
             order by place",
        )
        .fetch_all(&mut *self.begin().await?)
        .await?;
        Ok(chats.into_iter().map(ChatId).collect())
    }

    /// Takes a chat's first message to send it, and notes that the server may have it from now
    /// on. `None` where there is none, or it was refused: what follows waits for it.
    pub(crate) async fn take(&self, chat: ChatId) -> Result<Option<Waiting>> {
        let mut tx = self.begin().await?;
        let first: Option<(Uuid, String, bool, bool)> = sqlx::query_as(
            "select id, draft, failure is null, tried from outbox where chat_id = $1
             order by place limit 1",
        )
        .bind(chat.0)
        .fetch_optional(&mut *tx)
        .await?;
        self.attempts().delays.remove(&chat);
        let Some((id, draft, true, tried)) = first else { return Ok(None) };
        if !tried {
            sqlx::query("update outbox set tried = 1 where id = $1")
                .bind(id)
                .execute(&mut *tx)
                .await?;
        }
        self.attempts().under_way.insert(id.into());
        self.0.news.tell([chat]);
        tx.commit().await?;
        Ok(Some(Waiting { id: id.into(), draft: from_json(&draft)? }))
    }

    /// Notes why a message is not on its way any more, and waits for the next attempt.
    pub(crate) fn pause(&self, chat: ChatId, id: ClientMessageId, why: &Error) {
        let mut attempts = self.attempts();
        attempts.under_way.remove(&id);
        attempts.delays.insert(chat, (id, words(why)));
        drop(attempts);
        self.0.news.tell([chat]);
    }

    /// The same for all: nobody sends them any more.
    pub(crate) fn pause_all(&self) {
        self.attempts().under_way.clear();
        self.0.news.tell_all();
    }

    /// Stores what the server said to a message: one that is sent leaves the outbox and is there
    /// in one go.
    pub(crate) async fn settle(
        &self,
        chat: ChatId,
        id: ClientMessageId,
        outcome: &Outcome,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        match outcome {
            Outcome::Sent(message) => {
                remove(&mut tx, id).await?;
                arrived(&mut tx, message).await?;
            }
            Outcome::Refused { why, code, can_retry } => {
                sqlx::query(
                    "update outbox set failure = $2, code = $3, can_retry = $4, tried = 0
                     where id = $1",
                )
                .bind(id.0)
                .bind(why)
                .bind(code.map(ErrorCode::as_str))
                .bind(can_retry)
                .execute(&mut *tx)
                .await?;
            }
        }
        self.attempts().under_way.remove(&id);
        self.0.news.tell([chat]);
        Ok(tx.commit().await?)
    }
}

/// Why an attempt came to nothing. That it did is said already.
fn words(why: &Error) -> String {
    match why {
        Error::Network(cause) => cause.to_string(),
        other => other.to_string(),
    }
}

fn same(queued: &SendMessage, draft: &SendMessage) -> Result<()> {
    if queued == draft {
        return Ok(());
    }
    let what = "another message with this clientMessageId waits to be sent";
    let what = format!("{what}: edit that one, or give this one an id of its own");
    Err(Fault::new(StoreErrorKind::IdTaken, what))
}

/// Takes a message out that has arrived, if it is the owner's: others may use the same ids.
pub(super) async fn remove_sent(
    conn: &mut SqliteConnection,
    sender: UserId,
    id: ClientMessageId,
) -> Result<()> {
    sqlx::query("delete from outbox where id = $1 and $2 = (select user_id from owner)")
        .bind(id.0)
        .bind(sender.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes a message out that has arrived, or is not wanted any more.
pub(super) async fn remove(conn: &mut SqliteConnection, id: ClientMessageId) -> Result<()> {
    sqlx::query("delete from outbox where id = $1").bind(id.0).execute(conn).await?;
    Ok(())
}

/// Stores a message that was sent, unless its event has come first: that, or a later one, knows
/// better.
async fn arrived(conn: &mut SqliteConnection, message: &Message) -> Result<()> {
    let (chat, seq) = (message.chat_id, message.seq);
    if messages::at(conn, chat, seq).await?.is_none()
        && !ranges::of(conn, chat).await?.iter().any(|range| range.has(seq))
    {
        messages::put(conn, message).await?;
        ranges::add(conn, chat, Range { first: seq, last: seq }).await?;
    }
    Ok(())
}
