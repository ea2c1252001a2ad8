//! Messages of the server's own: what happened in a chat, for clients to put into words.

use crate::groups::Role;
use crate::id::{CallId, UserId};
use crate::names::names;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What happened in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    /// `userIds` were added.
    MembersAdded,
    /// `userIds` were removed.
    MembersRemoved,
    /// The sender has left.
    MemberLeft,
    /// `userIds` have the role `role` from now on.
    RoleChanged,
    /// The group has the name `text` from now on.
    NameChanged,
    /// The group has the description `text` from now on; none where it is empty.
    DescriptionChanged,
    /// The group has another picture, or none.
    AvatarChanged,
    /// A call, `callId`: this message changes as the call does.
    Call,
}

names!(Happening {
    MembersAdded = "members_added",
    MembersRemoved = "members_removed", MemberLeft = "member_left", RoleChanged = "role_changed",
    NameChanged = "name_changed", DescriptionChanged = "description_changed",
    AvatarChanged = "avatar_changed", Call = "call",
});

/// What a message of type `system` tells; its sender is who did it
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SystemEvent {
    /// What happened.
    pub event: Happening,
    /// To whom.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub user_ids: Vec<UserId>,
    /// The name or the description from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The role from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_id: Option<CallId>,
}

impl SystemEvent {
    /// A happening without any of the particulars.
    pub const fn of(event: Happening) -> Self {
        Self { event, user_ids: vec![], text: None, role: None, call_id: None }
    }

    /// The same, about these users.
    #[must_use]
    pub fn about(self, users: impl IntoIterator<Item = UserId>) -> Self {
        Self { user_ids: users.into_iter().collect(), ..self }
    }

    /// The same, with a name or a description.
    #[must_use]
    pub fn saying(self, text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..self }
    }
}
