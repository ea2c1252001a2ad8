//! What travels over the socket about calls.

use super::{Call, CallParticipant, CallReason, CallStatus};
use crate::id::{CallId, SessionId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
