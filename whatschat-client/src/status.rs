//! Presence: whether the caller is there, for others.

use crate::{Client, Error};
use whatschat_core::status::{
    ChangedStatus, ChosenPresence, ListStatuses, StatusOption, UpdateStatus,
};

/// The calls about presence; made by [`Client::status`].
#[derive(Debug, Clone, Copy)]
pub struct Status<'a>(&'a Client);

impl Client {
    /// The calls about presence.
    pub fn status(&self) -> Status<'_> {
        Status(self)
    }
}

impl Status<'_> {
    /// Chooses the caller's presence, on all of their devices.
    ///
    /// # Errors
    /// None of its own.
    pub async fn set(&self, status: ChosenPresence) -> Result<ChangedStatus, Error> {
        self.0.send(UpdateStatus { status }).await
    }

    /// Lists what one can choose, with a name and a sentence for each in the client's language.
    /// Needs no session.
    ///
    /// # Errors
    /// None of its own.
    pub async fn list(&self) -> Result<Vec<StatusOption>, Error> {
        self.0.send(ListStatuses {}).await
    }
}
