use std::time::Instant;

use super::{CloseReason, LINGER, SendError};
use crate::socketio::engine::Config;
use crate::socketio::engine::heartbeat::{Beat, Heartbeat};
use crate::socketio::engine::outbox::{Batch, Outbox};
use crate::socketio::engine::packet::Frame;

/// What changes in a session, under its lock.
#[derive(Debug)]
pub(super) struct State {
    pub(super) phase: Phase,
    pub(super) transport: Transport,
    pub(super) poll_waits: bool,
    pub(super) outbox: Outbox,
    pub(super) heartbeat: Heartbeat,
    pub(super) expires: Option<Instant>,
    /// Since when one of its messages is being handled: nothing is read meanwhile.
    pub(super) at_work: Option<Instant>,
}

/// What a client is reached by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::socketio::engine) enum Transport {
    Polling,
    /// By polling, while a WebSocket is tried.
    Upgrading,
    WebSocket,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Open,
    /// The last frames are delivered, until then; nothing is accepted any more.
    Closing(CloseReason, Instant),
    Closed(CloseReason),
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Due {
    Nothing,
    Ping,
    Abort(CloseReason),
}

impl State {
    pub(super) fn new(transport: Transport, now: Instant, config: &Config) -> Self {
        Self {
            phase: Phase::Open,
            transport,
            poll_waits: false,
            outbox: Outbox::default(),
            heartbeat: Heartbeat::start(now, config),
            expires: None,
            at_work: None,
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.phase == Phase::Open
    }

    pub(super) fn close_reason(&self) -> Option<CloseReason> {
        match self.phase {
            Phase::Open | Phase::Closing(..) => None,
            Phase::Closed(reason) => Some(reason),
        }
    }

    pub(super) fn send(&mut self, frames: &[Frame], config: &Config) -> Result<(), SendError> {
        if !self.is_open() {
            return Err(SendError::Closed);
        }
        if self.outbox.push(frames, config.max_queue_bytes).is_err() {
            self.abort(CloseReason::QueueFull);
            return Err(SendError::Full);
        }
        Ok(())
    }

    pub(super) fn offer(&mut self, frames: &[Frame], config: &Config) -> Result<(), SendError> {
        if !self.is_open() {
            return Err(SendError::Closed);
        }
        let room = self.outbox.has_room(config.max_offered_frames, config.max_offered_bytes);
        if room && self.outbox.push(frames, config.max_queue_bytes).is_ok() {
            return Ok(());
        }
        Err(SendError::Full)
    }

    /// Whether an offer may be taken, and some more after it.
    pub(super) fn room(&self, config: &Config) -> Result<bool, SendError> {
        if !self.is_open() {
            return Err(SendError::Closed);
        }
        Ok(self.outbox.has_room(config.max_offered_frames / 2, config.max_offered_bytes / 2))
    }

    pub(super) fn close(&mut self, reason: CloseReason, now: Instant) {
        if self.is_open() {
            self.phase = Phase::Closing(reason, now + LINGER);
        }
    }

    /// The first reason counts, also that of an earlier [`close`](Self::close).
    pub(super) fn abort(&mut self, reason: CloseReason) {
        let first = match self.phase {
            Phase::Open => reason,
            Phase::Closing(earlier, _) | Phase::Closed(earlier) => earlier,
        };
        self.phase = Phase::Closed(first);
        self.outbox = Outbox::default();
    }

    /// Closes a closing session, whose last frames are delivered. True if it was one.
    pub(super) fn finish(&mut self) -> bool {
        if let Phase::Closing(reason, _) = self.phase {
            self.abort(reason);
            return true;
        }
        false
    }

    pub(super) fn due(&mut self, now: Instant, config: &Config) -> Due {
        match self.phase {
            Phase::Open => self.due_while_open(now, config),
            Phase::Closing(reason, until) if until <= now => Due::Abort(reason),
            Phase::Closing(..) | Phase::Closed(_) => Due::Nothing,
        }
    }

    fn due_while_open(&mut self, now: Instant, config: &Config) -> Due {
        if self.expires.is_some_and(|expires| expires <= now) {
            return Due::Abort(CloseReason::Expired);
        }
        match self.heartbeat.beat(now, config) {
            Beat::Nothing => Due::Nothing,
            Beat::SendPing => Due::Ping,
            // Its pong may have come, and it must not take the server for dead.
            Beat::Dead if self.at_work.is_some() => {
                self.heartbeat.ask_again(now, config);
                Due::Ping
            }
            Beat::Dead => Due::Abort(CloseReason::PingTimeout),
        }
    }

    /// A message was handled: one reads on.
    pub(super) fn rest(&mut self, now: Instant, config: &Config) {
        if let Some(since) = self.at_work.take() {
            self.heartbeat.excuse(since, now, config);
        }
    }

    /// `None`: wait. `Some(None)`: there is nothing more to write, ever.
    pub(super) fn next_batch(&mut self) -> Option<Option<Batch>> {
        match (self.phase, self.outbox.take(usize::MAX)) {
            (Phase::Closed(_), _) | (Phase::Closing(..), None) => Some(None),
            (Phase::Open | Phase::Closing(..), Some(batch)) => Some(Some(batch)),
            (Phase::Open, None) => None,
        }
    }
}
