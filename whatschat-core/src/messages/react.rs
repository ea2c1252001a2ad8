//! Reactions and pins.

use super::Message;
use crate::id::{ChatId, MessageId, UserId};
use crate::limits;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// React to a message
///
/// With an emoji, or another short text. Each of several reactions counts once.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddReaction {
    /// To which message.
    pub message_id: MessageId,
    /// With what.
    #[schema(schema_with = limits::reaction)]
    pub emoji: String,
}

/// Take a reaction back
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RemoveReaction {
    /// To which message.
    pub message_id: MessageId,
    /// Which one.
    #[schema(schema_with = limits::reaction)]
    pub emoji: String,
}

/// A reaction, with those who chose it
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reaction {
    /// The emoji.
    pub emoji: String,
    /// How many chose it.
    pub count: u32,
    /// The first of them, at most 20.
    pub user_ids: Vec<UserId>,
}

/// The reactions to a message from now on, on `message_reactions`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReactionsChanged {
    /// In which chat.
    pub chat_id: ChatId,
    /// To which message.
    pub message_id: MessageId,
    /// Who has reacted, or taken a reaction back.
    pub user_id: UserId,
    /// All of them, the oldest first.
    pub reactions: Vec<Reaction>,
}

/// Pin a message, for everyone in the chat
///
/// In a group for its admins.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PinMessage {
    /// Which message.
    pub message_id: MessageId,
}

/// Unpin a message
///
/// In a group for its admins.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnpinMessage {
    /// Which message.
    pub message_id: MessageId,
}

/// List a chat's pinned messages, the one pinned last first
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListPins {
    /// Of which chat.
    pub chat_id: ChatId,
}

/// A message that was pinned or unpinned, on `message_pinned`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PinChanged {
    /// Who did it.
    pub user_id: UserId,
    /// The message, with `pinnedAt` while it is pinned.
    pub message: Message,
}

/// A message that the user has deleted for themself, on `message_hidden` of their own devices
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageHidden {
    /// In which chat.
    pub chat_id: ChatId,
    /// Which message.
    pub message_id: MessageId,
}
