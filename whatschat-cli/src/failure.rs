//! Why a command failed, in words that say what to do, and with which exit code.

use serde_json::{Value, json};
use std::fmt;
use std::process::ExitCode;
use whatschat_client::{Error, ErrorCode, Refusal, Retry};

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The server said no.
    Refused(Box<Refusal>),
    /// Something on this computer went wrong, such as a full disk.
    Local(String),
    /// The command cannot be meant like that.
    Usage(String),
    /// There is no session, or it is over.
    NotLoggedIn,
    /// The profile's session is at this server, and the command was for another.
    LoggedInElsewhere(String),
    /// The server was not reached.
    Away(String),
    /// What answered speaks something else.
    Foreign(String),
    /// The person gave up in the middle.
    Cancelled,
}

/// What the codes mean, for `--help`.
pub(crate) const EXIT_CODES: &str = "Exit codes: 0 done, 1 refused by the server or failed on this \
                                     computer, 2 not possible as asked, 3 not logged in, 4 server \
                                     away, 5 no WhatsChat server at that address, 130 interrupted.";

/// What failed where standard output is on a full disk.
pub(crate) const CANNOT_WRITE: &str = "cannot write standard output";

impl Failure {
    /// The exit code, as [`EXIT_CODES`] has it.
    pub(crate) const fn code(&self) -> u8 {
        match self {
            Self::Refused(_) | Self::Local(_) => 1,
            Self::Usage(_) => 2,
            Self::NotLoggedIn | Self::LoggedInElsewhere(_) => 3,
            Self::Away(_) => 4,
            Self::Foreign(_) => 5,
            // As shells have it: 128 and the signal's number.
            Self::Cancelled => 130,
        }
    }

    /// The code with which the server said no, where it did.
    pub(crate) fn refused_with(&self) -> Option<ErrorCode> {
        match self {
            Self::Refused(refusal) => refusal.code,
            _ => None,
        }
    }

    /// The same refusal in other words, where it has this code: the server cannot know what was
    /// typed.
    pub(crate) fn reworded(mut self, code: ErrorCode, words: &str) -> Self {
        if let Self::Refused(refusal) = &mut self
            && refusal.code == Some(code)
        {
            refusal.error.message = words.into();
        }
        self
    }

    /// A failure of this computer's.
    pub(crate) fn local(what: &str, why: impl fmt::Display) -> Self {
        Self::Local(format!("{what}: {why}"))
    }

    /// The same for programs, in the shape of the server's refusals.
    pub(crate) fn to_json(&self) -> Value {
        if let Self::Refused(refusal) = self {
            return json!({"success": false, "message": refusal.error.message, "error": refusal.error});
        }
        let code = match self {
            Self::Refused(_) | Self::Local(_) => "LOCAL",
            Self::Cancelled => "CANCELLED",
            Self::Usage(_) => "USAGE",
            Self::NotLoggedIn | Self::LoggedInElsewhere(_) => "NOT_LOGGED_IN",
            Self::Away(_) => "SERVER_AWAY",
            Self::Foreign(_) => "NO_WHATSCHAT_SERVER",
        };
        let message = self.to_string();
        json!({"success": false, "message": message, "error": {"code": code, "message": message}})
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refused(f, refusal),
            Self::Local(why) | Self::Usage(why) => f.write_str(why),
            Self::NotLoggedIn => f.write_str(
                "you are not logged in: `whatschat login` or `whatschat register` comes first",
            ),
            Self::LoggedInElsewhere(server) => write!(
                f,
                "you are logged in at {server}, and not here: to log in here too, use another \
                 profile, with --profile NAME"
            ),
            Self::Away(why) => write!(f, "the server is away ({why}): try again later"),
            Self::Foreign(why) => write!(
                f,
                "what answered is no WhatsChat server, or one that this client does not know yet \
                 ({why}): check the address, which is --server or WHATSCHAT_SERVER"
            ),
            Self::Cancelled => f.write_str("cancelled"),
        }
    }
}

fn refused(f: &mut fmt::Formatter<'_>, refusal: &Refusal) -> fmt::Result {
    f.write_str(&refusal.error.message)?;
    for field in &refusal.error.fields {
        write!(f, "\n{}: {}", field.field, field.message)?;
    }
    if let Some(wait) = refusal.retry_after {
        write!(f, "\ntry again in {} s", wait.as_secs().max(1))?;
    }
    Ok(())
}

/// Why the server cannot be reached, in few words.
pub(crate) fn reason(error: &Error) -> String {
    let words = match error {
        Error::Network(cause) => cause.to_string(),
        other => other.to_string(),
    };
    without_number(&words).to_lowercase()
}

/// The words of an error of the system: its number tells people nothing that they do not.
pub(crate) fn without_number(words: &str) -> &str {
    words.split(" (os error").next().unwrap_or_default()
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            error if error.retry() == Retry::LogIn => Self::NotLoggedIn,
            Error::Refused(refusal) => Self::Refused(refusal),
            Error::Setup(why) => Self::Usage(why),
            Error::File(why) => Self::Local(why),
            Error::Store(why) => Self::Local(why.to_string()),
            other if other.retry() == Retry::Never => Self::Foreign(reason(&other)),
            other => Self::Away(reason(&other)),
        }
    }
}

impl From<Failure> for ExitCode {
    fn from(failure: Failure) -> Self {
        failure.code().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_failure_has_its_documented_exit_code() {
        let answer = |status| Error::Protocol {
            status: Some(status),
            what: "no envelope".into(),
            retry_after: None,
        };
        assert_eq!(Failure::from(answer(502)).code(), 4);
        assert_eq!(Failure::from(answer(200)).code(), 5);
        assert_eq!(Failure::from(Error::NotLoggedIn).code(), 3);
        assert_eq!(Failure::from(Error::Setup("no URL".into())).code(), 2);
        assert_eq!(Failure::local("the disk", "full").code(), 1);
    }

    #[test]
    fn a_program_reads_the_shape_of_the_api() {
        let json = Failure::NotLoggedIn.to_json();
        assert_eq!(json["success"], false);
        assert_eq!(json["error"]["code"], "NOT_LOGGED_IN");
    }
}
