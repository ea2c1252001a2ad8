//! Whether the server is well.

use crate::{Client, Error};
use whatschat_core::health::{GetHealth, Health as State};

/// The call about the server itself; made by [`Client::health`].
#[derive(Debug, Clone, Copy)]
pub struct Health<'a>(&'a Client);

impl Client {
    /// The call about the server itself.
    pub fn health(&self) -> Health<'_> {
        Health(self)
    }
}

impl Health<'_> {
    /// Shows how the server and its parts are. Needs no session. Succeeds also while a part is
    /// unwell: read `status`.
    ///
    /// # Errors
    /// None of its own.
    pub async fn get(&self) -> Result<State, Error> {
        self.0.send(GetHealth {}).await
    }
}
