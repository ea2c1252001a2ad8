//! Who sees a file, and which messages use it.

use super::FileRow;
use crate::messages::store::visible;
use crate::store::{Conn, Tx, on, push_uuids};
use sqlx::{FromRow, QueryBuilder, Result};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;
use whatschat_core::id::{FileId, MessageId, UserId};

#[derive(FromRow)]
struct SeenRow {
    viewer_id: Uuid,
    #[sqlx(flatten)]
    file: FileRow,
}

/// Those of the files that each user may see: who uploaded it, sees a message that uses it, or
/// somebody's picture that it is. One statement, whatever there is: a stranger cannot tell.
pub(in crate::files) async fn seen(
    conn: &mut Conn,
    wanted: &BTreeSet<(FileId, UserId)>,
    lock: &str,
) -> Result<HashMap<(FileId, UserId), FileRow>> {
    let rows: Vec<SeenRow> = on!(conn, c => {
        let mut query = QueryBuilder::new("with wanted (file_id, viewer_id) as (");
        query.push_values(wanted, |mut row, (file, viewer)| {
            row.push_bind(file.0).push_bind(viewer.0);
        });
        query.push(concat!(
            ") select w.viewer_id, f.* from wanted w cross join files f
             where f.id = w.file_id and f.kept and (f.owner_id = w.viewer_id
                or exists (select 1 from file_uses u join messages x on x.id = u.message_id
                           join members m on m.chat_id = x.chat_id
                           where u.file_id = f.id and m.user_id = w.viewer_id and x.deleted_at is null
                             and ", visible!(), ")
                or exists (select 1 from users a where a.avatar = f.address)
                or (select 1 from chats g cross join members m
                    where g.avatar = f.address and m.chat_id = g.id and m.user_id = w.viewer_id
                    limit 1) is not null)"));
        query.push(lock).build_query_as().fetch_all(c).await?
    });
    Ok(rows.into_iter().map(|row| ((row.file.id, UserId(row.viewer_id)), row.file)).collect())
}

/// The same, and none of them goes before the transaction ends.
pub(in crate::files) async fn lock_seen(
    tx: &mut Tx,
    wanted: &BTreeSet<(FileId, UserId)>,
) -> Result<HashMap<(FileId, UserId), FileRow>> {
    let lock = if tx.locks_rows() { " order by f.id for key share of f" } else { "" };
    seen(tx, wanted, lock).await
}

/// Files by their ids.
pub(in crate::files) async fn by_ids(
    conn: &mut Conn,
    ids: BTreeSet<FileId>,
) -> Result<HashMap<FileId, FileRow>> {
    let rows: Vec<FileRow> = on!(conn, c => {
        let mut query = QueryBuilder::new("select * from files where kept and id in ");
        push_uuids(&mut query, ids.into_iter().map(|id| id.0));
        query.build_query_as().fetch_all(c).await?
    });
    Ok(rows.into_iter().map(|file| (file.id, file)).collect())
}

/// Notes that messages use files.
pub(in crate::files) async fn add_uses(tx: &mut Tx, uses: &[(MessageId, FileId)]) -> Result<()> {
    on!(tx, conn => {
        let mut query = QueryBuilder::new("insert into file_uses (message_id, file_id) ");
        query.push_values(uses, |mut row, (message, file)| {
            row.push_bind(message.0).push_bind(file.0);
        });
        query.push(" on conflict do nothing");
        query.build().execute(conn).await?.rows_affected()
    });
    Ok(())
}
