//! Who is connected, and in which chats: whom an event reaches.

mod devices;
mod places;
mod presence;
mod tail;
mod tell;
mod told;

pub(super) use places::Place;
pub(crate) use places::Size;
pub(super) use tail::{After, Want};

use super::Gate;
use super::identity::Login;
use crate::socketio::{self, Packet};
use foldhash::HashMap;
use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;
use tail::Tail;
use tokio::sync::mpsc;
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::limits::SOCKETS_MAX;
use whatschat_core::socket::{Positioned, ServerEvent};
use whatschat_core::status::Presence;
use whatschat_core::sync::Cursor;

pub(crate) type Socket = socketio::Socket<Gate>;

/// How long a socket may stay without saying whose it is.
const STRANGER: Duration = Duration::from_secs(10);

/// The connected users of this server.
#[derive(Debug)]
pub(crate) struct Hub {
    inner: RwLock<Inner>,
    /// The newest entries of the log. Locked before `inner`, never after.
    tail: Mutex<Tail>,
    /// Sockets that cannot be told at once, and the position up to which they were.
    behind: mpsc::UnboundedSender<Behind>,
}

/// A socket that has to read the log.
#[derive(Debug)]
pub(crate) struct Behind {
    pub(super) socket: Socket,
    pub(super) login: Login,
    pub(super) pos: u64,
    /// Whether it is to be told when nothing is missing.
    pub(super) announce: bool,
}

/// Each delivery looks here more than once. The server makes the ids, so nobody can choose some that
/// a quick hash takes for one.
#[derive(Debug, Default)]
struct Inner {
    users: HashMap<UserId, Connected>,
    /// The connected members of each chat.
    chats: HashMap<ChatId, foldhash::HashSet<UserId>>,
    /// Sockets that have not said whose they are, and since when, as [`Clock::passed`] counts.
    ///
    /// [`Clock::passed`]: crate::clock::Clock::passed
    strangers: HashMap<String, (Socket, Duration)>,
}

#[derive(Debug, Default)]
struct Connected {
    sockets: Vec<(Socket, Login)>,
    chats: HashMap<ChatId, Place>,
    /// How often that has changed since the user connected.
    changes: u64,
    /// With whom a block stands, or stood until a moment ago: the two are not told of each
    /// other's presence.
    apart: HashMap<UserId, bool>,
    /// How others were last told that the user looks; `None` before they were told.
    shown: Option<Presence>,
}

/// A user whose last socket has closed.
#[derive(Debug)]
pub(crate) struct Departed {
    /// Who would have been told of their presence.
    pub(crate) acquaintances: HashSet<UserId>,
    /// How they looked to them; `None` where that was never told.
    pub(crate) shown: Option<Presence>,
}

impl Hub {
    /// A hub whose log ends at `head`, and the sockets that come to be behind.
    pub(crate) fn new(head: Cursor) -> (Self, mpsc::UnboundedReceiver<Behind>) {
        let (behind, waiting) = mpsc::unbounded_channel();
        let (inner, tail) = (RwLock::default(), Mutex::new(Tail::at(head)));
        (Self { inner, tail, behind }, waiting)
    }

    fn read(&self) -> RwLockReadGuard<'_, Inner> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Inner> {
        self.inner.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn tail(&self) -> MutexGuard<'_, Tail> {
        self.tail.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn add_stranger(&self, socket: &Socket, now: Duration) {
        self.write().strangers.insert(socket.id().to_owned(), (socket.clone(), now));
    }

    /// Adds a user's socket, unless they have too many. It is told nothing of the log before it has
    /// [caught up](Self::catch_up).
    pub(super) fn add(&self, socket: &Socket, login: Login) -> Option<()> {
        let mut inner = self.write();
        let connected = inner.users.entry(login.user).or_default();
        if connected.sockets.len() >= SOCKETS_MAX {
            return None;
        }
        connected.sockets.push((socket.clone(), login));
        Some(())
    }

    /// Lets a socket read what has happened since a position, and tells it of all that follows.
    pub(super) fn catch_up(&self, socket: &Socket, login: Login, pos: u64) {
        let socket = socket.clone();
        // Nobody takes it when the server stops.
        let _ = self.behind.send(Behind { socket, login, pos, announce: true });
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

    /// Since when the socket had not said whose it is, if it had not.
    pub(super) fn remove_stranger(&self, socket: &Socket) -> Option<Duration> {
        self.write().strangers.remove(socket.id()).map(|(_, since)| since)
    }

    /// Takes a user's socket out. When it was the last, gives those who may be told.
    pub(super) fn remove(&self, socket: &Socket, user: UserId) -> Option<Departed> {
        let mut inner = self.write();
        let connected = inner.users.get_mut(&user)?;
        connected.sockets.retain(|(known, _)| known.id() != socket.id());
        if !connected.sockets.is_empty() {
            return None;
        }
        let departed =
            Departed { shown: connected.shown, acquaintances: inner.acquaintances(user) };
        inner.forget(user);
        Some(departed)
    }

    /// Closes the sockets that have not said for too long whose they are.
    pub(super) fn close_strangers(&self, now: Duration) {
        let over: Vec<Socket> = {
            let inner = self.read();
            let is_late = |since: &Duration| now.saturating_sub(*since) > STRANGER;
            let late = inner.strangers.values().filter(|(_, since)| is_late(since));
            late.map(|(socket, _)| socket.clone()).collect()
        };
        over.iter().for_each(Socket::disconnect);
    }
}

impl Inner {
    fn forget(&mut self, user: UserId) {
        let Some(connected) = self.users.remove(&user) else { return };
        for chat in connected.chats.into_keys() {
            self.take_out(user, chat);
        }
    }
}

/// An entry of the log, as a packet.
pub(super) fn positioned(event: &ServerEvent, cursor: Cursor) -> Option<Packet> {
    packet(event, &Positioned { event, cursor })
}

/// An event of the moment, as a packet.
fn encode(event: &ServerEvent) -> Option<Packet> {
    packet(event, event)
}

fn packet(event: &ServerEvent, data: &impl serde::Serialize) -> Option<Packet> {
    let packet = Packet::event(event.name(), data);
    packet
        .inspect_err(
            |why| tracing::error!(%why, event = event.name(), "an event has no form in JSON"),
        )
        .ok()
}
