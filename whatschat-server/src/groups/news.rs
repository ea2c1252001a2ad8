//! What a change of a group tells, once it is committed.

use crate::app::App;
use crate::calls;
use crate::chats;
use crate::clock::Clock;
use crate::messages;
use crate::socket::Size;
use crate::store::Tx;
use crate::sync::{self, Entry};
use whatschat_core::chats::ChatChange;
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::messages::{Message, SystemEvent};
use whatschat_core::socket::ServerEvent;

/// Who has come and gone, and what the members are told of it.
#[must_use]
pub(crate) struct News {
    chat: ChatId,
    joined: Vec<UserId>,
    /// Who has joined sees only what comes after this place.
    from_seq: u64,
    left: Vec<UserId>,
    /// How many members there are now, where that has changed.
    members: Option<usize>,
    changes: Vec<(ChatChange, Vec<UserId>)>,
    messages: Vec<Message>,
    calls: Vec<calls::Change>,
}

impl News {
    pub(super) fn of(chat: ChatId) -> Self {
        let (joined, left, changes) = (vec![], vec![], vec![]);
        let (messages, calls) = (vec![], vec![]);
        Self { chat, joined, from_seq: 0, left, members: None, changes, messages, calls }
    }

    /// These are members from now on, of what comes after `from_seq`, and there are so many now.
    pub(super) fn join(&mut self, users: &[UserId], from_seq: u64, members: usize) {
        self.from_seq = from_seq;
        self.joined.extend_from_slice(users);
        self.members = Some(members);
        self.tell(ChatChange::Added, users.to_vec());
    }

    /// This one is no member any more, and so many are left.
    pub(super) fn leave(&mut self, user: UserId, members: usize) {
        self.left.push(user);
        self.members = Some(members);
        self.tell(ChatChange::Removed, vec![user]);
    }

    /// This has become of calls in it.
    pub(super) fn hang_up(&mut self, calls: impl IntoIterator<Item = calls::Change>) {
        self.calls.extend(calls);
    }

    pub(super) fn tell(&mut self, change: ChatChange, users: Vec<UserId>) {
        self.changes.push((change, users));
    }

    /// Puts a message about it into the chat.
    pub(super) async fn say(
        &mut self,
        tx: &mut Tx,
        clock: &Clock,
        by: UserId,
        event: SystemEvent,
    ) -> sqlx::Result<()> {
        self.messages.push(messages::append_system(tx, clock, self.chat, by, event).await?);
        Ok(())
    }

    /// Commits the change, and tells it.
    pub(super) async fn commit(self, app: &App, tx: Tx) -> sqlx::Result<()> {
        sync::commit_then(app, tx, self.entries(), || self.take_effect(app)).await
    }

    /// What is told. Those who have left are told that, and nothing else.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        let mut entries = vec![];
        for (change, users) in &self.changes {
            if *change == ChatChange::Removed {
                let gone = users.iter().filter(|one| self.left.contains(one));
                let event = chats::changed(self.chat, *change, users.clone());
                entries.extend(gone.map(|user| Entry::user(*user, event.clone())));
            }
            entries.push(chats::change(self.chat, *change, users.clone()));
        }
        let messages = self.messages.iter();
        entries.extend(messages.map(|it| Entry::message(it, ServerEvent::NewMessage)));
        entries.extend(self.calls.iter().flat_map(calls::Change::entries));
        entries
    }

    /// From here on, after the commit and before it is told, who has joined hears of the group, and
    /// who has left does not.
    pub(crate) fn take_effect(&self, app: &App) {
        let chat = self.chat;
        self.left.iter().for_each(|user| app.hub.leave(*user, chat));
        if let Some(members) = self.members {
            let size = Size::of(members);
            self.joined.iter().for_each(|user| app.hub.join(*user, chat, size, self.from_seq));
            app.hub.resize(chat, size);
        }
        self.calls.iter().for_each(|call| call.take_effect(app));
    }
}
