//! The devices of one user: a session each, with one socket or more.

use super::{Hub, encode};
use whatschat_core::id::{SessionId, UserId};
use whatschat_core::socket::ServerEvent;

impl Hub {
    /// Sends an event to the devices of a user that `which` picks.
    pub(crate) fn send_to_devices(
        &self,
        user: UserId,
        which: impl Fn(SessionId) -> bool,
        event: &ServerEvent,
    ) {
        let Some(packet) = encode(event) else { return };
        let inner = self.read();
        let sockets = inner.users.get(&user).into_iter().flat_map(|connected| &connected.sockets);
        for (socket, _) in sockets.filter(|(_, login)| which(login.session)) {
            // As in `send`.
            let _ = socket.send(&packet);
        }
    }

    /// Whether a device of a user has a socket.
    pub(crate) fn has_device(&self, user: UserId, device: SessionId) -> bool {
        let inner = self.read();
        let connected = inner.users.get(&user);
        connected.is_some_and(|user| user.sockets.iter().any(|(_, login)| login.session == device))
    }
}
