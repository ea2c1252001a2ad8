//! What went wrong below HTTP and the socket.

use std::{error::Error, fmt, sync::Arc};

/// A failure of the network: no connection, a broken one, a timeout, a bad certificate.
///
/// Shows the innermost cause, which is the one that tells people something;
/// [`source`](Error::source) begins the whole chain.
#[derive(Debug, Clone)]
pub struct NetworkError(Arc<dyn Error + Send + Sync>);

impl NetworkError {
    pub(crate) fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(Arc::from(cause.into()))
    }
}

impl fmt::Display for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut cause: &dyn Error = &*self.0;
        while let Some(next) = cause.source() {
            cause = next;
        }
        fmt::Display::fmt(cause, f)
    }
}

impl Error for NetworkError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.0)
    }
}

impl From<reqwest::Error> for NetworkError {
    fn from(error: reqwest::Error) -> Self {
        Self::new(error.without_url())
    }
}
