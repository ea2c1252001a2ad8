//! The newest entries of the log, in memory: who is only a little behind reads here, and costs the
//! database nothing.

use super::told::Told;
use super::{Hub, Socket};
use crate::socket::identity::Login;
use crate::socketio::Packet;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use whatschat_core::socket::ServerEvent;
use whatschat_core::sync::{Cursor, Synced};

/// How much is kept at most: a few seconds of all that one server can store.
const MOST_BYTES: usize = 8 << 20;
const MOST_ENTRIES: usize = 16_384;
/// How long: links in what is encoded end, and calls stop ringing.
const LONGEST: Duration = Duration::from_secs(300);
/// How many entries a reader looks at in one go.
const GLANCE: usize = 256;

#[derive(Debug)]
pub(super) struct Tail {
    epoch: u32,
    /// The position of the newest entry that was published.
    last: u64,
    /// Those up to `last`, without a gap.
    entries: VecDeque<Arc<Told>>,
    bytes: usize,
}

impl Tail {
    pub(super) fn at(head: Cursor) -> Self {
        Self { epoch: head.epoch, last: head.pos, entries: VecDeque::new(), bytes: 0 }
    }

    /// Up to where everything was published.
    pub(super) fn cursor(&self) -> Cursor {
        Cursor { epoch: self.epoch, pos: self.last }
    }

    pub(super) fn push(&mut self, told: Arc<Told>) {
        self.last = told.pos;
        if told.takes_back {
            // The words of what is deleted are told to nobody any more: the database has none.
            (self.entries, self.bytes) = (VecDeque::new(), 0);
            return;
        }
        self.bytes += told.bytes();
        self.entries.push_back(told);
        while self.bytes > MOST_BYTES || self.entries.len() > MOST_ENTRIES {
            let Some(oldest) = self.entries.pop_front() else { return };
            self.bytes -= oldest.bytes();
        }
    }

    /// The log goes up to `last`, and not all of that is here.
    pub(super) fn jump(&mut self, last: u64) {
        *self = Self::at(Cursor { epoch: self.epoch, pos: last });
    }

    /// Some of the entries after a position; `None` where it does not reach back so far.
    fn after(&self, pos: u64) -> Option<Vec<Arc<Told>>> {
        let back = usize::try_from(self.last.saturating_sub(pos)).ok()?;
        let start = self.entries.len().checked_sub(back)?;
        self.entries.get(start).filter(|oldest| oldest.at.elapsed() < LONGEST)?;
        Some(self.entries.range(start..).take(GLANCE).cloned().collect())
    }
}

/// What a reader of the log gets.
pub(in crate::socket) enum After {
    /// These, and then it knows everything up to the position.
    Some(Vec<Packet>, u64),
    /// It has to look in the database.
    Older,
    /// It has everything, and is told from here on; or it is gone.
    Nothing,
}

/// What a reader wants.
pub(in crate::socket) struct Want<'a> {
    pub(in crate::socket) socket: &'a Socket,
    pub(in crate::socket) login: &'a Login,
    /// The position up to which it knows everything.
    pub(in crate::socket) pos: u64,
    /// Whether it is to be told when nothing is missing.
    pub(in crate::socket) announce: bool,
}

impl Hub {
    /// Up to where everything was published.
    pub(crate) fn published(&self) -> Cursor {
        self.tail().cursor()
    }

    /// What comes after a position. Where that is nothing, the socket is told of what is published
    /// from then on, and no entry falls between: both are decided under the tail's lock.
    pub(in crate::socket) fn after(&self, want: &Want<'_>) -> After {
        let tail = self.tail();
        if want.pos >= tail.last {
            if want.announce {
                let cursor = Cursor { epoch: tail.epoch, pos: want.pos };
                announce(want.socket, &ServerEvent::Synced(Synced { cursor }));
            }
            want.socket.state().tell_after(want.pos);
            return After::Nothing;
        }
        let Some(entries) = tail.after(want.pos) else { return After::Older };
        drop(tail);
        let inner = self.read();
        let upto = entries.last().map_or(want.pos, |last| last.pos);
        let connected = inner.users.get(&want.login.user);
        let Some(connected) = connected else { return After::Nothing };
        let told =
            entries.iter().filter_map(|told| Some((told, told.for_whom(connected, want.login)?)));
        let told: Vec<_> = told.collect();
        if told.iter().any(|(told, _)| told.fades) {
            return After::Older;
        }
        After::Some(told.into_iter().map(|(_, packet)| packet.clone()).collect(), upto)
    }
}

/// A socket that cannot take it has closed.
fn announce(socket: &Socket, event: &ServerEvent) {
    if let Some(packet) = super::encode(event) {
        let _ = socket.send(&packet);
    }
}
