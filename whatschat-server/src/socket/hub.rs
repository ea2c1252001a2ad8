//! Who is connected, and in which chats: whom an event reaches.

mod devices;
mod messages;
mod presence;

use super::Gate;
use super::identity::Login;
use crate::socketio::{self, Packet};
use std::collections::{HashMap, HashSet};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::limits::PRESENCE_MEMBERS_MAX;
use whatschat_core::socket::ServerEvent;
use whatschat_core::time::Timestamp;

pub(crate) type Socket = socketio::Socket<Gate>;

/// How long a socket may stay without saying whose it is.
const STRANGER_MS: i64 = 10_000;

/// The connected users of this server.
#[derive(Debug, Default)]
pub(crate) struct Hub(RwLock<Inner>);

#[derive(Debug, Default)]
struct Inner {
    users: HashMap<UserId, Connected>,
    /// The connected members of each chat.
    chats: HashMap<ChatId, HashSet<UserId>>,
    /// Sockets that have not said whose they are, and since when.
    strangers: HashMap<String, (Socket, Timestamp)>,
    /// How often someone has left a chat.
    departures: u64,
}

#[derive(Debug, Default)]
struct Connected {
    sockets: Vec<(Socket, Login)>,
    chats: HashMap<ChatId, Place>,
    /// With whom a block stands, or stood until a moment ago: the two are not told of each
    /// other's presence.
    apart: HashMap<UserId, bool>,
}

/// What is known of someone's place in a chat.
#[derive(Debug, Clone, Copy)]
struct Place {
    size: Size,
    /// Only messages after this one are for the user to see.
    from_seq: u64,
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
    fn read(&self) -> RwLockReadGuard<'_, Inner> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Inner> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn add_stranger(&self, socket: &Socket, now: Timestamp) {
        self.write().strangers.insert(socket.id().to_owned(), (socket.clone(), now));
    }

    /// Adds a user's socket; `true` for the user's first.
    pub(super) fn add(&self, socket: &Socket, login: Login) -> bool {
        let mut inner = self.write();
        let connected = inner.users.entry(login.user).or_default();
        connected.sockets.push((socket.clone(), login));
        connected.sockets.len() == 1
    }

    /// The user has proved a newer token on a socket.
    pub(super) fn renew(&self, socket: &Socket, login: Login) {
        let mut inner = self.write();
        let sockets = inner.users.get_mut(&login.user).map(|connected| &mut connected.sockets);
        for (known, old) in sockets.into_iter().flatten() {
            if known.id() == socket.id() {
                *old = login;
            }
        }
    }

    pub(super) fn remove_stranger(&self, socket: &Socket) {
        self.write().strangers.remove(socket.id());
    }

    /// Takes a user's socket out. When it was the last, gives those who may be told.
    pub(super) fn remove(&self, socket: &Socket, user: UserId) -> Option<HashSet<UserId>> {
        let mut inner = self.write();
        let connected = inner.users.get_mut(&user)?;
        connected.sockets.retain(|(known, _)| known.id() != socket.id());
        if !connected.sockets.is_empty() {
            return None;
        }
        let acquaintances = inner.acquaintances(user);
        inner.forget(user);
        Some(acquaintances)
    }

    /// From now on the user's sockets get the chat's events: of messages, those after `from_seq`.
    pub(crate) fn join(&self, user: UserId, chat: ChatId, size: Size, from_seq: u64) {
        let mut inner = self.write();
        let Some(connected) = inner.users.get_mut(&user) else { return };
        connected.chats.entry(chat).or_insert(Place { size, from_seq });
        inner.chats.entry(chat).or_default().insert(user);
    }

    /// From now on the user's sockets get none of the chat's events.
    pub(crate) fn leave(&self, user: UserId, chat: ChatId) {
        let mut inner = self.write();
        inner.departures += 1;
        if let Some(connected) = inner.users.get_mut(&user) {
            connected.chats.remove(&chat);
        }
        inner.take_out(user, chat);
    }

    /// From now on nobody gets the chat's events.
    pub(crate) fn close_chat(&self, chat: ChatId) {
        let users = self.read().chats.get(&chat).cloned().unwrap_or_default();
        users.into_iter().for_each(|user| self.leave(user, chat));
    }

    /// How often someone has left a chat: tells whether what was read of memberships a moment ago
    /// may be old.
    pub(super) fn departures(&self) -> u64 {
        self.read().departures
    }

    /// The chat has grown or shrunk.
    pub(crate) fn resize(&self, chat: ChatId, size: Size) {
        let mut inner = self.write();
        let users = inner.chats.get(&chat).cloned().unwrap_or_default();
        for user in users {
            if let Some(connected) = inner.users.get_mut(&user) {
                connected.chats.entry(chat).and_modify(|place| place.size = size);
            }
        }
    }

    /// Sends an event to everyone in a chat. It is encoded once; all sockets share the bytes.
    pub(crate) fn send_to_chat(&self, chat: ChatId, event: &ServerEvent) {
        let Some(packet) = encode(event) else { return };
        let inner = self.read();
        let Some(users) = inner.chats.get(&chat) else { return };
        inner.send(users, &packet);
    }

    /// Sends an event to each of these users who is connected.
    pub(crate) fn send_to_users(&self, users: &HashSet<UserId>, event: &ServerEvent) {
        let Some(packet) = encode(event) else { return };
        self.read().send(users, &packet);
    }

    /// Closes the sockets of the sessions that `ends` picks.
    pub(crate) fn close_sessions(&self, ends: impl Fn(&Login) -> bool) {
        let over: Vec<Socket> = {
            let inner = self.read();
            let sockets = inner.users.values().flat_map(|connected| &connected.sockets);
            sockets.filter(|(_, login)| ends(login)).map(|(socket, _)| socket.clone()).collect()
        };
        over.iter().for_each(Socket::disconnect);
    }

    /// Closes the sockets that have not said for too long whose they are.
    pub(super) fn close_strangers(&self, now: Timestamp) {
        let over: Vec<Socket> = {
            let inner = self.read();
            let late = inner.strangers.values().filter(|(_, since)| now.0 - since.0 > STRANGER_MS);
            late.map(|(socket, _)| socket.clone()).collect()
        };
        over.iter().for_each(Socket::disconnect);
    }
}

impl Inner {
    fn send<'a>(&self, users: impl IntoIterator<Item = &'a UserId>, packet: &Packet) {
        let connected = users.into_iter().filter_map(|user| self.users.get(user));
        for (socket, _) in connected.flat_map(|user| &user.sockets) {
            // A socket that is gone or too slow is dropped, and its client reads again.
            let _ = socket.send(packet);
        }
    }

    fn forget(&mut self, user: UserId) {
        let Some(connected) = self.users.remove(&user) else { return };
        for chat in connected.chats.into_keys() {
            self.take_out(user, chat);
        }
    }

    fn take_out(&mut self, user: UserId, chat: ChatId) {
        let Some(users) = self.chats.get_mut(&chat) else { return };
        users.remove(&user);
        if users.is_empty() {
            self.chats.remove(&chat);
        }
    }
}

fn encode(event: &ServerEvent) -> Option<Packet> {
    let packet = Packet::event(event.name(), event);
    packet
        .inspect_err(
            |why| tracing::error!(%why, event = event.name(), "an event has no form in JSON"),
        )
        .ok()
}
