//! Every limit that a user can hit, and the schemas of the texts that have them.
//! Lengths are in Unicode characters, sizes in bytes.

use crate::id::UserId;
use crate::locale::{Locale, Text};
use crate::messages::MessageType;
use utoipa::PartialSchema;
use utoipa::openapi::schema::{ArrayBuilder, Object, ObjectBuilder, Type};
use utoipa::openapi::{KnownFormat, Schema, SchemaFormat};

/// The most bytes of a request's head: its address and its headers.
pub const HEAD_MAX_BYTES: usize = 16 * 1024;
/// How deep values may be nested in JSON.
pub const JSON_DEPTH_MAX: usize = 64;
/// The fewest characters of a user name.
pub const USERNAME_MIN: usize = 3;
/// The most characters of a user name.
pub const USERNAME_MAX: usize = 20;
/// The most characters of an e-mail address (RFC 5321).
pub const EMAIL_MAX: usize = 254;
/// The fewest characters of a password.
pub const PASSWORD_MIN: usize = 6;
/// The most characters of a password.
pub const PASSWORD_MAX: usize = 128;
/// The most characters of a user's status text.
pub const STATUS_MAX: usize = 100;
/// The most characters of a chat's or group's name.
pub const NAME_MAX: usize = 100;
/// The most characters of a description.
pub const DESCRIPTION_MAX: usize = 500;
/// The most characters of an address of a picture.
pub const URL_MAX: usize = 2048;
/// The most characters of a token that a client sends back.
pub const TOKEN_MAX: usize = 4096;
/// The most characters of a message.
pub const CONTENT_MAX: usize = 10_000;
/// The most characters of another message that an answer to it shows.
pub const QUOTE_MAX: usize = 200;
/// The most bytes of a message's metadata, as JSON.
pub const METADATA_MAX_BYTES: usize = 16 * 1024;
/// The most characters of a search.
pub const SEARCH_MAX: usize = 200;
/// The most hits of a search in a chat that are counted, and that numbered pages reach.
pub const SEARCH_TOTAL_MAX: usize = 1_000;
/// The most users that a page after a cursor counts.
pub const USERS_TOTAL_MAX: u64 = 1_000;
/// The most entries of one page.
pub const PAGE_MAX: u32 = 100;
/// The most entries of one page of what has happened.
pub const SYNC_PAGE_MAX: u32 = 500;
/// The highest page number; cursors reach further.
pub const PAGE_NUMBER_MAX: u32 = 1_000_000;
/// The most members of a group.
pub const GROUP_MEMBERS_MAX: usize = 5_000;
/// The most members of a group whom a list of chats shows.
pub const LISTED_PARTICIPANTS_MAX: usize = 20;
/// The most users that one request may name.
pub const PARTICIPANTS_MAX: usize = 1_000;
/// The most participants of a call, besides the caller.
pub const CALL_PARTICIPANTS_MAX: usize = 15;
/// How long a call rings.
pub const CALL_RING_MS: i64 = 45_000;
/// How long a call keeps the place of a device that has lost its connection.
pub const CALL_GRACE_MS: i64 = 20_000;
/// The same after the server was started again, when every device has lost it.
pub const CALL_RESTART_GRACE_MS: i64 = 60_000;
/// The most bytes of an uploaded file.
pub const FILE_MAX_BYTES: usize = 10 * 1024 * 1024;
/// The most characters of a file's name.
pub const FILE_NAME_MAX: usize = 255;
/// The most pixels of a picture.
pub const IMAGE_MAX_PIXELS: u64 = 25_000_000;
/// The most pixels of a thumbnail, each way.
pub const THUMBNAIL_MAX_SIDE: u32 = 320;
/// The most different reactions to one message.
pub const REACTIONS_MAX: usize = 20;
/// The most characters of a reaction: an emoji may be made of many.
pub const REACTION_MAX: usize = 16;
/// The most users whom one message may mention.
pub const MENTIONS_MAX: usize = 50;
/// The most pinned messages of a chat.
pub const PINS_MAX: usize = 50;
/// The most chats that someone may have in their list: a search looks through all of them.
pub const CHATS_MAX: usize = 2_000;
/// The most devices that someone may be logged in on; the one used longest ago makes room.
pub const SESSIONS_MAX: usize = 50;
/// The most bytes of a JSON body.
pub const BODY_MAX_BYTES: usize = 64 * 1024;
/// The same for a message: 10,000 characters outside of the Basic Multilingual Plane take twelve
/// bytes each where a client escapes them.
pub const MESSAGE_BODY_MAX_BYTES: usize = 192 * 1024;
/// The most members of a chat in which a change of presence is told to the others.
pub const PRESENCE_MEMBERS_MAX: usize = 100;

const USERNAME: &str = "^[A-Za-z0-9_]+$";
/// One mailbox, and nothing around it: the format alone would let `Bob <bob@example.org>` pass.
const EMAIL: &str = r#"^[^\s@<>"\[\]()]+@[^\s@<>"\[\]()]+\.[^\s@<>"\[\]()]+$"#;
const PHONE: &str = r"^(\+?86)?\s*1[3-9](\s*[0-9]){9}$";
/// Dialects of regular expressions differ in what `.` is.
const PASSWORD: &str = r"^(?=[\s\S]*[a-z])(?=[\s\S]*[A-Z])(?=[\s\S]*[0-9])";
/// Something to see, and nothing that hides, reorders or commands: no control, zero-width or
/// bidi-override characters. (The joiners of emoji and Persian are neither.)
const VISIBLE: &str = r"^(?=.*\S)[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$";

/// The same without blanks.
const UNBROKEN: &str =
    r"^[^\s\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]+$";

/// 2^63 - 1 has nineteen digits.
const CURSOR: &str = r"^[0-9a-f]{8}\.(0|[1-9][0-9]{0,18})$";

/// What a text must look like to fit a pattern or a format of this module.
pub(crate) fn describe(pattern: &str, locale: Locale) -> &str {
    let text = match pattern {
        USERNAME => Text {
            zh: "只能包含字母、数字和下划线",
            en: "letters, digits and underscores only",
        },
        PHONE => Text {
            zh: "必须是中国大陆手机号码", en: "a mobile number of mainland China"
        },
        PASSWORD => Text {
            zh: "必须包含大小写字母和数字",
            en: "a text with an upper-case letter, a lower-case letter and a digit",
        },
        VISIBLE => Text {
            zh: "不能只有空白，也不能包含控制字符或不可见字符",
            en: "a text that shows, without control or invisible characters",
        },
        CURSOR => Text {
            zh: "必须是服务器给出的游标", en: "a cursor that the server has given"
        },
        UNBROKEN => Text {
            zh: "不能包含空白、控制字符或不可见字符",
            en: "a text that shows, without blanks, control or invisible characters",
        },
        EMAIL | "email" => Text { zh: "必须是邮箱地址", en: "an e-mail address" },
        "uuid" => Text { zh: "必须是 UUID", en: "a UUID" },
        "date-time" => Text { zh: "必须是 RFC 3339 时间", en: "a time as RFC 3339 has it" },
        other => return other,
    };
    text.to(locale)
}

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
