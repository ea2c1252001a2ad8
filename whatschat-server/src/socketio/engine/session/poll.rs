//! Waiting for frames by polling.

use super::state::{State, Transport};
use super::{CloseReason, Session};
use crate::socketio::engine::outbox::Batch;
use crate::socketio::engine::packet::Frame;

/// The Python client takes no more packets from one poll.
const MAX_FRAMES: usize = 16;

/// What a poll is answered with.
#[derive(Debug)]
pub(in crate::socketio::engine) enum Polled {
    /// What waited. A close comes in an answer of its own: clients in JavaScript take what came
    /// with it for something of the next connection, and would show it twice.
    Batch(Batch),
    /// Nothing but this.
    Only(Frame),
}

/// The one poll of a session that may wait.
struct Turn<'a> {
    session: &'a Session,
    answered: bool,
}

impl Session {
    /// Waits for frames, or for the end. `None`: the session may not be polled now.
    pub(in crate::socketio::engine) async fn poll(&self) -> Option<Polled> {
        let mut turn = self.take_turn()?;
        loop {
            let polled = self.lock().polled();
            if let Some(polled) = polled {
                turn.answered = true;
                self.space.notify_waiters();
                return Some(polled);
            }
            self.work.notified().await;
        }
    }

    fn take_turn(&self) -> Option<Turn<'_>> {
        let mut state = self.lock();
        if state.transport == Transport::WebSocket {
            return None;
        }
        if state.poll_waits {
            drop(state);
            // Frames could get lost or out of order between two polls.
            self.abort(CloseReason::Malformed);
            return None;
        }
        state.poll_waits = true;
        Some(Turn { session: self, answered: false })
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.session.lock().poll_waits = false;
        if self.answered {
            // It may have swallowed a call that was for the next one to write.
            self.session.work.notify_one();
        } else {
            // The client hung up amid its poll: the protocol takes it for gone.
            self.session.abort(CloseReason::Transport);
        }
    }
}

impl State {
    /// `None`: wait.
    fn polled(&mut self) -> Option<Polled> {
        if let Some(reason) = self.close_reason() {
            // Who asked for it is not told again.
            let asked = reason == CloseReason::Client;
            let frame = if asked { Frame::noop() } else { Frame::close() };
            return Some(Polled::Only(frame));
        }
        match self.outbox.take(MAX_FRAMES) {
            Some(batch) => {
                self.outbox.sent(&batch);
                Some(Polled::Batch(batch))
            }
            None if self.finish() => Some(Polled::Only(Frame::close())),
            // The client stops polling before it upgrades: a waiting poll must return.
            None if self.transport != Transport::Polling => Some(Polled::Only(Frame::noop())),
            None => None,
        }
    }
}
