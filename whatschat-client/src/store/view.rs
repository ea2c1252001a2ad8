//! What a timeline shows of a chat, read at one moment.

use super::ranges::{self, Range};
use super::{Store, chats, marks, messages};
use crate::outbox::Outgoing;
use crate::store::Result;
use sqlx::SqliteConnection;
use whatschat_core::chats::{ChatSummary, ChatType, Marks};
use whatschat_core::id::ChatId;
use whatschat_core::limits::PRESENCE_MEMBERS_MAX;
use whatschat_core::messages::Message;

/// A chat at one moment, from some place on.
#[derive(Debug)]
pub(crate) struct View {
    /// The place of the first message.
    pub(crate) first: Option<u64>,
    /// What is known up to the newest, where that is enough to be shown.
    pub(crate) known: Option<Known>,
    pub(crate) messages: Vec<Message>,
    pub(crate) ranges: Vec<Range>,
    /// The place of the newest message, whether it is stored or not.
    pub(crate) newest: Option<u64>,
    pub(crate) outgoing: Vec<Outgoing>,
    pub(crate) marks: Vec<Marks>,
    /// How many are in the chat.
    pub(crate) members: usize,
}

/// What is known of the marks of a chat's members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KnownMarks {
    /// Those of some members are not known.
    Some,
    /// All, as they were when they were asked for: they may have moved since without a word.
    AsOfThen,
    /// All, and events tell where they move.
    All,
}

/// What is known of a chat up to some place: all of its messages from `first` on, which are
/// `count`. Where all is known there may be none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) first: u64,
    pub(crate) count: u64,
}

impl Known {
    /// Of a chat without messages.
    const NO_MESSAGE: Self = Self { first: 1, count: 0 };

    /// Whether these are so many, or all.
    pub(crate) fn is_enough(&self, least: u32) -> bool {
        self.first <= 1 || self.count >= u64::from(least)
    }
}

impl Store {
    /// Reads a chat from the place `from` on; without one, or where that is further back, from its
    /// `least`th newest message on.
    pub(crate) async fn view(&self, chat: ChatId, from: Option<u64>, least: u32) -> Result<View> {
        let conn = &mut *self.begin().await?;
        let summary = chats::get(conn, chat).await?;
        let newest = newest(conn, chat, summary.as_ref()).await?;
        let ranges = ranges::of(conn, chat).await?;
        let known = match newest {
            Some(newest) => known_up_to(conn, chat, &ranges, newest).await?,
            None => None,
        };
        let known = known.filter(|known| known.is_enough(least));
        // What may have changed since is shown only until enough is known.
        let start = messages::place_before(conn, chat, u64::MAX, least).await?;
        let start = start.max(known.map(|known| known.first));
        let first = match (from, start) {
            (Some(from), Some(start)) => Some(from.min(start)),
            (from, start) => from.or(start),
        };
        Ok(View {
            first,
            known,
            messages: messages::from(conn, chat, first.unwrap_or(0)).await?,
            ranges,
            newest,
            outgoing: self.outgoing_in(conn, Some(chat)).await?,
            marks: marks::of(conn, chat).await?,
            members: summary.map_or(0, |chat| chat.participant_count as usize),
        })
    }

    /// What is known of a chat up to its newest message; `None` where that is not known itself.
    pub(crate) async fn known(&self, chat: ChatId) -> Result<Option<Known>> {
        let conn = &mut *self.begin().await?;
        let summary = chats::get(conn, chat).await?;
        let Some(newest) = newest(conn, chat, summary.as_ref()).await? else {
            return Ok(summary.map(|_| Known::NO_MESSAGE));
        };
        let ranges = ranges::of(conn, chat).await?;
        known_up_to(conn, chat, &ranges, newest).await
    }

    /// What is known of a chat up to before a place, which may be nothing at all.
    pub(crate) async fn known_before(&self, chat: ChatId, before: u64) -> Result<Known> {
        let conn = &mut *self.begin().await?;
        let ranges = ranges::of(conn, chat).await?;
        let known = known_up_to(conn, chat, &ranges, before.saturating_sub(1)).await?;
        Ok(known.unwrap_or(Known { first: before, count: 0 }))
    }

    /// What is known of how far a chat's messages have reached its members.
    pub(crate) async fn known_marks(&self, chat: ChatId) -> Result<KnownMarks> {
        let conn = &mut *self.begin().await?;
        let known = marks::of(conn, chat).await?.len();
        let Some(summary) = chats::get(conn, chat).await? else { return Ok(KnownMarks::All) };
        let members = summary.participant_count as usize;
        // The server tells of these only who asks: in large groups, and across a block.
        let is_silent = members > PRESENCE_MEMBERS_MAX || summary.r#type == ChatType::Private;
        Ok(match (known < members, is_silent) {
            (true, _) => KnownMarks::Some,
            (false, true) => KnownMarks::AsOfThen,
            (false, false) => KnownMarks::All,
        })
    }

    /// The place of the `count`th stored message before a place, or of the first.
    pub(crate) async fn place_before(
        &self,
        chat: ChatId,
        before: u64,
        count: u32,
    ) -> Result<Option<u64>> {
        messages::place_before(&mut *self.begin().await?, chat, before, count).await
    }
}

/// The place of a chat's newest message, whether it is stored or not.
async fn newest(
    conn: &mut SqliteConnection,
    chat: ChatId,
    summary: Option<&ChatSummary>,
) -> Result<Option<u64>> {
    let stored = messages::place_before(conn, chat, u64::MAX, 1).await?;
    let listed = summary.and_then(|chat| chat.last_message.as_ref()).map(|message| message.seq);
    Ok(listed.max(stored))
}

/// What is known up to a place, itself among it; `None` where not even that is.
async fn known_up_to(
    conn: &mut SqliteConnection,
    chat: ChatId,
    ranges: &[Range],
    last: u64,
) -> Result<Option<Known>> {
    let Some(&Range { first, .. }) = ranges.iter().find(|range| range.has(last)) else {
        return Ok(None);
    };
    let count = messages::count(conn, chat, first, last.saturating_add(1)).await?;
    Ok(Some(Known { first, count }))
}
