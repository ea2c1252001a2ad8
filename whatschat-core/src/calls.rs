//! Calls: who rings whom, and what became of it.

mod events;
mod requests;
mod state;

pub use events::*;
pub use requests::*;
pub use state::*;

use crate::endpoint::endpoints;
use crate::id::{CallId, ChatId, UserId};
use crate::page::Pagination;
use crate::socket::{client_events, server_events};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
server_events! { IncomingCall = "incoming_call", logged; CallStatusUpdate = "call_status_update", logged; }
