//! A call, and what each event makes of it. Nothing here knows of databases, sockets or clocks:
//! the rules load a state, have an event change it, and store it again.

mod apply;
mod member;
mod status;
#[cfg(test)]
mod tests;

pub(super) use apply::{Event, Refusal};
pub(super) use status::status;

use whatschat_core::calls::{CallParticipantStatus, CallReason, CallStatus};
use whatschat_core::id::{SessionId, UserId};
use whatschat_core::time::Timestamp;

/// A call as its participants have made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    /// The caller first.
    pub(super) members: Vec<Member>,
    /// Grows with each change.
    pub(super) version: u64,
    /// Whether sound or picture ever went through.
    pub(super) connected: bool,
    pub(super) rings_until: Timestamp,
    /// The first answer.
    pub(super) started_at: Option<Timestamp>,
    pub(super) ended_at: Option<Timestamp>,
}

/// Someone in a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) user: UserId,
    pub(super) status: CallParticipantStatus,
    pub(super) reason: Option<CallReason>,
    /// The device that answered, or called.
    pub(super) device: Option<SessionId>,
    /// Until when that device may come back, once it has lost its connection.
    pub(super) grace_until: Option<Timestamp>,
    pub(super) joined_at: Option<Timestamp>,
    pub(super) left_at: Option<Timestamp>,
    /// When they were taken out, whatever they had done before: they learn nothing after that.
    pub(super) closed_at: Option<Timestamp>,
    /// Apart from the caller when the call began: the others see them offline, and they see
    /// nothing of it.
    pub(super) apart: bool,
}

/// How someone can be reached who is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    Free,
    Busy,
    Offline,
    /// Has blocked the caller, or is blocked by them.
    Apart,
}

impl State {
    /// A new call. Where nobody can be reached it is over at once.
    pub(super) fn start(
        caller: UserId,
        device: SessionId,
        invitees: impl IntoIterator<Item = (UserId, Reach)>,
        rings_until: Timestamp,
        now: Timestamp,
    ) -> Self {
        let mut first = Member::new(caller, CallParticipantStatus::Answered, None);
        first.device = Some(device);
        first.joined_at = Some(now);
        let invitees = invitees.into_iter().map(|(user, reach)| Member::invited(user, reach));
        let mut state = Self {
            members: std::iter::once(first).chain(invitees).collect(),
            version: 1,
            connected: false,
            rings_until,
            started_at: None,
            ended_at: None,
        };
        state.settle(now);
        state
    }

    /// Where the call stands.
    pub(super) fn status(&self) -> CallStatus {
        status(&self.members, self.started_at.is_some(), self.connected)
    }

    /// Someone who is in the call, and knows.
    pub(super) fn member(&self, user: UserId) -> Option<&Member> {
        self.told().find(|member| member.user == user)
    }

    /// Those who are told of the call.
    pub(super) fn told(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| !member.apart)
    }

    /// When time alone will change it.
    pub(super) fn due_at(&self) -> Option<Timestamp> {
        let rings = self.members.iter().any(Member::is_waiting).then_some(self.rings_until);
        let graces = self.members.iter().filter_map(|member| member.grace_until);
        graces.chain(rings).min()
    }

    /// What time has brought first; once the call has taken that, there may be more.
    pub(super) fn due_event(&self, now: Timestamp) -> Option<Event> {
        let over = |member: &&Member| member.grace_until.is_some_and(|until| until <= now);
        if let Some(member) = self.members.iter().find(over) {
            return Some(Event::GraceOver(member.user));
        }
        let rung = self.members.iter().any(Member::is_waiting) && self.rings_until <= now;
        rung.then_some(Event::Timeout)
    }
}

impl Member {
    fn new(user: UserId, status: CallParticipantStatus, reason: Option<CallReason>) -> Self {
        Self {
            user,
            status,
            reason,
            device: None,
            grace_until: None,
            joined_at: None,
            left_at: None,
            closed_at: None,
            apart: false,
        }
    }

    fn invited(user: UserId, reach: Reach) -> Self {
        let (status, reason) = match reach {
            Reach::Free => (CallParticipantStatus::Invited, None),
            Reach::Busy => (CallParticipantStatus::Rejected, Some(CallReason::Busy)),
            Reach::Offline | Reach::Apart => {
                (CallParticipantStatus::Missed, Some(CallReason::Offline))
            }
        };
        Self { apart: reach == Reach::Apart, ..Self::new(user, status, reason) }
    }

    /// Has neither answered nor declined.
    pub(super) fn is_waiting(&self) -> bool {
        matches!(self.status, CallParticipantStatus::Invited | CallParticipantStatus::Ringing)
    }

    pub(super) fn is_in(&self) -> bool {
        self.status == CallParticipantStatus::Answered
    }
}
