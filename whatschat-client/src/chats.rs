//! Chats: between two people, or a group's.

use crate::{Client, Error};
use whatschat_core::chats::{
    ArchiveChat, Chat, ChatSettings, ChatSummary, ChatType, CreateChat, DeleteChat, GetChat,
    ListChats, ListMarks, MarkDelivered, MarkRead, MarkUnread, Marks, MuteChat, ReadState,
    UnarchiveChat, UnmuteChat, UpdateChat,
};
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::time::Timestamp;

/// The calls about chats; made by [`Client::chats`].
///
/// Each call that names a chat fails with `MSG_002` where the caller is in no such chat.
#[derive(Debug, Clone, Copy)]
pub struct Chats<'a>(&'a Client);

impl Client {
    /// The calls about chats.
    pub fn chats(&self) -> Chats<'_> {
        Chats(self)
    }
}

impl Chats<'_> {
    pub(crate) fn client(&self) -> &Client {
        self.0
    }

    /// Lists the caller's chats; the one with the newest message comes first.
    ///
    /// # Errors
    /// None of its own.
    pub async fn list(&self) -> Result<Vec<ChatSummary>, Error> {
        self.0.send(ListChats {}).await
    }

    /// Creates a chat of either type.
    ///
    /// # Errors
    /// `CHAT_001`: a private chat must name one other user; `AUTH_002`: one of them does not
    /// exist; `USER_004`: one of the two has blocked the other; `GRP_003`: too many members;
    /// `CHAT_002`: one of them is in as many chats as one can be.
    pub async fn create(&self, request: CreateChat) -> Result<Chat, Error> {
        self.0.send(request).await
    }

    /// Opens the private chat with `user`: the one that exists, or a new one.
    ///
    /// # Errors
    /// `AUTH_002`: there is no such user; `USER_004`: one of the two has blocked the other;
    /// `CHAT_002`: there is none yet, and one of the two is in as many chats as one can be.
    pub async fn open_private(&self, user: UserId) -> Result<Chat, Error> {
        let request =
            CreateChat { name: None, r#type: ChatType::Private, participants: vec![user] };
        self.create(request).await
    }

    /// Creates a group of the caller, its first admin, and `users`.
    ///
    /// # Errors
    /// `AUTH_002`: one of them does not exist; `GRP_003`: too many members; `CHAT_002`: one of
    /// them, or the caller, is in as many chats as one can be.
    pub async fn create_group(
        &self,
        name: impl Into<String>,
        users: impl IntoIterator<Item = UserId>,
    ) -> Result<Chat, Error> {
        let participants = users.into_iter().collect();
        self.create(CreateChat { name: Some(name.into()), r#type: ChatType::Group, participants })
            .await
    }

    /// Shows a chat.
    ///
    /// # Errors
    /// `MSG_002`.
    pub async fn get(&self, id: ChatId) -> Result<Chat, Error> {
        self.0.send(GetChat { id }).await
    }

    /// Renames a chat or describes it: a group for everyone, by its admins; a private chat for
    /// the caller alone.
    ///
    /// # Errors
    /// `MSG_002`; `AUTH_004`: the caller is no admin of the group.
    pub async fn update(&self, request: UpdateChat) -> Result<Chat, Error> {
        self.0.send(request).await
    }

    /// Removes a chat from the caller's list until its next message, and clears their view of
    /// its history.
    ///
    /// # Errors
    /// `MSG_002`.
    pub async fn delete(&self, id: ChatId) -> Result<(), Error> {
        self.0.send(DeleteChat { id }).await
    }

    /// Puts a chat away.
    ///
    /// # Errors
    /// `MSG_002`.
    pub async fn archive(&self, id: ChatId) -> Result<ChatSettings, Error> {
        self.0.send(ArchiveChat { id }).await
    }

    /// Takes a chat out of the archive.
    ///
    /// # Errors
    /// `MSG_002`.
    pub async fn unarchive(&self, id: ChatId) -> Result<ChatSettings, Error> {
        self.0.send(UnarchiveChat { id }).await
    }

    /// Silences a chat until a time, or for ever with `None`.
    ///
    /// # Errors
    /// `MSG_002`.
    pub async fn mute(&self, id: ChatId, until: Option<Timestamp>) -> Result<ChatSettings, Error> {
        self.0.send(MuteChat { id, until }).await
    }

    /// Lets a chat sound again.
    ///
    /// # Errors
    /// `MSG_002`.
    pub async fn unmute(&self, id: ChatId) -> Result<ChatSettings, Error> {
        self.0.send(UnmuteChat { id }).await
    }

    /// Marks a chat as read up to the message at `seq`. A mark never goes backwards. It takes the
    /// mark of [`mark_unread`](Self::mark_unread) away.
    ///
    /// # Errors
    /// `MSG_002`.
    pub async fn mark_read(&self, id: ChatId, seq: u64) -> Result<ReadState, Error> {
        self.0.send(MarkRead { id, seq }).await
    }

    /// Marks a chat as unread for the eye of the caller, until it is marked as read again.
    ///
    /// # Errors
    /// `MSG_002`.
    pub async fn mark_unread(&self, id: ChatId) -> Result<ReadState, Error> {
        self.0.send(MarkUnread { id }).await
    }

    /// Marks a chat's messages up to `seq` as having arrived on this device. A mark never goes
    /// backwards, and what was read has arrived too.
    ///
    /// # Errors
    /// `MSG_002`.
    pub async fn mark_delivered(&self, id: ChatId, seq: u64) -> Result<Marks, Error> {
        self.0.send(MarkDelivered { id, seq }).await
    }

    /// Lists how far a chat's messages have reached each of its members.
    ///
    /// # Errors
    /// `MSG_002`.
    pub async fn marks(&self, id: ChatId) -> Result<Vec<Marks>, Error> {
        self.0.send(ListMarks { id }).await
    }
}
