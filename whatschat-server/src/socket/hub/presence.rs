//! Who is told of whose presence: those who share a small chat, and are not apart by a block.

use super::{Hub, Inner, Size, encode};
use std::collections::HashSet;
use whatschat_core::id::UserId;
use whatschat_core::socket::ServerEvent;
use whatschat_core::status::{ChosenPresence, Presence};

impl Hub {
    /// Sends an event to those who are told of a connected user's presence.
    pub(crate) fn send_to_acquaintances(&self, user: UserId, event: &ServerEvent) {
        let Some(packet) = encode(event) else { return };
        let inner = self.read();
        inner.send(&inner.acquaintances(user), &packet);
    }

    pub(crate) fn is_connected(&self, user: UserId) -> bool {
        self.read().users.contains_key(&user)
    }

    /// How others were last told that a connected user looks; `None` before they were told.
    pub(crate) fn shown_as(&self, user: UserId) -> Option<Presence> {
        self.read().users.get(&user)?.shown
    }

    /// Notes how others are told that a user looks, if they are connected.
    pub(crate) fn show_as(&self, user: UserId, presence: Presence) {
        if let Some(connected) = self.write().users.get_mut(&user) {
            connected.shown = Some(presence);
        }
    }

    /// How a user looks to others.
    pub(crate) fn shown(&self, user: UserId, chosen: ChosenPresence) -> Presence {
        if self.is_connected(user) { chosen.to_others() } else { Presence::Offline }
    }

    /// What was read of the blocks as a user connected; what has changed meanwhile is newer.
    pub(in crate::socket) fn learn_apart(&self, user: UserId, others: HashSet<UserId>) {
        let mut inner = self.write();
        let Some(connected) = inner.users.get_mut(&user) else { return };
        for other in others {
            connected.apart.entry(other).or_insert(true);
        }
    }

    /// From now on a block stands between two users, or none does. Whether it changes what they
    /// see: they are connected, and would be told of each other's presence.
    pub(crate) fn set_apart(&self, one: UserId, other: UserId, apart: bool) -> bool {
        let mut inner = self.write();
        for (user, from) in [(one, other), (other, one)] {
            if let Some(connected) = inner.users.get_mut(&user) {
                connected.apart.insert(from, apart);
            }
        }
        inner.companions(one).any(|companion| companion == other)
    }
}

impl Inner {
    /// Who shares a small chat with the user, the user among them; some of them twice.
    fn companions(&self, user: UserId) -> impl Iterator<Item = UserId> {
        let chats = self.users.get(&user).into_iter().flat_map(|connected| &connected.chats);
        let small = chats.filter(|(_, place)| place.size == Size::Small);
        small.filter_map(|(chat, _)| self.chats.get(chat)).flatten().copied()
    }

    /// Those who are told of a user's presence: who shares a small chat, and the user. Nobody
    /// with whom a block stands.
    pub(super) fn acquaintances(&self, user: UserId) -> HashSet<UserId> {
        self.companions(user).filter(|other| !self.are_apart(user, *other)).chain([user]).collect()
    }

    /// Whether a block stands between a connected user and another.
    pub(super) fn are_apart(&self, user: UserId, other: UserId) -> bool {
        self.users.get(&user).and_then(|of| of.apart.get(&other)) == Some(&true)
    }
}
