//! Accounts and sessions: register, log in, refresh, profile, passwords.

mod events;
mod requests;

pub use events::*;
pub use requests::*;

use crate::endpoint::{Zip, endpoints};
use crate::hidden::hides_the_rest;
use crate::id::{SessionId, UserId};
use crate::socket::server_events;
use crate::status::Presence;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A session: one log-in on one device
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// The session's id.
    pub id: SessionId,
    /// Whether it is the one that asks.
    pub current: bool,
    /// What the device called itself.
    #[schema(required)]
    pub user_agent: Option<String>,
    /// When it began.
    pub created_at: Timestamp,
    /// When its tokens were last renewed.
    pub last_used_at: Timestamp,
}

/// An account, as its owner sees it
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// The user's id.
    pub id: UserId,
    /// The e-mail address, in lower case.
    pub email: String,
    /// Whether the address was verified.
    pub email_verified: bool,
    /// The user name, as it was chosen.
    pub username: String,
    /// The bare mobile number.
    #[schema(required)]
    pub phone: Option<String>,
    /// The address of the picture.
    #[schema(required)]
    pub avatar: Option<String>,
    /// The status text.
    pub status: String,
    /// The presence that was chosen, also while it is hidden from others.
    pub presence: Presence,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// An open session
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OpenedSession {
    /// Whose session it is.
    pub user: Account,
    /// The access token, a JWT.
    pub token: String,
    /// The refresh token.
    pub refresh_token: String,
}

/// The tokens of a session
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tokens {
    /// The access token, a JWT.
    pub token: String,
    /// The refresh token.
    pub refresh_token: String,
}

hides_the_rest! {
    Register { username, email }
    Login { email }
    RefreshTokens {}
    ChangePassword {}
    ResetPassword {}
    VerifyEmail {}
    DeleteMe {}
    OpenedSession { user }
    Tokens {}
}

endpoints! {
    Register         = POST   "/auth/register"          => OpenedSession, 201, open,   say: "用户注册成功" / "Account created.", errors: [UsernameTaken, EmailTaken, PhoneTaken];
    Login            = POST   "/auth/login"             => OpenedSession, 200, open,   say: "登录成功" / "Logged in.", errors: [WrongPassword];
    RefreshTokens    = POST   "/auth/refresh-token"     => Tokens,        200, open,   say: "令牌刷新成功" / "Tokens renewed.", errors: [RefreshTokenInvalid];
    Logout           = POST   "/auth/logout"            => (),            200, bearer, say: "登出成功" / "Logged out.";
    GetMe            = GET    "/auth/me"                => Account,       200, bearer;
    UpdateProfile    = PUT    "/auth/profile"           => Account,       200, bearer, say: "资料更新成功" / "Profile changed.", errors: [UsernameTaken, FileNotFound];
    ChangePassword   = PUT    "/auth/change-password"   => (),            200, bearer, say: "密码修改成功" / "Password changed.", errors: [WrongPassword];
    ForgotPassword   = POST   "/auth/forgot-password"   => (),            200, open,   say: "密码重置邮件已发送" / "The reset mail has been sent.";
    ResetPassword    = POST   "/auth/reset-password"    => (),            200, open,   say: "密码重置成功" / "Password reset.", errors: [ResetTokenInvalid];
    SendVerification = POST   "/auth/send-verification" => (),            200, bearer, say: "验证邮件已发送" / "The verification mail has been sent.";
    VerifyEmail      = POST   "/auth/verify-email"      => (),            200, open,   say: "邮箱验证成功" / "E-mail address verified.", errors: [VerificationInvalid];
    ListSessions     = GET    "/auth/sessions"          => Vec<Session>,  200, bearer;
    EndSession       = DELETE "/auth/sessions/{id}"     => (),            200, bearer, say: "会话已结束" / "Session ended.", errors: [SessionNotFound];
    EndAllSessions   = DELETE "/auth/sessions"          => (),            200, bearer, say: "所有会话已结束" / "All sessions ended.";
    DeleteMe         = DELETE "/auth/me"                => (),            200, bearer, body: Json, say: "账户已删除" / "Account deleted.", errors: [WrongPassword];
    ExportMe         = GET    "/auth/me/export"         => Zip,           200, bearer;
}

server_events! { SessionChanged = "session_changed", logged; }
