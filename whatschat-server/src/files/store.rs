//! Files: the SQL.

mod sweep;
mod uses;

pub(super) use sweep::*;
pub(super) use uses::*;

use crate::store::{Conn, Tx, on, run, signed, unsigned};
use sqlx::{FromRow, Result};
use uuid::Uuid;
use whatschat_core::id::{FileId, UserId};
use whatschat_core::time::Timestamp;

/// A file, without what it holds.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct FileRow {
    #[sqlx(try_from = "Uuid")]
    pub(crate) id: FileId,
    #[sqlx(try_from = "Uuid")]
    pub(super) owner_id: UserId,
    pub(super) address: String,
    pub(crate) name: String,
    #[sqlx(try_from = "i64")]
    pub(crate) size: u64,
    pub(crate) r#type: String,
    width: Option<i64>,
    height: Option<i64>,
    /// The media type of the thumbnail.
    pub(super) thumbnail: Option<String>,
    #[sqlx(try_from = "i64")]
    pub(crate) created_at: Timestamp,
}

impl FileRow {
    pub(super) fn new(id: FileId, owner_id: UserId, name: String, created_at: Timestamp) -> Self {
        Self {
            address: super::avatars::address(id),
            id,
            owner_id,
            name,
            size: 0,
            r#type: super::kind::PLAIN.into(),
            width: None,
            height: None,
            thumbnail: None,
            created_at,
        }
    }

    pub(super) fn set_pixels(&mut self, width: u32, height: u32) {
        (self.width, self.height) = (Some(width.into()), Some(height.into()));
    }

    pub(super) fn width(&self) -> Option<u32> {
        self.width.and_then(|width| width.try_into().ok())
    }

    pub(super) fn height(&self) -> Option<u32> {
        self.height.and_then(|height| height.try_into().ok())
    }
}

/// How many bytes someone keeps, those that arrive just now among them.
pub(super) async fn bytes_of(conn: &mut Conn, owner: UserId) -> Result<u64> {
    let sum: i64 = on!(conn, c => sqlx::query_scalar(
        "select cast(coalesce(sum(size), 0) as bigint) from files where owner_id = $1")
        .bind(owner.0).fetch_one(c).await?);
    Ok(unsigned(sum))
}

/// Notes a file that is on its way into the store; nobody sees it yet.
pub(super) async fn announce(tx: &mut Tx, file: &FileRow) -> Result<()> {
    run!(tx, sqlx::query(
        "insert into files (id, owner_id, address, name, size, type, width, height, thumbnail, kept, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
        .bind(file.id.0).bind(file.owner_id.0).bind(&file.address).bind(&file.name)
        .bind(signed(file.size)).bind(&file.r#type).bind(file.width).bind(file.height)
        .bind(&file.thumbnail).bind(false).bind(file.created_at.0)).map(drop)
}

/// It has arrived.
pub(super) async fn keep(tx: &mut Tx, id: FileId) -> Result<()> {
    run!(tx, sqlx::query("update files set kept = $2 where id = $1").bind(id.0).bind(true))
        .map(drop)
}

/// A file, whoever asks.
pub(super) async fn get(conn: &mut Conn, id: FileId) -> Result<Option<FileRow>> {
    on!(conn, c => sqlx::query_as("select * from files where id = $1 and kept")
        .bind(id.0).fetch_optional(c).await)
}

/// How many files someone's export reads at a time.
const PAGE: i64 = 500;

/// Some of what someone has uploaded, the oldest first: what comes after this file.
pub(super) async fn of(
    conn: &mut Conn,
    owner: UserId,
    after: Option<&FileRow>,
) -> Result<Vec<FileRow>> {
    let place = after.map_or((i64::MIN, Uuid::nil()), |file| (file.created_at.0, file.id.0));
    on!(conn, c => sqlx::query_as(
        "select * from files where owner_id = $1 and kept and (created_at, id) > ($2, $3)
         order by created_at, id limit $4")
        .bind(owner.0).bind(place.0).bind(place.1).bind(PAGE).fetch_all(c).await)
}
