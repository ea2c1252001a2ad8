//! Events on their way to those who are connected.

use super::told::Told;
use super::{Behind, Hub, Inner, encode};
use crate::socketio::{Packet, SendError};
use crate::sync::Logged;
use std::collections::HashSet;
use std::sync::Arc;
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::socket::ServerEvent;
use whatschat_core::sync::Cursor;

impl Hub {
    /// Tells everyone who is connected of entries of the log. Each is encoded once; all sockets
    /// share the bytes.
    pub(crate) fn publish(&self, logged: Logged) {
        if logged.entries.is_empty() {
            return;
        }
        // What was committed and not published, as when the database did not answer, is read.
        self.notice(logged.after);
        let epoch = self.published().epoch;
        for (entry, pos) in logged.entries.into_iter().zip(logged.after + 1..) {
            let Some(told) = Told::of(entry, Cursor { epoch, pos }) else {
                self.notice(pos);
                continue;
            };
            let told = Arc::new(told);
            // First here: a reader that has everything is told of the rest, or finds it.
            self.tail().push(told.clone());
            self.tell(&told);
        }
    }

    fn tell(&self, told: &Told) {
        let inner = self.read();
        let users = told.candidates(&inner).into_iter().filter_map(|user| inner.users.get(&user));
        for connected in users {
            for (socket, login) in &connected.sockets {
                if !socket.state().is_told(told.pos) {
                    continue;
                }
                let Some(packet) = told.for_whom(connected, login) else { continue };
                if socket.offer(packet) == Err(SendError::Full) {
                    // It reads the log at its own pace, and harms nobody.
                    socket.state().tell_nothing();
                    let (socket, login) = (socket.clone(), *login);
                    let _ = self.behind.send(Behind {
                        socket,
                        login,
                        pos: told.pos - 1,
                        announce: false,
                    });
                }
            }
        }
    }

    /// The log goes up to a position, and not all of it was published: whoever is connected reads
    /// it in the database.
    pub(crate) fn notice(&self, head: u64) {
        let mut tail = self.tail();
        let last = tail.cursor().pos;
        if head <= last {
            return;
        }
        tail.jump(head);
        let inner = self.read();
        for (socket, login) in inner.users.values().flat_map(|user| &user.sockets) {
            if let Some(pos) = socket.state().told_after().filter(|pos| *pos < head) {
                socket.state().tell_nothing();
                let (socket, login, pos) = (socket.clone(), *login, pos.max(last));
                let _ = self.behind.send(Behind { socket, login, pos, announce: false });
            }
        }
    }

    /// Sends an event of the moment about one of a chat to the others; to nobody across a block.
    pub(crate) fn send_to_others(&self, chat: ChatId, one: UserId, event: &ServerEvent) {
        let Some(packet) = encode(event) else { return };
        let inner = self.read();
        let Some(users) = inner.chats.get(&chat) else { return };
        let others = users.iter().filter(|other| **other != one);
        inner.send(others.filter(|other| !inner.are_apart(**other, one)), &packet);
    }

    /// Sends an event of the moment to each of these users who is connected.
    pub(crate) fn send_to_users(&self, users: &HashSet<UserId>, event: &ServerEvent) {
        let Some(packet) = encode(event) else { return };
        self.read().send(users, &packet);
    }
}

impl Inner {
    /// What is of the moment may be missed by a socket that is gone or too slow.
    pub(super) fn send<'a>(&self, users: impl IntoIterator<Item = &'a UserId>, packet: &Packet) {
        let connected = users.into_iter().filter_map(|user| self.users.get(user));
        for (socket, _) in connected.flat_map(|user| &user.sockets) {
            let _ = socket.offer(packet);
        }
    }
}
