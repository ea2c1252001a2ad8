//! Where a call and those in it stand, and why.

use crate::names::names;
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
    /// The user was removed from the chat, or blocked, or their account was deleted.
    Removed,
    /// The server was started again, and nobody came back to the call.
    Restarted,
}

names!(CallReason {
    Busy = "busy", Offline = "offline", Timeout = "timeout",
    AnsweredElsewhere = "answered_elsewhere", RejectedElsewhere = "rejected_elsewhere",
    ConnectionLost = "connection_lost", Removed = "removed", Restarted = "restarted",
});
