//! Looks through shelves for messages that have the words of a search.

use super::shelves::{LENGTH, Shelf};
use super::tokens::Token;
use super::words::Words;
use crate::messages::store::{self, Asked, Candidate, Rows};
use crate::store::Conn;
use std::cmp::Reverse;
use whatschat_core::id::{ChatId, MessageId, UserId};

/// How many shelves one statement looks through at most: full ones, and any.
const FULL_SHELVES: u64 = 16;
const SHELVES: usize = 512;
/// How many tokens are asked for where more shelves than that are to be looked through: each costs
/// a look on each of them.
const TOKENS_OF_MANY: usize = 2;
/// How many full shelves of one chat PostgreSQL goes through one after the other. FTS5 first reads
/// all that it finds.
const FULL_IN_TURN: u64 = 64;
/// How many rows are read as they come, where only so many are left to look at: the index would be
/// asked for each shelf, and has no order.
const FEW_ROWS: i64 = 8_192;
/// How many messages the first statement reads at most; while few of them have the words, each
/// further one reads four times as many.
const CANDIDATES: usize = 500;

/// What a search has found.
pub(super) struct Found {
    /// The first messages that have the words, in order.
    pub(super) ids: Vec<MessageId>,
    /// Where it stopped, if it has read enough before it had found enough: everything up to this
    /// message was seen.
    pub(super) stopped_at: Option<MessageId>,
}

/// A search under way.
pub(super) struct Finder<'a> {
    words: &'a Words,
    tokens: Vec<Token>,
    user: UserId,
    /// The only chat to find messages of. Its shelves are in order; others' may share their marks.
    chat: Option<ChatId>,
    rows: Rows,
    /// How many messages to find at most.
    most: usize,
    /// How many to read, more or less.
    enough: usize,
    found: Vec<(i64, MessageId)>,
    read: usize,
    stopped_at: Option<(i64, MessageId)>,
    /// How many messages the next statement reads at most.
    candidates: usize,
}

impl<'a> Finder<'a> {
    pub(super) fn new(
        words: &'a Words,
        user: UserId,
        chat: Option<ChatId>,
        rows: Rows,
        most: usize,
        enough: usize,
    ) -> Self {
        let (tokens, found, candidates) = (words.tokens(), Vec::new(), CANDIDATES);
        Self {
            words,
            tokens,
            user,
            chat,
            rows,
            most,
            enough,
            found,
            read: 0,
            stopped_at: None,
            candidates,
        }
    }

    /// Looks through shelves in their order, a few more each time: the first messages are found
    /// soon where the words are common, and all shelves are seen soon where they are rare.
    pub(super) async fn run(mut self, conn: &mut Conn, shelves: Vec<Shelf>) -> sqlx::Result<Found> {
        if shelves.len() > SHELVES {
            self.tokens.truncate(TOKENS_OF_MANY);
        }
        let in_turn = self.chat.is_some() && conn.is_postgres();
        let (mut full, most) =
            if in_turn { (FULL_IN_TURN, FULL_IN_TURN) } else { (1, FULL_SHELVES) };
        let mut shelves = shelves.as_slice();
        while let Some(next) = shelves.first() {
            if self.is_done(next) {
                break;
            }
            if let Some(rows) = self.few_rows(next) {
                let all = store::in_rows(conn, self.user, rows).await?;
                self.keep(all);
                self.take_the_first();
                break;
            }
            let (some, others) = shelves.split_at(few(shelves, full * LENGTH));
            let allowed = self.allowed(others.len());
            self.look_through(conn, some, allowed).await?;
            (shelves, full) = (others, most.min(2 * full));
        }
        let stopped_at = self.stopped_at.map(|(_, id)| id);
        Ok(Found { ids: self.found.into_iter().map(|(_, id)| id).collect(), stopped_at })
    }

    fn is_done(&self, next: &Shelf) -> bool {
        let is_bounded = self.is_full() || self.stopped_at.is_some();
        is_bounded && (self.rows.upwards || next.last_row <= self.rows.after)
    }

