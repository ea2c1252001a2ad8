//! Whether the server is well.

use crate::endpoint::endpoints;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Show how the server is
///
/// Status 200 also while a part is unwell: read `status`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct GetHealth {}

/// How a part is
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Condition {
    /// It works.
    Healthy,
    /// It does not.
    Unhealthy,
    /// This server runs without it.
    Disabled,
}

/// How the server is
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// Unhealthy as soon as one part is.
    pub status: Condition,
    /// Now, by the server's clock.
    pub timestamp: Timestamp,
    /// Seconds since the server started.
    pub uptime: u64,
    /// The server's version.
    pub version: String,
    /// Its parts.
    pub services: Services,
}

/// The server's parts
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Services {
    /// SQLite or PostgreSQL.
    pub database: Condition,
    /// Redis; disabled on a single machine, which needs none.
    pub redis: Condition,
    /// The realtime side.
    pub websocket: Condition,
}

endpoints! {
    GetHealth = GET "/health" => Health, 200, open;
}
