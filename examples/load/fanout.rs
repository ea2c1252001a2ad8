//! One group: a message goes to all of its members.

use crate::http::Http;
use crate::people::{group, people, text};
use crate::socket::{Socket, field};
use crate::stats::{Times, rate};
use crate::{Result, Target};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::Value;
use std::io::{Write as _, stdout};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use whatschat_core::id::ChatId;

/// How many requests are under way at the same time where nothing paces them.
const AT_ONCE: usize = 16;
/// How many sockets connect at the same time.
const CONNECTING: usize = 32;

/// How many, and how fast.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Options {
    /// How many members the group has.
    #[arg(long, default_value_t = 1000)]
    members: usize,
    /// How many messages are sent.
    #[arg(long, default_value_t = 200)]
    messages: usize,
    /// How many a second; as fast as the server takes them where it is left out.
    #[arg(long)]
    rate: Option<u32>,
}

pub(crate) async fn run(target: &Target, options: Options) -> Result<()> {
    let people = people(target, options.members).await?;
    let chat = group(target, &people).await?;
    let sockets = stream::iter(people.iter().map(|one| Socket::open(target, &one.token, None)));
    let sockets: Vec<Socket> = sockets.buffer_unordered(CONNECTING).try_collect().await?;
    let admin = &people.first().ok_or("a group needs somebody")?.token;

    let (before, begun) = (target.usage()?, Instant::now());
    let mut tasks = JoinSet::new();
    for socket in sockets {
        tasks.spawn(receive(socket, options.messages, begun));
    }
    match options.rate {
        Some(rate) => paced(target, admin, chat, begun, options.messages, rate).await?,
        None => at_full_rate(target, admin, chat, begun, options.messages).await?,
    }
    let mut all = Times::default();
    while let Some(times) = tasks.join_next().await {
        all.join(times??);
    }
    let took = begun.elapsed();
    let (count, a_second) = (all.count(), rate(all.count(), took));
    writeln!(stdout(), "{count} deliveries in {took:.2?}, {a_second:.0} a second")?;
    all.print("from the send to a member")?;
    target.print_usage(before, count, "delivery")
}

/// Waits for so many messages.
async fn receive(mut socket: Socket, count: usize, begun: Instant) -> Result<Times> {
    let mut times = Times::default();
    while times.count() < count {
        let packet = socket.message().await?;
        let sent = field(&packet, "content").and_then(|text| text.split(' ').next()?.parse().ok());
        let sent = Duration::from_micros(sent.ok_or("a message that is not ours")?);
        times.note(begun.elapsed().saturating_sub(sent));
    }
    Ok(times)
}

async fn at_full_rate(
    target: &Target,
    admin: &str,
    chat: ChatId,
    begun: Instant,
    count: usize,
) -> Result<()> {
    let mut tasks = JoinSet::new();
    for sender in 0..AT_ONCE.min(count) {
        let mut http = Http::open(target, admin).await?;
        tasks.spawn(async move {
            for _ in (sender..count).step_by(AT_ONCE) {
                send(&mut http, chat, begun).await?;
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    Ok(())
}

async fn paced(
    target: &Target,
    admin: &str,
    chat: ChatId,
    begun: Instant,
    count: usize,
    rate: u32,
) -> Result<()> {
    let mut http = Http::open(target, admin).await?;
    let mut beat = tokio::time::interval(Duration::from_secs(1) / rate.max(1));
    for _ in 0..count {
        beat.tick().await;
        send(&mut http, chat, begun).await?;
    }
    Ok(())
}

/// Sends a message that says when it was sent.
pub(crate) async fn send(http: &mut Http, chat: ChatId, begun: Instant) -> Result<()> {
    let content = format!("{} What weather we have today!", begun.elapsed().as_micros());
    let _: Value = http.post("/messages", &text(chat, &content).to_string()).await?;
    Ok(())
}
