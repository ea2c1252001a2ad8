//! What an event does to a call.

use super::{Member, State};
use whatschat_core::calls::{CallParticipantStatus, CallReason, CallStatus};
use whatschat_core::id::{SessionId, UserId};
use whatschat_core::time::Timestamp;

/// What happens to a call after its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::calls) enum Event {
    /// A device of the user rings.
    Ringing(UserId),
    Answer(UserId, SessionId),
    Reject(UserId),
    /// Somebody leaves, by the device that is in the call: `None` for whichever that is.
    End(UserId, Option<SessionId>),
    /// Sound or picture goes through.
    Connected,
    /// It has rung for long enough.
    Timeout,
    /// The device has lost its connection, and may come back until then.
    Lost(UserId, SessionId, Timestamp),
    /// It did not.
    GraceOver(UserId),
    /// It did.
    Resume(UserId, SessionId),
    /// Every device has lost its connection to the server that was started again.
    Restart(Timestamp),
    /// The user may not be in the call any more.
    Removed(UserId),
}

impl Event {
    /// Whom it is about, where it is about one.
    fn user(self) -> Option<UserId> {
        match self {
            Self::Ringing(user)
            | Self::Answer(user, _)
            | Self::Reject(user)
            | Self::End(user, _)
            | Self::Lost(user, ..)
            | Self::GraceOver(user)
            | Self::Resume(user, _)
            | Self::Removed(user) => Some(user),
            Self::Connected | Self::Timeout | Self::Restart(_) => None,
        }
    }
}

/// Why a call does not take an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::calls) enum Refusal {
    /// The user has never been in it.
    NotIn,
    /// It is over, or is over for the user.
    Over,
    /// The user is in it with another device, or has answered what they decline.
    InIt,
}

impl State {
    /// Takes an event. A call that changes has a new version after it.
    pub(in crate::calls) fn apply(&mut self, event: Event, now: Timestamp) -> Result<(), Refusal> {
        if event.user().is_some_and(|user| self.member(user).is_none()) {
            return Err(Refusal::NotIn);
        }
        if self.ended_at.is_some() {
            return Err(Refusal::Over);
        }
        let before = self.clone();
        self.act(event, now)?;
        self.settle(now);
        if *self != before {
            self.version += 1;
        }
        Ok(())
    }

    fn act(&mut self, event: Event, now: Timestamp) -> Result<(), Refusal> {
        match event {
            Event::Ringing(user) => self.find(user)?.ring()?,
            Event::Answer(user, device) => self.answer(user, device, now)?,
            Event::Reject(user) => self.find(user)?.reject()?,
            Event::End(user, device) => self.find(user)?.end(device, now)?,
            Event::Connected => self.connected |= self.started_at.is_some(),
            Event::Timeout => self.time_out(),
            Event::Lost(user, device, until) => self.find(user)?.lose(device, until),
            Event::GraceOver(user) => self.find(user)?.give_up(now),
            Event::Resume(user, device) => self.find(user)?.resume(device)?,
            Event::Restart(until) => self.restart(until),
            Event::Removed(user) => self.find(user)?.remove(now),
        }
        Ok(())
    }

    fn find(&mut self, user: UserId) -> Result<&mut Member, Refusal> {
        self.members.iter_mut().find(|member| member.user == user).ok_or(Refusal::NotIn)
    }

    fn answer(&mut self, user: UserId, device: SessionId, now: Timestamp) -> Result<(), Refusal> {
        if self.find(user)?.answer(device, now)? {
            self.started_at.get_or_insert(now);
        }
        Ok(())
    }

    fn time_out(&mut self) {
        for member in self.members.iter_mut().filter(|member| member.is_waiting()) {
            member.status = CallParticipantStatus::Missed;
            member.reason = Some(CallReason::Timeout);
        }
    }

    fn restart(&mut self, until: Timestamp) {
        for member in self.members.iter_mut().filter(|member| member.is_in()) {
            member.grace_until = Some(until);
            member.reason = Some(CallReason::Restarted);
        }
    }

    /// Where the call is over now, it is over for everybody.
    pub(super) fn settle(&mut self, now: Timestamp) {
        let status = self.status();
        if matches!(status, CallStatus::Initiating | CallStatus::Ringing | CallStatus::Ongoing) {
            return;
        }
        self.ended_at = Some(now);
        for member in &mut self.members {
            if member.is_in() {
                member.leave(now);
            } else if member.is_waiting() {
                member.status = CallParticipantStatus::Missed;
            }
        }
    }
}
