//! Looks through shelves for messages that have the words of a search.

use super::shelves::{LENGTH, Shelf};
use super::tokens::Token;
use super::words::Words;
use crate::messages::store::{self, Candidate, Rows};
use crate::store::Conn;
use std::cmp::Reverse;
use whatschat_core::id::{ChatId, MessageId, UserId};

/// How many shelves one statement looks through at most: full ones, and any.
const FULL_SHELVES: u64 = 16;
const SHELVES: usize = 512;
/// How many messages the first statement reads at most; while few of them have the words, each
/// further one reads four times as many.
const CANDIDATES: usize = 500;
/// How many messages a search reads at most that have its tokens, and may not have its words.
const READ: usize = 20_000;

/// A search under way.
pub(super) struct Finder<'a> {
    words: &'a Words,
    tokens: Vec<Token>,
    user: UserId,
    /// The only chat to find messages of.
    chat: Option<ChatId>,
    rows: Rows,
    /// How many messages to find at most.
    most: usize,
    found: Vec<(i64, MessageId)>,
    read: usize,
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
    ) -> Self {
        let (tokens, found) = (words.tokens(), Vec::new());
        Self { words, tokens, user, chat, rows, most, found, read: 0, candidates: CANDIDATES }
    }

    /// Looks through shelves in their order, a few more each time: the first messages are found
    /// soon where the words are common, and all shelves are seen soon where they are rare.
    pub(super) async fn run(
        mut self,
        conn: &mut Conn,
        shelves: Vec<Shelf>,
    ) -> sqlx::Result<Vec<MessageId>> {
        let (mut shelves, mut full) = (shelves.as_slice(), 1);
        while let Some(next) = shelves.first() {
            if self.is_done(next) {
                break;
            }
            let (some, others) = shelves.split_at(few(shelves, full * LENGTH));
            self.look_through(conn, some).await?;
            (shelves, full) = (others, FULL_SHELVES.min(2 * full));
        }
        Ok(self.found.into_iter().map(|(_, id)| id).collect())
    }

    fn is_done(&self, next: &Shelf) -> bool {
        let nothing_comes_before =
            || self.found.last().is_some_and(|(row, _)| *row > next.last_row);
        self.read >= READ || self.is_full() && (self.rows.upwards || nothing_comes_before())
    }

    fn is_full(&self) -> bool {
        self.found.len() >= self.most
    }

    async fn look_through(&mut self, conn: &mut Conn, shelves: &[Shelf]) -> sqlx::Result<()> {
        let (mut rows, mut found) = (self.rows, 0);
        while found < self.most && self.read < READ {
            let limit = self.candidates.min(READ - self.read);
            let some =
                store::candidates(conn, self.user, shelves, &self.tokens, rows, limit).await?;
            self.read += some.len();
            let Some(last) = some.last().map(|last| last.row_id) else { break };
            let was_all = some.len() < limit;
            if rows.upwards {
                rows.after = last;
            } else {
                rows.before = last;
            }
            let before = self.found.len();
            self.keep(some);
            found += self.found.len() - before;
            if was_all {
                break;
            }
            self.candidates *= 4;
        }
        self.take_the_first();
        Ok(())
    }

    fn keep(&mut self, candidates: Vec<Candidate>) {
        let fits = |one: &Candidate| {
            self.chat.is_none_or(|chat| chat == one.chat_id) && self.words.are_in(&one.content)
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
