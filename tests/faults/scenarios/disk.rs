//! The server may write no more: what it cannot store it does not acknowledge, reading goes on,
//! and once there is room it writes again by itself.

use crate::Result;
use crate::crowd::Crowd;
use crate::readers::Readers;
use crate::report::{Report, ends};
use crate::server::{Ground, Server};
use crate::writers::Writers;
use std::time::{Duration, Instant};
use tokio::process::Command;

const WRITERS: usize = 8;
/// How many messages are sent after there is room again.
const AFTER: usize = 20;
/// How soon it must write again.
const RESUMED: Duration = Duration::from_secs(5);
/// When one gives up.
const PATIENCE: Duration = Duration::from_secs(60);
/// How much more each file may take then.
const ROOM: u64 = 8 << 20;
/// No file may grow beyond four MiB at first (in blocks of 512 bytes), and a write that would have
/// it grow fails, as on a full disk; otherwise a signal would end the program.
const LIMITED: &str = r#"trap "" XFSZ; ulimit -S -f 8192; exec "$@""#;

/// Fills it so many times.
pub(super) async fn run(ground: &Ground, times: usize) -> Result<Report> {
    let mut report = Report::of("Nothing can be written any more");
    let server = Server::start_in(ground, Some(LIMITED)).await?;
    let crowd = Crowd::gather(&server.url(), WRITERS).await?.in_pairs().await?;
    let readers = Readers::open(&crowd.people, &ends(ground).await?).await?;
    let someone = crowd.people.first().ok_or("nobody is there")?;
    let (mut sends, mut slowest) = (Vec::new(), Duration::ZERO);
    for _ in 0..times {
        let writers = Writers::say(&crowd, usize::MAX, "weather ".repeat(500));
        until_refused(&writers).await?;
        someone.client.chats().list().await?; // reading goes on
        let before = writers.acknowledged();
        make_room(ground, &server).await?;
        let begun = Instant::now();
        while writers.acknowledged() < before + AFTER {
            tokio::time::sleep(Duration::from_millis(20)).await;
            if begun.elapsed() > 4 * RESUMED {
                return Err("nothing is written though there is room".into());
            }
        }
        slowest = slowest.max(begun.elapsed());
        sends.extend(writers.stop().await?.sends);
    }
    report.figure("times", &times);
    report.time("writes again after there is room", slowest, RESUMED);
    report.judge(ground, &crowd, readers, sends).await?;
    Ok(report)
}

/// Waits until a send has failed for good.
async fn until_refused(writers: &Writers) -> Result<()> {
    let begun = Instant::now();
    while writers.failed() == 0 {
        if begun.elapsed() > PATIENCE {
            return Err("the server writes on".into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// Lets each file grow by as much again.
async fn make_room(ground: &Ground, server: &Server) -> Result<()> {
    let mut largest = 0;
    for file in std::fs::read_dir(ground.data_dir())? {
        largest = largest.max(file?.metadata()?.len());
    }
    let limit = format!("--fsize={}:", largest + ROOM);
    let pid = server.pid()?.to_string();
    let done = Command::new("prlimit").args(["--pid", &pid, &limit]).status().await?;
    if done.success() { Ok(()) } else { Err("prlimit (of util-linux) fails".into()) }
}