    /// The rows that are left, from the newest of the next shelf on, where they are few.
    fn few_rows(&self, next: &Shelf) -> Option<Rows> {
        let is_bounded = self.is_full() || self.stopped_at.is_some();
        let before = self.rows.before.min(next.last_row.saturating_add(1));
        let few = FEW_ROWS.min(i64::try_from(self.enough).unwrap_or(FEW_ROWS));
        let are_few = before.saturating_sub(self.rows.after) <= few;
        (self.chat.is_none() && is_bounded && are_few).then_some(Rows { before, ..self.rows })
    }

    fn is_full(&self) -> bool {
        self.found.len() >= self.most
    }

    /// How much to read on some shelves while so many others are left: one statement is kept for
    /// each few of those, and something is read in any case, so that every search comes further.
    fn allowed(&self, others: usize) -> usize {
        let kept = others.div_ceil(SHELVES) * CANDIDATES;
        self.enough.saturating_sub(self.read + kept).max(1)
    }

    async fn look_through(
        &mut self,
        conn: &mut Conn,
        shelves: &[Shelf],
        allowed: usize,
    ) -> sqlx::Result<()> {
        let (mut rows, mut found, mut read) = (self.rows, 0, 0);
        while found < self.most {
            let left = allowed.saturating_sub(read).max(CANDIDATES);
            let limit = self.candidates.min(left).min(self.enough);
            let asked = Asked { shelves, tokens: &self.tokens, in_turn: self.chat.is_some() };
            let mut some = store::candidates(conn, self.user, asked, rows, limit).await?;
            let (was_all, end) = (some.len() < limit, some.last().map(Candidate::place));
            some.retain(|one| self.chat.is_none_or(|chat| chat == one.chat_id));
            // What others say may lie far behind.
            let Some(last) = some.last().map(Candidate::place).or(end) else { break };
            if rows.upwards {
                rows.after = last.0;
            } else {
                rows.before = last.0;
            }
            read += some.len();
            let before = self.found.len();
            self.keep(some);
            found += self.found.len() - before;
            if was_all {
                break;
            }
            if read >= allowed && found < self.most {
                self.stop_at(last);
                break;
            }
            self.candidates *= 4;
        }
        self.read += read;
        self.take_the_first();
        Ok(())
    }

    /// What comes after this is for the next search, on all shelves.
    fn stop_at(&mut self, last: (i64, MessageId)) {
        self.stopped_at = Some(last);
        if self.rows.upwards {
            self.rows.before = last.0;
            self.found.retain(|(row, _)| *row <= last.0);
        } else {
            self.rows.after = last.0;
            self.found.retain(|(row, _)| *row >= last.0);
        }
    }

    fn keep(&mut self, candidates: Vec<Candidate>) {
        let fits = |one: &Candidate| {
            one.content.as_ref().is_some_and(|content| self.words.are_in(content))
        };
        let fitting = candidates.into_iter().filter(fits);
        self.found.extend(fitting.map(|one| (one.row_id, one.id)).collect::<Vec<_>>());
    }

    /// Puts what was found in order; what comes after the last that is wanted need not be read.
    fn take_the_first(&mut self) {
        if self.rows.upwards {
            self.found.sort_unstable_by_key(|(row, _)| *row);
        } else {
            self.found.sort_unstable_by_key(|(row, _)| Reverse(*row));
        }
        self.found.dedup(); // two shelves may share a mark
        self.found.truncate(self.most);
        if let (true, Some((last, _))) = (self.is_full(), self.found.last()) {
            if self.rows.upwards { self.rows.before = *last } else { self.rows.after = *last }
        }
    }
}

/// How many of the first shelves have as many messages together; one at least.
fn few(shelves: &[Shelf], messages: u64) -> usize {
    let mut sum = 0;
    let fit = shelves.iter().take(SHELVES).take_while(|shelf| {
        sum += shelf.messages;
        sum <= messages
    });
    fit.count().clamp(1, shelves.len())
}
