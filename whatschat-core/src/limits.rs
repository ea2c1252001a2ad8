//! Every limit that a user can hit, and the schemas of the texts that have them.
//! Lengths are in Unicode characters, sizes in bytes.

mod patterns;
mod schemas;

pub(crate) use patterns::describe;
pub(crate) use schemas::*;

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
/// The most sockets that someone may have open at once, on all devices: each is told everything.
pub const SOCKETS_MAX: usize = 200;
/// The most bytes of a JSON body.
pub const BODY_MAX_BYTES: usize = 64 * 1024;
/// The same for a message: 10,000 characters outside of the Basic Multilingual Plane take twelve
/// bytes each where a client escapes them.
pub const MESSAGE_BODY_MAX_BYTES: usize = 192 * 1024;
/// The most members of a chat in which a change of presence is told to the others.
pub const PRESENCE_MEMBERS_MAX: usize = 100;
