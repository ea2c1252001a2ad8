//! Presence: whether the caller is there, for others.

use crate::{Client, Error};
use whatschat_core::id::ChatId;
use whatschat_core::status::{
    ChangedStatus, ChosenPresence, ListStatuses, StatusOption, Typing, UpdateStatus,
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

    /// Tells the others of a chat that the caller is typing, or has stopped. Say so again every
    /// few seconds while it goes on: they forget it after six. Needs an open
    /// [`EventStream`](crate::EventStream).
    ///
    /// # Errors
    /// `MSG_002`: the caller is in no such chat; and those of [`emit`](Client::emit).
    pub async fn typing(&self, chat_id: ChatId, typing: bool) -> Result<(), Error> {
        self.0.emit(Typing { chat_id, typing }).await
    }
}
