//! What an event changes: with its cursor in one transaction, each event once.

use super::owner::{self, Owner};
use super::ranges::{self, Range};
use super::{Store, chats, marks, messages, outbox};
use crate::events::Told;
use crate::{Error, Event};
use sqlx::SqliteConnection;
use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use whatschat_core::chats::{ChatChange, ChatChanged, ChatSummary, Marks};
use whatschat_core::id::{ChatId, MessageId};
use whatschat_core::limits::QUOTE_MAX;
use whatschat_core::messages::{Message, Reaction};
use whatschat_core::socket::ServerEvent;
use whatschat_core::sync::Cursor;

impl Store {
    /// Applies events in their order; what the store knows already changes nothing. Says whether
    /// the chats are to be read again.
    pub(crate) async fn apply(&self, events: &[Told]) -> Result<bool, Error> {
        let _in_turn = self.0.events.lock().await;
        let mut tx = self.begin().await?;
        let Some(owner) = owner::read(&mut tx).await? else { return Ok(false) };
        let mut applying = Applying { conn: &mut tx, owner, touched: BTreeSet::new(), edits: 0 };
        for told in events {
            applying.told(told).await?;
        }
        let Applying { owner, touched, edits, .. } = applying;
        owner::update(&mut tx, &owner).await?;
        self.0.edits.fetch_add(edits, Ordering::SeqCst);
        self.0.news.tell(touched);
        tx.commit().await?;
        Ok(owner.stale_pos.is_some())
    }
}

/// A transaction in which events are applied.
struct Applying<'a> {
    conn: &'a mut SqliteConnection,
    owner: Owner,
    touched: BTreeSet<ChatId>,
    /// How many of them change messages that may be there.
    edits: u64,
}

