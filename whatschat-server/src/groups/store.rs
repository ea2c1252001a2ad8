//! Groups: the SQL.

use crate::chats::store::ParticipantRow;
use crate::store::{Conn, Tx, on, push_uuids, run};
use sqlx::{FromRow, QueryBuilder, Result};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;
use whatschat_core::chats::Participant;
use whatschat_core::groups::{Role, UpdateGroup};
use whatschat_core::id::{ChatId, UserId};
use whatschat_core::names::UnknownName;
use whatschat_core::time::Timestamp;

/// A group, and someone's place in it.
#[derive(FromRow)]
pub(super) struct Place {
    #[sqlx(try_from = "Uuid")]
    id: ChatId,
    pub(super) description: Option<String>,
    pub(super) avatar: Option<String>,
    #[sqlx(try_from = "String")]
    pub(super) role: Role,
}

/// Someone's places in all their groups.
pub(super) async fn places(conn: &mut Conn, user: UserId) -> Result<HashMap<ChatId, Place>> {
    let places: Vec<Place> = on!(conn, c => sqlx::query_as(
        "select c.id, c.description, c.avatar, m.role from members m join chats c on c.id = m.chat_id
         where m.user_id = $1 and c.type = 'group'").bind(user.0).fetch_all(c).await?);
    Ok(places.into_iter().map(|place| (place.id, place)).collect())
}

/// Nobody else changes the group, or sends into it, before the transaction ends.
pub(super) async fn lock(tx: &mut Tx, id: ChatId) -> Result<()> {
    if tx.locks_rows() {
        run!(tx, sqlx::query("select 1 from chats where id = $1 for update").bind(id.0))?;
    }
    Ok(())
}

pub(super) async fn update(tx: &mut Tx, change: &UpdateGroup) -> Result<()> {
    run!(tx, sqlx::query(
        "update chats set name = coalesce($2, name), description = nullif(coalesce($3, description), ''),
         avatar = nullif(coalesce($4, avatar), '') where id = $1")
        .bind(change.id.0).bind(&change.name).bind(&change.description).bind(&change.avatar)).map(drop)
}

pub(super) async fn member_ids(conn: &mut Conn, id: ChatId) -> Result<HashSet<UserId>> {
    let ids: Vec<Uuid> = on!(conn, c => sqlx::query_scalar("select user_id from members where chat_id = $1")
        .bind(id.0).fetch_all(c).await?);
    Ok(ids.into_iter().map(UserId).collect())
}

pub(super) async fn participants(
    conn: &mut Conn,
    id: ChatId,
    users: &[UserId],
) -> Result<Vec<Participant>> {
    let rows: Vec<ParticipantRow> = on!(conn, c => {
        let mut query = QueryBuilder::new(
            "select m.chat_id, u.id, u.username, u.avatar, m.role, m.joined_at
             from members m join users u on u.id = m.user_id where m.chat_id = ");
        query.push_bind(id.0).push(" and m.user_id in ");
        push_uuids(&mut query, users.iter().map(|user| user.0));
        query.push(" order by u.id").build_query_as().fetch_all(c).await?
    });
    Ok(rows.into_iter().map(ParticipantRow::participant).collect())
}

pub(super) async fn role(conn: &mut Conn, id: ChatId, user: UserId) -> Result<Option<Role>> {
    let role: Option<String> = on!(conn, c => sqlx::query_scalar(
        "select role from members where chat_id = $1 and user_id = $2")
        .bind(id.0).bind(user.0).fetch_optional(c).await?);
    role.map(Role::try_from).transpose().map_err(|why: UnknownName| sqlx::Error::Decode(why.into()))
}

pub(super) async fn set_role(tx: &mut Tx, id: ChatId, user: UserId, role: Role) -> Result<()> {
    run!(
        tx,
        sqlx::query("update members set role = $3 where chat_id = $1 and user_id = $2")
            .bind(id.0)
            .bind(user.0)
            .bind(role.as_str())
    )
    .map(drop)
}

pub(super) async fn admins(conn: &mut Conn, id: ChatId) -> Result<i64> {
    on!(conn, c => sqlx::query_scalar("select count(*) from members where chat_id = $1 and role = 'admin'")
        .bind(id.0).fetch_one(c).await)
}

pub(super) async fn count(conn: &mut Conn, id: ChatId) -> Result<usize> {
    let count: i64 = on!(conn, c => sqlx::query_scalar("select count(*) from members where chat_id = $1")
        .bind(id.0).fetch_one(c).await?);
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

pub(super) async fn longest_standing(conn: &mut Conn, id: ChatId) -> Result<Option<UserId>> {
    let user: Option<Uuid> = on!(conn, c => sqlx::query_scalar(
        "select user_id from members where chat_id = $1 order by joined_at, user_id limit 1")
        .bind(id.0).fetch_optional(c).await?);
    Ok(user.map(UserId))
}

/// Some of the groups that a user is in.
pub(super) async fn groups_of(conn: &mut Conn, user: UserId, most: u32) -> Result<Vec<ChatId>> {
    let ids: Vec<Uuid> = on!(conn, c => sqlx::query_scalar(
        "select c.id from members m join chats c on c.id = m.chat_id
         where m.user_id = $1 and c.type = 'group' order by m.chat_id limit $2")
        .bind(user.0).bind(i64::from(most)).fetch_all(c).await?);
    Ok(ids.into_iter().map(ChatId).collect())
}

/// Whose account has ended, and who is in a group still.
pub(super) async fn gone(conn: &mut Conn) -> Result<Vec<UserId>> {
    let ids: Vec<Uuid> = on!(conn, c => sqlx::query_scalar(
        "select u.id from users u where u.deleted_at is not null and exists (
             select 1 from members m join chats c on c.id = m.chat_id
             where m.user_id = u.id and c.type = 'group')").fetch_all(c).await?);
    Ok(ids.into_iter().map(UserId).collect())
}

pub(super) async fn delete_member(tx: &mut Tx, id: ChatId, user: UserId) -> Result<()> {
    let delete = "delete from members where chat_id = $1 and user_id = $2";
    run!(tx, sqlx::query(delete).bind(id.0).bind(user.0))?;
    // Of whose account has ended nothing is kept.
    let note = "insert into former_members (user_id, chat_id)
                select id, $2 from users where id = $1 and deleted_at is null on conflict do nothing";
    run!(tx, sqlx::query(note).bind(user.0).bind(id.0)).map(drop)
}

/// The groups that a user was in and has left.
pub(super) async fn left_by(conn: &mut Conn, user: UserId) -> Result<Vec<ChatId>> {
    let ids: Vec<Uuid> = on!(conn, c => sqlx::query_scalar(
        "select f.chat_id from former_members f where f.user_id = $1 and not exists (
             select 1 from members m where m.chat_id = f.chat_id and m.user_id = f.user_id)
         order by f.chat_id")
        .bind(user.0).fetch_all(c).await?);
    Ok(ids.into_iter().map(ChatId).collect())
}

pub(super) async fn delete_members(tx: &mut Tx, id: ChatId) -> Result<()> {
    run!(tx, sqlx::query("delete from members where chat_id = $1").bind(id.0)).map(drop)
}

pub(super) async fn set_ended(tx: &mut Tx, id: ChatId, now: Timestamp) -> Result<()> {
    let update = "update chats set ended_at = $2 where id = $1";
    run!(tx, sqlx::query(update).bind(id.0).bind(now.0)).map(drop)
}

/// The groups that have ended and are not deleted yet.
pub(super) async fn ended(conn: &mut Conn) -> Result<Vec<ChatId>> {
    let ids: Vec<Uuid> = on!(conn, c => sqlx::query_scalar("select id from chats where ended_at > 0")
        .fetch_all(c).await?);
    Ok(ids.into_iter().map(ChatId).collect())
}

/// Deletes some of an ended group's messages; how many.
pub(super) async fn delete_some(tx: &mut Tx, id: ChatId, most: u32) -> Result<u64> {
    run!(
        tx,
        sqlx::query(
            "delete from messages where id in
                 (select id from messages where chat_id = $1 order by seq limit $2)"
        )
        .bind(id.0)
        .bind(i64::from(most))
    )
}

pub(super) async fn is_empty(conn: &mut Conn, id: ChatId) -> Result<bool> {
    let some: Option<Uuid> = on!(conn, c => sqlx::query_scalar("select id from messages where chat_id = $1 limit 1")
        .bind(id.0).fetch_optional(c).await?);
    Ok(some.is_none())
}

pub(super) async fn delete_chat(tx: &mut Tx, id: ChatId) -> Result<()> {
    run!(tx, sqlx::query("delete from chats where id = $1").bind(id.0)).map(drop)
}
