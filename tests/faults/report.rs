//! What a scenario found.

use crate::Result;
use crate::checker::{self, Violation};
use crate::crowd::Crowd;
use crate::history::{History, Reading, Sent};
use crate::readers::Readers;
use crate::server::Ground;
use std::collections::HashMap;
use std::fmt;
use std::time::Duration;
use whatschat_core::id::ChatId;

/// How long after a fault everyone may take to have seen everything; what comes later counts as
/// lost.
const CATCH_UP: Duration = Duration::from_secs(90);
/// How many violations are shown of many.
const SHOWN: usize = 10;

/// What was done, what was measured, and what was broken.
#[derive(Debug)]
#[must_use]
pub struct Report {
    /// What went wrong in it.
    pub name: &'static str,
    /// What was measured.
    pub figures: Vec<(String, String)>,
    /// The promises that were not kept.
    pub broken: Vec<Violation>,
    /// What was right and took too long.
    pub late: Vec<String>,
}

impl Report {
    /// Begins a report.
    pub fn of(name: &'static str) -> Self {
        Self { name, figures: Vec::new(), broken: Vec::new(), late: Vec::new() }
    }

    /// Adds something that was measured.
    pub fn figure(&mut self, what: impl Into<String>, value: &impl ToString) {
        self.figures.push((what.into(), value.to_string()));
    }

    /// Adds the time that something took, which may take so long.
    pub fn time(&mut self, what: &str, took: Duration, limit: Duration) {
        self.figure(format!("{what} (at most {limit:?})"), &format!("{took:.2?}"));
        if took > limit {
            self.late.push(format!("{what} took {took:.2?}, more than {limit:?}"));
        }
    }

    /// The same for something that was done often: the slowest counts, and how many were too slow
    /// stands beside it.
    pub fn times(&mut self, what: &str, mut took: Vec<Duration>, limit: Duration) {
        took.sort_unstable();
        let median = took.get(took.len() / 2).copied().unwrap_or_default();
        let later = took.iter().filter(|took| **took > limit).count();
        self.figure(format!("{what}, in the median"), &format!("{median:.2?}"));
        self.figure(format!("later than {limit:?}"), &format!("{later} of {}", took.len()));
        self.time(what, took.last().copied().unwrap_or_default(), limit);
    }

    /// Waits until all is seen, then holds what everybody noted against the database.
    ///
    /// # Errors
    /// The server or its database does not answer.
    pub async fn judge(
        &mut self,
        ground: &Ground,
        crowd: &Crowd,
        readers: Readers,
        sends: Vec<Sent>,
    ) -> Result<()> {
        let caught_up = readers.reach(&ends(ground).await?, CATCH_UP).await;
        let seen = caught_up.map_or_else(|| "never".into(), |took| format!("{took:.2?}"));
        self.figure("last message seen by all after the end", &seen);
        let readings = readers.close();
        self.shown(&readings);
        let unread = crowd.unread().await?;
        let history = History { sends, sends_are_all: true, readings, unread };
        self.hold(ground, &history).await
    }

    /// Adds how many messages were shown.
    pub fn shown(&mut self, readings: &[Reading]) {
        let shown: usize = readings.iter().map(|reading| reading.seen.len()).sum();
        self.figure("messages shown", &shown);
    }

    /// Holds what everybody noted against the database.
    ///
    /// # Errors
    /// The server or its database does not answer.
    pub async fn hold(&mut self, ground: &Ground, history: &History) -> Result<()> {
        let truth = ground.database().truth().await?;
        self.figure("sends", &history.sends.len());
        self.figure("messages stored", &truth.messages.len());
        self.broken.extend(checker::check(history, &truth));
        Ok(())
    }
}

/// Where the chats end now.
///
/// # Errors
/// The database does not answer.
pub async fn ends(ground: &Ground) -> Result<HashMap<ChatId, u64>> {
    ground.database().ends().await
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.broken.is_empty() { "kept" } else { "BROKEN" };
        writeln!(f, "### {}: {verdict}\n\n| | |\n| --- | --- |", self.name)?;
        for (what, value) in &self.figures {
            writeln!(f, "| {what} | {value} |")?;
        }
        for late in &self.late {
            writeln!(f, "\nToo slow: {late}.")?;
        }
        for violation in self.broken.iter().take(SHOWN) {
            writeln!(f, "\nBroken: {violation}.")?;
        }
        let more = self.broken.len().saturating_sub(SHOWN);
        if more > 0 { writeln!(f, "\n… and {more} more.") } else { Ok(()) }
    }
}
