//! How far messages have reached people.

use crate::id::{ChatId, UserId};
use crate::limits;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Mark a chat as read up to a message
///
/// A mark never goes backwards. It takes the mark of `DELETE` away.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MarkRead {
    /// Which chat.
    pub id: ChatId,
    /// The position of the last message that was read.
    #[schema(schema_with = limits::seq)]
    pub seq: u64,
}

/// Mark a chat as unread
///
/// For the eye of the caller alone, until the next `POST`: the mark of what was read stays where
/// it is, and so do the counts.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MarkUnread {
    /// Which chat.
    pub id: ChatId,
}

/// Mark a chat's messages as having arrived at the caller's device
///
/// A mark never goes backwards. What was read has arrived too.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MarkDelivered {
    /// Which chat.
    pub id: ChatId,
    /// The position of the last message that has arrived.
    #[schema(schema_with = limits::seq)]
    pub seq: u64,
}

/// List how far the messages of a chat have reached each of its members
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ListMarks {
    /// Which chat.
    pub id: ChatId,
}

/// How far a chat's messages have reached one of its members, also on `chat_read`
///
/// The event goes to the other members of a chat of at most 100, and to the member's own devices.
/// Marks only grow: of two events about a member the greater marks hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Marks {
    /// Which chat.
    pub chat_id: ChatId,
    /// Which member.
    pub user_id: UserId,
    /// The position up to which they have arrived.
    pub delivered_seq: u64,
    /// The position up to which they were read.
    pub read_seq: u64,
}

/// How much of a chat is read
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadState {
    /// The position up to which the caller has read.
    pub seq: u64,
    /// How many messages of others the caller has not read.
    pub unread_count: u64,
    /// How many of these mention the caller.
    pub mention_count: u64,
    /// The position of the first of them.
    #[schema(required)]
    pub first_unread_seq: Option<u64>,
    /// Whether the caller has marked the chat as unread.
    pub marked_unread: bool,
}