impl Applying<'_> {
    async fn told(&mut self, told: &Told) -> Result<(), Error> {
        match told {
            Told { cursor: Some(cursor), .. } if self.owner.knows(*cursor) => Ok(()),
            Told { event: Event::Server(event), cursor: Some(cursor) } => {
                self.event(event, *cursor).await
            }
            Told { event: Event::Synced, cursor: Some(cursor) } => {
                self.owner.cursor = Some(*cursor);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    async fn event(&mut self, event: &ServerEvent, cursor: Cursor) -> Result<(), Error> {
        // Counts hold as they were where the chats were read: earlier events are in them.
        let counts = cursor.pos > self.owner.chats_pos;
        let told_enough = match event {
            ServerEvent::NewMessage(message) => self.new_message(message, counts).await?,
            ServerEvent::MessageUpdated(message) | ServerEvent::MessageDeleted(message) => {
                self.changed(message).await?
            }
            ServerEvent::PinChanged(pin) => self.changed(&pin.message).await?,
            ServerEvent::ReactionsChanged(change) => {
                self.touched.insert(change.chat_id);
                self.reactions(change.message_id, &change.reactions).await?
            }
            ServerEvent::MessageHidden(hidden) => {
                self.touched.insert(hidden.chat_id);
                self.hidden(hidden.message_id).await?
            }
            ServerEvent::ChatRead(marks) => self.read(marks, counts).await?,
            ServerEvent::ChatChanged(change) => self.chat_changed(change).await?,
            // Names and pictures are in the chats.
            ServerEvent::UserChanged(_) => false,
            ServerEvent::IncomingCall(_)
            | ServerEvent::CallStatusUpdate(_)
            | ServerEvent::UserStatusChanged(_)
            | ServerEvent::UserTyping(_)
            | ServerEvent::BlockChanged(_)
            | ServerEvent::SessionChanged(_)
            | ServerEvent::Synced(_)
            | ServerEvent::SyncReset(_)
            | ServerEvent::Error(_) => true,
        };
        self.owner.cursor = Some(cursor);
        if counts && !told_enough {
            self.owner.stale_pos = Some(cursor.pos);
        }
        Ok(())
    }

    /// Each of these says whether the event tells enough to keep the chat's summary true.
    async fn new_message(&mut self, message: &Message, counts: bool) -> Result<bool, Error> {
        let (chat, seq) = (message.chat_id, message.seq);
        self.touched.insert(chat);
        if let Some(id) = message.client_message_id
            && message.sender_id == self.owner.user_id
        {
            outbox::remove(self.conn, id).await?;
        }
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

    async fn changed(&mut self, message: &Message) -> Result<bool, Error> {
        self.touched.insert(message.chat_id);
        self.edits += 1;
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

    async fn reactions(&mut self, id: MessageId, reactions: &[Reaction]) -> Result<bool, Error> {
        self.edits += 1;
        let Some(mut message) = messages::get(self.conn, id).await? else {
            // It may be a chat's newest, though its history was never read.
            return Ok(false);
        };
        message.reactions = reactions.to_vec();
        messages::put(self.conn, &message).await?;
        if let Some(mut summary) = self.summary_with(id, message.chat_id).await? {
            summary.last_message = Some(message);
            chats::put(self.conn, &summary).await?;
        }
        Ok(true)
    }

    /// What was the newest message before, only the server knows.
    async fn hidden(&mut self, id: MessageId) -> Result<bool, Error> {
        self.edits += 1;
        messages::remove(self.conn, id).await?;
        self.requote(id, "").await?;
        Ok(false)
    }

    /// Marks further back than the newest message leave some unread: they are counted where all
    /// of them are stored.
    async fn read(&mut self, marks: &Marks, counts: bool) -> Result<bool, Error> {
        self.touched.insert(marks.chat_id);
        let known = marks::of(self.conn, marks.chat_id).await?;
        let before = known.iter().find(|known| known.user_id == marks.user_id);
        let is_further = before.is_none_or(|before| before.read_seq < marks.read_seq);
        marks::put(self.conn, marks).await?;
        if marks.user_id != self.owner.user_id || !counts {
            return Ok(true);
        }
        let Some(mut summary) = chats::get(self.conn, marks.chat_id).await? else {
            return Ok(false);
        };
        if is_further {
            let unread = self.unread(&summary, marks.read_seq).await?;
            let Some(unread) = unread.filter(|unread| *unread == 0 || summary.mention_count == 0)
            else {
                return Ok(false);
            };
            (summary.unread_count, summary.mention_count) = (unread, 0);
            chats::put(self.conn, &summary).await?;
        }
        // The mark of the eye goes away with some of these events, and they do not say so.
        Ok(!summary.marked_unread)
    }

    /// How many messages of others follow a place, where the store can tell.
    async fn unread(&mut self, chat: &ChatSummary, read: u64) -> Result<Option<u64>, Error> {
        let last = chat.last_message.as_ref().map_or(0, |message| message.seq);
        if read >= last {
            return Ok(Some(0));
        }
        let all = ranges::of(self.conn, chat.id).await?;
        if !all.iter().any(|range| range.has(read + 1) && range.has(last)) {
            return Ok(None);
        }
        let own = messages::own_after(self.conn, chat.id, self.owner.user_id, read).await?;
        Ok(Some((last - read).saturating_sub(own)))
    }

    async fn chat_changed(&mut self, change: &ChatChanged) -> Result<bool, Error> {
        let chat = change.chat_id;
        self.touched.insert(chat);
        let about_self = change.user_ids.contains(&self.owner.user_id);
        match change.change {
            ChatChange::Removed if about_self => chats::forget(self.conn, chat).await?,
            ChatChange::Ended => chats::forget(self.conn, chat).await?,
            ChatChange::Removed => marks::remove(self.conn, chat, &change.user_ids).await?,
            ChatChange::Cleared => {
                self.edits += 1;
                chats::clear(self.conn, chat).await?;
            }
            ChatChange::Created | ChatChange::Details | ChatChange::Added | ChatChange::Role => {}
        }
        Ok(false)
    }

    /// What answers a message quotes it as it is now.
    async fn requote(&mut self, id: MessageId, content: &str) -> Result<(), Error> {
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

    /// The chat whose newest message this is.
    async fn summary_with(
        &mut self,
        id: MessageId,
        chat: ChatId,
    ) -> Result<Option<ChatSummary>, Error> {
        let summary = chats::get(self.conn, chat).await?;
        Ok(summary.filter(|chat| chat.last_message.as_ref().is_some_and(|last| last.id == id)))
    }
}
