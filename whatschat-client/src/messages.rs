//! Messages: send, read, edit, delete; reactions and pins.

mod mark;
mod send;

use crate::{Client, Error};
use whatschat_core::id::{ChatId, MessageId};
use whatschat_core::limits::PAGE_MAX;
use whatschat_core::messages::{
    DeleteMessage, GetHistory, GetReceipts, ListMessages, Message, MessageHits, MessagePage,
    MessageVersion, Receipts, Scope, SearchMessages, UpdateMessage,
};

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

    /// Searches the messages of all of the caller's chats, newest first, a page at a time: `before`
    /// is the `next` of the page before. [`list`](Self::list) searches one chat.
    ///
    /// # Errors
    /// None of its own.
    pub async fn search_all(&self, request: SearchMessages) -> Result<MessageHits, Error> {
        self.0.send(request).await
    }

    /// All messages of a chat after the one at `seq`, the oldest first: what a program missed that
    /// follows no [events](crate::EventStream). 0 is the beginning.
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

    /// Gives a message of the caller's a new text.
    ///
    /// # Errors
    /// `MSG_003`: no such message; `MSG_005`: it is deleted; `AUTH_004`: it is someone else's;
    /// `USER_004`: one of the two has blocked the other.
    pub async fn edit(&self, id: MessageId, text: impl Into<String>) -> Result<Message, Error> {
        let content = Some(text.into());
        self.edit_request(UpdateMessage { message_id: id, content, metadata: None }).await
    }

    /// Changes a message of the caller's: its text, its metadata, or both.
    ///
    /// # Errors
    /// Those of [`edit`](Self::edit), and `FILE_001`: no such file.
    pub async fn edit_request(&self, request: UpdateMessage) -> Result<Message, Error> {
        self.0.send(request).await
    }

    /// Shows whom a message has reached, its sender aside.
    ///
    /// # Errors
    /// `MSG_003`: no such message.
    pub async fn receipts(&self, id: MessageId) -> Result<Receipts, Error> {
        self.0.send(GetReceipts { message_id: id }).await
    }

    /// Deletes a message for everyone. Its place stays, without content.
    ///
    /// # Errors
    /// `MSG_003`: no such message; `AUTH_004`: it is someone else's, and the caller is no admin
    /// of the group.
    pub async fn delete(&self, id: MessageId) -> Result<(), Error> {
        self.0.send(DeleteMessage { message_id: id, scope: Scope::Everyone }).await
    }

    /// Deletes a message from what the caller sees alone, on all of their devices.
    ///
    /// # Errors
    /// `MSG_003`: no such message.
    pub async fn delete_for_me(&self, id: MessageId) -> Result<(), Error> {
        self.0.send(DeleteMessage { message_id: id, scope: Scope::Me }).await
    }

    /// What a message said before it was edited, oldest first.
    ///
    /// # Errors
    /// `MSG_003`: no such message.
    pub async fn history(&self, id: MessageId) -> Result<Vec<MessageVersion>, Error> {
        self.0.send(GetHistory { message_id: id }).await
    }
}
