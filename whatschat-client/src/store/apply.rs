//! What an event changes: with its cursor in one transaction, each event once.

mod about_chats;
mod about_messages;

use super::owner::{self, Owner};
use super::{Store, ranges};
use crate::Event;
use crate::events::Told;
use crate::store::Result;
use sqlx::SqliteConnection;
use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use whatschat_core::id::ChatId;
use whatschat_core::socket::ServerEvent;
use whatschat_core::sync::Cursor;

impl Store {
    /// Applies events in their order; what the store knows already changes nothing. Says whether
    /// the chats are to be read again.
    pub(crate) async fn apply(&self, events: &[Told]) -> Result<bool> {
        let _in_turn = self.0.events.lock().await;
        let mut tx = self.begin().await?;
        let Some(owner) = owner::read(&mut tx).await? else { return Ok(false) };
        let mut applying = Applying {
            conn: &mut tx,
            owner,
            touched: BTreeSet::new(),
            touched_all: false,
            edits: 0,
        };
        for told in events {
            applying.told(told).await?;
        }
        let Applying { owner, touched, touched_all, edits, .. } = applying;
        owner::update(&mut tx, &owner).await?;
        self.0.edits.fetch_add(edits, Ordering::SeqCst);
        if touched_all {
            self.0.news.tell_all();
        } else {
            self.0.news.tell(touched);
        }
        tx.commit().await?;
        Ok(owner.stale_pos.is_some())
    }
}

/// A transaction in which events are applied.
struct Applying<'a> {
    conn: &'a mut SqliteConnection,
    owner: Owner,
    touched: BTreeSet<ChatId>,
    /// Whether any other chat may have changed, too.
    touched_all: bool,
    /// How many of them change messages that may be there.
    edits: u64,
}

impl Applying<'_> {
    async fn told(&mut self, told: &Told) -> Result<()> {
        match told {
            Told { cursor: Some(cursor), .. } if self.owner.knows(*cursor) => Ok(()),
            Told { event: Event::Server(event), cursor: Some(cursor) } => {
                self.event(event, *cursor).await
            }
            Told { event: Event::Unreadable { .. }, cursor: Some(cursor) } => {
                self.unreadable(*cursor).await
            }
            Told { event: Event::Synced, cursor: Some(cursor) } => {
                self.owner.cursor = Some(*cursor);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// It may have changed anything: what was known is known no more. The server's pages and
    /// snapshots may say in a form of today what the event says in a newer one.
    async fn unreadable(&mut self, cursor: Cursor) -> Result<()> {
        ranges::cut_all(self.conn).await?;
        self.touched_all = true;
        self.edits += 1;
        self.owner.cursor = Some(cursor);
        self.owner.stale_pos = Some(cursor.pos);
        Ok(())
    }

    async fn event(&mut self, event: &ServerEvent, cursor: Cursor) -> Result<()> {
        // Counts hold as they were where the chats were read: earlier events are in them.
        let counts = cursor.pos > self.owner.chats_pos;
        // Each says whether it told enough to keep the chat's summary true.
        let told_enough = match event {
            ServerEvent::NewMessage(message) => self.new_message(message, counts).await?,
            ServerEvent::MessageUpdated(message) | ServerEvent::MessageDeleted(message) => {
                self.changed(message).await?
            }
            ServerEvent::PinChanged(pin) => self.changed(&pin.message).await?,
            ServerEvent::ReactionsChanged(change) => self.reactions(change).await?,
            ServerEvent::MessageHidden(hidden) => self.hidden(*hidden).await?,
            ServerEvent::ChatRead(marks) => self.read(marks, counts).await?,
            ServerEvent::ChatChanged(change) => self.chat_changed(change, counts).await?,
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
}
