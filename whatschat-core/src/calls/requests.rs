//! What one asks about calls.

use super::{CallStatus, CallType};
use crate::id::{CallId, ChatId, UserId};
use crate::{limits, page};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Start a call
///
/// Where `chatId` is left out and one user is called, it belongs to their private chat, if there is
/// one. Where a user is called who is calling the caller at that moment, that call is answered and
/// given back. Where every invitee is offline the call is kept as missed, and `error.details` has
/// its id; who is invisible counts as offline, does not ring, and finds the missed call. Who is in
/// another call is busy, and counts as declining. Where the caller is in a call, `error.details`
/// has its id. It rings for 45 seconds.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StartCall {
    /// What it carries.
    pub r#type: CallType,
    /// Whom to ring.
    #[schema(schema_with = limits::call_participants)]
    pub participants: Vec<UserId>,
    /// The chat that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat_id: Option<ChatId>,
}

/// List the caller's calls, newest first
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListCalls {
    /// Which page, from 1.
    #[serde(default = "page::first")]
    #[schema(schema_with = limits::page, required = false)]
    pub page: u32,
    /// How many a page.
    #[serde(default = "page::twenty")]
    #[schema(schema_with = limits::limit, required = false)]
    pub limit: u32,
    /// Only calls of this type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#type: Option<CallType>,
    /// Only calls that stand so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<CallStatus>,
    /// Only calls of this chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat_id: Option<ChatId>,
    /// A cursor, in place of `page`: only calls older than this one. It costs the same at any
    /// depth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<CallId>,
}

impl Default for ListCalls {
    fn default() -> Self {
        Self {
            page: page::first(),
            limit: page::twenty(),
            r#type: None,
            status: None,
            chat_id: None,
            before: None,
        }
    }
}

/// Show a call
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct GetCall {
    /// Which call.
    pub id: CallId,
}

/// Answer a call
///
/// The first of the user's devices wins; the others are refused, and told that it was answered
/// elsewhere.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AnswerCall {
    /// Which call.
    pub id: CallId,
}

/// Decline a call
///
/// It stops to ring on all of the user's devices.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RejectCall {
    /// Which call.
    pub id: CallId,
}

/// Leave a call
///
/// Before an answer the caller cancels it, and others decline it. While the device that is in the
/// call is connected, no other device of the user hangs up.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EndCall {
    /// Which call.
    pub id: CallId,
}
