//! Other people.

use crate::{Client, Error};
use whatschat_core::id::UserId;
use whatschat_core::limits::{PAGE_MAX, USERNAME_MIN};
use whatschat_core::users::{
    BlockUser, DeleteUser, GetUser, ListBlocked, ListUsers, UnblockUser, UpdateUser, User,
    UserPage, UserSummary,
};

/// The calls about other people; made by [`Client::users`].
#[derive(Debug, Clone, Copy)]
pub struct Users<'a>(&'a Client);

impl Client {
    /// The calls about other people.
    pub fn users(&self) -> Users<'_> {
        Users(self)
    }
}

impl Users<'_> {
    /// Lists users by name, a page at a time: `ListUsers::default()` is the first.
    ///
    /// # Errors
    /// None of its own.
    pub async fn list(&self, request: ListUsers) -> Result<UserPage, Error> {
        self.0.send(request).await
    }

    /// Finds users by part of their name or e-mail address: the first page of them.
    ///
    /// # Errors
    /// `REQ_002`: `text` is empty or too long.
    pub async fn search(&self, text: impl Into<String>) -> Result<UserPage, Error> {
        self.list(ListUsers { search: Some(text.into()), ..ListUsers::default() }).await
    }

    /// Finds the user of exactly this name, without regard to case; `None` where there is none.
    ///
    /// # Errors
    /// `REQ_002`: `name` is empty or too long.
    pub async fn find(&self, name: &str) -> Result<Option<UserSummary>, Error> {
        if !name.bytes().all(is_of_names) {
            return Ok(None);
        }
        let sought = name.to_ascii_lowercase();
        let mut after = just_before(&sought);
        loop {
            let request = ListUsers { limit: PAGE_MAX, search: Some(name.into()), after, page: 1 };
            let found = self.list(request).await?.users;
            let is_last = found.len() < PAGE_MAX as usize;
            after = found.last().map(|user| user.username.clone());
            let place = |user: &UserSummary| user.username.to_ascii_lowercase();
            let next = found.into_iter().find(|user| place(user) >= sought);
            if is_last || next.is_some() {
                return Ok(next.filter(|user| place(user) == sought));
            }
        }
    }

    /// Shows a user.
    ///
    /// # Errors
    /// `AUTH_002`: there is no such user.
    pub async fn get(&self, id: UserId) -> Result<User, Error> {
        self.0.send(GetUser { id }).await
    }

    /// Changes a user; for admins.
    ///
    /// # Errors
    /// `AUTH_004`: the caller is no admin; `AUTH_002`: there is no such user; `USER_001`: the
    /// name is taken; `REQ_002`: a field is out of its bounds.
    pub async fn update(&self, request: UpdateUser) -> Result<User, Error> {
        self.0.send(request).await
    }

    /// Deletes a user; for admins. Their messages stay.
    ///
    /// # Errors
    /// `AUTH_004`: the caller is no admin; `AUTH_002`: there is no such user.
    pub async fn delete(&self, id: UserId) -> Result<(), Error> {
        self.0.send(DeleteUser { id }).await
    }

    /// Keeps a user from calling the caller and from writing into their private chat; and the
    /// caller too, until [`unblock`](Self::unblock).
    ///
    /// # Errors
    /// `AUTH_002`: there is no such user; `REQ_002`: it is the caller.
    pub async fn block(&self, id: UserId) -> Result<(), Error> {
        self.0.send(BlockUser { id }).await
    }

    /// Takes a block back.
    ///
    /// # Errors
    /// `AUTH_002`: there is no such user.
    pub async fn unblock(&self, id: UserId) -> Result<(), Error> {
        self.0.send(UnblockUser { id }).await
    }

    /// Lists whom the caller has blocked, by name.
    ///
    /// # Errors
    /// None of its own.
    pub async fn blocked(&self) -> Result<Vec<UserSummary>, Error> {
        self.0.send(ListBlocked {}).await
    }
}

/// Whether user names may have it in them; of others the server would say that it is no place.
fn is_of_names(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// A name that sorts shortly before this one: others may have it in theirs, or in their address.
/// `None` where what remains could be nobody's.
fn just_before(name: &str) -> Option<String> {
    let mut shorter = name.to_owned();
    shorter.pop();
    Some(shorter).filter(|name| name.len() >= USERNAME_MIN)
}
