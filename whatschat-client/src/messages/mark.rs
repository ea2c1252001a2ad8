//! Reactions and pins.

use super::Messages;
use crate::Error;
use whatschat_core::id::{ChatId, MessageId};
use whatschat_core::messages::{
    AddReaction, ListPins, Message, PinMessage, Reaction, RemoveReaction, UnpinMessage,
};

impl Messages<'_> {
    /// Reacts to a message with an emoji, and gives all reactions to it. The same one again
    /// changes nothing.
    ///
    /// # Errors
    /// `MSG_003`: no such message; `MSG_005`: it is deleted; `MSG_006`: it has as many different
    /// reactions as it can have; `AUTH_004`: it is the server's own; `USER_004`: one of the two has
    /// blocked the other.
    pub async fn react(
        &self,
        id: MessageId,
        emoji: impl Into<String>,
    ) -> Result<Vec<Reaction>, Error> {
        self.0.send(AddReaction { message_id: id, emoji: emoji.into() }).await
    }

    /// Takes a reaction back, and gives those that stay.
    ///
    /// # Errors
    /// `MSG_003`: no such message.
    pub async fn unreact(
        &self,
        id: MessageId,
        emoji: impl Into<String>,
    ) -> Result<Vec<Reaction>, Error> {
        self.0.send(RemoveReaction { message_id: id, emoji: emoji.into() }).await
    }

    /// Pins a message for everyone in its chat.
    ///
    /// # Errors
    /// `MSG_003`: no such message; `MSG_005`: it is deleted; `MSG_007`: the chat has as many
    /// pinned messages as it can have; `AUTH_004`: the caller is no admin of the group, or the
    /// message is the server's own; `USER_004`: one of the two has blocked the other.
    pub async fn pin(&self, id: MessageId) -> Result<Message, Error> {
        self.0.send(PinMessage { message_id: id }).await
    }

    /// Unpins a message.
    ///
    /// # Errors
    /// `MSG_003`: no such message; `AUTH_004`: the caller is no admin of the group; `USER_004`: one of
    /// the two has blocked the other.
    pub async fn unpin(&self, id: MessageId) -> Result<Message, Error> {
        self.0.send(UnpinMessage { message_id: id }).await
    }

    /// A chat's pinned messages, the one pinned last first.
    ///
    /// # Errors
    /// `MSG_002`: the caller is in no such chat.
    pub async fn pins(&self, chat: ChatId) -> Result<Vec<Message>, Error> {
        self.0.send(ListPins { chat_id: chat }).await
    }
}
