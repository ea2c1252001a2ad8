//! What one asks about one's account and its sessions.

use crate::id::SessionId;
use crate::limits;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Create an account and log in
///
/// Opens a session, as a login does.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Register {
    /// Letters, digits and underscores; unique without regard to case.
    #[schema(schema_with = limits::username)]
    pub username: String,
    /// Unique; compared in lower case.
    #[schema(schema_with = limits::email)]
    pub email: String,
    /// With an upper-case letter, a lower-case letter and a digit.
    #[schema(schema_with = limits::new_password)]
    pub password: String,
    /// A mobile number of mainland China; `+86` and spaces are taken off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::phone, required = false)]
    pub phone: Option<String>,
}

/// Log in
///
/// An unknown address and a wrong password get the same answer, in the same time.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Login {
    /// The account's e-mail address.
    #[schema(schema_with = limits::email)]
    pub email: String,
    /// Its password.
    #[schema(schema_with = limits::password)]
    pub password: String,
}

/// Exchange a refresh token for new tokens
///
/// A refresh token works once: using it again ends the whole session, unless its successor is
/// unused and at most 30 seconds old (the answer may have been lost on its way).
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RefreshTokens {
    /// The newest refresh token of the session.
    #[schema(schema_with = limits::token)]
    pub refresh_token: String,
}

/// End this session
///
/// Its tokens are void at once and its sockets are closed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Logout {}

/// Show the caller's account
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct GetMe {}

/// Change the caller's profile
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UpdateProfile {
    /// A new user name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::username, required = false)]
    pub username: Option<String>,
    /// A new status text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::status, required = false)]
    pub status: Option<String>,
    /// The address of a new picture, or the `url` of an uploaded one; empty for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::url, required = false)]
    pub avatar: Option<String>,
}

/// Change the caller's password
///
/// Ends all other sessions.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangePassword {
    /// The password so far.
    #[schema(schema_with = limits::password)]
    pub current_password: String,
    /// The password from now on.
    #[schema(schema_with = limits::new_password)]
    pub new_password: String,
}

/// Ask for a mail with a reset token
///
/// The answer is the same whether or not the address has an account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ForgotPassword {
    /// The account's e-mail address.
    #[schema(schema_with = limits::email)]
    pub email: String,
}

/// Choose a new password with a reset token
///
/// The token works once, for an hour. Ends all sessions.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResetPassword {
    /// The token from the mail.
    #[schema(schema_with = limits::token)]
    pub token: String,
    /// The password from now on.
    #[schema(schema_with = limits::new_password)]
    pub new_password: String,
}

/// Ask for a mail that verifies the caller's e-mail address
///
/// Does nothing where it is verified, or where the server verifies none.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SendVerification {}

/// Verify an e-mail address with the token from the mail
///
/// The token works once, for a day.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct VerifyEmail {
    /// The token from the mail.
    #[schema(schema_with = limits::token)]
    pub token: String,
}

/// List the caller's sessions, the one used last first
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ListSessions {}

/// End a session of the caller's
///
/// Its tokens are void at once and its sockets are closed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EndSession {
    /// Which session.
    pub id: SessionId,
}

/// End all of the caller's sessions, this one too
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct EndAllSessions {}

/// Delete the caller's account
///
/// Ends all sessions and leaves all groups. Messages stay, under a tombstone. The name, the
/// address and the number can be registered again.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct DeleteMe {
    /// The account's password.
    #[schema(schema_with = limits::password)]
    pub password: String,
}

/// Export everything held about the caller
///
/// A zip archive: the account, sessions, chats, messages, calls, blocks and audit log as JSON,
/// and the files that the caller uploaded. Messages of the caller's own that they have cleared, or
/// left behind in groups, are in a file apart; `lost.json`, where there is one, names the files that
/// the server could not read. It is broken off where the session ends meanwhile.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ExportMe {}
