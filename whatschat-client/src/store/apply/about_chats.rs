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
        let has_read = before.is_none_or(|before| tells_of_reading(before, marks));
        marks::put(self.conn, marks).await?;
        if marks.user_id != self.owner.user_id || !counts {
            return Ok(true);
        }
        let Some(mut summary) = chats::get(self.conn, marks.chat_id).await? else {
            return Ok(false);
        };
        if has_read {
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

    /// How many are left counts at once, with their marks: a message that all have read stays one.
    async fn others_left(&mut self, change: &ChatChanged, counts: bool) -> Result<()> {
        self.edits += 1; // marks that are on their way may still have theirs
        marks::remove(self.conn, change.chat_id, &change.user_ids).await?;
        let summary = chats::get(self.conn, change.chat_id).await?;
        if let Some(mut summary) = summary.filter(|_| counts) {
            let left = u32::try_from(change.user_ids.len()).unwrap_or(u32::MAX);
            summary.participant_count = summary.participant_count.saturating_sub(left);
            chats::put(self.conn, &summary).await?;
        }
        Ok(())
    }

    /// Nobody waits for newcomers to read what was said before them.
    async fn others_joined(&mut self, change: &ChatChanged) -> Result<()> {
        let chat_id = change.chat_id;
        let Some(mut summary) = chats::get(self.conn, chat_id).await? else { return Ok(()) };
        let newest = summary.last_message.as_ref().map_or(0, |message| message.seq);
        let others = change.user_ids.iter().filter(|user| **user != self.owner.user_id);
        for user_id in others.copied() {
            let (delivered_seq, read_seq) = (newest, newest);
            marks::put(self.conn, &Marks { chat_id, user_id, delivered_seq, read_seq }).await?;
            summary.participant_count += 1;
        }
        chats::put(self.conn, &summary).await
    }

    pub(super) async fn chat_changed(
        &mut self,
        change: &ChatChanged,
        counts: bool,
    ) -> Result<bool> {
        let chat = change.chat_id;
        self.touched.insert(chat);
        let about_self = change.user_ids.contains(&self.owner.user_id);
        match change.change {
            ChatChange::Removed if about_self => self.forget(chat).await?,
            ChatChange::Ended => self.forget(chat).await?,
            ChatChange::Removed => self.others_left(change, counts).await?,
            ChatChange::Added if counts => self.others_joined(change).await?,
            ChatChange::Cleared => {
                self.edits += 1;
                chats::clear(self.conn, chat).await?;
            }
            ChatChange::Created | ChatChange::Details | ChatChange::Added | ChatChange::Role => {}
        }
        Ok(false)
    }
}

/// Whether marks say that something was read, and not only that something has come. The same place again
/// says it, too: a page of marks may have told it first, and takes nothing from what is unread.
fn tells_of_reading(before: &Marks, marks: &Marks) -> bool {
    let has_come = before.delivered_seq < marks.delivered_seq;
    before.read_seq < marks.read_seq || before.read_seq == marks.read_seq && !has_come
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Event;
    use crate::events::Told;
    use crate::store::snapshot::tests::snapshot;
    use crate::store::{KnownMarks, Store};
    use uuid::Uuid;
    use whatschat_core::id::UserId;
    use whatschat_core::socket::ServerEvent;
    use whatschat_core::sync::Cursor;

    const CHAT: ChatId = ChatId(Uuid::from_u128(7));
    const ME: UserId = UserId::nil();

    fn user(n: u128) -> UserId {
        UserId(Uuid::from_u128(n))
    }

    fn mark(user_id: UserId, seq: u64) -> Marks {
        Marks { chat_id: CHAT, user_id, delivered_seq: seq, read_seq: seq }
    }

    /// A chat of `members` with five messages, which one has not read; these marks are known.
    async fn store(members: u32, known: &[Marks]) -> Store {
        let store = Store::in_memory().await.unwrap();
        store.bind("http://localhost/", ME).await.unwrap();
        let mut snapshot = snapshot(&[(CHAT.0, Some(5))]);
        (snapshot.chats[0].unread_count, snapshot.chats[0].participant_count) = (5, members);
        store.begin_with(&snapshot).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        for known in known {
            marks::put(&mut tx, known).await.unwrap();
        }
        tx.commit().await.unwrap();
        store
    }

    /// Tells the store of the next change.
    async fn tell(store: &Store, event: ServerEvent) {
        let Cursor { epoch, pos } = store.cursor().await.unwrap().unwrap();
        let cursor = Some(Cursor { epoch, pos: pos + 1 });
        store.apply(&[Told { event: Event::Server(event), cursor }]).await.unwrap();
    }

    async fn change(store: &Store, change: ChatChange, user: UserId) {
        let change = ChatChanged { chat_id: CHAT, change, user_ids: vec![user] };
        tell(store, ServerEvent::ChatChanged(change)).await;
    }

    #[tokio::test]
    async fn a_mark_that_a_page_told_first_still_says_that_all_is_read() {
        let store = store(2, &[mark(ME, 5)]).await;
        tell(&store, ServerEvent::ChatRead(mark(ME, 5))).await;
        assert_eq!(store.chats().await.unwrap()[0].unread_count, 0);
    }

    #[tokio::test]
    async fn what_has_only_come_has_no_chats_read_again() {
        let store = store(2, &[mark(ME, 3)]).await;
        let marks = Marks { delivered_seq: 5, ..mark(ME, 3) };
        tell(&store, ServerEvent::ChatRead(marks)).await;
        assert!(!store.is_stale().await.unwrap());
        assert_eq!(store.chats().await.unwrap()[0].unread_count, 5);
    }

    #[tokio::test]
    async fn who_goes_or_comes_takes_nobody_elses_reading_away() {
        let store = store(3, &[mark(user(1), 5), mark(user(2), 4)]).await;
        change(&store, ChatChange::Removed, user(2)).await;
        let view = store.view(CHAT, None, 9).await.unwrap();
        assert_eq!((view.members, view.marks), (2, vec![mark(user(1), 5)]));
        change(&store, ChatChange::Added, user(3)).await;
        let view = store.view(CHAT, None, 9).await.unwrap();
        assert_eq!((view.members, view.marks), (3, vec![mark(user(1), 5), mark(user(3), 5)]));
    }

    #[tokio::test]
    async fn what_is_known_of_marks_depends_on_whom_the_server_tells() {
        let knows = async |members, known: &[Marks]| {
            store(members, known).await.known_marks(CHAT).await.unwrap()
        };
        assert_eq!(knows(3, &[mark(ME, 1)]).await, KnownMarks::Some);
        assert_eq!(knows(2, &[mark(ME, 1), mark(user(1), 1)]).await, KnownMarks::All);
        let many: Vec<_> = (0..101).map(|n| mark(user(n), 1)).collect();
        assert_eq!(knows(101, &many).await, KnownMarks::AsOfThen);
    }
}
