//! Replies are lost after their requests went through: nobody knows what was done, and whoever
//! repeats it must not do it twice.

use crate::Result;
use crate::crowd::Crowd;
use crate::proxy::{Proxy, Weather};
use crate::readers::Readers;
use crate::report::{Report, ends};
use crate::server::{Ground, Server};
use crate::writers::Writers;

const WRITERS: usize = 20;
/// How many of the replies are lost.
const SHARE: f64 = 0.3;

/// Has so many messages sent.
pub(super) async fn run(ground: &Ground, messages: usize) -> Result<Report> {
    let mut report = Report::of("Replies are cut off after the request");
    let server = Server::start(ground).await?;
    let proxy = Proxy::start(server.url().replace("http://", "").parse()?, ground.seed).await?;
    let crowd = Crowd::gather(&server.url(), WRITERS).await?.in_pairs().await?;
    let before = ends(ground).await?;
    let readers = Readers::open(&crowd.people, &before).await?;
    proxy.turn(Weather::CutReplies(SHARE));
    let sends = Writers::start(&crowd.through(&proxy.url())?, messages / WRITERS).done().await?;
    report.figure("replies that are lost", &format!("{:.0} %", SHARE * 100.0));
    report.figure("connections that it took", &proxy.opened());
    report.judge(ground, &crowd, readers, sends.sends).await?;
    Ok(report)
}
