use std::time::Duration;

use super::engine;

/// Limits and times of a Socket.IO server.
#[derive(Debug, Clone)]
pub struct Config {
    /// Those of the connections.
    pub engine: engine::Config,
    /// How long a client may stay without a namespace before it is dropped; not while it is being let in.
    pub connect_timeout: Duration,
    /// How many binary attachments one event may have. Together they may be
    /// as large as [`max_payload_bytes`](engine::Config::max_payload_bytes).
    pub max_attachments: usize,
    /// How many namespaces one client may be in.
    pub max_namespaces: usize,
    /// How often one client may connect to namespaces, in all: each costs as much as many events,
    /// and who leaves the last one, or is refused, has [`connect_timeout`](Self::connect_timeout) anew.
    pub max_connects: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            engine: engine::Config::default(),
            connect_timeout: Duration::from_secs(10),
            max_attachments: 10,
            max_namespaces: 10,
            max_connects: 50,
        }
    }
}
