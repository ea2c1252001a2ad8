//! What one can see of the outbox, and change.

use super::{Attempts, remove};
use crate::Error;
use crate::outbox::{Outgoing, SendState};
use crate::store::Result;
use crate::store::{Store, from_json, to_json};
use sqlx::SqliteConnection;
use uuid::Uuid;
use whatschat_core::ErrorCode;
use whatschat_core::id::{ChatId, ClientMessageId};
use whatschat_core::messages::SendMessage;

impl Store {
    /// What is still to be sent into a chat, or into all with `None`, in its order. While the store
    /// is attached, [`Outbox::list`](crate::outbox::Outbox::list) gives the same.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn outgoing(&self, chat: Option<ChatId>) -> Result<Vec<Outgoing>, Error> {
        let read =
            async move |store: Self| store.outgoing_in(&mut *store.begin().await?, chat).await;
        self.apart(read).await
    }

    pub(in crate::store) async fn outgoing_in(
        &self,
        conn: &mut SqliteConnection,
        chat: Option<ChatId>,
    ) -> Result<Vec<Outgoing>> {
        let rows: Vec<Row> = sqlx::query_as(
            "select id, draft, failure, code, can_retry from outbox
             where $1 is null or chat_id = $1 order by place",
        )
        .bind(chat.map(|chat| chat.0))
        .fetch_all(conn)
        .await?;
        let attempts = self.attempts();
        rows.into_iter().map(|row| row.outgoing(&attempts)).collect()
    }

    /// Gives a failed message another chance.
    pub(crate) async fn retry(&self, id: ClientMessageId) -> Result<bool> {
        let mut tx = self.begin().await?;
        let Some(chat) = chat_of(&mut tx, id).await? else { return Ok(false) };
        sqlx::query("update outbox set failure = null where id = $1")
            .bind(id.0)
            .execute(&mut *tx)
            .await?;
        self.0.news.tell([chat]);
        tx.commit().await?;
        Ok(true)
    }

    /// Takes a message out of the outbox.
    pub(crate) async fn discard(&self, id: ClientMessageId) -> Result<bool> {
        let mut tx = self.begin().await?;
        let Some(chat) = chat_of(&mut tx, id).await? else { return Ok(false) };
        remove(&mut tx, id).await?;
        self.0.news.tell([chat]);
        tx.commit().await?;
        Ok(true)
    }

    /// Changes a message that waits or was refused, and gives it another chance. One that the
    /// server may have must stay as it is.
    pub(crate) async fn rewrite(
        &self,
        id: ClientMessageId,
        change: impl FnOnce(SendMessage) -> SendMessage,
    ) -> Result<bool> {
        let mut tx = self.begin().await?;
        let row: Option<(String, bool)> =
            sqlx::query_as("select draft, tried from outbox where id = $1")
                .bind(id.0)
                .fetch_optional(&mut *tx)
                .await?;
        let Some((draft, false)) = row else { return Ok(false) };
        let old: SendMessage = from_json(&draft)?;
        // Its id and its place in its chat are given out.
        let (client_message_id, chat_id) = (old.client_message_id, old.chat_id);
        let new = SendMessage { client_message_id, chat_id, ..change(old) };
        sqlx::query("update outbox set draft = $2, failure = null where id = $1")
            .bind(id.0)
            .bind(to_json(&new)?)
            .execute(&mut *tx)
            .await?;
        self.0.news.tell([chat_id]);
        tx.commit().await?;
        Ok(true)
    }
}

/// What is to be sent under an id.
pub(super) async fn queued(
    conn: &mut SqliteConnection,
    id: ClientMessageId,
) -> Result<SendMessage> {
    let draft = sqlx::query_scalar("select draft from outbox where id = $1").bind(id.0);
    let draft: String = draft.fetch_one(conn).await?;
    from_json(&draft)
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: Uuid,
    draft: String,
    failure: Option<String>,
    code: Option<String>,
    can_retry: bool,
}

impl Row {
    fn outgoing(self, attempts: &Attempts) -> Result<Outgoing> {
        let id = self.id.into();
        let state = match self.failure {
            Some(why) => {
                let code = self.code.as_deref().and_then(ErrorCode::from_text);
                SendState::Failed { why, code, can_retry: self.can_retry }
            }
            None if attempts.under_way.contains(&id) => SendState::Sending,
            None => SendState::Queued,
        };
        let draft: SendMessage = from_json(&self.draft)?;
        let delay = attempts.delay(draft.chat_id, id);
        Ok(Outgoing { id, draft, state, delay })
    }
}

async fn chat_of(conn: &mut SqliteConnection, id: ClientMessageId) -> Result<Option<ChatId>> {
    let chat: Option<Uuid> = sqlx::query_scalar("select chat_id from outbox where id = $1")
        .bind(id.0)
        .fetch_optional(conn)
        .await?;
    Ok(chat.map(ChatId))
}
