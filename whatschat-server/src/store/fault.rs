//! What an error of a database means for who asked.

use crate::error::ApiError;
use whatschat_core::ErrorCode;

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The database cannot be reached, or is busy for too long: later it may work.
    Unreachable,
    /// It has no room left.
    Full,
    /// It refused what it was given: something else may be fine.
    Refused,
    /// It crossed with another transaction: the same may work now.
    Crossed,
    /// A mistake of ours.
    Bug,
}

impl From<&sqlx::Error> for Fault {
    fn from(error: &sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::WorkerCrashed => Self::Unreachable,
            sqlx::Error::Database(error) => {
                let code = error.code().unwrap_or_default();
                code.parse().map_or_else(|_| postgres(&code), sqlite_or_postgres(&code))
            }
            _ => Self::Bug,
        }
    }
}

/// SQLSTATEs have five letters; SQLite's codes are short numbers.
fn sqlite_or_postgres(code: &str) -> impl Fn(u32) -> Fault {
    move |number| if code.len() == 5 { postgres(code) } else { sqlite(number) }
}

/// By SQLite's primary result code, the low byte.
fn sqlite(code: u32) -> Fault {
    match code & 0xff {
        5 | 6 | 8 | 10 | 14 => Fault::Unreachable, // busy, locked, read-only, I/O, cannot open
        13 => Fault::Full,
        18..=20 => Fault::Refused, // too big, constraint, mismatch
        _ => Fault::Bug,
    }
}

/// By PostgreSQL's SQLSTATE, whose first two letters are its class.
fn postgres(code: &str) -> Fault {
    match code.get(..2).unwrap_or_default() {
        _ if code == "53100" => Fault::Full,
        _ if code == "25006" => Fault::Unreachable, // read-only, as a standby is
        "08" | "53" | "57" | "58" => Fault::Unreachable,
        "22" | "23" => Fault::Refused, // data, constraint
        "40" => Fault::Crossed,        // deadlock, serialization
        _ => Fault::Bug,
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        let fault = Fault::from(&error);
        match fault {
            Fault::Unreachable => tracing::warn!(why = %error, "the database is out of reach"),
            Fault::Full => tracing::error!(why = %error, "the database has no room left"),
            Fault::Crossed => tracing::warn!(why = %error, "two transactions crossed"),
            Fault::Refused | Fault::Bug => return Self::internal(error),
        }
        fault.into()
    }
}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unreachable | Fault::Crossed => ErrorCode::Unavailable.into(),
            Fault::Full => ErrorCode::StorageFull.into(),
            Fault::Refused | Fault::Bug => ErrorCode::Internal.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_databases_are_told_apart() {
        let fault =
            |code: &str| code.parse().map_or_else(|_| postgres(code), sqlite_or_postgres(code));
        assert_eq!(fault("5"), Fault::Unreachable);
        assert_eq!(fault("13"), Fault::Full);
        assert_eq!(fault("2067"), Fault::Refused); // SQLite's unique constraint
        assert_eq!(fault("23505"), Fault::Refused); // PostgreSQL's
        assert_eq!(fault("53100"), Fault::Full);
        assert_eq!(fault("57P01"), Fault::Unreachable);
        assert_eq!(fault("25006"), Fault::Unreachable);
        assert_eq!(fault("40P01"), Fault::Crossed);
        assert_eq!(fault("42601"), Fault::Bug);
    }
}
