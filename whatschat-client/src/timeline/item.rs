//! What a timeline's list is made of.

use crate::outbox::{Outgoing, SendState};
use crate::store::{Range, View};
use whatschat_core::chats::Marks;
use whatschat_core::id::{ClientMessageId, MessageId, UserId};
use whatschat_core::messages::Message;

/// One line of a timeline.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A message.
    Message {
        /// The message.
        message: Box<Message>,
        /// How far it has come, where it is one's own.
        state: Option<SendState>,
    },
    /// A message of one's own that is still to be sent.
    Outgoing(Outgoing),
    /// Messages are missing here: they were not read yet, or the server is away.
    Gap {
        /// The place of the first that may be missing.
        first: u64,
        /// The place of the last.
        last: u64,
    },
}

/// What an item stays the same by, while it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Own(ClientMessageId),
    Message(MessageId),
    Gap(u64),
}

impl Item {
    pub(super) fn key(&self) -> Key {
        match self {
            Self::Message { message, state } => match (state, message.client_message_id) {
                (Some(_), Some(id)) => Key::Own(id),
                _ => Key::Message(message.id),
            },
            Self::Outgoing(outgoing) => Key::Own(outgoing.id),
            Self::Gap { first, .. } => Key::Gap(*first),
        }
    }
}

impl View {
    /// What may be missing after a place and before another.
    fn gap(&self, after: u64, before: u64) -> Option<Item> {
        let is_known = |range: &Range| range.has(after.max(1)) && range.has(before - 1);
        let known = self.ranges.iter().any(is_known);
        let (first, last) = (after + 1, before - 1);
        (!known && first <= last).then_some(Item::Gap { first, last })
    }
}

/// The list of what a view shows.
pub(super) fn items(view: View, me: UserId) -> Vec<Item> {
    let reach = Reach::of(&view.marks, view.members, me);
    let mut items = Vec::with_capacity(view.messages.len() + view.outgoing.len());
    for (n, message) in view.messages.iter().enumerate() {
        if let Some(before) = n.checked_sub(1).and_then(|n| view.messages.get(n)) {
            items.extend(view.gap(before.seq, message.seq));
        }
        let state = (message.sender_id == me).then(|| reach.state(message.seq));
        items.push(Item::Message { message: Box::new(message.clone()), state });
    }
    if let Some(newest) = view.newest {
        let last = view.messages.last().map_or(0, |message| message.seq);
        items.extend(view.gap(last, newest + 1));
    }
    items.extend(view.outgoing.into_iter().map(Item::Outgoing));
    items
}

/// How far messages have come at all others of a chat.
struct Reach {
    delivered: u64,
    read: u64,
}

impl Reach {
    /// Nowhere, unless the marks of all others are known.
    fn of(marks: &[Marks], members: usize, me: UserId) -> Self {
        let others: Vec<_> = marks.iter().filter(|marks| marks.user_id != me).collect();
        if others.is_empty() || others.len() + 1 < members {
            return Self { delivered: 0, read: 0 };
        }
        let least = |of: fn(&Marks) -> u64| others.iter().map(|marks| of(marks)).min().unwrap_or(0);
        Self { delivered: least(|marks| marks.delivered_seq), read: least(|marks| marks.read_seq) }
    }

    fn state(&self, seq: u64) -> SendState {
        if seq <= self.read {
            SendState::Read(seq)
        } else if seq <= self.delivered {
            SendState::Delivered(seq)
        } else {
            SendState::Sent(seq)
        }
    }
}
