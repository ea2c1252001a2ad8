//! The server is killed while very many are connected: they all come back at once.

use crate::Result;
use crate::crowd::{Crowd, Person};
use crate::readers::Readers;
use crate::report::{Report, ends};
use crate::server::{Ground, Server};
use crate::writers::Writers;
use std::time::{Duration, Instant};

const PEOPLE: usize = 20;
const MESSAGES: usize = 5;
/// How long it may take until all are back, and have what was said meanwhile.
const BACK: Duration = Duration::from_secs(15);

/// So many sockets lose their server.
pub(super) async fn run(ground: &Ground, sockets: usize) -> Result<Report> {
    let mut report = Report::of("Everybody comes back at once");
    let mut server = Server::start(ground).await?;
    let crowd = Crowd::gather(&server.url(), PEOPLE).await?.in_pairs().await?;
    let devices: Vec<&Person> = crowd.people.iter().cycle().take(sockets).collect();
    let readers = Readers::open(devices, &ends(ground).await?).await?;
    let mut sends = Writers::start(&crowd, MESSAGES).done().await?.sends;
    server.kill().await?;
    server.start_again().await?;
    let begun = Instant::now();
    // The first ones write before the last ones are back.
    sends.extend(Writers::start(&crowd, MESSAGES).done().await?.sends);
    readers.reach(&ends(ground).await?, 2 * BACK).await.ok_or("not everybody comes back")?;
    report.figure("sockets", &sockets);
    report.time("all are back, and miss nothing", begun.elapsed(), BACK);
    report.judge(ground, &crowd, readers, sends).await?;
    Ok(report)
}
