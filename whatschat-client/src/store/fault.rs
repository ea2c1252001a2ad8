//! Failures on their way out of the store. What it is built on is nobody's business.

use crate::{Error, StoreError, StoreErrorKind};
use sqlx::migrate::MigrateError;
use std::io;

/// Why something could not be done.
#[derive(Debug)]
pub(crate) struct Fault(Error);

pub(crate) type Result<T, E = Fault> = std::result::Result<T, E>;

/// SQLite's code for a file that somebody else has locked.
const BUSY: &str = "5";
/// Its code for a disk without room.
const FULL: &str = "13";

impl Fault {
    pub(super) fn new(kind: StoreErrorKind, what: impl Into<String>) -> Self {
        StoreError::new(kind, what).into()
    }

    /// The same with what was to be done in front.
    pub(super) fn within(self, doing: &str) -> Error {
        match self.0 {
            Error::Store(why) => Error::Store(why.within(doing)),
            other => other,
        }
    }
}

impl From<Fault> for Error {
    fn from(Fault(error): Fault) -> Self {
        error
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self(Error::Store(error))
    }
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
        let (kind, what) = match code.as_deref() {
            Some(BUSY) => (StoreErrorKind::InUse, "it is open already, here or elsewhere".into()),
            Some(FULL) => (StoreErrorKind::Full, "the disk has no room".into()),
            _ => match &error {
                sqlx::Error::PoolClosed => (StoreErrorKind::Closed, "the store is closed".into()),
                sqlx::Error::Database(why) => (StoreErrorKind::Broken, why.message().to_owned()),
                _ => (StoreErrorKind::Broken, error.to_string()),
            },
        };
        StoreError::new(kind, what).caused(error).into()
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        let what = crate::call::unreadable(&error); // never what people wrote
        Self::new(StoreErrorKind::Broken, what)
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        let kind = match error.kind() {
            io::ErrorKind::StorageFull => StoreErrorKind::Full,
            _ => StoreErrorKind::Broken,
        };
        StoreError::new(kind, error.to_string()).caused(error).into()
    }
}

impl From<MigrateError> for Fault {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(_) => {
                Self::new(StoreErrorKind::Newer, "it was made by a newer version of this program")
            }
            MigrateError::Execute(error) => error.into(),
            other => StoreError::broken(other.to_string(), other).into(),
        }
    }
}
