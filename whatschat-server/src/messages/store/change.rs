//! Edits and deletions.

use super::row::{Json, MessageRow, metadata_json};
use crate::store::{Conn, Tx, on, push_uuids, run, signed};
use sqlx::{FromRow, QueryBuilder, Result};
use whatschat_core::id::MessageId;
use whatschat_core::messages::{Message, MessageVersion, Metadata};
use whatschat_core::time::Timestamp;

/// A message, whoever sees it, which nobody else changes before the transaction ends.
pub(in crate::messages) async fn lock_message(
    tx: &mut Tx,
    id: MessageId,
) -> Result<Option<MessageRow>> {
    let lock = if tx.locks_rows() { " for update" } else { "" };
    on!(tx, conn => {
        let mut query = QueryBuilder::new("select * from messages where id = ");
        query.push_bind(id.0).push(lock).build_query_as().fetch_optional(conn).await
    })
}

/// Stores what an edit can change.
pub(in crate::messages) async fn update(tx: &mut Tx, message: &Message) -> Result<()> {
    run!(
        tx,
        sqlx::query(
            "update messages set content = $2, metadata = $3, updated_at = $4, edited_at = $5
         where id = $1"
        )
        .bind(message.id.0)
        .bind(&message.content)
        .bind(metadata_json(message))
        .bind(message.updated_at.0)
        .bind(message.edited_at.map(|at| at.0))
    )
    .map(drop)
}

/// How many of a message's versions are kept beside the present one.
const VERSIONS: i64 = 100;

/// Keeps what a message says, before it says something else; the oldest makes room.
pub(in crate::messages) async fn keep_version(tx: &mut Tx, message: &Message) -> Result<()> {
    run!(tx, sqlx::query(
        "insert into message_versions (message_id, created_at, content, metadata) values ($1, $2, $3, $4)")
        .bind(message.id.0).bind(message.edited_at.unwrap_or(message.created_at).0)
        .bind(&message.content).bind(metadata_json(message)))?;
    run!(
        tx,
        sqlx::query(
            "delete from message_versions where message_id = $1 and created_at <
             (select created_at from message_versions where message_id = $1
              order by created_at desc limit 1 offset $2)"
        )
        .bind(message.id.0)
        .bind(VERSIONS - 1)
    )
    .map(drop)
}

#[derive(FromRow)]
struct VersionRow {
    content: String,
    #[sqlx(try_from = "String")]
    metadata: Json<Metadata>,
    #[sqlx(try_from = "i64")]
    created_at: Timestamp,
}

/// What a message said before, oldest first.
pub(in crate::messages) async fn versions(
    conn: &mut Conn,
    id: MessageId,
) -> Result<Vec<MessageVersion>> {
    let rows: Vec<VersionRow> = on!(conn, c => sqlx::query_as(
        "select content, metadata, created_at from message_versions where message_id = $1
         order by created_at desc limit $2").bind(id.0).bind(VERSIONS).fetch_all(c).await?);
    let version = |VersionRow { content, metadata, created_at }: VersionRow| MessageVersion {
        content,
        metadata: metadata.0,
        created_at,
    };
    Ok(rows.into_iter().rev().map(version).collect())
}

/// Stores a tombstone in the place of a message, of which nothing else is kept.
pub(in crate::messages) async fn bury(
    tx: &mut Tx,
    message: &Message,
    tombstone: &Message,
) -> Result<()> {
    run!(tx, sqlx::query(
        "update messages set content = '', metadata = '{}', reply_to = null, mentions = null,
             forwarded_from = null, pinned_at = null, reactions = null, updated_at = $2, deleted_at = $3
         where id = $1")
        .bind(tombstone.id.0).bind(tombstone.updated_at.0).bind(tombstone.deleted_at.map(|at| at.0)))?;
    for table in [
        "delete from message_versions where message_id = $1",
        "delete from reactions where message_id = $1",
    ] {
        run!(tx, sqlx::query(table).bind(message.id.0))?;
    }
    forget_mentions(tx, message).await
}

async fn forget_mentions(tx: &mut Tx, message: &Message) -> Result<()> {
    if message.mentions.is_empty() {
        return Ok(());
    }
    on!(tx, conn => {
        let mut query = QueryBuilder::new("delete from mentions where chat_id = ");
        query.push_bind(message.chat_id.0).push(" and seq = ").push_bind(signed(message.seq));
        query.push(" and user_id in ");
        push_uuids(&mut query, message.mentions.iter().map(|user| user.0));
        query.build().execute(conn).await?.rows_affected()
    });
    Ok(())
}
