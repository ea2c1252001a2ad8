//! Someone's chats, and who is in them.

use super::membership::{Membership, membership_columns, mention_count};
use crate::messages::store::{MessageRow, visible};
use crate::store::{Conn, on, signed};
use sqlx::{FromRow, QueryBuilder, Result};
use uuid::Uuid;
use whatschat_core::chats::Participant;
use whatschat_core::groups::Role;
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::time::Timestamp;

/// Someone in a chat.
#[derive(Debug, FromRow)]
pub(crate) struct ParticipantRow {
    #[sqlx(try_from = "Uuid")]
    pub(crate) chat_id: ChatId,
    #[sqlx(try_from = "Uuid")]
    id: UserId,
    username: String,
    avatar: Option<String>,
    #[sqlx(try_from = "String")]
    role: Role,
    #[sqlx(try_from = "i64")]
    joined_at: Timestamp,
}

impl ParticipantRow {
    pub(crate) fn participant(self) -> Participant {
        Participant {
            id: self.id,
            username: self.username,
            avatar: self.avatar,
            role: self.role,
            joined_at: self.joined_at,
        }
    }
}

/// A chat of a user's list.
#[derive(Debug, FromRow)]
pub(in crate::chats) struct Listed {
    #[sqlx(flatten)]
    pub(in crate::chats) membership: Membership,
    #[sqlx(try_from = "i64")]
    pub(in crate::chats) mentions: u64,
    pub(in crate::chats) participant_count: i64,
}

/// The chats of a user's list.
pub(in crate::chats) async fn memberships(conn: &mut Conn, user: UserId) -> Result<Vec<Listed>> {
    on!(conn, c => sqlx::query_as(concat!("select ", membership_columns!(), ", ", mention_count!("m.read_seq"),
        " as mentions, (select count(*) from members n where n.chat_id = c.id) as participant_count
         from members m join chats c on c.id = m.chat_id
         where m.user_id = $1 and (m.hidden_seq is null or c.last_seq > m.hidden_seq)"))
        .bind(user.0).fetch_all(c).await)
}

/// The newest message that the user sees of each of their chats, where there is one.
pub(in crate::chats) async fn last_messages(
    conn: &mut Conn,
    user: UserId,
) -> Result<Vec<MessageRow>> {
    // PostgreSQL would look at every message to find the newest, where it has no statistics yet.
    let newest = if conn.is_postgres() {
        concat!(
            "cross join lateral (select x.* from messages x where x.chat_id = c.id and ",
            visible!(),
            " order by x.seq desc limit 1) x"
        )
    } else {
        concat!(
            "join messages x on x.chat_id = c.id and x.seq = (
             select x.seq from messages x where x.chat_id = c.id and ",
            visible!(),
            " order by x.seq desc limit 1)"
        )
    };
    on!(conn, c => {
        let mut query = QueryBuilder::new("select x.* from members m join chats c on c.id = m.chat_id ");
        query.push(newest).push(" where m.user_id = ").push_bind(user.0);
        query.push(" and (m.hidden_seq is null or c.last_seq > m.hidden_seq)");
        query.build_query_as().fetch_all(c).await
    })
}

/// Who is in a chat, the longest-standing first.
pub(in crate::chats) async fn participants(
    conn: &mut Conn,
    chat: ChatId,
) -> Result<Vec<ParticipantRow>> {
    on!(conn, c => sqlx::query_as(
        "select m.chat_id, u.id, u.username, u.avatar, m.role, m.joined_at
         from members m join users u on u.id = m.user_id where m.chat_id = $1 order by m.joined_at, u.id")
        .bind(chat.0).fetch_all(c).await)
}

/// The first so many in each of a user's chats, the longest-standing first.
pub(in crate::chats) async fn participants_of_all(
    conn: &mut Conn,
    user: UserId,
    most: usize,
) -> Result<Vec<ParticipantRow>> {
    // PostgreSQL would ask for the first ones of a chat again for each member.
    let first = if conn.is_postgres() {
        "cross join lateral (select n.* from members n where n.chat_id = me.chat_id
                             order by n.joined_at, n.user_id limit "
    } else {
        "join members m on m.chat_id = me.chat_id and m.user_id in (
             select n.user_id from members n where n.chat_id = me.chat_id
             order by n.joined_at, n.user_id limit "
    };
    let end = if conn.is_postgres() { ") m" } else { ")" };
    on!(conn, c => {
        let mut query = QueryBuilder::new(
            "select m.chat_id, u.id, u.username, u.avatar, m.role, m.joined_at
             from members me join chats c on c.id = me.chat_id ");
        query.push(first).push_bind(signed(most as u64)).push(end);
        query.push(" join users u on u.id = m.user_id where me.user_id = ").push_bind(user.0);
        query.push(" and (me.hidden_seq is null or c.last_seq > me.hidden_seq) order by m.joined_at, u.id");
        query.build_query_as().fetch_all(c).await
    })
}

/// A chat of someone's, as far as its events are concerned.
#[derive(Debug, Clone, Copy, FromRow)]
pub(crate) struct PlaceRow {
    #[sqlx(try_from = "Uuid")]
    pub(crate) chat_id: ChatId,
    /// How many are in it, counted no further than was asked.
    #[sqlx(try_from = "i64")]
    pub(crate) members: usize,
    /// The place after which the user sees its messages.
    #[sqlx(try_from = "i64")]
    pub(crate) cleared_seq: u64,
    /// The position in the log after which the user learns of it.
    #[sqlx(try_from = "i64")]
    pub(crate) from_pos: u64,
}

/// A user's chats, each with the number of its members, counted no further than `most` + 1.
pub(crate) async fn places_of(conn: &mut Conn, user: UserId, most: usize) -> Result<Vec<PlaceRow>> {
    on!(conn, c => sqlx::query_as(
        "select m.chat_id, (select count(*) from
             (select 1 from members n where n.chat_id = m.chat_id order by n.user_id limit $2)
             as some_of_them) as members,
             m.cleared_seq, m.from_pos
         from members m where m.user_id = $1")
        .bind(user.0).bind(signed((most as u64).saturating_add(1))).fetch_all(c).await)
}
