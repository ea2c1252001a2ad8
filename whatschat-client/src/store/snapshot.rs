//! The chats as a whole: to begin with, after a gap, and where an event told too little.

use super::owner::{self, Owner};
use super::ranges::{self, Range};
use super::{Store, chats, marks, messages};
use crate::Error;
use crate::store::Result;
use std::sync::atomic::Ordering;
use whatschat_core::sync::Snapshot;

impl Store {
    /// Begins with a snapshot: there was nothing before it, or a gap. What is known of messages
    /// from before the gap may have changed in it, so it is known no more. What is newer than the
    /// snapshot the events after it tell, or it is gone: the server may be back from a backup.
    pub(crate) async fn begin_with(&self, snapshot: &Snapshot) -> Result<()> {
        let _in_turn = self.0.events.lock().await;
        let mut tx = self.begin().await?;
        let Some(owner) = owner::read(&mut tx).await? else { return Ok(()) };
        ranges::cut_all(&mut tx).await?;
        marks::forget_all(&mut tx).await?;
        chats::replace(&mut tx, &snapshot.chats).await?;
        for chat in &snapshot.chats {
            let newest = chat.last_message.as_ref().map_or(0, |message| message.seq);
            messages::remove_after(&mut tx, chat.id, newest).await?;
        }
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
    pub(crate) async fn refresh(&self, snapshot: &Snapshot) -> Result<()> {
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
        Ok(self.owner().await?.is_some_and(|owner| owner.stale_pos.is_some()))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use serde_json::{Value, json};
    use uuid::Uuid;
    use whatschat_core::id::{ChatId, UserId};
    use whatschat_core::messages::Message;

    const TIME: &str = "2026-01-01T00:00:00.000Z";

    fn message(chat: Uuid, seq: u64) -> Value {
        json!({
            "id": Uuid::from_u128(chat.as_u128() * 100 + u128::from(seq)), "content": "", "type": "text",
            "senderId": chat, "chatId": chat, "seq": seq, "metadata": {}, "createdAt": TIME,
            "updatedAt": TIME,
        })
    }

    /// Groups of two, at the first place of a log, with their newest messages.
    pub(in crate::store) fn snapshot(chats: &[(Uuid, Option<u64>)]) -> Snapshot {
        let chat = |(id, newest): &(Uuid, Option<u64>)| {
            json!({
                "id": id, "type": "group", "name": "", "participants": [], "participantCount": 2,
                "unreadCount": 0, "mentionCount": 0, "markedUnread": false, "createdAt": TIME,
                "updatedAt": TIME, "lastMessage": newest.map(|seq| message(*id, seq)),
                "settings": {"muted": false, "pinned": false, "archived": false},
            })
        };
        let chats: Vec<_> = chats.iter().map(chat).collect();
        serde_json::from_value(json!({"cursor": "00000002.1", "chats": chats})).unwrap()
    }

    async fn seqs(store: &Store, chat: Uuid) -> Vec<u64> {
        let all = store.messages(ChatId(chat), None, 99).await.unwrap();
        all.iter().map(|message| message.seq).collect()
    }

    #[tokio::test]
    async fn what_the_server_lost_is_lost_here_too() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let store = Store::in_memory().await.unwrap();
        store.bind("http://localhost/", UserId::nil()).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        for (chat, seq) in [(one, 1), (one, 2), (one, 3), (other, 1)] {
            let message: Message = serde_json::from_value(message(chat, seq)).unwrap();
            messages::put(&mut tx, &message).await.unwrap();
        }
        tx.commit().await.unwrap();
        store.begin_with(&snapshot(&[(one, Some(2)), (other, None)])).await.unwrap();
        assert_eq!(seqs(&store, one).await, [1, 2]);
        assert_eq!(seqs(&store, other).await, [0; 0]);
        let known = store.known(ChatId(one)).await.unwrap();
        assert!(known.is_some(), "its newest message is the snapshot's");
    }
}
