//! Calls as their participants see them.

use super::state::{Member, State};
use super::store::Record;
use whatschat_core::calls::{Call, CallParticipant};
use whatschat_core::id::UserId;

/// The call as one of its participants may know it: who is not in its chat any more knows of
/// themself alone, unless it ended as they went.
pub(super) fn known_to(user: UserId, mut record: Record) -> Record {
    let place = record.state.members.iter().position(|member| member.user == user);
    let Some(place) = place.filter(|place| record.is_closed_to(&record.state.members[*place]))
    else {
        return record;
    };
    let member = record.state.members.swap_remove(place);
    record.names = vec![record.names.swap_remove(place)];
    record.state.started_at = record.state.started_at.filter(|_| member.joined_at.is_some());
    record.state.ended_at = member.left_at.or(member.closed_at);
    record.state.members = vec![member];
    record
}

pub(super) fn call(record: &Record) -> Call {
    let state = &record.state;
    Call {
        id: record.id,
        r#type: record.r#type,
        status: state.status(),
        version: state.version,
        glare: false,
        chat_id: record.chat,
        duration: duration_s(state),
        participants: participants(record),
        created_at: record.created_at,
        started_at: state.started_at,
        ended_at: state.ended_at,
    }
}

pub(super) fn participants(record: &Record) -> Vec<CallParticipant> {
    let members = record.state.members.iter().zip(&record.names);
    members.map(|(member, name)| participant(member, name)).collect()
}

fn participant(member: &Member, username: &str) -> CallParticipant {
    CallParticipant {
        id: member.user,
        username: username.into(),
        status: member.status,
        reason: member.reason,
        joined_at: member.joined_at,
        left_at: member.left_at,
    }
}

/// Seconds from the first answer to the end.
pub(super) fn duration_s(state: &State) -> Option<u64> {
    let ms = state.ended_at?.0.saturating_sub(state.started_at?.0);
    Some(u64::try_from(ms).unwrap_or(0) / 1000)
}
