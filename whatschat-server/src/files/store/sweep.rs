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

/// Gives up some files from before `time` that nothing uses: from now on nobody sees them.
/// PostgreSQL locks them first and looks again, since they may have come into use meanwhile.
pub(in crate::files) async fn give_up(tx: &mut Tx, time: Timestamp) -> Result<u64> {
    let lock = if tx.locks_rows() { " for update of f" } else { "" };
    let unused: Vec<Uuid> = on!(tx, conn => {
        let mut query = QueryBuilder::new("select f.id from files f where f.kept and f.created_at < ");
        query.push_bind(time.0).push(UNUSED).push(" limit ").push_bind(MOST).push(lock);
        query.build_query_scalar().fetch_all(conn).await?
    });
    if unused.is_empty() {
        return Ok(0);
    }
    Ok(on!(tx, conn => {
        let mut query = QueryBuilder::new("update files set kept = ");
        query.push_bind(false).push(" where id in (select f.id from files f where f.id in ");
        push_uuids(&mut query, unused);
        query.push(UNUSED).push(")");
        query.build().execute(conn).await?.rows_affected()
    }))
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
