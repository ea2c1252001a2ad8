//! Other people.

use crate::{Client, Error};
use whatschat_core::id::UserId;
use whatschat_core::limits::PAGE_MAX;
use whatschat_core::users::{
    BlockUser, DeleteUser, GetUser, ListBlocked, ListUsers, UnblockUser, UpdateUser, User,
    UserPage, UserSummary,
};

/// The most pages of a search that [`Users::find`] reads.
const PAGES: u32 = 20;

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
        for page in 1..=PAGES {
            let request =
                ListUsers { page, limit: PAGE_MAX, search: Some(name.into()), after: None };
            let found = self.list(request).await?;
            let mut users = found.users.into_iter();
            if let Some(user) = users.find(|user| user.username.eq_ignore_ascii_case(name)) {
                return Ok(Some(user));
            }
            if u64::from(page) >= found.pagination.pages {
                break;
            }
        }
        Ok(None)
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
