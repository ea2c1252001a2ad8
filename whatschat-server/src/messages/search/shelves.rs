//! A chat's messages stand on shelves. Each shelf has a mark, with which all tokens on it begin,
//! and so an index of its own: what a search reads is bounded, however common its words are, and
//! nobody waits for what others have said elsewhere.

use super::text::fold;
use super::tokens;
use crate::messages::store::Extent;
use sha2::{Digest, Sha256};
use whatschat_core::id::ChatId;

/// How many messages in a row stand on a shelf.
pub(super) const LENGTH: u64 = 16_384;

/// A shelf to look through.
#[derive(Debug)]
pub(in crate::messages) struct Shelf {
    pub(in crate::messages) mark: String,
    /// No message on it is stored in a later row.
    pub(super) last_row: i64,
    /// How many of its messages are to be looked at, at most.
    pub(super) messages: u64,
    /// The place after which no message stands on it.
    pub(super) last: (ChatId, u64),
}

/// What the index keeps of a message: its marked tokens. Nothing, where there is nothing to find.
pub(super) fn entry(chat: ChatId, seq: u64, content: &str) -> Option<String> {
    let tokens = tokens::of_content(&fold(content));
    let mark = mark(chat, seq / LENGTH);
    // Quotes mean nothing to FTS5, and keep a token together for PostgreSQL.
    let marked: Vec<_> = tokens.iter().map(|token| format!("'{mark}{token}'")).collect();
    (!marked.is_empty()).then(|| marked.join(" "))
}

/// The shelves of the messages of a chat between two places, the newest first.
pub(super) fn between(chat: ChatId, after: u64, before: u64) -> Vec<Shelf> {
    let (first, last) = (after.saturating_add(1), before.saturating_sub(1));
    let numbers = if first <= last { first / LENGTH..last / LENGTH + 1 } else { 0..0 };
    let shelf = |number: u64| {
        let last = last.min((number + 1) * LENGTH - 1);
        let messages = last - first.max(number * LENGTH) + 1;
        Shelf { mark: mark(chat, number), last_row: i64::MIN, messages, last: (chat, last) }
    };
    numbers.rev().map(shelf).collect()
}

/// All shelves on which there is something to see.
pub(super) fn of(extent: &Extent) -> impl Iterator<Item = Shelf> {
    let shelves = between(extent.chat_id, extent.cleared_seq, extent.last_seq + 1);
    let last_row = extent.last_row;
    shelves.into_iter().map(move |shelf| Shelf { last_row, ..shelf })
}

/// Two shelves may share a mark: then a search reads a few messages in vain.
fn mark(chat: ChatId, number: u64) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let hash = Sha256::new().chain_update(chat.0).chain_update(number.to_be_bytes()).finalize();
    hash.iter().take(7).map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}
