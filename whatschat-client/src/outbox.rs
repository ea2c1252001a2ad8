//! The outbox: messages that are sent as soon as the network lets them, and are lost by nothing.
//!
//! [`send`](Outbox::send) returns as soon as the message is safe in the [store](crate::store), with
//! the id by which it is known from then on. It is sent while the store is attached, now or after
//! a restart, and becomes one message however often that takes. In each chat the order is kept:
//! what follows a refused message waits until that is [retried](Outbox::retry),
//! [edited](Outbox::edit) or [discarded](Outbox::discard). Other chats go on.

mod worker;

pub(crate) use worker::Sending;

use crate::store::Store;
use crate::{Client, Error};
use whatschat_core::ErrorCode;
use whatschat_core::id::{ChatId, ClientMessageId};
use whatschat_core::messages::SendMessage;

/// A message that is still to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// Its id until it is sent, and its `clientMessageId` then.
    pub id: ClientMessageId,
    /// What is to be sent.
    pub draft: SendMessage,
    /// Where it stands: queued, being sent, or failed.
    pub state: SendState,
    /// Why the last attempt came to nothing, where it waits for another. What an earlier run of the
    /// program has tried is not known.
    pub delay: Option<String>,
}

/// Where a message of one's own stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendState {
    /// It waits: for the network, or for those before it.
    Queued,
    /// It is on its way.
    Sending,
    /// The server has it, at this place of the chat.
    Sent(u64),
    /// It has arrived at all others of the chat: their programs have said so, by
    /// [`mark_delivered`](crate::chats::Chats::mark_delivered) or more. Where more than 100 are in
    /// the chat, nobody is told: it shows when the chat is opened, and with each new connection.
    Delivered(u64),
    /// All others have read it, which shows as that does.
    Read(u64),
    /// It was refused.
    Failed {
        /// Why, in the words of the server.
        why: String,
        /// The code of the refusal, where this crate knows it.
        code: Option<ErrorCode>,
        /// Whether the same message may be taken later; otherwise [edit](Outbox::edit_draft) it, or
        /// discard it where its id belongs to another message (`MSG_004`).
        can_retry: bool,
    },
}

/// What is to be sent; made by [`Client::outbox`].
#[derive(Debug, Clone)]
pub struct Outbox {
    pub(crate) store: Store,
}

impl Client {
    /// The outbox of the [attached](Client::attach) store.
    ///
    /// # Errors
    /// [`Error::Setup`]: no store is attached.
    pub fn outbox(&self) -> Result<Outbox, Error> {
        Ok(self.attached()?.outbox)
    }
}

impl Outbox {
    /// Sends a text; see [`send_draft`](Self::send_draft).
    ///
    /// # Errors
    /// [`Error::Store`]: it could not be stored.
    pub async fn send(
        &self,
        chat: ChatId,
        text: impl Into<String>,
    ) -> Result<ClientMessageId, Error> {
        self.send_draft(SendMessage::text(chat, text)).await
    }

    /// Sends a message when its turn comes. When this returns it is safe, with this id; where it is
    /// dropped before, it may be sent all the same. The same
    /// message with the same `clientMessageId` once more changes nothing.
    ///
    /// # Errors
    /// [`Error::Store`]: it could not be stored, or another message with its id waits.
    pub async fn send_draft(&self, mut draft: SendMessage) -> Result<ClientMessageId, Error> {
        let id = *draft.client_message_id.get_or_insert_with(ClientMessageId::fresh);
        self.change(async move |store| store.enqueue(id, &draft).await).await?;
        Ok(id)
    }

    /// What is still to be sent, in its order: into one chat, or into all with `None`.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn list(&self, chat: Option<ChatId>) -> Result<Vec<Outgoing>, Error> {
        self.store.outgoing(chat).await
    }

    /// Tries a failed message again. Says whether it was there.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn retry(&self, id: ClientMessageId) -> Result<bool, Error> {
        self.change(async move |store| store.retry(id).await).await
    }

    /// Takes a message back that is not sent yet, and says whether it was there. One that is on
    /// its way, or was when the network failed, may arrive all the same.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn discard(&self, id: ClientMessageId) -> Result<bool, Error> {
        self.change(async move |store| store.discard(id).await).await
    }

    /// Gives a message that waits or has failed another text, and tries it again. Says whether it
    /// did: one that is on its way, or was when the network failed, stays as it is, since the
    /// server may have it; it can be edited when it is sent.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn edit(&self, id: ClientMessageId, text: &str) -> Result<bool, Error> {
        let content = text.to_owned();
        let edit = |old| SendMessage { content, ..old };
        self.change(async move |store| store.rewrite(id, edit).await).await
    }

    /// The same with all of the message, such as one without the mention, the answered message or
    /// the file for which it was refused. Its id and its chat stay.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn edit_draft(&self, id: ClientMessageId, draft: SendMessage) -> Result<bool, Error> {
        self.change(async move |store| store.rewrite(id, |_| draft).await).await
    }

    /// Changes what waits, to the end of it whether the caller waits for that or not; then has it
    /// sent.
    async fn change<T, F>(&self, work: impl FnOnce(Store) -> F + Send + 'static) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Future<Output = crate::store::Result<T>> + Send + 'static,
    {
        let change = async move |store: Store| {
            let done = work(store.clone()).await;
            store.wake_sender();
            done
        };
        self.store.apart(change).await
    }
}
