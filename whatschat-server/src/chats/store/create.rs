//! New chats.

use crate::store::{Tx, on, push_uuids, run, signed};
use sqlx::{QueryBuilder, Result};
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;
use whatschat_core::chats::ChatType;
use whatschat_core::groups::Role;
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::time::Timestamp;

/// A chat to be.
pub(in crate::chats) struct NewChat {
    pub(in crate::chats) id: ChatId,
    pub(in crate::chats) r#type: ChatType,
    pub(in crate::chats) name: Option<String>,
    pub(in crate::chats) description: Option<String>,
    pub(in crate::chats) avatar: Option<String>,
    pub(in crate::chats) pair_key: Option<String>,
}

/// What a private chat of two users is known by, whoever made it.
pub(crate) fn pair_key(one: UserId, other: UserId) -> String {
    let (first, second) = if one < other { (one, other) } else { (other, one) };
    format!("{first}:{second}")
}

/// Those of the users who exist, and were not deleted.
pub(crate) async fn existing_users(
    tx: &mut Tx,
    users: &BTreeSet<UserId>,
) -> Result<HashSet<UserId>> {
    let rows: Vec<Uuid> = on!(tx, conn => {
        let mut query = QueryBuilder::new("select id from users where deleted_at is null and id in ");
        push_uuids(&mut query, users.iter().map(|user| user.0));
        query.build_query_scalar().fetch_all(conn).await?
    });
    Ok(rows.into_iter().map(UserId).collect())
}

pub(in crate::chats) async fn by_pair(tx: &mut Tx, pair_key: &str) -> Result<Option<ChatId>> {
    let id: Option<Uuid> = on!(tx, conn => sqlx::query_scalar("select id from chats where pair_key = $1")
        .bind(pair_key).fetch_optional(conn).await?);
    Ok(id.map(ChatId))
}

pub(in crate::chats) async fn insert(tx: &mut Tx, chat: &NewChat, now: Timestamp) -> Result<()> {
    run!(tx, sqlx::query(
        "insert into chats (id, type, name, description, avatar, pair_key, created_at) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(chat.id.0).bind(chat.r#type.as_str()).bind(&chat.name).bind(&chat.description)
        .bind(&chat.avatar).bind(&chat.pair_key).bind(now.0)).map(drop)
}

/// Someone who is to be in a chat.
pub(crate) struct NewMember {
    pub(crate) user: UserId,
    pub(crate) role: Role,
    pub(crate) own_name: Option<String>,
    /// Sees only what comes after this place.
    pub(crate) from_seq: u64,
}

impl NewMember {
    /// A member like others.
    pub(crate) const fn plain(user: UserId, from_seq: u64) -> Self {
        Self { user, role: Role::Member, own_name: None, from_seq }
    }
}

/// How many rows one statement inserts: SQLite takes 32,766 values at most.
const ROWS: usize = 500;

pub(crate) async fn insert_members(
    tx: &mut Tx,
    chat: ChatId,
    members: &[NewMember],
    now: Timestamp,
) -> Result<()> {
    for some in members.chunks(ROWS) {
        on!(tx, conn => {
            let mut query = QueryBuilder::new(
                "insert into members (chat_id, user_id, role, name, joined_at, from_seq, cleared_seq, read_seq, delivered_seq, from_pos) ");
            query.push_values(some, |mut row, member| {
                row.push_bind(chat.0).push_bind(member.user.0).push_bind(member.role.as_str());
                row.push_bind(&member.own_name).push_bind(now.0);
                for _ in 0..4 {
                    row.push_bind(signed(member.from_seq));
                }
                // Their joining itself comes after.
                row.push("(select pos from log_head)");
            });
            query.build().execute(conn).await?.rows_affected()
        });
    }
    Ok(())
}
