//! Accounts and sessions.

use crate::{Client, Download, Error};
use whatschat_core::ErrorCode;
use whatschat_core::auth::{
    Account, ChangePassword, DeleteMe, EndAllSessions, EndSession, ExportMe, ForgotPassword, GetMe,
    ListSessions, Login, Logout, OpenedSession, Register, ResetPassword, SendVerification, Session,
    Tokens, UpdateProfile, VerifyEmail,
};
use whatschat_core::id::SessionId;

/// The calls about the caller's own account; made by [`Client::auth`].
#[derive(Debug, Clone, Copy)]
pub struct Auth<'a>(&'a Client);

impl Client {
    /// The calls about the caller's own account.
    pub fn auth(&self) -> Auth<'_> {
        Auth(self)
    }
}

impl Auth<'_> {
    /// Creates an account, and keeps the session that this opens.
    ///
    /// # Errors
    /// `USER_001`–`USER_003`: the name, address or number is taken; `REQ_002`: a field is out of
    /// its bounds.
    pub async fn register(&self, request: Register) -> Result<OpenedSession, Error> {
        let opened = self.0.send(request).await?;
        Ok(self.keep(opened))
    }

    /// Opens a session with an e-mail address and a password, and keeps it.
    ///
    /// # Errors
    /// `AUTH_003`: the password is wrong, or nobody has this address.
    pub async fn login(
        &self,
        email: impl Into<String>,
        password: impl Into<String>,
    ) -> Result<OpenedSession, Error> {
        let request = Login { email: email.into(), password: password.into() };
        let opened = self.0.send(request).await?;
        Ok(self.keep(opened))
    }

    /// Ends the session and drops its tokens. Ends the client's event streams too. Succeeds where
    /// there is no session.
    ///
    /// # Errors
    /// [`Error::Network`] and other failures to reach the server leave the session as it is.
    pub async fn logout(&self) -> Result<(), Error> {
        let tokens = self.0.tokens();
        match self.0.send(Logout {}).await {
            Err(error) if !already_over(&error) => return Err(error),
            _ => self.0.0.session.end(tokens.as_ref()),
        }
        Ok(())
    }

    /// Shows the caller's account.
    ///
    /// # Errors
    /// None of its own.
    pub async fn me(&self) -> Result<Account, Error> {
        self.0.send(GetMe {}).await
    }

    /// Changes the caller's user name, status text or picture.
    ///
    /// # Errors
    /// `USER_001`: the name is taken; `FILE_001`: the picture is no file; `REQ_002`: its address is none
    /// of the web.
    pub async fn update_profile(&self, request: UpdateProfile) -> Result<Account, Error> {
        self.0.send(request).await
    }

    /// Changes the caller's password, which ends all other sessions.
    ///
    /// # Errors
    /// `AUTH_003`: `current` is wrong; `REQ_002`: `new` is too weak.
    pub async fn change_password(
        &self,
        current: impl Into<String>,
        new: impl Into<String>,
    ) -> Result<(), Error> {
        let request = ChangePassword { current_password: current.into(), new_password: new.into() };
        self.0.send(request).await
    }

    /// Asks for a mail with a reset token. Succeeds whether or not the address has an account.
    ///
    /// # Errors
    /// None of its own.
    pub async fn forgot_password(&self, email: impl Into<String>) -> Result<(), Error> {
        self.0.send(ForgotPassword { email: email.into() }).await
    }

    /// Chooses a new password with the token from the mail, which ends all sessions.
    ///
    /// # Errors
    /// `AUTH_005`: the token is used, older than an hour, or none at all.
    pub async fn reset_password(
        &self,
        token: impl Into<String>,
        new: impl Into<String>,
    ) -> Result<(), Error> {
        self.0.send(ResetPassword { token: token.into(), new_password: new.into() }).await
    }

    /// Deletes the caller's account, and drops the session's tokens. Messages stay, under a
    /// tombstone. Ends the client's event streams too.
    ///
    /// # Errors
    /// `AUTH_003`: the password is wrong.
    pub async fn delete_me(&self, password: impl Into<String>) -> Result<(), Error> {
        let tokens = self.0.tokens();
        self.0.send(DeleteMe { password: password.into() }).await?;
        self.0.0.session.end(tokens.as_ref());
        Ok(())
    }

    /// Asks for a mail that verifies the account's address.
    ///
    /// # Errors
    /// `REQ_007`: there were three such mails within the last hour.
    pub async fn send_verification(&self) -> Result<(), Error> {
        self.0.send(SendVerification {}).await
    }

    /// Verifies an address with the token from the mail.
    ///
    /// # Errors
    /// `AUTH_008`: the token is used, older than a day, or none at all.
    pub async fn verify_email(&self, token: impl Into<String>) -> Result<(), Error> {
        self.0.send(VerifyEmail { token: token.into() }).await
    }

    /// Lists the devices that the account is logged in on, the one used last first.
    ///
    /// # Errors
    /// None of its own.
    pub async fn sessions(&self) -> Result<Vec<Session>, Error> {
        self.0.send(ListSessions {}).await
    }

    /// Logs a device out.
    ///
    /// # Errors
    /// `AUTH_009`: the account has no such session.
    pub async fn end_session(&self, id: SessionId) -> Result<(), Error> {
        self.0.send(EndSession { id }).await
    }

    /// Logs all devices out, this one too, and drops its tokens.
    ///
    /// # Errors
    /// None of its own; they leave the session as it is.
    pub async fn end_all_sessions(&self) -> Result<(), Error> {
        let tokens = self.0.tokens();
        self.0.send(EndAllSessions {}).await?;
        self.0.0.session.end(tokens.as_ref());
        Ok(())
    }

    /// Fetches everything held about the account, as a zip archive.
    ///
    /// # Errors
    /// `REQ_007`: another export of this account is running.
    pub async fn export(&self) -> Result<Download, Error> {
        self.0.download(ExportMe {}).await
    }

    fn keep(&self, opened: OpenedSession) -> OpenedSession {
        let tokens =
            Tokens { token: opened.token.clone(), refresh_token: opened.refresh_token.clone() };
        self.0.0.session.set(Some(tokens));
        opened
    }
}

fn already_over(error: &Error) -> bool {
    matches!(error, Error::NotLoggedIn)
        || matches!(error.code(), Some(ErrorCode::TokenInvalid | ErrorCode::RefreshTokenInvalid))
}
