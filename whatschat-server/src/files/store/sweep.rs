//! Files that nothing uses.

use crate::store::{Conn, Tx, on, push_uuids, run};
use sqlx::{FromRow, QueryBuilder, Result};
use uuid::Uuid;
use whatschat_core::id::FileId;
use whatschat_core::time::Timestamp;

/// How many files one round takes at most.
const MOST: i64 = 200;

/// Whether a file `f` is used by neither a message, nor somebody or a group as a picture. (For
/// `not exists` PostgreSQL may read all messages first.)
macro_rules! unused {
    () => {
        "((select 1 from file_uses u join messages x on x.id = u.message_id
           where u.file_id = f.id and x.deleted_at is null limit 1) is null
          and (select 1 from users a where a.avatar = f.address limit 1) is null
          and (select 1 from chats g where g.avatar = f.address limit 1) is null)"
    };
}

/// Where a sweep is: when the last file was uploaded that it has looked at, and which one that was.
pub(in crate::files) type Place = (i64, Uuid);

/// A file that the sweep passes.
#[derive(FromRow)]
pub(in crate::files) struct Passed {
    created_at: i64,
    id: Uuid,
    unused: bool,
}

impl Passed {
    pub(in crate::files) fn place(&self) -> Place {
        (self.created_at, self.id)
    }

    /// Its id, if nothing uses it.
    pub(in crate::files) fn unused(&self) -> Option<Uuid> {
        self.unused.then_some(self.id)
    }
}

/// The next files from before `time`, which nobody is kept from using meanwhile.
pub(in crate::files) async fn next_kept(
    conn: &mut Conn,
    after: Place,
    time: Timestamp,
) -> Result<Vec<Passed>> {
    on!(conn, c => sqlx::query_as(concat!("select f.created_at, f.id, ", unused!(), " as unused
         from files f where f.kept = true and (f.created_at, f.id) > ($1, $2) and f.created_at < $3
         order by f.created_at, f.id limit $4"))
        .bind(after.0).bind(after.1).bind(time.0).bind(MOST).fetch_all(c).await)
}

/// Gives up those of the files that nothing uses: from now on nobody sees them. PostgreSQL locks
/// them first, as they might come into use meanwhile; those that somebody holds do so just now.
pub(in crate::files) async fn give_up(tx: &mut Tx, mut files: Vec<Uuid>) -> Result<()> {
    if tx.locks_rows() {
        files = on!(tx, conn => {
            let mut query = QueryBuilder::new("select id from files where id in ");
            push_uuids(&mut query, files);
            query.push(" for update skip locked").build_query_scalar().fetch_all(conn).await?
        });
    }
    on!(tx, conn => {
        let mut query = QueryBuilder::new("update files set kept = ");
        query.push_bind(false).push(" where id in (select f.id from files f where f.id in ");
        push_uuids(&mut query, files);
        query.push(concat!(" and ", unused!(), ")"));
        query.build().execute(conn).await?.rows_affected()
    });
    Ok(())
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
