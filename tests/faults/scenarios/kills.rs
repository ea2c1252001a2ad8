//! `kill -9` at random moments. What was acknowledged is there when the server is back.

use crate::Result;
use crate::crowd::Crowd;
use crate::readers::Readers;
use crate::report::{Report, ends};
use crate::server::{Ground, Server};
use crate::writers::Writers;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::time::Duration;

const WRITERS: usize = 32;
/// How long the server may take to be ready again.
const READY: Duration = Duration::from_secs(2);

/// Kills it so many times, and goes on until so many messages are acknowledged.
pub(super) async fn run(ground: &Ground, cycles: usize, messages: usize) -> Result<Report> {
    let mut report = Report::of("The server is killed with kill -9");
    let mut lots = StdRng::seed_from_u64(ground.seed);
    let mut server = Server::start(ground).await?;
    let crowd = Crowd::gather(&server.url(), WRITERS).await?.in_pairs().await?;
    let readers = Readers::open(&crowd.people, &ends(ground).await?).await?;
    let writers = Writers::start(&crowd, usize::MAX);
    let mut slowest = Duration::ZERO;
    for cycle in 1..=cycles {
        // Wherever the writer of the database happens to be then.
        tokio::time::sleep(Duration::from_millis(lots.random_range(100..1200))).await;
        // Where somebody is refused, there may never be so many.
        while writers.acknowledged() < messages * cycle / cycles && writers.refused() == 0 {
            tokio::time::sleep(Duration::from_millis(lots.random_range(1..100))).await;
        }
        server.kill().await?;
        slowest = slowest.max(server.start_again().await?);
    }
    let sends = writers.stop().await?.sends;
    report.figure("writers", &WRITERS);
    report.figure("kills", &cycles);
    report.time("the slowest start to the first answer", slowest, READY);
    report.judge(ground, &crowd, readers, sends).await?;
    Ok(report)
}
