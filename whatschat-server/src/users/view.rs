//! Users, as one of them sees the others.

use super::store::SeenRow;
use crate::admin::is_admin;
use crate::app::App;
use crate::config::Directory;
use crate::error::ApiError;
use crate::files;
use crate::store::Conn;
use whatschat_core::id::UserId;
use whatschat_core::status::Presence;
use whatschat_core::time::Timestamp;
use whatschat_core::users::{User, UserSummary};

/// Who looks.
pub(super) struct Viewer<'a> {
    app: &'a App,
    pub(super) user: UserId,
    /// Whether others' addresses and numbers are for this one's eyes.
    pub(super) sees_addresses: bool,
    /// Whether they are so because this one is an admin.
    pub(super) is_admin: bool,
}

impl<'a> Viewer<'a> {
    pub(super) async fn of(app: &'a App, conn: &mut Conn, user: UserId) -> Result<Self, ApiError> {
        let public = app.config.directory == Directory::Public;
        let is_admin = !public && is_admin(conn, user).await?;
        Ok(Self { app, user, sees_addresses: public || is_admin, is_admin })
    }

    fn sees_address_of(&self, seen: &SeenRow) -> bool {
        seen.user.deleted_at.is_none() && (self.sees_addresses || seen.user.id == self.user)
    }

    /// Those between whom a block stands look offline to each other, and never seen.
    fn presence(&self, seen: &SeenRow) -> (Presence, Option<Timestamp>) {
        if seen.apart {
            return (Presence::Offline, None);
        }
        let presence = self.app.hub.shown(seen.user.id, seen.user.presence);
        let last_seen = seen.user.last_seen_at.map(Timestamp).filter(|_| !presence.is_there());
        (presence, last_seen)
    }

    pub(super) fn summary(&self, seen: SeenRow) -> UserSummary {
        let (presence, last_seen) = self.presence(&seen);
        let sees_address = self.sees_address_of(&seen);
        let user = seen.user;
        UserSummary {
            id: user.id,
            username: user.username,
            email: sees_address.then_some(user.email),
            avatar: files::show_avatar(self.app, user.avatar),
            status: user.status,
            presence,
            last_seen,
        }
    }

    pub(super) fn user(&self, seen: SeenRow) -> User {
        let phone = seen.user.phone.clone().filter(|_| self.sees_address_of(&seen));
        let created_at = seen.user.created_at;
        let deleted_at = seen.user.deleted_at.map(Timestamp);
        let UserSummary { id, username, email, avatar, status, presence, last_seen } =
            self.summary(seen);
        User {
            id,
            username,
            email,
            phone,
            avatar,
            status,
            presence,
            last_seen,
            created_at,
            deleted_at,
        }
    }
}
