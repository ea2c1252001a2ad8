//! A reader is stuck while the others talk: that harms nobody, and it misses nothing.

use crate::Result;
use crate::crowd::Crowd;
use crate::readers::{Readers, synced};
use crate::report::{Report, ends};
use crate::server::{Ground, Server};
use crate::writers::{Notes, Writers};

const WRITERS: usize = 20;
/// How much longer than before the others' sends may take, at their slowest.
const SLOWER: f64 = 1.2;
/// How much more memory the server may use.
const MEMORY: u64 = 64 << 20;

/// Has so many messages sent while somebody does not read.
pub(super) async fn run(ground: &Ground, messages: usize) -> Result<Report> {
    let mut report = Report::of("A reader is stuck");
    let server = Server::start(ground).await?;
    let crowd = Crowd::gather(&server.url(), WRITERS + 1).await?.in_a_group().await?;
    let stuck = crowd.people.first().ok_or("nobody is there")?;
    let writers = Crowd { people: crowd.people.iter().skip(1).cloned().collect() };
    let before = ends(ground).await?;
    let mut readers = Readers::open(&writers.people, &before).await?;
    let mut alone = talk(&writers, messages).await?;
    let (memory, after) = (server.memory()?, ends(ground).await?);
    let mut stream = stuck.client.events();
    synced(&mut stream).await?;
    let mut beside = talk(&writers, messages).await?;
    let more = server.memory()?.saturating_sub(memory);
    readers.add(stuck, &after, stream); // it reads again

    report.time("p99 beside it", beside.p99(), alone.p99().mul_f64(SLOWER));
    report.figure("more memory (at most 64 MiB)", &format!("{} MiB", more >> 20));
    if more > MEMORY {
        report.late.push(format!("the server took {} MiB more", more >> 20));
    }
    let sends = [alone.sends, beside.sends].concat();
    report.judge(ground, &crowd, readers, sends).await?;
    Ok(report)
}

/// Long texts, so that what waits for somebody is much.
async fn talk(writers: &Crowd, messages: usize) -> Result<Notes> {
    Writers::say(writers, messages / WRITERS, "weather ".repeat(100)).done().await
}
