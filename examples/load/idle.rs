//! Sockets that only stay open.

use crate::people::people;
use crate::socket::Socket;
use crate::stats::rate;
use crate::{Result, Target};
use futures_util::{StreamExt, TryStreamExt, stream};
use std::io::{Write as _, stdout};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::timeout_at;

/// How many sockets connect at the same time.
const CONNECTING: usize = 64;
/// How many sockets one account has.
const EACH: usize = 20;

/// How many, and for how long.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Options {
    /// How many sockets.
    #[arg(long, default_value_t = 10_000)]
    sockets: usize,
    /// For how many seconds they stay.
    #[arg(long, default_value_t = 30)]
    seconds: u64,
}

pub(crate) async fn run(target: &Target, options: Options) -> Result<()> {
    let people = people(target, options.sockets.div_ceil(EACH)).await?;
    let (before, begun) = (target.usage()?, Instant::now());
    let opening = people.iter().cycle().take(options.sockets);
    let opening = stream::iter(opening.map(|person| Socket::open(target, &person.token, None)));
    let sockets: Vec<Socket> = opening.buffer_unordered(CONNECTING).try_collect().await?;
    let took = begun.elapsed();
    writeln!(
        stdout(),
        "{} sockets, {:.0} connects a second",
        sockets.len(),
        rate(sockets.len(), took)
    )?;
    target.print_usage(before, sockets.len(), "connect")?;

    let end = Instant::now() + Duration::from_secs(options.seconds);
    let count = sockets.len();
    let mut tasks = JoinSet::new();
    for mut socket in sockets {
        tasks.spawn(async move {
            while let Ok(packet) = timeout_at(end.into(), socket.packet()).await {
                packet?;
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(socket)
        });
    }
    let mut open = Vec::new();
    while let Some(socket) = tasks.join_next().await {
        open.push(socket??);
    }
    writeln!(stdout(), "{} of {count} are open after {} s", open.len(), options.seconds)?;
    if let (Some(before), Some(now)) = (before, target.usage()?) {
        let more = now.memory_kib.saturating_sub(before.memory_kib) * 1024;
        writeln!(
            stdout(),
            "server: {} bytes of memory a socket",
            more / u64::try_from(count.max(1))?
        )?;
    }
    Ok(())
}
