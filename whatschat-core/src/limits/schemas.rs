//! The schemas of what has a limit, for attributes: these take functions where they must not repeat
//! a number.

use super::patterns::{CURSOR, EMAIL, PASSWORD, PHONE, UNBROKEN, USERNAME, VISIBLE};
use super::{
    CALL_PARTICIPANTS_MAX, CONTENT_MAX, DESCRIPTION_MAX, EMAIL_MAX, MENTIONS_MAX, NAME_MAX,
    PAGE_MAX, PAGE_NUMBER_MAX, PARTICIPANTS_MAX, PASSWORD_MAX, PASSWORD_MIN, REACTION_MAX,
    SEARCH_MAX, STATUS_MAX, SYNC_PAGE_MAX, TOKEN_MAX, URL_MAX, USERNAME_MAX, USERNAME_MIN,
};
use crate::id::UserId;
use crate::messages::MessageType;
use utoipa::PartialSchema;
use utoipa::openapi::schema::{ArrayBuilder, Object, ObjectBuilder, Type};
use utoipa::openapi::{KnownFormat, Schema, SchemaFormat};

fn text(min: usize, max: usize) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length((min > 0).then_some(min))
        .max_length(Some(max))
}

fn number(min: u64, max: u64) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(whole(min)))
        .maximum(Some(whole(max)))
}

fn whole(n: u64) -> utoipa::Number {
    utoipa::Number::UInt(usize::try_from(n).unwrap_or(usize::MAX))
}

pub(crate) fn username() -> Object {
    text(USERNAME_MIN, USERNAME_MAX).pattern(Some(USERNAME)).build()
}

pub(crate) fn email() -> Object {
    let format = SchemaFormat::KnownFormat(KnownFormat::Email);
    text(3, EMAIL_MAX).format(Some(format)).pattern(Some(EMAIL)).build()
}

pub(crate) fn phone() -> Object {
    text(11, 32).pattern(Some(PHONE)).build()
}

/// A password that someone chooses.
pub(crate) fn new_password() -> Object {
    text(PASSWORD_MIN, PASSWORD_MAX).pattern(Some(PASSWORD)).build()
}

/// A password that someone claims to have: rules may have changed since it was chosen.
pub(crate) fn password() -> Object {
    text(1, PASSWORD_MAX).build()
}

pub(crate) fn status() -> Object {
    text(0, STATUS_MAX).build()
}

pub(crate) fn name() -> Object {
    text(1, NAME_MAX).pattern(Some(VISIBLE)).build()
}

pub(crate) fn description() -> Object {
    text(0, DESCRIPTION_MAX).build()
}

pub(crate) fn url() -> Object {
    text(0, URL_MAX).build()
}

pub(crate) fn token() -> Object {
    text(1, TOKEN_MAX).build()
}

pub(crate) fn content() -> Object {
    text(1, CONTENT_MAX).build()
}

pub(crate) fn search() -> Object {
    text(1, SEARCH_MAX).build()
}

pub(crate) fn page() -> Object {
    number(1, u64::from(PAGE_NUMBER_MAX)).default(Some(1.into())).build()
}

pub(crate) fn limit() -> Object {
    number(1, u64::from(PAGE_MAX)).default(Some(20.into())).build()
}

/// How much of what has happened one page gives.
pub(crate) fn sync_limit() -> Object {
    number(1, u64::from(SYNC_PAGE_MAX)).default(Some(100.into())).build()
}

/// A position in the log.
pub(crate) fn cursor() -> Object {
    text(10, 28).pattern(Some(CURSOR)).build()
}

/// A position in a chat: 2^53 - 1 is the most that every JSON reader can hold.
pub(crate) fn seq() -> Object {
    number(0, (1 << 53) - 1).build()
}

/// An emoji, or another short text that shows.
pub(crate) fn reaction() -> Object {
    text(1, REACTION_MAX).pattern(Some(UNBROKEN)).build()
}

/// A type that a client may send: all but those of the server's own messages.
pub(crate) fn sendable() -> Object {
    let types = MessageType::SENDABLE.map(MessageType::as_str);
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(types)).build()
}

/// For whom a message is deleted.
pub(crate) fn scope() -> Object {
    let scopes = Some(["everyone", "me"]);
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(scopes)
        .default(Some("everyone".into()))
        .build()
}

/// What `Accept-Language` may hold.
pub(crate) fn languages() -> Object {
    text(1, 100).build()
}

/// Seconds since 1970.
pub(crate) fn unix_seconds() -> Object {
    number(0, (1 << 53) - 1).build()
}

/// A signature, in the letters of base64url.
pub(crate) fn signature() -> Object {
    text(1, 128).pattern(Some("^[A-Za-z0-9_-]+$")).build()
}

/// The name of a file as a link has it; what it says does not matter.
pub(crate) fn file_name() -> Object {
    text(1, 1024).build()
}

fn user_ids(min: usize, max: usize) -> Schema {
    let min = (min > 0).then_some(min);
    ArrayBuilder::new().items(UserId::schema()).min_items(min).max_items(Some(max)).into()
}

pub(crate) fn participants() -> Schema {
    user_ids(1, PARTICIPANTS_MAX)
}

pub(crate) fn mentions() -> Schema {
    user_ids(0, MENTIONS_MAX)
}

pub(crate) fn call_participants() -> Schema {
    user_ids(1, CALL_PARTICIPANTS_MAX)
}
