//! Somebody was away while very much happened.

use crate::Result;
use crate::crowd::Crowd;
use crate::readers::{Readers, synced};
use crate::report::{Report, ends};
use crate::server::{Ground, Server};
use crate::writers::Writers;
use std::time::Duration;

const WRITERS: usize = 64;
/// How long it may take to catch up.
const CAUGHT_UP: Duration = Duration::from_secs(10);
/// When one gives up.
const PATIENCE: Duration = Duration::from_secs(300);

/// Has so many messages missed.
pub(super) async fn run(ground: &Ground, messages: usize) -> Result<Report> {
    let mut report = Report::of("Very much was missed");
    let server = Server::start(ground).await?;
    let crowd = Crowd::gather(&server.url(), WRITERS + 1).await?.in_a_group().await?;
    let reader = crowd.people.first().ok_or("nobody is there")?;
    let before = ends(ground).await?;
    let mut stream = reader.client.events();
    synced(&mut stream).await?;
    let cursor = stream.cursor().ok_or("a stream that has everything knows where it is")?;
    drop(stream);

    let writers = Crowd { people: crowd.people.iter().skip(1).cloned().collect() };
    let sends = Writers::start(&writers, messages / WRITERS).done().await?.sends;

    let mut readers = Readers::open([], &before).await?;
    readers.add(reader, &before, reader.client.events_since(cursor));
    let took = readers.reach(&ends(ground).await?, PATIENCE).await.unwrap_or(PATIENCE);
    report.time("caught up", took, CAUGHT_UP);
    report.judge(ground, &crowd, readers, sends).await?;
    Ok(report)
}
