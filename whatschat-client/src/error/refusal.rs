//! What the server says when it refuses.

use super::Retry;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use std::{fmt, time::Duration};
use whatschat_core::ErrorCode;
use whatschat_core::envelope::{ErrorBody, Failure};

/// The longest that the server can have anybody wait: more is no server of ours, and no time to add
/// to another.
const WAIT_MAX_S: u64 = 3600;

/// What the server says when it refuses. Shows its message, and each bad field.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// The HTTP status; on the socket the one that goes with the code.
    pub status: u16,
    /// The code, where this crate knows it; `error.code` has its text in any case.
    pub code: Option<ErrorCode>,
    /// Everything the server says about it.
    pub error: ErrorBody,
    /// How long the server asks to wait, from its `Retry-After`; an hour at most.
    pub retry_after: Option<Duration>,
}

impl Refusal {
    /// Reads an HTTP answer; `None` where its body is no [`Failure`].
    pub(crate) fn read(status: u16, headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        let Failure { error, .. } = serde_json::from_slice(body).ok()?;
        let (code, retry_after) = (error.known_code(), retry_after(headers));
        Some(Self { status, code, error, retry_after })
    }

    /// Wraps what the socket says, where there is no status.
    pub(crate) fn on_socket(error: ErrorBody) -> Self {
        let code = error.known_code();
        Self { status: code.map_or(400, ErrorCode::status), code, error, retry_after: None }
    }

    pub(super) fn retry(&self) -> Retry {
        match (self.code, self.status) {
            (Some(ErrorCode::TokenInvalid | ErrorCode::RefreshTokenInvalid), _) => Retry::LogIn,
            (_, status) => Retry::of(status, self.retry_after),
        }
    }
}

/// How long an answer asks to wait.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.parse::<u64>().ok()?;
    Some(Duration::from_secs(seconds.min(WAIT_MAX_S)))
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.error.message)?;
        for (i, field) in self.error.fields.iter().enumerate() {
            let separator = if i == 0 { " (" } else { "; " };
            write!(f, "{separator}{}: {}", field.field, field.message)?;
        }
        f.write_str(if self.error.fields.is_empty() { "" } else { ")" })
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;
    use crate::error::PAUSE;

    fn refusal(status: u16, code: &str, wait: Option<&str>) -> Error {
        let body = format!(
            r#"{{"success":false,"message":"No.","error":{{"code":"{code}","message":"No.",
            "fields":[{{"field":"password","code":"too_short","message":"is too short"}},
            {{"field":"email","code":"required","message":"is required"}}]}}}}"#
        );
        let mut headers = HeaderMap::new();
        if let Some(wait) = wait {
            headers.insert(RETRY_AFTER, wait.parse().unwrap());
        }
        Refusal::read(status, &headers, body.as_bytes()).unwrap().into()
    }

    #[test]
    fn tells_how_to_react() {
        let seven = Retry::After(Duration::from_secs(7));
        assert_eq!(refusal(429, "REQ_007", Some("7")).retry(), seven);
        assert_eq!(refusal(507, "NEW_002", Some("7")).retry(), seven);
        assert_eq!(refusal(503, "MSG_001", None).retry(), Retry::After(PAUSE));
        assert_eq!(refusal(401, "AUTH_001", None).retry(), Retry::LogIn);
        assert_eq!(refusal(401, "AUTH_006", None).retry(), Retry::LogIn);
        assert_eq!(refusal(401, "AUTH_003", None).retry(), Retry::Never);
        assert_eq!(refusal(422, "REQ_002", None).retry(), Retry::Never);
    }

    #[test]
    fn nobody_waits_longer_than_an_hour() {
        let endless = refusal(503, "MSG_001", Some(&u64::MAX.to_string()));
        assert_eq!(endless.asked_wait(), Some(Duration::from_secs(3600)));
    }

    #[test]
    fn a_newer_servers_code_keeps_its_text() {
        let error = refusal(503, "NEW_001", Some("soon"));
        assert_eq!(error.code(), None);
        assert_eq!(error.retry(), Retry::After(PAUSE));
        let Error::Refused(refusal) = error else { panic!("{error}") };
        assert_eq!(refusal.error.code, "NEW_001");
    }

    #[test]
    fn a_newer_servers_field_code_leaves_the_refusal_readable() {
        let body = r#"{"success":false,"message":"No.","error":{"code":"REQ_002","message":"No.",
            "fields":[{"field":"content","code":"too_rude","message":"is too rude"}]}}"#;
        let refusal = Refusal::read(422, &HeaderMap::new(), body.as_bytes()).unwrap();
        assert_eq!(refusal.to_string(), "No. (content: is too rude)");
    }

    #[test]
    fn a_person_reads_the_message_and_the_fields() {
        let shown = refusal(422, "REQ_002", None).to_string();
        assert_eq!(shown, "No. (password: is too short; email: is required)");
    }

    #[test]
    fn what_is_not_the_envelope_is_no_refusal() {
        assert!(Refusal::read(502, &HeaderMap::new(), b"<html>").is_none());
    }
}
