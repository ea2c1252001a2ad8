//! Files that nothing uses.

use crate::store::{Conn, Tx, on, push_uuids, run};
use sqlx::{QueryBuilder, Result};
use uuid::Uuid;
use whatschat_core::id::FileId;
use whatschat_core::time::Timestamp;

/// How many files one round takes at most.
const MOST: i64 = 200;

/// Neither a message nor a picture of somebody or of a group. (For `not exists` PostgreSQL may read
/// all messages first.)
const UNUSED: &str = " and (select 1 from file_uses u join messages x on x.id = u.message_id
           where u.file_id = f.id and x.deleted_at is null limit 1) is null
      and (select 1 from users a where a.avatar = f.address limit 1) is null
      and (select 1 from chats g where g.avatar = f.address limit 1) is null";

/// Where a sweep is: when the last file was uploaded that it has looked at, and which one that was.
pub(in crate::files) type Place = (i64, Uuid);

/// Looks at the next files from before `time`, and gives up those that nothing uses: from now on
/// nobody sees them. Says where it is then; `None` after the last. PostgreSQL locks them first:
/// they might come into use meanwhile.
pub(in crate::files) async fn give_up(
    tx: &mut Tx,
    after: Place,
    time: Timestamp,
) -> Result<Option<Place>> {
    let lock = if tx.locks_rows() { " for update" } else { "" };
    let next: Vec<Place> = on!(tx, conn => {
        let mut query = QueryBuilder::new(
            "select created_at, id from files where kept = true and (created_at, id) > (");
        query.push_bind(after.0).push(", ").push_bind(after.1).push(") and created_at < ");
        query.push_bind(time.0).push(" order by created_at, id limit ").push_bind(MOST).push(lock);
        query.build_query_as().fetch_all(conn).await?
    });
    let Some(last) = next.last().copied() else { return Ok(None) };
    on!(tx, conn => {
        let mut query = QueryBuilder::new("update files set kept = ");
        query.push_bind(false).push(" where id in (select f.id from files f where f.id in ");
        push_uuids(&mut query, next.into_iter().map(|(_, id)| id));
        query.push(UNUSED).push(")");
        query.build().execute(conn).await?.rows_affected()
    });
    Ok(Some(last))
}

/// Some files from before `time` that are to go, or never arrived whole.
pub(in crate::files) async fn given_up(conn: &mut Conn, time: Timestamp) -> Result<Vec<FileId>> {
    let ids: Vec<Uuid> = on!(conn, c => sqlx::query_scalar(
        "select id from files where kept = false and created_at < $1 order by created_at limit $2")
        .bind(time.0).bind(MOST).fetch_all(c).await?);
    Ok(ids.into_iter().map(FileId).collect())
}

/// Forgets a file, once the store has.
pub(in crate::files) async fn forget(tx: &mut Tx, id: FileId) -> Result<()> {
    run!(tx, sqlx::query("delete from files where id = $1 and not kept").bind(id.0)).map(drop)
}
