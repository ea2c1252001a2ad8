//! Whose store it is, and up to where it knows everything.

use super::{signed, unsigned};
use crate::store::Result;
use sqlx::SqliteConnection;
use uuid::Uuid;
use whatschat_core::id::UserId;
use whatschat_core::sync::Cursor;

/// Whose store it is, and what it knows.
#[derive(Debug, Clone)]
pub(super) struct Owner {
    pub(super) server: String,
    pub(super) user_id: UserId,
    /// Up to where all events are in the store.
    pub(super) cursor: Option<Cursor>,
    /// The place in the log at which the chats were read as a whole.
    pub(super) chats_pos: u64,
    /// The place in the log up to which the chats must be read again.
    pub(super) stale_pos: Option<u64>,
}

impl Owner {
    /// Whether the event at `cursor` is in the store already.
    pub(super) fn knows(&self, cursor: Cursor) -> bool {
        self.cursor.is_some_and(|known| known.covers(cursor))
    }
}

pub(super) async fn read(conn: &mut SqliteConnection) -> Result<Option<Owner>> {
    type Row = (String, Uuid, Option<String>, i64, Option<i64>);
    let row: Option<Row> =
        sqlx::query_as("select server, user_id, cursor, chats_pos, stale_pos from owner")
            .fetch_optional(conn)
            .await?;
    Ok(row.map(|(server, user_id, cursor, chats_pos, stale_pos)| Owner {
        server,
        user_id: user_id.into(),
        cursor: cursor.and_then(|cursor| cursor.parse().ok()),
        chats_pos: unsigned(chats_pos),
        stale_pos: stale_pos.map(unsigned),
    }))
}

pub(super) async fn insert(conn: &mut SqliteConnection, server: &str, user: UserId) -> Result<()> {
    sqlx::query("insert into owner (one, server, user_id) values (1, $1, $2)")
        .bind(server)
        .bind(user.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Stores what has changed but the owner themself.
pub(super) async fn update(conn: &mut SqliteConnection, owner: &Owner) -> Result<()> {
    sqlx::query("update owner set cursor = $1, chats_pos = $2, stale_pos = $3")
        .bind(owner.cursor.map(|cursor| cursor.to_string()))
        .bind(signed(owner.chats_pos))
        .bind(owner.stale_pos.map(signed))
        .execute(conn)
        .await?;
    Ok(())
}
