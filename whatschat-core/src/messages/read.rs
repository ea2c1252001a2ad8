//! Reading: pages, searches, earlier versions.

use super::{Message, Metadata};
use crate::id::{ChatId, MessageId, UserId};
use crate::page::{self, Pagination};
use crate::{limits, time::Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// List a chat's messages, newest first
///
/// `before` and `after` are cursors: positions (`seq`) that the page ends before or begins
/// after. They cost the same at any depth. With `after` alone the page is the oldest that
/// follows, so that a client can catch up; it too comes newest first. A cursor takes the place
/// of `page`.
///
/// With `search` it lists the messages that have all of its words, which are what blanks part.
/// Upper and lower case, full and half width are the same. A word is found where a word of the
/// content begins with it: `hel` finds `Hello`, `ello` does not. Chinese, Japanese, Korean, Thai,
/// Lao, Burmese and Khmer letters, punctuation and emoji are found anywhere, as they stand:
/// `天气` finds `今天天气很好`. Nothing in a search is an operator, and blanks alone find nothing.
/// `total` then counts the hits between the cursors, up to 1,000, which is as far as `page`
/// reaches; `before` reaches further. A search for words that are common each and rare as they
/// stand ends after some 10,000 messages that have their parts.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListMessages {
    /// Whose messages.
    pub chat_id: ChatId,
    /// Which page, from 1.
    #[serde(default = "page::first")]
    #[schema(schema_with = limits::page, required = false)]
    pub page: u32,
    /// How many a page.
    #[serde(default = "page::twenty")]
    #[schema(schema_with = limits::limit, required = false)]
    pub limit: u32,
    /// Words that the content must have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::search, required = false)]
    pub search: Option<String>,
    /// Only messages with a smaller `seq`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::seq, required = false)]
    pub before: Option<u64>,
    /// Only messages with a greater `seq`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::seq, required = false)]
    pub after: Option<u64>,
}

impl ListMessages {
    /// The newest page of a chat.
    pub fn newest(chat_id: ChatId) -> Self {
        Self {
            chat_id,
            page: page::first(),
            limit: page::twenty(),
            search: None,
            before: None,
            after: None,
        }
    }
}

/// A page of messages, newest first
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MessagePage {
    /// The page's messages.
    pub messages: Vec<Message>,
    /// Where the page stands; with a cursor, `page` is 1.
    pub pagination: Pagination,
}

/// Search the messages of all of the caller's chats, newest first
///
/// It finds what `search` within one chat finds: the messages that have all of the words. A page
/// may have fewer hits than were asked for, or none, and a `next` all the same: then much was read
/// that only looked like a hit, and the next page goes on from there.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchMessages {
    /// The words.
    #[schema(schema_with = limits::search)]
    pub search: String,
    /// How many a page.
    #[serde(default = "page::twenty")]
    #[schema(schema_with = limits::limit, required = false)]
    pub limit: u32,
    /// A cursor: the `next` of the page before. No other id goes on anywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<MessageId>,
}

impl SearchMessages {
    /// The newest page of a search.
    pub fn newest(search: impl Into<String>) -> Self {
        Self { search: search.into(), limit: page::twenty(), before: None }
    }
}

/// What a search found
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MessageHits {
    /// The messages, newest first.
    pub messages: Vec<Message>,
    /// The `before` of the next page; `null` on the last.
    #[schema(required)]
    pub next: Option<MessageId>,
}

/// Show what a message said before it was edited, oldest first
///
/// For whoever can read the message. The last hundred versions.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetHistory {
    /// Which message.
    pub message_id: MessageId,
}

/// An earlier version of a message
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageVersion {
    /// The text then.
    pub content: String,
    /// What travelled with it then.
    #[schema(value_type = HashMap<String, serde_json::Value>)]
    pub metadata: Metadata,
    /// From when on it said so.
    pub created_at: Timestamp,
}

/// Show whom a message has reached
///
/// For members of its chat, as far as they can read it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetReceipts {
    /// Which message.
    pub message_id: MessageId,
}

/// Whom a message has reached, its sender aside
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Receipts {
    /// On whose device it has arrived.
    pub delivered: Vec<UserId>,
    /// Who has read it; they are among the delivered too.
    pub read: Vec<UserId>,
}
