//! An entry of the log, encoded once for all who are told of it.

use super::{Connected, Inner, positioned};
use crate::socket::identity::Login;
use crate::socketio::Packet;
use crate::sync::{Entry, Shown, To};
use std::time::Instant;
use whatschat_core::id::UserId;
use whatschat_core::socket::ServerEvent;
use whatschat_core::sync::Cursor;

/// An entry with its position, as the packets that go out.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) pos: u64,
    pub(super) to: To,
    packet: Packet,
    other: Option<Packet>,
    /// Whether it takes back what was told before it.
    pub(super) takes_back: bool,
    /// Whether it is true for a moment only: who reads it later reads how things stand.
    pub(super) fades: bool,
    pub(super) at: Instant,
}

impl Told {
    pub(super) fn of(entry: Entry, cursor: Cursor) -> Option<Self> {
        let encode = |event| positioned(event, cursor);
        let other = entry.other.as_ref().and_then(encode);
        let takes_back = matches!(entry.event, ServerEvent::MessageDeleted(_));
        let fades = matches!(entry.event, ServerEvent::IncomingCall(_));
        let (pos, packet) = (cursor.pos, encode(&entry.event)?);
        Some(Self { pos, packet, to: entry.to, other, takes_back, fades, at: Instant::now() })
    }

    /// What it costs to keep, about.
    pub(super) fn bytes(&self) -> usize {
        let ids = match &self.to {
            To::Companions { chats, .. } => size_of_val(chats.as_slice()),
            To::Readers { about, quote, .. } => {
                let shown = [about].into_iter().chain(quote);
                shown.map(|shown| size_of_val(shown.hidden_from.as_slice())).sum()
            }
            To::Members(_) | To::User(_) | To::Devices { .. } => 0,
        };
        let other = self.other.as_ref().map_or(0, Packet::bytes);
        self.packet.bytes() + other + ids + size_of::<Self>()
    }

    /// What a user's socket of this login gets of it, if anything.
    pub(super) fn for_whom(&self, connected: &Connected, login: &Login) -> Option<&Packet> {
        let place = |chat| connected.chats.get(chat).filter(|place| place.from_pos < self.pos);
        match &self.to {
            To::Members(chat) => place(chat).map(|_| &self.packet),
            To::Readers { chat, about, quote } => {
                let from = place(chat)?.from_seq;
                let sees = |shown: &Shown| shown.is_seen_by(login.user, from);
                let blank = self.other.as_ref().filter(|_| !quote.iter().all(sees));
                sees(about).then(|| blank.unwrap_or(&self.packet))
            }
            To::User(user) => (login.user == *user).then_some(&self.packet),
            To::Devices { user, .. } if login.user != *user => None,
            To::Devices { device, .. } => match &self.other {
                Some(other) if login.session != *device => Some(other),
                _ => Some(&self.packet),
            },
            To::Companions { user, chats } => {
                let shared = || chats.iter().any(|chat| place(chat).is_some());
                (login.user == *user || shared()).then_some(&self.packet)
            }
        }
    }

    /// Who might be told: everyone for whom there is a packet is among them.
    pub(super) fn candidates(&self, inner: &Inner) -> Vec<UserId> {
        match &self.to {
            To::Members(chat) | To::Readers { chat, .. } => {
                inner.chats.get(chat).into_iter().flatten().copied().collect()
            }
            To::User(user) | To::Devices { user, .. } => vec![*user],
            To::Companions { user, chats } => {
                let members = chats.iter().filter_map(|chat| inner.chats.get(chat)).flatten();
                let all: std::collections::HashSet<_> = members.copied().chain([*user]).collect();
                all.into_iter().collect()
            }
        }
    }
}
