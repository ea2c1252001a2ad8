//! Events about chats, and how far they were read.

use super::Applying;
use crate::store::Result;
use crate::store::{chats, marks, messages, ranges};
use whatschat_core::chats::{ChatChange, ChatChanged, ChatSummary, Marks};
use whatschat_core::id::ChatId;

impl Applying<'_> {
    /// Marks further back than the newest message leave some unread: they are counted where all
    /// of them are stored.
    pub(super) async fn read(&mut self, marks: &Marks, counts: bool) -> Result<bool> {
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
    async fn unread(&mut self, chat: &ChatSummary, read: u64) -> Result<Option<u64>> {
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

    /// A page of it that is on its way comes too late, too.
    async fn forget(&mut self, chat: ChatId) -> Result<()> {
        self.edits += 1;
        chats::forget(self.conn, chat).await
    }

    pub(super) async fn chat_changed(&mut self, change: &ChatChanged) -> Result<bool> {
        let chat = change.chat_id;
        self.touched.insert(chat);
        let about_self = change.user_ids.contains(&self.owner.user_id);
        match change.change {
            ChatChange::Removed if about_self => self.forget(chat).await?,
            ChatChange::Ended => self.forget(chat).await?,
            ChatChange::Removed => marks::remove(self.conn, chat, &change.user_ids).await?,
            ChatChange::Cleared => {
                self.edits += 1;
                chats::clear(self.conn, chat).await?;
            }
            ChatChange::Created | ChatChange::Details | ChatChange::Added | ChatChange::Role => {}
        }
        Ok(false)
    }
}
