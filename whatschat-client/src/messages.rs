//! Messages: send, read, edit, delete.

use crate::{Client, Error, Retry, backoff::Backoff};
use std::time::Duration;
use whatschat_core::id::{ChatId, ClientMessageId, MessageId};
use whatschat_core::limits::PAGE_MAX;
use whatschat_core::messages::{
    DeleteMessage, ListMessages, Message, MessagePage, Scope, SendMessage, UpdateMessage,
};

/// How often one send is tried.
const SEND_ATTEMPTS: u32 = 4;
/// The longest that a send waits on the server's word before it is tried again.
const PATIENCE: Duration = Duration::from_secs(10);

/// The calls about messages; made by [`Client::messages`].
#[derive(Debug, Clone, Copy)]
pub struct Messages<'a>(&'a Client);

impl Client {
    /// The calls about messages.
    pub fn messages(&self) -> Messages<'_> {
        Messages(self)
    }
}

impl Messages<'_> {
    /// Lists a chat's messages, newest first, a page at a time.
    ///
    /// `ListMessages::newest(chat)` is the last page. From there `before: Some(seq)` reads
    /// backwards, and `after: Some(seq)` what followed. [`latest`](Self::latest) and
    /// [`since`](Self::since) read as many pages as it takes.
    ///
    /// # Errors
    /// `MSG_002`: the caller is in no such chat.
    pub async fn list(&self, request: ListMessages) -> Result<MessagePage, Error> {
        self.0.send(request).await
    }

    /// All messages of a chat after the one at `seq`, the oldest first: what was missed, as after
    /// a [reconnect](crate::Event::Connected). 0 is the beginning.
    ///
    /// # Errors
    /// `MSG_002`: the caller is in no such chat.
    pub async fn since(&self, chat: ChatId, seq: u64) -> Result<Vec<Message>, Error> {
        let mut found: Vec<Message> = Vec::new();
        loop {
            let after = Some(found.last().map_or(seq, |message| message.seq));
            let request = ListMessages { after, limit: PAGE_MAX, ..ListMessages::newest(chat) };
            let page = self.list(request).await?.messages;
            let is_last = page.len() < PAGE_MAX as usize;
            found.extend(page.into_iter().rev());
            if is_last {
                return Ok(found);
            }
        }
    }

    /// The newest `count` messages of a chat, the oldest of them first.
    ///
    /// # Errors
    /// `MSG_002`: the caller is in no such chat.
    pub async fn latest(&self, chat: ChatId, count: u32) -> Result<Vec<Message>, Error> {
        self.backwards(chat, None, count).await
    }

    /// The last `count` messages of a chat before the one at `seq`, the oldest of them first.
    ///
    /// # Errors
    /// `MSG_002`: the caller is in no such chat.
    pub async fn before(&self, chat: ChatId, seq: u64, count: u32) -> Result<Vec<Message>, Error> {
        self.backwards(chat, Some(seq), count).await
    }

    async fn backwards(
        &self,
        chat: ChatId,
        mut before: Option<u64>,
        count: u32,
    ) -> Result<Vec<Message>, Error> {
        let (mut found, mut left) = (Vec::new(), count);
        while left > 0 {
            let limit = left.min(PAGE_MAX);
            let request = ListMessages { before, limit, ..ListMessages::newest(chat) };
            let page = self.list(request).await?.messages;
            left = if page.len() < limit as usize { 0 } else { left - limit };
            before = page.last().map(|message| message.seq);
            found.extend(page);
        }
        found.reverse();
        Ok(found)
    }

    /// Sends a text: [`draft`](Self::draft), then [`send_request`](Self::send_request).
    ///
    /// # Errors
    /// Those of [`send_request`](Self::send_request).
    pub async fn send(&self, chat: ChatId, text: impl Into<String>) -> Result<Message, Error> {
        self.send_request(self.draft(chat, text)).await
    }

    /// Makes a text message ready to send, with a fresh `clientMessageId`. Keep it where a send
    /// must be repeated later: the same draft never becomes two messages.
    pub fn draft(&self, chat_id: ChatId, text: impl Into<String>) -> SendMessage {
        let id = Some(fresh_id());
        SendMessage { client_message_id: id, ..SendMessage::text(chat_id, text) }
    }

    /// Sends a message, and gives it one `clientMessageId` if it has none.
    ///
    /// Where the network fails or the server asks for patience, it tries up to four times, which
    /// the id makes harmless. Sends that are awaited one after the other keep their order.
    ///
    /// # Errors
    /// `MSG_002`: the caller is in no such chat; `FILE_001`: no such file; `MSG_004`: the id
    /// belongs to another message. After [`Error::Network`] nobody knows whether it was sent:
    /// send the same request again.
    pub async fn send_request(&self, mut request: SendMessage) -> Result<Message, Error> {
        request.client_message_id.get_or_insert_with(fresh_id);
        let mut backoff = Backoff::new(Duration::from_millis(200), Duration::from_secs(2));
        for _ in 1..SEND_ATTEMPTS {
            match self.0.send(request.clone()).await {
                Err(error) if let Some(asked) = patience(&error) => {
                    tracing::debug!(%error, "the send is tried again");
                    tokio::time::sleep(backoff.next(asked)).await;
                }
                result => return result,
            }
        }
        self.0.send(request).await
    }

    /// Gives a message of the caller's a new text.
    ///
    /// # Errors
    /// `MSG_003`: no such message; `MSG_005`: it is deleted; `AUTH_004`: it is someone else's.
    pub async fn edit(&self, id: MessageId, text: impl Into<String>) -> Result<Message, Error> {
        let content = Some(text.into());
        self.edit_request(UpdateMessage { message_id: id, content, metadata: None }).await
    }

    /// Changes a message of the caller's: its text, its metadata, or both.
    ///
    /// # Errors
    /// Those of [`edit`](Self::edit).
    pub async fn edit_request(&self, request: UpdateMessage) -> Result<Message, Error> {
        self.0.send(request).await
    }

    /// Deletes a message for everyone. Its place stays, without content.
    ///
    /// # Errors
    /// `MSG_003`: no such message; `AUTH_004`: it is someone else's, and the caller is no admin
    /// of the group.
    pub async fn delete(&self, id: MessageId) -> Result<(), Error> {
        self.0.send(DeleteMessage { message_id: id, scope: Scope::Everyone }).await
    }
}

/// A random UUID (version 4): this id needs no order, so no clock either.
fn fresh_id() -> ClientMessageId {
    uuid::Builder::from_random_bytes(rand::random()).into_uuid().into()
}

/// Whether a send is worth another attempt, and how long the server wants it to wait.
fn patience(error: &Error) -> Option<Option<Duration>> {
    match (error, error.retry()) {
        (Error::Refused(refusal), Retry::After(wait)) if wait <= PATIENCE => {
            Some(refusal.retry_after)
        }
        (Error::Network(_) | Error::Protocol { .. }, Retry::After(_)) => Some(None),
        _ => None,
    }
}
