//! Other people: the directory, blocks, and what admins may change.

mod events;

pub use events::*;

use crate::endpoint::endpoints;
use crate::id::UserId;
use crate::page::{self, Pagination};
use crate::socket::server_events;
use crate::status::Presence;
use crate::{limits, time::Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// List users
///
/// Sorted by user name. `search` finds part of a user name, and of an e-mail address where the
/// directory shows those. A page after a cursor counts no further than 1,000 users as its `total`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListUsers {
    /// Which page, from 1.
    #[serde(default = "page::first")]
    #[schema(schema_with = limits::page, required = false)]
    pub page: u32,
    /// How many a page.
    #[serde(default = "page::twenty")]
    #[schema(schema_with = limits::limit, required = false)]
    pub limit: u32,
    /// Part of a user name or e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::search, required = false)]
    pub search: Option<String>,
    /// A cursor, in place of `page`: only users whose names come after this one. It costs the same
    /// at any depth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::username, required = false)]
    pub after: Option<String>,
}

impl Default for ListUsers {
    fn default() -> Self {
        Self { page: page::first(), limit: page::twenty(), search: None, after: None }
    }
}

/// Show a user
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct GetUser {
    /// Whom.
    pub id: UserId,
}

/// Change a user
///
/// For admins. Others are refused, whether or not there is such a user.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UpdateUser {
    /// Whom.
    pub id: UserId,
    /// A new user name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::username, required = false)]
    pub username: Option<String>,
    /// A new status text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::status, required = false)]
    pub status: Option<String>,
    /// A new address of the picture; empty for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::url, required = false)]
    pub avatar: Option<String>,
}

/// Delete a user
///
/// For admins. Ends all sessions and leaves all groups. Messages stay, under a tombstone: a user
/// with another name and `deletedAt`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DeleteUser {
    /// Whom.
    pub id: UserId,
}

/// Block a user
///
/// Until it is taken back, neither of the two can start a private chat or a call with the other,
/// or write into their private chat, and each looks offline to the other. Groups go on. Nobody is
/// told who blocked whom.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BlockUser {
    /// Whom.
    pub id: UserId,
}

/// Unblock a user
///
/// Succeeds for who is not blocked, too.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UnblockUser {
    /// Whom.
    pub id: UserId,
}

/// List whom the caller has blocked, by name
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ListBlocked {}

/// A user, as a list shows them
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserSummary {
    /// The user's id.
    pub id: UserId,
    /// The user name.
    pub username: String,
    /// The e-mail address; `null` where the directory is private: then it is for the user and for
    /// admins.
    #[schema(required)]
    pub email: Option<String>,
    /// The address of the picture.
    #[schema(required)]
    pub avatar: Option<String>,
    /// The status text.
    pub status: String,
    /// Whether they are there; `offline` where the caller and they are apart by a block.
    pub presence: Presence,
    /// When they were last there; `null` while they are, for who never was, and where a block is.
    #[schema(required)]
    pub last_seen: Option<Timestamp>,
}

/// A user
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// The user's id.
    pub id: UserId,
    /// The user name.
    pub username: String,
    /// The e-mail address; `null` where the directory is private.
    #[schema(required)]
    pub email: Option<String>,
    /// The mobile number; `null` where the directory is private.
    #[schema(required)]
    pub phone: Option<String>,
    /// The address of the picture.
    #[schema(required)]
    pub avatar: Option<String>,
    /// The status text.
    pub status: String,
    /// Whether they are there; `offline` where the caller and they are apart by a block.
    pub presence: Presence,
    /// When they were last there; `null` while they are, for who never was, and where a block is.
    #[schema(required)]
    pub last_seen: Option<Timestamp>,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When it was deleted: this is the tombstone of one who was there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
}

/// A page of users
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct UserPage {
    /// The page's users.
    pub users: Vec<UserSummary>,
    /// Where the page stands.
    pub pagination: Pagination,
}

endpoints! {
    ListUsers   = GET    "/users"            => UserPage,         200, bearer;
    ListBlocked = GET    "/users/blocked"    => Vec<UserSummary>, 200, bearer;
    GetUser     = GET    "/users/{id}"       => User,             200, bearer, errors: [UserNotFound];
    UpdateUser  = PUT    "/users/{id}"       => User,             200, bearer, say: "用户信息更新成功" / "User changed.", errors: [Forbidden, UserNotFound, UsernameTaken];
    DeleteUser  = DELETE "/users/{id}"       => (),               200, bearer, say: "用户删除成功" / "User deleted.", errors: [Forbidden, UserNotFound];
    BlockUser   = POST   "/users/{id}/block" => (),               200, bearer, say: "用户已阻止" / "User blocked.", errors: [UserNotFound];
    UnblockUser = DELETE "/users/{id}/block" => (),               200, bearer, say: "已取消阻止用户" / "User unblocked.", errors: [UserNotFound];
}

server_events! { UserChanged = "user_changed", logged; BlockChanged = "block_changed", logged; }
