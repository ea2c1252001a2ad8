//! Presence: the SQL.

use crate::auth::store::lock_user;
use crate::store::{Conn, Tx, on, run, signed};
use sqlx::Result;
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::limits::PRESENCE_MEMBERS_MAX;
use whatschat_core::status::ChosenPresence;
use whatschat_core::time::Timestamp;

/// What the user chose last.
pub(crate) async fn chosen(conn: &mut Conn, user: UserId) -> Result<ChosenPresence> {
    let name: String = on!(conn, c => sqlx::query_scalar("select presence from users where id = $1")
        .bind(user.0).fetch_one(c).await?);
    ChosenPresence::try_from(name).map_err(|damaged| sqlx::Error::Decode(damaged.into()))
}

/// Whether the others of a chat learn that one of its members is typing: it is small, no block
/// stands in it, and the member does not hide.
pub(super) async fn shows_typing(conn: &mut Conn, chat: ChatId, user: UserId) -> Result<bool> {
    on!(conn, c => sqlx::query_scalar(
        "select not c.blocked and u.presence <> $3 and $4 >= (select count(*) from
             (select 1 from members m where m.chat_id = c.id order by m.user_id limit $4 + 1)
             as some_of_them)
         from chats c, users u where c.id = $1 and u.id = $2")
        .bind(chat.0).bind(user.0).bind(ChosenPresence::Invisible.as_str())
        .bind(signed(PRESENCE_MEMBERS_MAX as u64)).fetch_one(c).await)
}

/// Keeps what the user chose; gives what they had chosen before.
pub(super) async fn set_presence(
    tx: &mut Tx,
    user: UserId,
    new: ChosenPresence,
    now: Timestamp,
) -> Result<ChosenPresence> {
    lock_user(tx, user).await?;
    let before = chosen(tx, user).await?;
    run!(
        tx,
        sqlx::query("update users set presence = $2, updated_at = $3 where id = $1")
            .bind(user.0)
            .bind(new.as_str())
            .bind(now.0)
    )?;
    Ok(before)
}

pub(super) async fn set_last_seen(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<()> {
    run!(
        tx,
        sqlx::query("update users set last_seen_at = $2 where id = $1 and deleted_at is null")
            .bind(user.0)
            .bind(now.0)
    )
    .map(drop)
}
