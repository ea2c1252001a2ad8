//! What went wrong with the local store.

use std::{error::Error, fmt, sync::Arc};

/// Why the local store failed. Shows it in words for people; [`source`](Error::source) begins the
/// chain of causes, where there is one.
#[derive(Debug, Clone)]
pub struct StoreError {
    kind: StoreErrorKind,
    what: String,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

/// What a program can tell apart of a [`StoreError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StoreErrorKind {
    /// It is open already, in this program or another, or attached to another client.
    InUse,
    /// It was closed.
    Closed,
    /// A newer version of this crate has made it.
    Newer,
    /// It belongs to another user, or to one of another server.
    NotYours,
    /// Another message with this `clientMessageId` waits in its outbox.
    IdTaken,
    /// The disk has no room.
    Full,
    /// Anything else: it cannot be opened, read or written.
    Broken,
}

impl StoreError {
    pub(crate) fn new(kind: StoreErrorKind, what: impl Into<String>) -> Self {
        Self { kind, what: what.into(), source: None }
    }

    /// A failure of no kind of its own, with its cause.
    pub(crate) fn broken(what: impl Into<String>, why: impl Error + Send + Sync + 'static) -> Self {
        Self::new(StoreErrorKind::Broken, what).caused(why)
    }

    /// The same because of something else.
    pub(crate) fn caused(self, why: impl Error + Send + Sync + 'static) -> Self {
        Self { source: Some(Arc::new(why)), ..self }
    }

    /// The same with what was to be done in front.
    pub(crate) fn within(self, doing: &str) -> Self {
        Self { what: format!("{doing}: {}", self.what), ..self }
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> StoreErrorKind {
        self.kind
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
