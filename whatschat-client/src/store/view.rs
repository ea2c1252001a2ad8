//! What a timeline shows of a chat, read at one moment.

use super::ranges::{self, Range};
use super::{Store, chats, marks, messages};
use crate::Error;
use crate::outbox::Outgoing;
use sqlx::SqliteConnection;
use whatschat_core::chats::{ChatSummary, Marks};
use whatschat_core::id::ChatId;
use whatschat_core::messages::Message;

/// A chat at one moment, from some place on.
#[derive(Debug)]
pub(crate) struct View {
    /// The place of the first message.
    pub(crate) first: Option<u64>,
    /// From where on everything is known, where that is enough to be shown.
    pub(crate) known: Option<u64>,
    pub(crate) messages: Vec<Message>,
    pub(crate) ranges: Vec<Range>,
    /// The place of the newest message, whether it is stored or not.
    pub(crate) newest: Option<u64>,
    pub(crate) outgoing: Vec<Outgoing>,
    pub(crate) marks: Vec<Marks>,
    /// How many are in the chat.
    pub(crate) members: usize,
}

/// What is known of a chat's newest messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// The newest ones are not known.
    Nothing,
    /// The newest `count`, from `first` on.
    From { first: u64, count: u64 },
    /// There is none.
    Empty,
}

impl Store {
    /// Reads a chat from the place `from` on; without one, or where that is further back, from its
    /// `least`th newest message on.
    pub(crate) async fn view(
        &self,
        chat: ChatId,
        from: Option<u64>,
        least: u32,
    ) -> Result<View, Error> {
        let conn = &mut *self.begin().await?;
        let summary = chats::get(conn, chat).await?;
        let newest = newest(conn, chat, summary.as_ref()).await?;
        let ranges = ranges::of(conn, chat).await?;
        let known = filled(conn, chat, newest, &ranges, least).await?;
        // What may have changed since is shown only until enough is known.
        let start = messages::place_before(conn, chat, u64::MAX, least).await?.max(known);
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

    /// What is known of a chat's newest messages.
    pub(crate) async fn known(&self, chat: ChatId) -> Result<Known, Error> {
        let conn = &mut *self.begin().await?;
        let summary = chats::get(conn, chat).await?;
        let Some(newest) = newest(conn, chat, summary.as_ref()).await? else {
            return Ok(if summary.is_some() { Known::Empty } else { Known::Nothing });
        };
        let ranges = ranges::of(conn, chat).await?;
        let Some(range) = ranges.iter().find(|range| range.has(newest)) else {
            return Ok(Known::Nothing);
        };
        let count = messages::count(conn, chat, range.first, u64::MAX).await?;
        Ok(Known::From { first: range.first, count })
    }

    /// From where on everything is known up to the place `before`, and how many messages that are.
    pub(crate) async fn known_before(
        &self,
        chat: ChatId,
        before: u64,
    ) -> Result<(u64, u64), Error> {
        let conn = &mut *self.begin().await?;
        let ranges = ranges::of(conn, chat).await?;
        let below = before.saturating_sub(1);
        let range = ranges.iter().find(|range| range.has(below) || range.has(before));
        let first = range.map_or(before, |range| range.first.min(before));
        Ok((first, messages::count(conn, chat, first, before).await?))
    }

    /// Whether the marks of some member of a chat are not known.
    pub(crate) async fn lacks_marks(&self, chat: ChatId) -> Result<bool, Error> {
        let conn = &mut *self.begin().await?;
        let known = marks::of(conn, chat).await?.len();
        let summary = chats::get(conn, chat).await?;
        Ok(summary.is_some_and(|chat| known < chat.participant_count as usize))
    }

    /// The place of the `count`th stored message before a place, or of the first.
    pub(crate) async fn place_before(
        &self,
        chat: ChatId,
        before: u64,
        count: u32,
    ) -> Result<Option<u64>, Error> {
        messages::place_before(&mut *self.begin().await?, chat, before, count).await
    }
}

/// The place of a chat's newest message, whether it is stored or not.
async fn newest(
    conn: &mut SqliteConnection,
    chat: ChatId,
    summary: Option<&ChatSummary>,
) -> Result<Option<u64>, Error> {
    let stored = messages::place_before(conn, chat, u64::MAX, 1).await?;
    let listed = summary.and_then(|chat| chat.last_message.as_ref()).map(|message| message.seq);
    Ok(listed.max(stored))
}

/// From where on everything is known up to the newest, where that is all, or `least` messages.
async fn filled(
    conn: &mut SqliteConnection,
    chat: ChatId,
    newest: Option<u64>,
    ranges: &[Range],
    least: u32,
) -> Result<Option<u64>, Error> {
    let range = newest.and_then(|newest| ranges.iter().find(|range| range.has(newest)));
    let Some(&Range { first, .. }) = range else { return Ok(None) };
    let enough =
        first <= 1 || messages::count(conn, chat, first, u64::MAX).await? >= u64::from(least);
    Ok(enough.then_some(first))
}
