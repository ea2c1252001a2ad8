//! The server may write no more: what it cannot store it does not acknowledge, reading goes on,
//! and once there is room it writes again by itself.

use super::run_program;
use crate::crowd::Crowd;
use crate::readers::Readers;
use crate::report::{Report, ends};
use crate::server::{Ground, Server};
use crate::writers::Writers;
use crate::{NotHere, Result};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use whatschat_core::health::Condition;

const WRITERS: usize = 8;
/// How many messages are sent after there is room again.
const AFTER: usize = 20;
/// How soon it must write again.
const RESUMED: Duration = Duration::from_secs(5);
/// When one gives up.
const PATIENCE: Duration = Duration::from_secs(60);
/// No file may grow beyond eight MiB at first (in blocks of 512 bytes), and a write that would have
/// it grow fails, as on a full disk; otherwise a signal would end the program.
const LIMITED: &str = r#"trap "" XFSZ; ulimit -S -f 16384; exec "$@""#;
/// How much there is room for at first, and how much more each time, in MiB.
const ROOM_MIB: u64 = 8;

/// Fills it so many times.
pub(super) async fn run(ground: &Ground, times: usize) -> Result<Report> {
    if ground.database_url.is_some() {
        return Err(NotHere(
            "the disk that is filled is the data folder's, and PostgreSQL keeps the data",
        )
        .into());
    }
    let mut report = Report::of("Nothing can be written any more");
    let mut disk = Disk::make(ground).await?;
    let server = Server::start_in(ground, disk.shell()).await?;
    let crowd = Crowd::gather(&server.url(), WRITERS).await?.in_pairs().await?;
    let readers = Readers::open(&crowd.people, &ends(ground).await?).await?;
    let someone = crowd.people.first().ok_or("nobody is there")?;
    let (mut sends, mut slowest) = (Vec::new(), Duration::ZERO);
    for _ in 0..times {
        let writers = Writers::say(&crowd, usize::MAX, "weather ".repeat(500));
        let refuses = async || Ok(writers.failed() > 0);
        if let Err(writes_on) = until(refuses, PATIENCE, "the server writes on").await {
            sends.extend(writers.stop().await?.sends);
            report.judge(ground, &crowd, readers, sends).await?;
            // Either it acknowledges what it cannot store, or there was room.
            return if report.broken.is_empty() { Err(writes_on) } else { Ok(report) };
        }
        someone.client.chats().list().await?; // reading goes on
        // What is small may still be written now and then.
        let unwell =
            async || Ok(someone.client.health().get().await?.status == Condition::Unhealthy);
        until(unwell, PATIENCE, "the server says that it is well").await?;
        let before = writers.acknowledged();
        disk.make_room(ground, &server).await?;
        let begun = Instant::now();
        let writes = async || Ok(writers.acknowledged() >= before + AFTER);
        until(writes, 4 * RESUMED, "nothing is written though there is room").await?;
        slowest = slowest.max(begun.elapsed());
        sends.extend(writers.stop().await?.sends);
    }
    report.figure("times", &times);
    report.figure("how", &disk.how());
    report.time("writes again after there is room", slowest, RESUMED);
    report.judge(ground, &crowd, readers, sends).await?;
    drop(server); // before the disk that it is on
    Ok(report)
}

/// Waits until it is so; where that takes too long, it is not.
async fn until(is_so: impl AsyncFn() -> Result<bool>, limit: Duration, or: &str) -> Result<()> {
    let begun = Instant::now();
    while !is_so().await? {
        if begun.elapsed() > limit {
            return Err(or.into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// What is full.
enum Disk {
    /// A file system in memory, of so many MiB. It takes root.
    Small(PathBuf, u64),
    /// A limit to the size of each file stands for it: what has it grow fails.
    Limited,
}

impl Disk {
    async fn make(ground: &Ground) -> Result<Self> {
        let folder = ground.data_dir();
        std::fs::create_dir_all(&folder)?;
        let size = format!("size={ROOM_MIB}m");
        let how = ["-t", "tmpfs", "-o", &size, "tmpfs"].map(Path::new);
        let mounted = run_program("mount", how.into_iter().chain([&*folder])).await;
        Ok(mounted.map_or(Self::Limited, |()| Self::Small(folder, ROOM_MIB)))
    }

    fn shell(&self) -> Option<&'static str> {
        matches!(self, Self::Limited).then_some(LIMITED)
    }

    fn how(&self) -> &'static str {
        match self {
            Self::Small(..) => "a file system without room",
            Self::Limited => "a limit to the size of files",
        }
    }

    /// Gives as much room again.
    async fn make_room(&mut self, ground: &Ground, server: &Server) -> Result<()> {
        match self {
            Self::Small(folder, mib) => {
                *mib += ROOM_MIB;
                let size = format!("remount,size={mib}m");
                run_program("mount", [Path::new("-o"), Path::new(&size), folder]).await
            }
            Self::Limited => let_grow(ground, server).await,
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if let Self::Small(folder, _) = self {
            drop(std::process::Command::new("umount").arg("-l").arg(folder).output());
        }
    }
}

/// Lets each file grow by as much again.
async fn let_grow(ground: &Ground, server: &Server) -> Result<()> {
    let mut largest = 0;
    for file in std::fs::read_dir(ground.data_dir())? {
        largest = largest.max(file?.metadata()?.len());
    }
    let limit = format!("--fsize={}:", largest + (ROOM_MIB << 20));
    run_program("prlimit", ["--pid", &server.pid()?.to_string(), &limit]).await
}
