//! Calls: who rings whom, and what became of it.

use crate::endpoint::endpoints;
use crate::id::{CallId, ChatId, UserId};
use crate::page::{self, Pagination};
use crate::socket::{client_events, server_events};
use crate::{limits, time::Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a call carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CallType {
    /// Sound.
    Audio,
    /// Sound and picture.
    Video,
}

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CallStatus {
    /// Nobody's device has rung yet.
    Initiating,
    /// A device rings.
    Ringing,
    /// Somebody answered.
    Ongoing,
    /// It is over.
    Completed,
    /// Nobody answered.
    Missed,
    /// Everybody declined.
    Rejected,
    /// The caller gave up before an answer.
    Cancelled,
    /// It never connected.
    Failed,
}

/// Where a participant stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CallParticipantStatus {
    /// Not told yet.
    Invited,
    /// Their device rings.
    Ringing,
    /// In the call.
    Answered,
    /// Declined, or busy.
    Rejected,
    /// Did not answer.
    Missed,
    /// Was in the call.
    Left,
}

/// Start a call
///
/// Where every invitee is offline the call is kept as missed, and `error.details` has its id.
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
}

/// Show a call
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct GetCall {
    /// Which call.
    pub id: CallId,
}

/// Answer a call
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AnswerCall {
    /// Which call.
    pub id: CallId,
}

/// Decline a call
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RejectCall {
    /// Which call.
    pub id: CallId,
}

/// Leave a call
///
/// Before an answer the caller cancels it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EndCall {
    /// Which call.
    pub id: CallId,
}

/// Someone in a call
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallParticipant {
    /// The user's id.
    pub id: UserId,
    /// The user name.
    pub username: String,
    /// Where they stand.
    pub status: CallParticipantStatus,
    /// When they answered.
    #[schema(required)]
    pub joined_at: Option<Timestamp>,
    /// When they left.
    #[schema(required)]
    pub left_at: Option<Timestamp>,
}

/// A call
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Call {
    /// The call's id.
    pub id: CallId,
    /// What it carries.
    pub r#type: CallType,
    /// Where it stands.
    pub status: CallStatus,
    /// The chat that it belongs to.
    #[schema(required)]
    pub chat_id: Option<ChatId>,
    /// Seconds from the first answer to the end.
    #[schema(required)]
    pub duration: Option<u64>,
    /// Who is in it, the caller first.
    pub participants: Vec<CallParticipant>,
    /// When it was started.
    pub created_at: Timestamp,
    /// When it was first answered.
    #[schema(required)]
    pub started_at: Option<Timestamp>,
    /// When it ended.
    #[schema(required)]
    pub ended_at: Option<Timestamp>,
}

/// A page of calls, newest first
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CallPage {
    /// The page's calls.
    pub calls: Vec<Call>,
    /// Where the page stands.
    pub pagination: Pagination,
}

/// Where a call stands now, on `call_status_update`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallStatusUpdate {
    /// Which call.
    pub call_id: CallId,
    /// Grows with each change: ignore a version that you have seen.
    pub version: u64,
    /// Where it stands.
    pub status: CallStatus,
    /// Where everyone stands.
    pub participants: Vec<CallParticipant>,
    /// Why, such as `busy` or `answered_elsewhere`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

endpoints! {
    StartCall  = POST "/calls"             => Call,     201, bearer, say: "通话发起成功" / "Call started.", errors: [CallFailed, ParticipantsOffline, AlreadyInCall, UserNotFound, ChatNotFound, Blocked];
    ListCalls  = GET  "/calls"             => CallPage, 200, bearer;
    GetCall    = GET  "/calls/{id}"        => Call,     200, bearer, errors: [CallNotFound];
    AnswerCall = POST "/calls/{id}/answer" => (),       200, bearer, say: "通话已接听" / "Call answered.", errors: [CallNotFound, CallEnded, AlreadyInCall];
    RejectCall = POST "/calls/{id}/reject" => (),       200, bearer, say: "通话已拒绝" / "Call declined.", errors: [CallNotFound, CallEnded];
    EndCall    = POST "/calls/{id}/end"    => (),       200, bearer, say: "通话已结束" / "Call ended.", errors: [CallNotFound, CallEnded];
}

client_events! { StartCall = "start_call" => Call; }
server_events! { CallStatusUpdate = "call_status_update"; }
