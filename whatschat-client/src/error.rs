//! Why a call failed, and what to do about it.

mod network;
mod refusal;
mod store;

pub use network::NetworkError;
pub use refusal::Refusal;
pub use store::{StoreError, StoreErrorKind};

use reqwest::header::HeaderMap;
use std::{io, path::Path, time::Duration};
use whatschat_core::ErrorCode;

/// How long to wait before a repetition where the server does not say.
const PAUSE: Duration = Duration::from_secs(1);

/// Why a call failed.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server understood, and said no. Shows the server's words, in the client's
    /// [locale](crate::ClientBuilder::locale).
    #[error(transparent)]
    Refused(Box<Refusal>),
    /// The server was not reached, or the connection broke. It may have done what was asked.
    #[error("the connection to the server failed: {0}")]
    Network(#[from] NetworkError),
    /// Something answered that does not speak this API: often a proxy, or another program. Where it
    /// is a proxy, the server may have done what was asked.
    #[error("unexpected answer: {what}")]
    Protocol {
        /// The HTTP status, where there was one.
        status: Option<u16>,
        /// What is wrong with the answer. Never shows its content.
        what: String,
        /// How long it asks to wait, from its `Retry-After`; an hour at most.
        retry_after: Option<Duration>,
    },
    /// The call needs a session, and the client has none.
    #[error("not logged in")]
    NotLoggedIn,
    /// A file of this computer cannot be read or written. The text says which, and why.
    #[error("{0}")]
    File(String),
    /// The local store cannot be opened, read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The client cannot be built or used like that.
    #[error("{0}")]
    Setup(String),
}

/// What can be done about an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// The same call will most likely fail again: something has to change first.
    Never,
    /// The same call may succeed after this time.
    After(Duration),
    /// The session is over: log in again.
    LogIn,
}

impl Retry {
    /// What such an answer says, from whomever it is.
    fn of(status: u16, retry_after: Option<Duration>) -> Self {
        match status {
            408 | 429 | 502..=504 => Self::After(retry_after.unwrap_or(PAUSE)),
            _ => retry_after.map_or(Self::Never, Self::After),
        }
    }
}

impl Error {
    /// What can be done about it.
    ///
    /// After [`Error::Network`] and [`Error::Protocol`] the call may have been carried out: repeat
    /// only what is harmless to repeat, such as reads and sends with the same `clientMessageId`.
    pub fn retry(&self) -> Retry {
        match self {
            Self::Refused(refusal) => refusal.retry(),
            Self::Network(_) => Retry::After(PAUSE),
            Self::Protocol { status: Some(status), retry_after, .. } => {
                Retry::of(*status, *retry_after)
            }
            Self::Protocol { .. } | Self::File(_) | Self::Store(_) | Self::Setup(_) => Retry::Never,
            Self::NotLoggedIn => Retry::LogIn,
        }
    }

    /// The code of a refusal; `None` for other errors, and for a code newer than this crate.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Refused(refusal) => refusal.code,
            _ => None,
        }
    }

    /// How long the server asked to wait, if it did.
    pub(crate) fn asked_wait(&self) -> Option<Duration> {
        match (self, self.retry()) {
            (Self::Refused(refusal), Retry::After(_)) => refusal.retry_after,
            (Self::Protocol { retry_after, .. }, Retry::After(_)) => *retry_after,
            _ => None,
        }
    }

    /// What an answer without our envelope says.
    pub(crate) fn foreign(status: u16, headers: &HeaderMap, what: String) -> Self {
        Self::Protocol { status: Some(status), what, retry_after: refusal::retry_after(headers) }
    }

    pub(crate) fn protocol(what: impl Into<String>) -> Self {
        Self::Protocol { status: None, what: what.into(), retry_after: None }
    }
}

impl Error {
    pub(crate) fn file(what: &str, path: &Path, why: &io::Error) -> Self {
        let why = match why.kind() {
            io::ErrorKind::AlreadyExists => "there is a file of that name already".into(),
            _ => why.to_string(),
        };
        // The number tells people nothing that the words before it do not.
        let why = why.split(" (os error").next().unwrap_or_default();
        Self::File(format!("cannot {what} {}: {why}", path.display()))
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_answer_is_worth_a_repetition_where_it_says_so() {
        let foreign = |status, retry_after| Error::Protocol {
            status,
            what: "no envelope".into(),
            retry_after,
        };
        assert_eq!(foreign(Some(502), None).retry(), Retry::After(PAUSE));
        assert_eq!(foreign(Some(429), None).retry(), Retry::After(PAUSE));
        assert_eq!(foreign(Some(200), None).retry(), Retry::Never);
        assert_eq!(foreign(None, None).retry(), Retry::Never);
        let minute = Duration::from_secs(60);
        assert_eq!(foreign(Some(503), Some(minute)).asked_wait(), Some(minute));
    }

    #[test]
    fn without_a_session_one_logs_in() {
        assert_eq!(Error::NotLoggedIn.retry(), Retry::LogIn);
        assert_eq!(Error::NotLoggedIn.code(), None);
    }
}
