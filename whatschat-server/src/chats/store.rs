//! Chats: the SQL.

use crate::messages::store::MessageRow;
use crate::store::{Conn, Tx, on, push_uuids, run, signed};
use sqlx::{FromRow, QueryBuilder, Result};
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;
use whatschat_core::chats::{ChatType, Participant};
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
    own_unread: u64,
}

impl Membership {
    /// How many messages of others came after the last that was read.
    pub(crate) fn unread(&self) -> u64 {
        self.last_seq.saturating_sub(self.read_seq).saturating_sub(self.own_unread)
    }
}

/// What [`Membership`] selects of chats `c` and members `m`.
macro_rules! membership {
    () => {
        "c.id as chat_id, c.type, c.name, c.description, c.avatar, c.last_seq, c.created_at,
         m.role, m.name as own_name, m.muted, m.muted_until, m.archived, m.cleared_seq, m.read_seq, m.own_unread"
    };
}

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

/// A chat to be.
pub(super) struct NewChat {
    pub(super) id: ChatId,
    pub(super) r#type: ChatType,
    pub(super) name: Option<String>,
    pub(super) pair_key: Option<String>,
}

pub(crate) async fn membership(
    conn: &mut Conn,
    chat: ChatId,
    user: UserId,
) -> Result<Option<Membership>> {
    on!(conn, c => sqlx::query_as(concat!("select ", membership!(),
        " from members m join chats c on c.id = m.chat_id where m.chat_id = $1 and m.user_id = $2"))
        .bind(chat.0).bind(user.0).fetch_optional(c).await)
}

