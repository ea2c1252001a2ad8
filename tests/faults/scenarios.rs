//! The faults, one a file, and how long each is tried.

mod disk;
mod kills;
mod membership;
mod missed;
mod network;
mod power;
mod program;
mod reconnect;
mod replies;
mod slow;

use crate::Result;
use crate::report::Report;
use crate::server::Ground;
use std::ffi::OsStr;
use tokio::process::Command;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The server is killed at random moments, and started again.
    Killed,
    /// Replies are cut off after their requests went through.
    Unanswered,
    /// Connections are cut, and nothing is reached for a while.
    CutOff,
    /// A reader is stuck.
    Stuck,
    /// The disk is full.
    DiskFull,
    /// The power is cut.
    PowerCut,
    /// Very much was missed.
    Missed,
    /// Everybody comes back at once.
    Rush,
    /// People are taken out of a group while everybody writes.
    Removed,
    /// People block each other while everybody writes.
    Blocked,
    /// The SDK's program is killed.
    Program,
}

/// For how long it is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// For as long as anybody waits for tests.
    Short,
    /// For as long as it takes to believe it.
    Long,
}

impl Fault {
    /// Every fault, and what it is called.
    pub const ALL: &'static [(Self, &'static str)] = &[
        (Self::Killed, "killed"),
        (Self::Unanswered, "unanswered"),
        (Self::CutOff, "cut-off"),
        (Self::Stuck, "stuck"),
        (Self::DiskFull, "disk-full"),
        (Self::PowerCut, "power-cut"),
        (Self::Missed, "missed"),
        (Self::Rush, "rush"),
        (Self::Removed, "removed"),
        (Self::Blocked, "blocked"),
        (Self::Program, "program"),
    ];

    /// Makes it happen.
    ///
    /// # Errors
    /// It cannot be made to happen here.
    pub async fn run(self, ground: &Ground, scale: Scale) -> Result<Report> {
        let of = |short: usize, long: usize| if scale == Scale::Short { short } else { long };
        match self {
            Self::Killed => kills::run(ground, of(5, 100), of(0, 1_000_000)).await,
            Self::Unanswered => replies::run(ground, of(500, 10_000)).await,
            Self::CutOff => network::run(ground, of(8, 200), scale).await,
            Self::Stuck => slow::run(ground, of(2_000, 60_000)).await,
            Self::DiskFull => disk::run(ground, of(1, 10)).await,
            Self::PowerCut => power::run(ground, of(1, 20)).await,
            Self::Missed => missed::run(ground, of(5_000, 100_000)).await,
            Self::Rush => reconnect::run(ground, of(100, 2_000)).await,
            Self::Removed => membership::run(ground, of(5, 100)).await,
            Self::Blocked => membership::block(ground, of(5, 100)).await,
            Self::Program => program::run(ground, of(10, 100)).await,
        }
    }
}

/// Runs a program of the system's to its end.
async fn run_program<S: AsRef<OsStr>>(
    name: &str,
    arguments: impl IntoIterator<Item = S>,
) -> Result<()> {
    let output = Command::new(name).args(arguments).output().await?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{name} fails: {}", String::from_utf8_lossy(&output.stderr)).into())
}
