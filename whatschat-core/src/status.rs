//! Presence: whether someone is there.

use crate::endpoint::endpoints;
use crate::id::{ChatId, UserId};
use crate::names::names;
use crate::socket::{client_events, server_events};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A presence that one can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChosenPresence {
    /// There.
    Online,
    /// Away for a while.
    Away,
    /// There, and not to be disturbed.
    Busy,
    /// There, and offline to others.
    Invisible,
}

/// Whether someone is there. Others never see `invisible`: it looks like `offline`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Presence {
    /// There.
    Online,
    /// Away for a while.
    Away,
    /// There, and not to be disturbed.
    Busy,
    /// There, and offline to others: only in what one sees of oneself.
    Invisible,
    /// Not there.
    Offline,
}

impl ChosenPresence {
    /// What the user themself sees.
    pub const fn to_self(self) -> Presence {
        match self {
            Self::Online => Presence::Online,
            Self::Away => Presence::Away,
            Self::Busy => Presence::Busy,
            Self::Invisible => Presence::Invisible,
        }
    }

    /// What others see while the user has a socket open.
    pub const fn to_others(self) -> Presence {
        match self {
            Self::Invisible => Presence::Offline,
            shown => shown.to_self(),
        }
    }
}

names!(ChosenPresence { Online = "online", Away = "away", Busy = "busy", Invisible = "invisible" });

impl Presence {
    /// Whether others take the user to be there.
    pub const fn is_there(self) -> bool {
        matches!(self, Self::Online | Self::Away | Self::Busy)
    }
}

names!(Presence { Online = "online", Away = "away", Busy = "busy", Invisible = "invisible", Offline = "offline" });

/// Choose the caller's presence
///
/// It holds for all of the caller's devices, and is kept for the next connection.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct UpdateStatus {
    /// The presence from now on.
    pub status: ChosenPresence,
}

/// List the presences that one can choose
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ListStatuses {}

/// The presence that was chosen
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangedStatus {
    /// The presence from now on.
    pub status: ChosenPresence,
    /// Since when.
    pub updated_at: Timestamp,
}

/// A presence that one can choose, with its texts
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StatusOption {
    /// What to send.
    pub key: ChosenPresence,
    /// Its name in the caller's language.
    pub label: String,
    /// A sentence about it in the caller's language.
    pub description: String,
}

/// The presence of a user as others see it, on `user_status_changed`
///
/// Goes to those who share a chat of at most 100 members with the user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserStatusChanged {
    /// Whose presence.
    pub user_id: UserId,
    /// What it is now.
    pub status: Presence,
    /// When they were last there; `null` while they are.
    #[schema(required)]
    pub last_seen: Option<Timestamp>,
}

/// Tell the others of a chat that one is typing, or has stopped
///
/// Say so again every few seconds while it goes on: others forget it after six. Nobody is told
/// across a block.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Typing {
    /// In which chat.
    pub chat_id: ChatId,
    /// Whether one is typing.
    pub typing: bool,
}

/// Someone is typing, or has stopped, on `user_typing` of the chat's other members
///
/// Forget it after six seconds without another. In chats of more than 100 nobody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserTyping {
    /// In which chat.
    pub chat_id: ChatId,
    /// Who.
    pub user_id: UserId,
    /// Whether they are typing.
    pub typing: bool,
}

endpoints! {
    UpdateStatus = PUT "/status" => ChangedStatus,     200, bearer, say: "状态更新成功" / "Presence changed.";
    ListStatuses = GET "/status" => Vec<StatusOption>, 200, open;
}

client_events! { UpdateStatus = "update_status" => ChangedStatus; Typing = "typing" => (); }
server_events! { UserStatusChanged = "user_status_changed"; UserTyping = "user_typing"; }
