//! Events about messages.

use super::Applying;
use crate::store::Result;
use crate::store::ranges::{self, Range};
use crate::store::{chats, messages};
use whatschat_core::chats::ChatSummary;
use whatschat_core::id::{ChatId, MessageId};
use whatschat_core::limits::QUOTE_MAX;
use whatschat_core::messages::{Message, MessageHidden, ReactionsChanged};

impl Applying<'_> {
    pub(super) async fn new_message(&mut self, message: &Message, counts: bool) -> Result<bool> {
        let (chat, seq) = (message.chat_id, message.seq);
        self.touched.insert(chat);
        let message = &self.seen(message).await?;
        messages::put(self.conn, message).await?;
        ranges::add(self.conn, chat, Range { first: seq, last: seq }).await?;
        if !counts {
            return Ok(true);
        }
        let Some(mut summary) = chats::get(self.conn, chat).await? else { return Ok(false) };
        if message.sender_id != self.owner.user_id {
            summary.unread_count += 1;
            summary.mention_count += u64::from(message.mentions.contains(&self.owner.user_id));
        }
        summary.last_message = Some(message.clone());
        chats::put(self.conn, &summary).await?;
        // Whom a message mentioned before it was deleted, it does not say.
        Ok(message.deleted_at.is_none())
    }

    pub(super) async fn changed(&mut self, message: &Message) -> Result<bool> {
        self.touched.insert(message.chat_id);
        self.edits += 1;
        let message = &self.seen(message).await?;
        if messages::get(self.conn, message.id).await?.is_some() {
            messages::put(self.conn, message).await?;
        }
        let content: String = message.content.chars().take(QUOTE_MAX).collect();
        self.requote(message.id, &content).await?;
        let Some(mut summary) = self.summary_with(message.id, message.chat_id).await? else {
            return Ok(message.deleted_at.is_none());
        };
        summary.last_message = Some(message.clone());
        chats::put(self.conn, &summary).await?;
        Ok(message.deleted_at.is_none())
    }

    pub(super) async fn reactions(&mut self, change: &ReactionsChanged) -> Result<bool> {
        self.touched.insert(change.chat_id);
        self.edits += 1;
        if let Some(mut message) = messages::get(self.conn, change.message_id).await? {
            message.reactions.clone_from(&change.reactions);
            messages::put(self.conn, &message).await?;
        }
        let summary = self.summary_with(change.message_id, change.chat_id).await?;
        if let Some(mut summary) = summary
            && let Some(newest) = &mut summary.last_message
        {
            newest.reactions.clone_from(&change.reactions);
            chats::put(self.conn, &summary).await?;
        }
        Ok(true)
    }

    /// What was the newest message before, only the server knows.
    pub(super) async fn hidden(&mut self, hidden: MessageHidden) -> Result<bool> {
        let id = hidden.message_id;
        self.touched.insert(hidden.chat_id);
        self.edits += 1;
        messages::remove(self.conn, id).await?;
        self.requote(id, "").await?;
        messages::hide(self.conn, id).await?;
        Ok(false)
    }

    /// What answers a message quotes it as it is now.
    async fn requote(&mut self, id: MessageId, content: &str) -> Result<()> {
        if messages::is_hidden(self.conn, id).await? {
            return Ok(());
        }
        for mut answer in messages::answers_to(self.conn, id).await? {
            if let Some(quote) = &mut answer.reply_to {
                content.clone_into(&mut quote.content);
            }
            messages::put(self.conn, &answer).await?;
            if let Some(mut summary) = self.summary_with(answer.id, answer.chat_id).await? {
                summary.last_message = Some(answer);
                chats::put(self.conn, &summary).await?;
            }
        }
        Ok(())
    }

    /// A message as this user sees it. Events are the same for everyone: they quote what one has
    /// hidden, too.
    async fn seen(&mut self, message: &Message) -> Result<Message> {
        let mut message = message.clone();
        if let Some(quote) = &mut message.reply_to {
            let stored = messages::get(self.conn, message.id).await?.and_then(|old| old.reply_to);
            if stored.is_some_and(|quote| quote.content.is_empty())
                || messages::is_hidden(self.conn, quote.id).await?
            {
                quote.content.clear();
            }
        }
        Ok(message)
    }

    /// The chat whose newest message this is.
    async fn summary_with(&mut self, id: MessageId, chat: ChatId) -> Result<Option<ChatSummary>> {
        let summary = chats::get(self.conn, chat).await?;
        Ok(summary.filter(|chat| chat.last_message.as_ref().is_some_and(|last| last.id == id)))
    }
}
