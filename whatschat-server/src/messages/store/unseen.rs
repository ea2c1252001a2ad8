//! What one has written and does not see any more.

use crate::store::{Conn, on};
use sqlx::Result;
use uuid::Uuid;
use whatschat_core::id::{MessageId, UserId};

/// Whether a message `x` is one of the user's, `$1`, after the row `$2`.
macro_rules! own_after {
    () => {
        "x.sender_id = $1 and x.row_id > $2 and x.system is null and x.deleted_at is null"
    };
}

/// Which messages of a user, after this row, they do not see any more: in chats that they have left
/// or cleared, or hidden one by one. With their rows, the oldest first. Chat by chat, for no index has
/// messages by sender: it would have a page to be written for each who sends.
pub(in crate::messages) async fn own_unseen(
    conn: &mut Conn,
    user: UserId,
    after: i64,
    limit: u32,
) -> Result<Vec<(i64, MessageId)>> {
    let rows: Vec<(i64, Uuid)> = on!(conn, c => sqlx::query_as(concat!(
        "select x.row_id, x.id from (
             select m.chat_id, m.cleared_seq as upto from members m where m.user_id = $1
             union all
             select f.chat_id, 9223372036854775807 from former_members f
             where f.user_id = $1 and not exists (
                 select 1 from members m where m.chat_id = f.chat_id and m.user_id = $1)
         ) unseen cross join messages x
         where x.chat_id = unseen.chat_id and x.seq <= unseen.upto and ", own_after!(), "
         union all
         select x.row_id, x.id from hidden_messages h cross join members m cross join messages x
         where h.user_id = $1 and m.chat_id = h.chat_id and m.user_id = $1
           and x.chat_id = h.chat_id and x.seq = h.seq and x.seq > m.cleared_seq and ", own_after!(), "
         order by 1 limit $3"))
        .bind(user.0).bind(after).bind(i64::from(limit)).fetch_all(c).await?);
    Ok(rows.into_iter().map(|(row, id)| (row, MessageId(id))).collect())
}
