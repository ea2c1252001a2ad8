//! A chat, and someone's place in it.

use crate::messages::store::visible;
use crate::store::{Conn, Tx, on, push_uuids, run, signed, unsigned};
use sqlx::{FromRow, QueryBuilder, Result};
use uuid::Uuid;
use whatschat_core::chats::ChatType;
use whatschat_core::groups::Role;
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::time::Timestamp;

/// A chat and someone's place in it.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Membership {
    #[sqlx(try_from = "Uuid")]
    pub(crate) chat_id: ChatId,
    #[sqlx(try_from = "String")]
    pub(crate) r#type: ChatType,
    pub(crate) name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) avatar: Option<String>,
    #[sqlx(try_from = "i64")]
    pub(crate) last_seq: u64,
    #[sqlx(try_from = "i64")]
    pub(crate) created_at: Timestamp,
    #[sqlx(try_from = "String")]
    pub(crate) role: Role,
    pub(crate) own_name: Option<String>,
    pub(crate) muted: bool,
    pub(crate) muted_until: Option<i64>,
    pub(crate) archived: bool,
    #[sqlx(try_from = "i64")]
    pub(crate) cleared_seq: u64,
    #[sqlx(try_from = "i64")]
    pub(crate) read_seq: u64,
    #[sqlx(try_from = "i64")]
    pub(crate) delivered_seq: u64,
    pub(crate) marked_unread: bool,
    #[sqlx(try_from = "i64")]
    pub(in crate::chats) own_unread: u64,
    #[sqlx(try_from = "i64")]
    pub(in crate::chats) own_seq: u64,
}

impl Membership {
    /// How many messages of others came after the last that was read.
    pub(crate) fn unread(&self) -> u64 {
        self.last_seq.saturating_sub(self.read_seq).saturating_sub(self.own_unread)
    }

    /// Up to which place all after the last that was read is known to be the member's own: nobody
    /// looks at it again.
    pub(in crate::chats) fn own_until(&self) -> u64 {
        self.read_seq.max(self.own_seq)
    }
}

/// The columns of a [`Membership`] of chats `c` and members `m`.
macro_rules! membership_columns {
    () => {
        "c.id as chat_id, c.type, c.name, c.description, c.avatar, c.last_seq, c.created_at,
         m.role, m.name as own_name, m.muted, m.muted_until, m.archived, m.cleared_seq, m.read_seq,
         m.delivered_seq, m.marked_unread, m.own_unread, m.own_seq"
    };
}
pub(in crate::chats) use membership_columns;

/// How many messages of others mention the member `m` and came after the last that was read, which
/// is given. Of mentions there are few, of unread messages there may be very many: SQLite keeps the
/// order of a cross join.
macro_rules! mention_count {
    ($read:literal) => {
        concat!(
            "(select count(*) from mentions n cross join messages x
              where x.chat_id = n.chat_id and x.seq = n.seq
                and n.user_id = m.user_id and n.chat_id = m.chat_id and n.seq > ",
            $read,
            " and x.deleted_at is null and x.sender_id <> m.user_id and ",
            visible!(),
            ")"
        )
    };
}
pub(in crate::chats) use mention_count;

pub(crate) async fn membership(
    conn: &mut Conn,
    chat: ChatId,
    user: UserId,
) -> Result<Option<Membership>> {
    on!(conn, c => sqlx::query_as(concat!("select ", membership_columns!(),
        " from members m join chats c on c.id = m.chat_id where m.chat_id = $1 and m.user_id = $2"))
        .bind(chat.0).bind(user.0).fetch_optional(c).await)
}

/// The same, and nobody else changes it before the transaction ends. What is to be computed from
/// it needs this: PostgreSQL would compute from what was before another's change.
pub(in crate::chats) async fn lock_membership(
    tx: &mut Tx,
    chat: ChatId,
    user: UserId,
) -> Result<Option<Membership>> {
    if tx.locks_rows() {
        let lock = "select 1 from members where chat_id = $1 and user_id = $2 for update";
        run!(tx, sqlx::query(lock).bind(chat.0).bind(user.0))?;
    }
    membership(tx, chat, user).await
}

/// The same count for one member and place: it is read only where it is shown.
pub(in crate::chats) async fn mentions(
    conn: &mut Conn,
    chat: ChatId,
    user: UserId,
    read: u64,
) -> Result<u64> {
    let count: Option<i64> = on!(conn, c => sqlx::query_scalar(
        concat!("select ", mention_count!("$3"), " from members m where m.chat_id = $1 and m.user_id = $2"))
        .bind(chat.0).bind(user.0).bind(signed(read)).fetch_optional(c).await?);
    Ok(count.map_or(0, unsigned))
}

/// One of these users in whose list so many chats are already. Most are in few: those are counted
/// by the index alone.
pub(in crate::chats) async fn crowded(
    conn: &mut Conn,
    users: impl IntoIterator<Item = UserId>,
    most: usize,
) -> Result<Option<UserId>> {
    let most = signed(most as u64);
    let user: Option<Uuid> = on!(conn, c => {
        let mut query = QueryBuilder::new(
            "with many as (select user_id from members where user_id in ");
        push_uuids(&mut query, users.into_iter().map(|user| user.0));
        query.push(" group by user_id having count(*) >= ").push_bind(most);
        query.push(") select m.user_id from many cross join members m cross join chats c
                   where m.user_id = many.user_id and c.id = m.chat_id
                     and (m.hidden_seq is null or c.last_seq > m.hidden_seq)
                   group by m.user_id having count(*) >= ").push_bind(most);
        query.push(" limit 1").build_query_scalar().fetch_optional(c).await?
    });
    Ok(user.map(UserId))
}
