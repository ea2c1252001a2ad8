//! What somebody's program has shown, in a file that outlives the program.

use crate::Result;
use crate::history::Seen;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use whatschat_core::messages::Message;

/// How long a line is. None lies across two pages of memory, so that a kill leaves it whole or not
/// at all.
const LINE: usize = 128;

/// The file: a line for each message, in the order in which they were shown.
#[derive(Debug)]
pub struct Shown {
    file: File,
    last: u64,
}

impl Shown {
    /// Goes on with what the program on this store has shown.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub fn beside(store: &Path) -> Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path(store))?;
        let last = Self::read(store)?.iter().map(|seen| seen.seq).max().unwrap_or_default();
        Ok(Self { file, last })
    }

    /// What the program on this store has shown.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(store: &Path) -> Result<Vec<Seen>> {
        std::fs::read_to_string(path(store))?.lines().map(parse).collect()
    }

    /// The last place that was shown; the program has one chat.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// Shows a message.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn show(&mut self, message: &Message) -> Result<()> {
        let Message { chat_id, seq, id, .. } = message;
        let line = format!("{:<1$}\n", format!("{chat_id} {seq} {id}"), LINE - 1);
        self.last = self.last.max(*seq);
        Ok(self.file.write_all(line.as_bytes())?)
    }
}

fn path(store: &Path) -> PathBuf {
    store.with_extension("shown")
}

fn parse(line: &str) -> Result<Seen> {
    let mut words = line.split_whitespace();
    let mut word = || words.next().ok_or("a line is not whole");
    Ok(Seen { chat: word()?.parse()?, seq: word()?.parse()?, id: word()?.parse()? })
}
