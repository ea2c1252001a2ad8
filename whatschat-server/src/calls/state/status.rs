//! Where a call stands: a pure function of its participants, of whether anyone ever answered, and
//! of whether sound or picture ever went through.

use super::Member;
use whatschat_core::calls::{CallParticipantStatus, CallReason, CallStatus};

pub(in crate::calls) fn status(members: &[Member], answered: bool, connected: bool) -> CallStatus {
    let inside = members.iter().filter(|member| member.is_in()).count();
    let waiting = members.iter().filter(|member| member.is_waiting()).count();
    if answered {
        return match inside > 0 && inside + waiting > 1 {
            true => CallStatus::Ongoing,
            false if connected => CallStatus::Completed,
            false => CallStatus::Failed,
        };
    }
    let mut invitees = members.iter().skip(1);
    if waiting > 0 && inside > 0 {
        return if invitees.any(has_rung) { CallStatus::Ringing } else { CallStatus::Initiating };
    }
    if waiting > 0 || invitees.clone().any(was_given_up) {
        return CallStatus::Cancelled;
    }
    match invitees.all(|member| member.status == CallParticipantStatus::Rejected) {
        true => CallStatus::Rejected,
        false => CallStatus::Missed,
    }
}

/// A device rings, or rang until someone declined on it: a call does not go back to
/// `initiating`.
fn has_rung(member: &Member) -> bool {
    member.status == CallParticipantStatus::Ringing
        || member.status == CallParticipantStatus::Rejected
            && member.reason != Some(CallReason::Busy)
}

/// Whoever misses a call for a reason of their own has it beside: no reason means the caller's.
fn was_given_up(member: &Member) -> bool {
    member.status == CallParticipantStatus::Missed && member.reason.is_none()
}
