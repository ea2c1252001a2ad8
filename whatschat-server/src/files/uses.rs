//! Files in messages. A message keeps the id of its file alone; what is known of the file, and
//! fresh links to it, are added whenever the message leaves the server.

use super::links::Links;
use super::store::{self, FileRow};
use super::{kind, lock_seen};
use crate::error::ApiError;
use crate::http::Caller;
use crate::store::{Conn, Tx};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};
use whatschat_core::error::FieldCode;
use whatschat_core::id::{FileId, MessageId, UserId};
use whatschat_core::messages::{Message, MessageType, Metadata};
use whatschat_core::time::Timestamp;

const FIELD: &str = "metadata.fileId";
const FILE_ID: &str = "fileId";
/// What the server says of a file; clients' words for it are not kept.
const SHOWN: [&str; 7] = ["url", "name", "size", "type", "width", "height", "thumbnailUrl"];

/// Files by who wants to use them.
pub(crate) type Usable = HashMap<(FileId, UserId), FileRow>;

/// The file that a message names, where it is of a type that has one.
pub(crate) fn named(r#type: MessageType, metadata: Option<&Metadata>) -> Option<FileId> {
    if matches!(r#type, MessageType::Text | MessageType::System) {
        return None;
    }
    metadata?.get(FILE_ID)?.as_str()?.parse().ok()
}

/// Refuses a message that has to name a file and does not.
pub(crate) fn require(r#type: MessageType, metadata: Option<&Metadata>) -> Result<(), ApiError> {
    let has_none = matches!(r#type, MessageType::Text | MessageType::System);
    if has_none || named(r#type, metadata).is_some() {
        return Ok(());
    }
    let there = metadata.is_some_and(|metadata| metadata.contains_key(FILE_ID));
    Err(match there {
        true => ApiError::bad_field(FIELD, FieldCode::WrongFormat, "uuid"),
        false => ApiError::bad_field(FIELD, FieldCode::Required, ""),
    })
}

/// Whether a message of this type may name the file.
pub(crate) fn fits(r#type: MessageType, file: &FileRow) -> bool {
    kind::fits(r#type, &file.r#type)
}

/// The refusal of a file that does not fit.
pub(crate) fn misfit(r#type: MessageType) -> ApiError {
    ApiError::bad_field(FIELD, FieldCode::NotOneOf, format!("{}/*", r#type.as_str()))
}

/// Those of the files that their users may use; none of them goes before the transaction ends.
pub(crate) async fn usable(
    tx: &mut Tx,
    wanted: impl Iterator<Item = (FileId, UserId)>,
) -> sqlx::Result<Usable> {
    let wanted: BTreeSet<_> = wanted.collect();
    if wanted.is_empty() { Ok(Usable::new()) } else { store::lock_seen(tx, &wanted).await }
}

/// Notes which new messages use files.
pub(crate) async fn note(
    tx: &mut Tx,
    messages: impl Iterator<Item = &Message>,
) -> sqlx::Result<()> {
    let uses = messages.filter_map(|message| Some((message.id, of(message)?)));
    let uses: Vec<(MessageId, FileId)> = uses.collect();
    if uses.is_empty() { Ok(()) } else { store::add_uses(tx, &uses).await }
}

/// Checks and notes the file of a message whose metadata the caller has changed. What the
/// message used before stays with it, for its history.
pub(crate) async fn change(
    tx: &mut Tx,
    caller: Caller,
    message: &mut Message,
) -> Result<(), ApiError> {
    require(message.r#type, Some(&message.metadata))?;
    let Some(id) = of(message) else { return Ok(()) };
    let file = lock_seen(tx, id, caller.user).await?;
    if !fits(message.r#type, &file) {
        return Err(misfit(message.r#type));
    }
    strip(message);
    Ok(note(tx, std::iter::once(&*message)).await?)
}

/// Takes out what the server itself says of a file.
pub(crate) fn strip(message: &mut Message) {
    if of(message).is_some() {
        message.metadata.retain(|name, _| !SHOWN.contains(&name.as_str()));
    }
}

/// Adds to messages what is known of their files. The links are the same for everyone, since an
/// event is encoded once for all.
pub(crate) async fn show<'a>(
    conn: &mut Conn,
    links: &Links,
    now: Timestamp,
    messages: impl Iterator<Item = &'a mut Message>,
) -> sqlx::Result<()> {
    let using: Vec<_> = messages.filter_map(|message| Some((of(message)?, message))).collect();
    if using.is_empty() {
        return Ok(());
    }
    let files = store::by_ids(conn, using.iter().map(|(id, _)| *id).collect()).await?;
    for (id, message) in using {
        if let Some(file) = files.get(&id) {
            add(&mut message.metadata, links, file, now);
        }
    }
    Ok(())
}

fn of(message: &Message) -> Option<FileId> {
    named(message.r#type, Some(&message.metadata))
}

fn add(metadata: &mut Metadata, links: &Links, file: &FileRow, now: Timestamp) {
    let info = links.info(file, now);
    let known = [
        ("url", Some(json!(info.url))),
        ("name", Some(json!(info.name))),
        ("size", Some(json!(info.size))),
        ("type", Some(json!(info.r#type))),
        ("width", info.width.map(|width| json!(width))),
        ("height", info.height.map(|height| json!(height))),
        ("thumbnailUrl", info.thumbnail_url.map(|url| json!(url))),
    ];
    metadata.extend(known.into_iter().filter_map(|(name, value)| Some((name.into(), value?))));
}
