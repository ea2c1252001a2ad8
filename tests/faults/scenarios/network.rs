//! The network fails while everybody reads through it, and half of all write through it.

use super::Scale;
use crate::Result;
use crate::crowd::Crowd;
use crate::proxy::{Cut, Proxy, Squall, Storm};
use crate::readers::Readers;
use crate::report::{Report, ends};
use crate::server::{Ground, Server};
use crate::writers::Writers;
use std::time::Duration;
use tokio::time::Instant;

const PEOPLE: usize = 8;
/// Where there is time, one in so many dies in silence: that takes most of a minute to notice.
const SILENT: usize = 20;
/// How long it may take until a connection that died silently is noticed.
const NOTICED: Duration = Duration::from_secs(45);
/// How long it may take after that until nothing is missing.
const CAUGHT_UP: Duration = Duration::from_secs(2);

/// Cuts it so many times.
pub(super) async fn run(ground: &Ground, cuts: usize, scale: Scale) -> Result<Report> {
    let mut report = Report::of("The network is cut");
    let server = Server::start(ground).await?;
    let proxy = Proxy::start(server.url().replace("http://", "").parse()?, ground.seed).await?;
    let crowd = Crowd::gather(&server.url(), PEOPLE).await?.in_pairs().await?;
    let through = crowd.through(&proxy.url())?;
    let readers = Readers::open(&through.people, &ends(ground).await?).await?;
    let writers = Writers::start(&half_through(&through, &crowd), usize::MAX);
    let (mut told, mut connected) = (vec![], vec![]);
    let (mut silent, mut missed) = (vec![], vec![]);
    let storm = Storm::of(ground.seed, Cut::NOTICED, 0..700).take(cuts);
    for (n, mut squall) in storm.enumerate() {
        if scale == Scale::Long && n % SILENT == SILENT - 1 {
            squall.how = Cut::HalfOpen;
        }
        let Return { connects, takes } = weather(ground, &proxy, &readers, squall).await?;
        if squall.how == Cut::HalfOpen {
            silent.push(takes);
            // Most of a minute was missed: the next cut is to find everybody there.
            let begun = Instant::now();
            back(ground, &readers).await?;
            missed.push(begun.elapsed());
        } else {
            told.push(takes);
            connected.push(connects);
        }
    }
    let sends = writers.stop().await?.sends;
    report.figure("cuts", &cuts);
    report.times("of which until all were connected", connected, CAUGHT_UP);
    report.times("caught up after the network's return", told, CAUGHT_UP);
    if scale == Scale::Long {
        report.times("caught up where nobody was told", silent, NOTICED + CAUGHT_UP);
        report.times("and with what was written meanwhile", missed, NOTICED);
    }
    report.judge(ground, &through, readers, sends).await?;
    Ok(report)
}

/// Half of the pairs write through the network that fails; what the others write meanwhile, all miss.
fn half_through(through: &Crowd, crowd: &Crowd) -> Crowd {
    let half = PEOPLE / 2;
    let people = through.people.iter().take(half).chain(crowd.people.iter().skip(half));
    Crowd { people: people.cloned().collect() }
}

/// How long after the network's return it took.
struct Return {
    /// Until everyone was connected.
    connects: Duration,
    /// Until everyone had seen what was written up to then.
    takes: Duration,
}

/// One failure.
async fn weather(
    ground: &Ground,
    proxy: &Proxy,
    readers: &Readers,
    squall: Squall,
) -> Result<Return> {
    proxy.suffer(squall).await;
    let begun = Instant::now();
    back(ground, readers).await?;
    let connects = readers.last_connected().map(|at| at.saturating_duration_since(begun));
    Ok(Return { connects: connects.unwrap_or_default(), takes: begun.elapsed() })
}

/// Waits until everyone has seen what is written by now.
async fn back(ground: &Ground, readers: &Readers) -> Result<()> {
    let all = readers.reach(&ends(ground).await?, 2 * NOTICED).await;
    all.map(drop).ok_or_else(|| "nobody comes back".into())
}
