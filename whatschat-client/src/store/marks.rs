//! How far messages have reached the members of chats.

use super::{signed, unsigned};
use crate::store::Result;
use sqlx::SqliteConnection;
use uuid::Uuid;
use whatschat_core::chats::Marks;
use whatschat_core::id::{ChatId, UserId};

pub(super) async fn of(conn: &mut SqliteConnection, chat: ChatId) -> Result<Vec<Marks>> {
    let rows: Vec<(Uuid, i64, i64)> = sqlx::query_as(
        "select user_id, delivered_seq, read_seq from marks where chat_id = $1 order by user_id",
    )
    .bind(chat.0)
    .fetch_all(conn)
    .await?;
    let marks = |(user, delivered, read): (Uuid, i64, i64)| Marks {
        chat_id: chat,
        user_id: user.into(),
        delivered_seq: unsigned(delivered),
        read_seq: unsigned(read),
    };
    Ok(rows.into_iter().map(marks).collect())
}

/// Marks only grow: the greater ones hold.
pub(super) async fn put(conn: &mut SqliteConnection, marks: &Marks) -> Result<()> {
    sqlx::query(
        "insert into marks (chat_id, user_id, delivered_seq, read_seq) values ($1, $2, $3, $4)
         on conflict (chat_id, user_id) do update set
             delivered_seq = max(delivered_seq, excluded.delivered_seq),
             read_seq = max(read_seq, excluded.read_seq)",
    )
    .bind(marks.chat_id.0)
    .bind(marks.user_id.0)
    .bind(signed(marks.delivered_seq))
    .bind(signed(marks.read_seq))
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn remove(
    conn: &mut SqliteConnection,
    chat: ChatId,
    users: &[UserId],
) -> Result<()> {
    for user in users {
        sqlx::query("delete from marks where chat_id = $1 and user_id = $2")
            .bind(chat.0)
            .bind(user.0)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

pub(super) async fn forget_all(conn: &mut SqliteConnection) -> Result<()> {
    sqlx::query("delete from marks").execute(conn).await?;
    Ok(())
}
