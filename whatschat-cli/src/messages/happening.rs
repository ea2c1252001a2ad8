//! What happened in a chat, in words.

use crate::state::State;
use serde::Deserialize;
use whatschat_client::core::calls::CallStatus;
use whatschat_client::core::groups::Role;
use whatschat_client::core::messages::{Happening, Message, SystemEvent};

/// What stands behind the name of who did it, such as `added carol`; `None` where somebody wrote
/// the message.
pub(crate) fn words(message: &Message, state: &State) -> Option<String> {
    let event = message.system.as_ref()?;
    Some(match event.event {
        Happening::Call => call(status(message)).into(),
        _ => in_group(event, state),
    })
}

/// Where the call that a message tells of stands.
fn status(message: &Message) -> Option<CallStatus> {
    CallStatus::deserialize(message.metadata.get("status")?).ok()
}

/// Whether a message tells of a call that has just begun.
pub(super) fn rings(message: &Message) -> bool {
    matches!(status(message), Some(CallStatus::Initiating | CallStatus::Ringing))
}

fn call(status: Option<CallStatus>) -> &'static str {
    match status {
        Some(CallStatus::Initiating | CallStatus::Ringing) => "calls",
        Some(CallStatus::Ongoing) => "called, and they are talking",
        Some(CallStatus::Completed) | None => "called",
        Some(CallStatus::Missed) => "called, and nobody answered",
        Some(CallStatus::Rejected) => "called, and it was declined",
        Some(CallStatus::Cancelled) => "called, and gave up",
        Some(CallStatus::Failed) => "called, and it did not go through",
    }
}

fn in_group(event: &SystemEvent, state: &State) -> String {
    let names = event.user_ids.iter().map(|id| state.name(*id).unwrap_or("somebody"));
    let names = names.collect::<Vec<_>>().join(", ");
    let text = event.text.as_deref().unwrap_or_default();
    match event.event {
        Happening::MembersAdded => format!("added {names}"),
        Happening::MembersRemoved => format!("removed {names}"),
        Happening::MemberLeft => "left".into(),
        Happening::RoleChanged => match event.role {
            Some(Role::Admin) => format!("made {names} an admin"),
            Some(Role::Member) | None => format!("took {names}'s admin role away"),
        },
        Happening::NameChanged => format!("named the group {text}"),
        Happening::DescriptionChanged if text.is_empty() => "took the description away".into(),
        Happening::DescriptionChanged => format!("described the group: {text}"),
        Happening::AvatarChanged => "changed the picture".into(),
        Happening::Call => "called".into(),
    }
}
