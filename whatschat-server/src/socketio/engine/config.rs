use std::time::Duration;

/// Limits and times of the Engine.IO layer.
#[derive(Debug, Clone)]
pub struct Config {
    /// How long after the handshake, or after the last pong, a ping is sent.
    pub ping_interval: Duration,
    /// How long a client may take to answer a ping; not counted while one of its messages is handled.
    pub ping_timeout: Duration,
    /// How long a session may take to move from polling to WebSocket.
    pub upgrade_timeout: Duration,
    /// The largest WebSocket message or polling body that a client may send.
    pub max_payload_bytes: usize,
    /// What may wait for a slow client; one that lets more than this wait is dropped.
    pub max_queue_bytes: usize,
    /// What an [`offer`](super::Session::offer) may add to: so many frames and bytes wait at most,
    /// and one offer more.
    pub max_offered_frames: usize,
    /// See [`max_offered_frames`](Self::max_offered_frames).
    pub max_offered_bytes: usize,
    /// Handshakes beyond this number of sessions are answered with 503.
    pub max_sessions: usize,
    /// The same for the sessions of one [`Peer`](super::Peer), so that nobody takes all there are.
    pub max_sessions_per_peer: usize,
    /// Which web pages may connect.
    pub origins: Origins,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            ping_interval: Duration::from_secs(25),
            ping_timeout: Duration::from_secs(20),
            upgrade_timeout: Duration::from_secs(10),
            max_payload_bytes: 1_000_000,
            max_queue_bytes: 1 << 20,
            max_offered_frames: 256,
            max_offered_bytes: 1 << 19,
            max_sessions: 100_000,
            max_sessions_per_peer: 10_000,
            origins: Origins::Any,
        }
    }
}

/// Which web pages may connect, by their `Origin` header.
///
/// Browsers do not apply CORS to WebSockets, so the server has to look itself.
#[derive(Debug, Clone, Default)]
pub enum Origins {
    /// All of them.
    #[default]
    Any,
    /// These, written as browsers do: `https://chat.example`; and pages of the server's own host.
    Only(Vec<String>),
}

impl Origins {
    /// Programs other than browsers send no `Origin`, and could send any: they are let in.
    pub(super) fn allow(&self, origin: Option<&str>, host: Option<&str>) -> bool {
        match (self, origin) {
            (Self::Any, _) | (Self::Only(_), None) => true,
            (Self::Only(list), Some(origin)) => {
                let page = origin.split_once("://").map(|(_, host)| host);
                let same_host =
                    page.zip(host).is_some_and(|(page, host)| page.eq_ignore_ascii_case(host));
                same_host || list.iter().any(|known| known.eq_ignore_ascii_case(origin))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_origins_are_allowed() {
        let origins = Origins::Only(vec!["https://chat.example".into()]);
        let allow = |origin| origins.allow(origin, Some("api.example:3001"));
        assert!(allow(Some("https://chat.example")));
        assert!(allow(None));
        assert!(allow(Some("http://API.example:3001")), "a page of the server's own");
        assert!(!allow(Some("http://api.example")));
        assert!(!allow(Some("https://chat.example.evil")));
        assert!(!allow(Some("null")));
        assert!(Origins::Any.allow(Some("null"), None));
    }
}
