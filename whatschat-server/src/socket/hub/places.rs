//! Who is in which chat, and since when.

#[cfg(test)]
mod tests;

use super::{Hub, Inner};
use foldhash::HashMap;
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::limits::PRESENCE_MEMBERS_MAX;

/// What is known of someone's place in a chat.
#[derive(Debug, Clone, Copy)]
pub(in crate::socket) struct Place {
    pub(in crate::socket) size: Size,
    /// Only messages after this one are for the user to see.
    pub(in crate::socket) from_seq: u64,
    /// Only what comes after this position of the log is for the user to learn.
    pub(in crate::socket) from_pos: u64,
}

/// Whether a chat's members are told of each other's presence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    Small,
    Large,
}

impl Size {
    /// The size of a chat of so many.
    pub(crate) fn of(members: usize) -> Self {
        if members > PRESENCE_MEMBERS_MAX { Self::Large } else { Self::Small }
    }
}

impl Hub {
    /// A user is in a chat from now on: their sockets get its events, of messages those after
    /// `from_seq`.
    pub(crate) fn join(&self, user: UserId, chat: ChatId, size: Size, from_seq: u64) {
        let from_pos = self.tail().cursor().pos;
        let mut inner = self.write();
        let Some(connected) = inner.users.get_mut(&user) else { return };
        connected.changes += 1;
        connected.chats.insert(chat, Place { size, from_seq, from_pos });
        inner.chats.entry(chat).or_default().insert(user);
    }

    /// Where someone is as they connect, as it was read after [`changes_of_places`] gave `before`. False:
    /// it has changed since, and nothing is done, for what was read may be older than that.
    ///
    /// [`changes_of_places`]: Self::changes_of_places
    pub(in crate::socket) fn put(
        &self,
        user: UserId,
        places: HashMap<ChatId, Place>,
        before: u64,
    ) -> bool {
        let mut inner = self.write();
        let Some(connected) = inner.users.get_mut(&user) else { return true };
        if connected.changes != before {
            return false;
        }
        let now: Vec<_> = places.keys().copied().collect();
        let then = std::mem::replace(&mut connected.chats, places);
        then.into_keys().for_each(|chat| inner.take_out(user, chat));
        for chat in now {
            inner.chats.entry(chat).or_default().insert(user);
        }
        true
    }

    /// From now on the user's sockets get none of the chat's events.
    pub(crate) fn leave(&self, user: UserId, chat: ChatId) {
        let mut inner = self.write();
        if let Some(connected) = inner.users.get_mut(&user) {
            connected.changes += 1;
            connected.chats.remove(&chat);
        }
        inner.take_out(user, chat);
    }

    /// From now on nobody gets the chat's events.
    pub(crate) fn close_chat(&self, chat: ChatId) {
        let users = self.read().chats.get(&chat).cloned().unwrap_or_default();
        users.into_iter().for_each(|user| self.leave(user, chat));
    }

    /// From now on only messages after `seq` are for the user to see.
    pub(crate) fn clear(&self, user: UserId, chat: ChatId, seq: u64) {
        let mut inner = self.write();
        let Some(connected) = inner.users.get_mut(&user) else { return };
        connected.changes += 1;
        if let Some(place) = connected.chats.get_mut(&chat) {
            place.from_seq = seq;
        }
    }

    /// How often a connected user has joined, left or cleared a chat, or one of theirs has become large or
    /// small: tells whether what was read a moment ago of where they are, and of what they see there, may
    /// be old. Of a chat that was closed, or has another size, only those who were in it already are
    /// known.
    pub(in crate::socket) fn changes_of_places(&self, user: UserId) -> u64 {
        self.read().users.get(&user).map_or(0, |connected| connected.changes)
    }

    /// The chat has grown or shrunk.
    pub(crate) fn resize(&self, chat: ChatId, size: Size) {
        let mut inner = self.write();
        let users = inner.chats.get(&chat).cloned().unwrap_or_default();
        for user in users {
            let Some(connected) = inner.users.get_mut(&user) else { continue };
            if let Some(place) = connected.chats.get_mut(&chat).filter(|place| place.size != size) {
                place.size = size;
                connected.changes += 1;
            }
        }
    }
}

impl Inner {
    pub(super) fn take_out(&mut self, user: UserId, chat: ChatId) {
        let Some(users) = self.chats.get_mut(&chat) else { return };
        users.remove(&user);
        if users.is_empty() {
            self.chats.remove(&chat);
        }
    }
}
