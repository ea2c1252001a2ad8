//! Other people.

use crate::{Client, Error};
use whatschat_core::id::UserId;
use whatschat_core::limits::{USERNAME_MAX, USERNAME_MIN};
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

    /// Finds the user of exactly this name, without regard to case; `None` where there is none, and
    /// where it can be nobody's.
    ///
    /// # Errors
    /// None of its own.
    pub async fn find(&self, name: &str) -> Result<Option<UserSummary>, Error> {
        if !is_name(name) {
            return Ok(None);
        }
        let sought = name.to_ascii_lowercase();
        let after = greatest_below(&sought);
        let request = ListUsers { search: Some(name.into()), after, page: 1, limit: 1 };
        let next = self.list(request).await?.users.into_iter().next();
        Ok(next.filter(|user| user.username.eq_ignore_ascii_case(&sought)))
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

fn is_name(name: &str) -> bool {
    (USERNAME_MIN..=USERNAME_MAX).contains(&name.len())
        && name.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'_')
}

/// The last name before this one, in small letters: what comes after it in the directory is this
/// one, however many others have it in theirs or in their address. `None` where it is the first.
fn greatest_below(name: &str) -> Option<String> {
    let mut start = name.to_owned();
    while let Some(last) = start.pop() {
        if let Some(before) = sign_before(last) {
            start.push(before);
            return Some(format!("{start:z<USERNAME_MAX$}"));
        }
        if start.len() >= USERNAME_MIN {
            return Some(start);
        }
    }
    None
}

/// What stands before a sign of a name in the directory's order: `0` … `9`, `_`, `a` … `z`.
fn sign_before(sign: char) -> Option<char> {
    match sign {
        '_' => Some('9'),
        'a' => Some('_'),
        '1'..='9' | 'b'..='z' => char::from_u32(u32::from(sign) - 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_between_a_name_and_the_last_one_before_it() {
        let below = |name| greatest_below(name);
        for (name, last) in [
            ("com", "colzzzzzzzzzzzzzzzzz"),
            ("coma", "com_zzzzzzzzzzzzzzzz"),
            ("com_", "com9zzzzzzzzzzzzzzzz"),
            ("com0", "com"),
            ("co0", "cnzzzzzzzzzzzzzzzzzz"),
            ("c00", "bzzzzzzzzzzzzzzzzzzz"),
            ("abcdefghijklmnopqrst", "abcdefghijklmnopqrss"),
        ] {
            assert_eq!(below(name).as_deref(), Some(last), "before {name}");
            assert!(is_name(last) && last < name);
        }
        assert_eq!(below("000"), None);
    }

    #[test]
    fn what_can_be_nobodys_name_is_told_from_names() {
        assert!(["abc", "A_1", "abcdefghijklmnopqrst"].into_iter().all(is_name));
        assert!(
            !["", "ab", "a b", "bob@example.com", "märz", "abcdefghijklmnopqrstu"]
                .into_iter()
                .any(is_name)
        );
    }
}
