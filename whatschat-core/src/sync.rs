//! What has happened since: the log of changes, for clients that were away.
//!
//! Every change that a client must learn is one entry of the log. An event on the socket carries
//! the entry's [`Cursor`]; [`Sync`] gives the same entries over REST.

mod cursor;

pub use cursor::Cursor;

use crate::chats::ChatSummary;
use crate::endpoint::endpoints;
use crate::limits;
use crate::names::names;
use crate::socket::server_events;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// List what has happened since a cursor
///
/// In the order in which it happened: the same events as on the socket, each with the cursor that
/// comes after it. A message is given as it is now. Ask again with the answer's cursor while
/// there is `more`. Presence and typing are in no log.
///
/// A cursor is good for 30 days. After that, or after the server's data were restored from a
/// backup, the answer is 410: take a snapshot and go on from there.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Sync {
    /// Up to where the caller knows everything.
    pub since: Cursor,
    /// How many at most.
    #[serde(default = "hundred")]
    #[schema(schema_with = limits::sync_limit, required = false)]
    pub limit: u32,
}

/// Take a snapshot: the caller's chats, and the cursor from which to go on
///
/// For a client that starts, or was too long away. The chats are as they were at the cursor.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TakeSnapshot {}

/// What has happened since a cursor
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SyncPage {
    /// What has happened, the oldest first.
    pub events: Vec<LoggedEvent>,
    /// Up to where the caller knows everything now.
    pub cursor: Cursor,
    /// Whether there is more.
    pub more: bool,
}

/// Something that has happened
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LoggedEvent {
    /// The event's name on the socket, such as `new_message`.
    pub event: String,
    /// Its payload there.
    pub data: Map<String, Value>,
    /// Up to where the caller knows everything with it.
    pub cursor: Cursor,
}

/// The caller's chats at one moment
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Snapshot {
    /// All that happened up to here is in it.
    pub cursor: Cursor,
    /// The caller's chats, the one with the newest message first.
    pub chats: Vec<ChatSummary>,
}

/// Nothing is missing up to here, on `synced`: what follows happens now
///
/// Comes once for each `authenticate`, after what the client had missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Synced {
    /// Up to where the client knows everything.
    pub cursor: Cursor,
}

/// The position cannot be served, on `sync_reset`: take a snapshot
///
/// What happened since it is not told. The events that follow are those after `cursor`: take the
/// snapshot after this event, and apply them to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SyncReset {
    /// Why.
    pub reason: ResetReason,
    /// From where the events go on.
    pub cursor: Cursor,
}

/// Why a position cannot be served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ResetReason {
    /// It is a position in another log: the server's data were restored from a backup.
    OtherLog,
    /// The log does not reach back so far. Also what a newer server says that this crate does not know.
    #[serde(other)]
    TooOld,
}

names!(ResetReason { OtherLog = "other_log", TooOld = "too_old" });

/// `limit` when a request names none.
fn hundred() -> u32 {
    100
}

endpoints! {
    Sync         = GET "/sync"          => SyncPage, 200, bearer, errors: [CursorGone];
    TakeSnapshot = GET "/sync/snapshot" => Snapshot, 200, bearer;
}

server_events! { Synced = "synced"; SyncReset = "sync_reset"; }