/// The chats of a user's list.
pub(super) async fn memberships(conn: &mut Conn, user: UserId) -> Result<Vec<Membership>> {
    on!(conn, c => sqlx::query_as(concat!("select ", membership!(),
        " from members m join chats c on c.id = m.chat_id
         where m.user_id = $1 and (m.hidden_seq is null or c.last_seq > m.hidden_seq)"))
        .bind(user.0).fetch_all(c).await)
}

/// The newest message of each of a user's chats, where the user sees one.
pub(super) async fn last_messages(conn: &mut Conn, user: UserId) -> Result<Vec<MessageRow>> {
    on!(conn, c => sqlx::query_as(
        "select x.* from members m join chats c on c.id = m.chat_id
         join messages x on x.chat_id = c.id and x.seq = c.last_seq
         where m.user_id = $1 and c.last_seq > m.cleared_seq")
        .bind(user.0).fetch_all(c).await)
}

/// Who is in a chat, the longest-standing first.
pub(super) async fn participants(conn: &mut Conn, chat: ChatId) -> Result<Vec<ParticipantRow>> {
    on!(conn, c => sqlx::query_as(
        "select m.chat_id, u.id, u.username, u.avatar, m.role, m.joined_at
         from members m join users u on u.id = m.user_id where m.chat_id = $1 order by m.joined_at, u.id")
        .bind(chat.0).fetch_all(c).await)
}

/// Who is in each of a user's chats.
pub(super) async fn participants_of_all(
    conn: &mut Conn,
    user: UserId,
) -> Result<Vec<ParticipantRow>> {
    on!(conn, c => sqlx::query_as(
        "select m.chat_id, u.id, u.username, u.avatar, m.role, m.joined_at
         from members me join members m on m.chat_id = me.chat_id join users u on u.id = m.user_id
         where me.user_id = $1 order by m.joined_at, u.id")
        .bind(user.0).fetch_all(c).await)
}

/// A user's chats, each with the number of its members, counted no further than `most` + 1.
pub(crate) async fn sizes_of(
    conn: &mut Conn,
    user: UserId,
    most: usize,
) -> Result<Vec<(ChatId, usize)>> {
    let rows: Vec<(Uuid, i64)> = on!(conn, c => sqlx::query_as(
        "select m.chat_id, (select count(*) from
             (select 1 from members n where n.chat_id = m.chat_id limit $2) as some_of_them)
         from members m where m.user_id = $1")
        .bind(user.0).bind(i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1)).fetch_all(c).await?);
    Ok(rows
        .into_iter()
        .map(|(chat, size)| (ChatId(chat), usize::try_from(size).unwrap_or(0)))
        .collect())
}

pub(super) async fn existing_users(
    tx: &mut Tx,
    users: &BTreeSet<UserId>,
) -> Result<HashSet<UserId>> {
    let rows: Vec<Uuid> = on!(tx, conn => {
        let mut query = QueryBuilder::new("select id from users where id in ");
        push_uuids(&mut query, users.iter().map(|user| user.0));
        query.build_query_scalar().fetch_all(conn).await?
    });
    Ok(rows.into_iter().map(UserId).collect())
}

pub(super) async fn by_pair(tx: &mut Tx, pair_key: &str) -> Result<Option<ChatId>> {
    let id: Option<Uuid> = on!(tx, conn => sqlx::query_scalar("select id from chats where pair_key = $1")
        .bind(pair_key).fetch_optional(conn).await?);
    Ok(id.map(ChatId))
}

pub(super) async fn insert(tx: &mut Tx, chat: &NewChat, now: Timestamp) -> Result<()> {
    run!(
        tx,
        sqlx::query(
            "insert into chats (id, type, name, pair_key, created_at) values ($1, $2, $3, $4, $5)"
        )
        .bind(chat.id.0)
        .bind(chat.r#type.as_str())
        .bind(&chat.name)
        .bind(&chat.pair_key)
        .bind(now.0)
    )
    .map(drop)
}

/// Someone who is to be in a chat.
pub(super) struct NewMember {
    pub(super) user: UserId,
    pub(super) role: Role,
    pub(super) own_name: Option<String>,
}

/// How many rows one statement inserts: SQLite takes 32,766 values at most.
const ROWS: usize = 500;

pub(super) async fn insert_members(
    tx: &mut Tx,
    chat: ChatId,
    members: &[NewMember],
    now: Timestamp,
) -> Result<()> {
    for some in members.chunks(ROWS) {
        on!(tx, conn => {
            let mut query = QueryBuilder::new("insert into members (chat_id, user_id, role, name, joined_at) ");
            query.push_values(some, |mut row, member| {
                row.push_bind(chat.0).push_bind(member.user.0).push_bind(member.role.as_str());
                row.push_bind(&member.own_name).push_bind(now.0);
            });
            query.build().execute(conn).await?.rows_affected()
        });
    }
    Ok(())
}

/// Puts a chat back into a member's list, perhaps with another name.
pub(super) async fn unhide(
    tx: &mut Tx,
    chat: ChatId,
    user: UserId,
    name: Option<&str>,
) -> Result<()> {
    run!(tx, sqlx::query(
        "update members set hidden_seq = null, name = coalesce($3, name) where chat_id = $1 and user_id = $2")
        .bind(chat.0).bind(user.0).bind(name)).map(drop)
}

pub(super) async fn set_own_name(
    tx: &mut Tx,
    chat: ChatId,
    user: UserId,
    name: &str,
) -> Result<()> {
    run!(
        tx,
        sqlx::query("update members set name = $3 where chat_id = $1 and user_id = $2")
            .bind(chat.0)
            .bind(user.0)
            .bind(name)
    )
    .map(drop)
}

pub(super) async fn update(
    tx: &mut Tx,
    chat: ChatId,
    name: Option<&str>,
    description: Option<&str>,
) -> Result<()> {
    run!(tx, sqlx::query(
        "update chats set name = coalesce($2, name), description = coalesce($3, description) where id = $1")
        .bind(chat.0).bind(name).bind(description)).map(drop)
}

pub(super) async fn set_archived(
    tx: &mut Tx,
    chat: ChatId,
    user: UserId,
    archived: bool,
) -> Result<()> {
    run!(
        tx,
        sqlx::query("update members set archived = $3 where chat_id = $1 and user_id = $2")
            .bind(chat.0)
            .bind(user.0)
            .bind(archived)
    )
    .map(drop)
}

pub(super) async fn set_muted(
    tx: &mut Tx,
    chat: ChatId,
    user: UserId,
    muted: bool,
    until: Option<Timestamp>,
) -> Result<()> {
    run!(
        tx,
        sqlx::query(
            "update members set muted = $3, muted_until = $4 where chat_id = $1 and user_id = $2"
        )
        .bind(chat.0)
        .bind(user.0)
        .bind(muted)
        .bind(until.map(|until| until.0))
    )
    .map(drop)
}

/// Hides a chat and what is in it so far from one of its members.
pub(super) async fn clear(tx: &mut Tx, chat: ChatId, user: UserId, last_seq: u64) -> Result<()> {
    run!(
        tx,
        sqlx::query(
            "update members set cleared_seq = $3, hidden_seq = $3, read_seq = $3, own_unread = 0
         where chat_id = $1 and user_id = $2"
        )
        .bind(chat.0)
        .bind(user.0)
        .bind(signed(last_seq))
    )
    .map(drop)
}

/// Moves the mark, and counts again which of the messages after it are the member's own.
pub(super) async fn mark_read(tx: &mut Tx, chat: ChatId, user: UserId, seq: u64) -> Result<()> {
    run!(
        tx,
        sqlx::query(
            "update members set read_seq = $3, own_unread = (select count(*) from messages x
             where x.chat_id = $1 and x.seq > $3 and x.sender_id = $2)
         where chat_id = $1 and user_id = $2"
        )
        .bind(chat.0)
        .bind(user.0)
        .bind(signed(seq))
    )
    .map(drop)
}
