//! The move from polling to WebSocket.

use super::Session;
use super::state::Transport;

/// A WebSocket is being tried. Unless it is [completed](Self::complete), the client goes on polling.
pub(in crate::socketio::engine) struct Upgrade<'a>(&'a Session);

impl<'a> Upgrade<'a> {
    /// `None` when the session has a WebSocket, or is trying one.
    pub(in crate::socketio::engine) fn begin(session: &'a Session) -> Option<Self> {
        let mut state = session.lock();
        if !state.is_open() || state.transport != Transport::Polling {
            return None;
        }
        state.transport = Transport::Upgrading;
        drop(state);
        session.work.notify_one();
        Some(Self(session))
    }

    pub(in crate::socketio::engine) fn complete(self) {
        self.0.lock().transport = Transport::WebSocket;
    }
}

impl Drop for Upgrade<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        if state.transport == Transport::Upgrading {
            state.transport = Transport::Polling;
        }
    }
}

impl Session {
    /// Whether an upgrade may begin.
    pub(in crate::socketio::engine) fn is_polling(&self) -> bool {
        self.lock().transport == Transport::Polling
    }

    pub(in crate::socketio::engine) fn has_websocket(&self) -> bool {
        self.lock().transport == Transport::WebSocket
    }
}
