//! `whatschat-server admin …`: what the operator does at the database itself, beside a running
//! server or without one.

use super::store;
use crate::audit::{self, What};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::StartError;
use crate::logging;
use crate::server::DataFolder;
use crate::store::{Conn, Db};
use crate::sync;
use clap::Subcommand;
use serde::Serialize;
use std::fmt::Write;
use whatschat_core::id::UserId;
use whatschat_core::time::Timestamp;

/// The operator's commands.
#[derive(Debug, Clone, Subcommand)]
pub enum Admin {
    /// Makes a user an admin
    Promote {
        /// The address that the user logs in with
        email: String,
    },
    /// Makes an admin a user like others
    Demote {
        /// The address that the user logs in with
        email: String,
    },
    /// Shows the admins
    List {
        /// As JSON, one a line
        #[arg(long)]
        json: bool,
    },
    /// Shows what happened that touches security, the oldest first
    Audit {
        /// As JSON, one a line
        #[arg(long)]
        json: bool,
        /// From this time on: `2026-01-31T00:00:00Z`, or so long ago: `90m`, `24h`, `7d`
        #[arg(long, value_name = "WHEN", value_parser = When::parse)]
        since: Option<When>,
        /// What this user did, or had done to them: an address, a name, or an id
        #[arg(long, value_name = "USER")]
        about: Option<String>,
    },
    /// After a backup was restored, before the start: has all clients read everything anew
    Restored,
}

/// A time, or how long ago.
#[derive(Debug, Clone, Copy)]
pub enum When {
    /// At this time.
    At(Timestamp),
    /// As many milliseconds ago.
    AgoMs(i64),
}

impl Admin {
    /// Does it, and prints what was asked for.
    ///
    /// # Errors
    /// The database cannot be used, or has no such user.
    pub async fn run(self, config: &Config) -> Result<(), StartError> {
        // A server that runs would go on with what it knows.
        let _stopped =
            matches!(self, Self::Restored).then(|| DataFolder::open(config)).transpose()?;
        let db = Db::open_existing(config).await?;
        let done = self.run_on(&db).await;
        db.close().await;
        done
    }

    async fn run_on(self, db: &Db) -> Result<(), StartError> {
        match self {
            Self::Promote { email } => set_admin(db, &email, true).await,
            Self::Demote { email } => set_admin(db, &email, false).await,
            Self::List { json } => {
                let admins = store::admins(&mut read(db).await?).await.map_err(failed)?;
                if admins.is_empty() {
                    logging::say(NO_ADMINS); // scripts do not read it
                }
                show(json, &admins, |a| format!("{:20} {}", a.username, a.email));
                Ok(())
            }
            Self::Audit { json, since, about } => {
                let since = since.map_or(Timestamp(0), When::timestamp);
                show_log(&mut read(db).await?, json, since, about).await
            }
            Self::Restored => {
                let mut tx = db.write().await.map_err(failed)?;
                sync::begin_anew(&mut tx).await.map_err(failed)?;
                tx.commit().await.map_err(failed)?;
                logging::print("start the server now: all clients will read everything anew");
                Ok(())
            }
        }
    }
}

const NO_ADMINS: &str = "there are no admins: `whatschat-server admin promote EMAIL` makes one";

async fn show_log(
    conn: &mut Conn,
    json: bool,
    since: Timestamp,
    about: Option<String>,
) -> Result<(), StartError> {
    let about = match about {
        Some(user) => Some(find(conn, user).await?),
        None => None,
    };
    let mut place = audit::Place::at(since);
    loop {
        let entries = audit::page(conn, place, about).await.map_err(failed)?;
        let Some(last) = entries.last() else { return Ok(()) };
        place = audit::Place::after(last);
        show(json, &entries, line);
    }
}

/// Whom the operator means. Deleted accounts have their id alone.
async fn find(conn: &mut Conn, user: String) -> Result<UserId, StartError> {
    if let Ok(id) = user.parse() {
        return Ok(id);
    }
    let found = store::find(conn, &user.to_lowercase()).await.map_err(failed)?;
    found.ok_or(StartError::NobodyCalled { user })
}

async fn read(db: &Db) -> Result<Conn, StartError> {
    db.read().await.map_err(failed)
}

async fn set_admin(db: &Db, email: &str, admin: bool) -> Result<(), StartError> {
    let (what, word) = if admin { (What::Promoted, "an") } else { (What::Demoted, "no") };
    let (mut tx, key) = (db.write().await.map_err(failed)?, email.to_lowercase());
    let user = store::set_admin(&mut tx, &key, admin).await.map_err(failed)?;
    let Some(user) = user else {
        let known = store::has_account(&mut tx, &key).await.map_err(failed)?;
        let unknown = || StartError::NoSuchUser { email: email.to_owned() };
        known.then_some(()).ok_or_else(unknown)?;
        logging::print(&format!("{email} is {word} admin already"));
        return Ok(());
    };
    audit::note(&mut tx, &Clock::default(), &what.of(user)).await.map_err(failed)?;
    tx.commit().await.map_err(failed)?;
    let since = if admin { "now" } else { "any more" };
    logging::print(&format!("{email} is {word} admin {since}"));
    Ok(())
}

fn failed(why: sqlx::Error) -> StartError {
    StartError::Query { why }
}

/// One line each.
fn show<T: Serialize>(json: bool, rows: &[T], line: impl Fn(&T) -> String) {
    let as_json = |row| serde_json::to_string(row).unwrap_or_default();
    for row in rows {
        logging::print(&if json { as_json(row) } else { line(row) });
    }
}

fn line(entry: &audit::Noted) -> String {
    let mut line = format!("{} {:17}", entry.at, entry.what);
    let who = entry.username.clone().or(entry.user.map(|id| id.to_string()));
    let by = entry.by.map(|id| id.to_string());
    for (word, text) in [("", who), ("by ", by), ("from ", entry.address.clone())] {
        if let Some(text) = text {
            let _ = write!(line, " {word}{text}");
        }
    }
    line
}

impl When {
    fn parse(text: &str) -> Result<Self, String> {
        let ago = || {
            let (number, unit_ms) = [("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)]
                .into_iter()
                .find_map(|(unit, ms)| Some((text.strip_suffix(unit)?, ms)))?;
            number.parse::<u32>().ok().map(|number| Self::AgoMs(i64::from(number) * unit_ms))
        };
        let at = || serde_json::from_value(text.into()).ok().map(Self::At);
        ago().or_else(at).ok_or_else(|| "write 2026-01-31T00:00:00Z, 90m, 24h or 7d".into())
    }

    fn timestamp(self) -> Timestamp {
        match self {
            Self::At(time) => time,
            Self::AgoMs(ms) => Clock::default().now().plus_ms(-ms),
        }
    }
}
