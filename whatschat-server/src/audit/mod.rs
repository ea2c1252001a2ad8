//! What happened that touches security, for the operator to read: it is only ever added to. It
//! holds no secret, and outlives the accounts that it speaks of.

mod store;

pub(crate) use store::{Noted, Place, about, note, page};

use crate::app::App;
use crate::error::ApiError;
use std::net::IpAddr;
use whatschat_core::id::UserId;

macro_rules! happenings {
    ($($(#[$doc:meta])* $what:ident = $name:literal;)*) => {
        /// What may happen.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum What { $($(#[$doc])* $what,)* }

        impl What {
            /// As the operator reads it.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$what => $name),* }
            }
        }
    };
}

happenings! {
    /// An account was made.
    Registered = "registered";
    /// Someone logged in.
    LoggedIn = "logged_in";
    /// A login failed; of nobody where there is no such account.
    LoginFailed = "login_failed";
    /// Someone logged out.
    LoggedOut = "logged_out";
    /// A session was ended, from another device or this one.
    SessionEnded = "session_ended";
    /// All sessions of a user were ended.
    SessionsEnded = "sessions_ended";
    /// An e-mail address was proved.
    EmailVerified = "email_verified";
    /// A reset mail was asked for.
    ResetAsked = "reset_asked";
    /// A password was reset by mail.
    PasswordReset = "password_reset";
    /// A password was changed.
    PasswordChanged = "password_changed";
    /// A password that had to be shown again was wrong.
    PasswordRefused = "password_refused";
    /// A spent refresh token came back, and its session ended.
    TokenReused = "token_reused";
    /// A user became an admin.
    Promoted = "promoted";
    /// An admin became a user like others.
    Demoted = "demoted";
    /// An admin changed a user's name, status text or picture.
    ProfileChanged = "profile_changed";
    /// An admin read a user's address and number, which others do not see.
    ProfileRead = "profile_read";
    /// An admin read a list of users with such addresses.
    DirectoryRead = "directory_read";
    /// An account was deleted, by its owner or an admin.
    AccountDeleted = "account_deleted";
}

/// One entry, before it has its time.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    what: What,
    /// Whose account it is about.
    user: Option<UserId>,
    /// Who did it, where that is somebody else.
    by: Option<UserId>,
    address: Option<IpAddr>,
}

impl What {
    /// It happened to this user's account.
    pub(crate) fn of(self, user: impl Into<Option<UserId>>) -> Entry {
        Entry { what: self, user: user.into(), by: None, address: None }
    }
}

impl Entry {
    /// Whose doing it was: an admin's, for example.
    pub(crate) fn by(self, user: UserId) -> Self {
        Self { by: Some(user), ..self }
    }

    /// From where.
    pub(crate) fn from(self, address: impl Into<Option<IpAddr>>) -> Self {
        Self { address: address.into(), ..self }
    }
}

/// Notes what leaves no other trace in the database, such as a refusal.
pub(crate) async fn note_alone(app: &App, entry: Entry) -> Result<(), ApiError> {
    let mut tx = app.db.write().await?;
    note(&mut tx, &app.clock, &entry).await?;
    Ok(tx.commit().await?)
}
