//! The devices of one user: a session each, with one socket or more.

use super::{Hub, Socket};
use crate::socket::identity::Login;
use whatschat_core::id::{SessionId, UserId};

impl Hub {
    /// Whether a device of a user has a socket.
    pub(crate) fn has_device(&self, user: UserId, device: SessionId) -> bool {
        let inner = self.read();
        let connected = inner.users.get(&user);
        connected.is_some_and(|user| user.sockets.iter().any(|(_, login)| login.session == device))
    }

    /// Closes the sockets of the sessions that `ends` picks.
    pub(crate) fn close_sessions(&self, ends: impl Fn(&Login) -> bool) {
        self.of_sessions(ends).iter().for_each(Socket::disconnect);
    }

    /// What is known of those who are connected may be wrong: all come again, and are read anew.
    pub(crate) fn start_anew(&self) {
        self.of_sessions(|_| true).iter().for_each(Socket::drop_connection);
    }

    fn of_sessions(&self, picks: impl Fn(&Login) -> bool) -> Vec<Socket> {
        let inner = self.read();
        let sockets = inner.users.values().flat_map(|connected| &connected.sockets);
        sockets.filter(|(_, login)| picks(login)).map(|(socket, _)| socket.clone()).collect()
    }
}
