//! What happened in a chat, in words.

use crate::state::State;
use whatschat_client::core::groups::Role;
use whatschat_client::core::messages::{Happening, SystemEvent};

/// What stands behind the name of who did it, such as `added carol`.
pub(crate) fn words(event: &SystemEvent, state: &State) -> String {
    let names = event.user_ids.iter().map(|id| state.name(*id).unwrap_or("somebody"));
    let names = names.collect::<Vec<_>>().join(", ");
    let text = event.text.as_deref().unwrap_or_default();
    match event.event {
        Happening::MembersAdded => format!("added {names}"),
        Happening::MembersRemoved => format!("removed {names}"),
        Happening::MemberLeft => "left".into(),
        Happening::RoleChanged => match event.role {
            Some(Role::Admin) => format!("made {names} an admin"),
            Some(Role::Member) | None => format!("made {names} a member like others"),
        },
        Happening::NameChanged => format!("named the group {text}"),
        Happening::DescriptionChanged if text.is_empty() => "took the description away".into(),
        Happening::DescriptionChanged => format!("described the group: {text}"),
        Happening::AvatarChanged => "changed the picture".into(),
        Happening::Call => "called".into(),
    }
}
