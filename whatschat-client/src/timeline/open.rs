//! A chat that is open.

use super::{Timeline, fill};
use crate::attach::Attached;
use crate::chats::Chats;
use crate::outbox::Outbox;
use crate::{Client, Error};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;
use whatschat_core::id::{ChatId, ClientMessageId};
use whatschat_core::messages::SendMessage;

/// A chat of the attached store; made by [`Chats::open`].
#[derive(Debug, Clone)]
pub struct OpenChat {
    pub(super) client: Client,
    pub(super) attached: Attached,
    pub(super) id: ChatId,
}

impl Chats<'_> {
    /// Opens a chat of the [attached](Client::attach) store, to be shown and written into with or
    /// without a network.
    ///
    /// # Errors
    /// [`Error::Setup`]: no store is attached.
    pub fn open(&self, id: ChatId) -> Result<OpenChat, Error> {
        let client = self.client().clone();
        let attached = client.attached()?;
        Ok(OpenChat { client, attached, id })
    }
}

impl OpenChat {
    /// Sends a text through the [outbox](crate::outbox): it is in the timeline at once.
    ///
    /// # Errors
    /// [`Error::Store`]: it could not be stored.
    pub async fn send(&self, text: impl Into<String>) -> Result<ClientMessageId, Error> {
        self.outbox().send(self.id, text).await
    }

    /// Sends a message through the outbox, into this chat whatever it names.
    ///
    /// # Errors
    /// [`Error::Store`]: it could not be stored.
    pub async fn send_draft(&self, draft: SendMessage) -> Result<ClientMessageId, Error> {
        self.outbox().send_draft(SendMessage { chat_id: self.id, ..draft }).await
    }

    /// The outbox, to retry, edit or discard what was sent.
    pub fn outbox(&self) -> &Outbox {
        &self.attached.outbox
    }

    /// Follows the chat from its `count` newest messages on. They come from the store, and from
    /// the server where the store does not know them.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn timeline(&self, count: u32) -> Timeline {
        let count = count.max(1);
        let changed = self.attached.store.changes_of(self.id);
        let (tried, filled) = watch::channel(false);
        let filling = tokio::spawn(fill::fill(self.clone(), count, tried));
        Timeline::new(self.clone(), count, changed, filled, AbortOnDropHandle::new(filling))
    }
}
