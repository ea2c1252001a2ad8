//! The chats as a whole: to begin with, after a gap, and where an event told too little.

use super::owner::{self, Owner};
use super::ranges::{self, Range};
use super::{Store, chats, marks, messages};
use crate::Error;
use std::sync::atomic::Ordering;
use whatschat_core::sync::Snapshot;

impl Store {
    /// Begins with a snapshot: there was nothing before it, or a gap. What is known of messages
    /// from before the gap may have changed in it, so it is known no more.
    pub(crate) async fn begin_with(&self, snapshot: &Snapshot) -> Result<(), Error> {
        let _in_turn = self.0.events.lock().await;
        let mut tx = self.begin().await?;
        let Some(owner) = owner::read(&mut tx).await? else { return Ok(()) };
        ranges::cut_all(&mut tx).await?;
        marks::forget_all(&mut tx).await?;
        chats::replace(&mut tx, &snapshot.chats).await?;
        for newest in snapshot.chats.iter().filter_map(|chat| chat.last_message.as_ref()) {
            messages::put(&mut tx, newest).await?;
            let range = Range { first: newest.seq, last: newest.seq };
            ranges::add(&mut tx, newest.chat_id, range).await?;
        }
        let (cursor, chats_pos) = (Some(snapshot.cursor), snapshot.cursor.pos);
        owner::update(&mut tx, &Owner { cursor, chats_pos, stale_pos: None, ..owner }).await?;
        self.0.edits.fetch_add(1, Ordering::SeqCst);
        self.0.news.tell_all();
        Ok(tx.commit().await?)
    }

    /// Takes the chats from a snapshot, in which at least all that is in the store has happened.
    /// What happened later is still to come by events.
    pub(crate) async fn refresh(&self, snapshot: &Snapshot) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        let Some(mut owner) = owner::read(&mut tx).await? else { return Ok(()) };
        let ours = owner.cursor.is_none_or(|cursor| cursor.epoch == snapshot.cursor.epoch);
        if !ours || owner.cursor.is_some_and(|cursor| cursor.pos > snapshot.cursor.pos) {
            return Ok(()); // the stream will tell of a gap
        }
        chats::replace(&mut tx, &snapshot.chats).await?;
        owner.chats_pos = snapshot.cursor.pos;
        owner.stale_pos = None;
        owner::update(&mut tx, &owner).await?;
        self.0.news.tell_all();
        Ok(tx.commit().await?)
    }

    /// Whether an event told too little of a chat: [`chats`](Self::chats) are then as they were
    /// before it, until they have been read again. While the store is attached that is soon done.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn is_stale(&self) -> Result<bool, Error> {
        let owner = owner::read(&mut *self.begin().await?).await?;
        Ok(owner.is_some_and(|owner| owner.stale_pos.is_some()))
    }
}
