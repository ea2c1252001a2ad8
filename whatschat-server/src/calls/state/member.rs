//! What an event does to one participant.

use super::{Member, Refusal};
use whatschat_core::calls::{CallParticipantStatus as Status, CallReason};
use whatschat_core::id::SessionId;
use whatschat_core::time::Timestamp;

impl Member {
    pub(super) fn ring(&mut self) -> Result<(), Refusal> {
        match self.status {
            Status::Invited => self.status = Status::Ringing,
            Status::Ringing | Status::Answered => {}
            Status::Rejected | Status::Missed | Status::Left => return Err(Refusal::Over),
        }
        Ok(())
    }

    /// The first device wins; whether it is this one, and now.
    pub(super) fn answer(&mut self, device: SessionId, now: Timestamp) -> Result<bool, Refusal> {
        match self.status {
            Status::Invited | Status::Ringing => {
                self.status = Status::Answered;
                self.device = Some(device);
                self.joined_at = Some(now);
                Ok(true)
            }
            Status::Answered if self.device == Some(device) => Ok(false),
            Status::Answered => Err(Refusal::InIt),
            Status::Rejected | Status::Missed | Status::Left => Err(Refusal::Over),
        }
    }

    /// Whoever has answered cannot decline any more: they leave.
    pub(super) fn reject(&mut self) -> Result<(), Refusal> {
        match self.status {
            Status::Invited | Status::Ringing => self.status = Status::Rejected,
            Status::Answered => return Err(Refusal::InIt),
            Status::Rejected | Status::Missed | Status::Left => return Err(Refusal::Over),
        }
        Ok(())
    }

    /// Before an answer this declines.
    pub(super) fn end(&mut self, device: Option<SessionId>, now: Timestamp) -> Result<(), Refusal> {
        match self.status {
            Status::Invited | Status::Ringing => self.status = Status::Rejected,
            Status::Answered if device.is_some() && device != self.device => {
                return Err(Refusal::InIt);
            }
            Status::Answered => self.leave(now),
            Status::Rejected | Status::Missed | Status::Left => return Err(Refusal::Over),
        }
        Ok(())
    }

    /// Meanwhile the others see why nothing comes.
    pub(super) fn lose(&mut self, device: SessionId, until: Timestamp) {
        if self.is_in() && self.device == Some(device) {
            self.grace_until = Some(until);
            self.reason = Some(CallReason::ConnectionLost);
        }
    }

    pub(super) fn give_up(&mut self, now: Timestamp) {
        if self.is_in() && self.grace_until.is_some() {
            self.leave(now);
        }
    }

    pub(super) fn resume(&mut self, device: SessionId) -> Result<(), Refusal> {
        match self.status {
            Status::Invited | Status::Ringing => {}
            Status::Answered if self.device == Some(device) => {
                self.grace_until = None;
                self.reason = None;
            }
            Status::Answered => return Err(Refusal::InIt),
            Status::Rejected | Status::Missed | Status::Left => return Err(Refusal::Over),
        }
        Ok(())
    }

    pub(super) fn remove(&mut self, now: Timestamp) {
        self.closed_at.get_or_insert(now);
        if self.is_waiting() {
            self.status = Status::Rejected;
        } else if self.is_in() {
            self.leave(now);
        } else {
            return;
        }
        self.reason = Some(CallReason::Removed);
    }

    pub(super) fn leave(&mut self, now: Timestamp) {
        self.status = Status::Left;
        self.grace_until = None;
        self.left_at = Some(now);
    }
}
