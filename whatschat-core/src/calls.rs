//! Calls: who rings whom, and what became of it.

use crate::endpoint::endpoints;
use crate::id::{CallId, ChatId, SessionId, UserId};
use crate::names::names;
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

names!(CallType { Audio = "audio", Video = "video" });

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

names!(CallStatus {
    Initiating = "initiating", Ringing = "ringing", Ongoing = "ongoing", Completed = "completed",
    Missed = "missed", Rejected = "rejected", Cancelled = "cancelled", Failed = "failed",
});

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

names!(CallParticipantStatus {
    Invited = "invited", Ringing = "ringing", Answered = "answered", Rejected = "rejected",
    Missed = "missed", Left = "left",
});

/// Why a call, or someone's part in it, is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallReason {
    /// The callee is in another call.
    Busy,
    /// The callee was offline.
    Offline,
    /// Nobody answered in time.
    Timeout,
    /// Answered on another of the user's devices.
    AnsweredElsewhere,
    /// Declined on another of the user's devices.
    RejectedElsewhere,
    /// The device lost its connection and did not come back.
    ConnectionLost,
    /// The user was removed from the chat, or blocked.
    Removed,
    /// The server was started again, and nobody came back to the call.
    Restarted,
}

names!(CallReason {
    Busy = "busy", Offline = "offline", Timeout = "timeout",
    AnsweredElsewhere = "answered_elsewhere", RejectedElsewhere = "rejected_elsewhere",
    ConnectionLost = "connection_lost", Removed = "removed", Restarted = "restarted",
});

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
    /// Why, where that needs saying.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<CallReason>,
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
    /// Grows with each change.
    pub version: u64,
    /// Whether the caller was being called by the other at that moment, and has answered by this.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub glare: bool,
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

/// A call that rings, on `incoming_call` of the invitees' devices
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IncomingCall {
    /// The call.
    pub call: Call,
    /// Until when it rings.
    pub expires_at: Timestamp,
}

/// Where a call stands now, on `call_status_update` of all devices of all participants
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
    /// Why, where that needs saying.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<CallReason>,
    /// The session whose device did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_device: Option<SessionId>,
}

/// Tell that a device rings
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallRinging {
    /// Which call.
    pub call_id: CallId,
}

/// Answer a call, as `POST /calls/{id}/answer` does
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallAnswered {
    /// Which call.
    pub call_id: CallId,
}

/// Decline a call, as `POST /calls/{id}/reject` does
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallRejected {
    /// Which call.
    pub call_id: CallId,
}

/// Leave a call, as `POST /calls/{id}/end` does
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallLeft {
    /// Which call.
    pub call_id: CallId,
}

/// Come back into a call after the connection was lost, within 20 seconds
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallResumed {
    /// Which call.
    pub call_id: CallId,
}

endpoints! {
    StartCall  = POST "/calls"             => Call,     201 or 200, bearer, say: "通话发起成功" / "Call started.", errors: [CallFailed, ParticipantsOffline, AlreadyInCall, UserNotFound, ChatNotFound, Blocked];
    ListCalls  = GET  "/calls"             => CallPage, 200,        bearer;
    GetCall    = GET  "/calls/{id}"        => Call,     200,        bearer, errors: [CallNotFound];
    AnswerCall = POST "/calls/{id}/answer" => (),       200,        bearer, say: "通话已接听" / "Call answered.", errors: [CallNotFound, CallEnded, AlreadyInCall];
    RejectCall = POST "/calls/{id}/reject" => (),       200,        bearer, say: "通话已拒绝" / "Call declined.", errors: [CallNotFound, CallEnded, AlreadyInCall];
    EndCall    = POST "/calls/{id}/end"    => (),       200,        bearer, say: "通话已结束" / "Call ended.", errors: [CallNotFound, CallEnded, AlreadyInCall];
}

client_events! {
    StartCall = "start_call" => Call;
    CallRinging = "call_ringing" => Call;
    CallAnswered = "answer_call" => Call;
    CallRejected = "reject_call" => Call;
    CallLeft = "end_call" => Call;
    CallResumed = "call_resume" => Call;
}
server_events! { IncomingCall = "incoming_call"; CallStatusUpdate = "call_status_update"; }
