//! Clients whose sockets are cut again and again, and who must miss nothing.

use crate::fanout::send;
use crate::http::Http;
use crate::people::{Person, group, people};
use crate::socket::{Socket, field};
use crate::{Result, Target};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::io::{Write as _, stdout};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::timeout_at;
use whatschat_core::sync::Cursor;

/// How long the last messages may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(5);

/// How many, how often, and for how long.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Options {
    /// How many clients, all in one group.
    #[arg(long, default_value_t = 1000)]
    clients: usize,
    /// After how many seconds each socket is cut.
    #[arg(long, default_value_t = 15)]
    every: u64,
    /// For how many seconds in all.
    #[arg(long, default_value_t = 120)]
    seconds: u64,
    /// How many messages a second.
    #[arg(long, default_value_t = 10)]
    rate: u32,
}

/// What one client was shown.
#[derive(Default)]
struct Shown {
    cuts: usize,
    seqs: Vec<u64>,
}

pub(crate) async fn run(target: &Target, options: Options) -> Result<()> {
    let people = people(target, options.clients).await?;
    let chat = group(target, &people).await?;
    let admin = people.first().ok_or("a group needs somebody")?.token.clone();
    let (before, begun) = (target.usage()?, Instant::now());
    let end = begun + Duration::from_secs(options.seconds);
    let mut lots = StdRng::seed_from_u64(target.seed.into());
    let mut tasks = JoinSet::new();
    for person in people {
        let socket = Socket::open(target, &person.token, None).await?;
        let first = Duration::from_millis(lots.random_range(0..options.every.max(1) * 1000));
        let flapping = Flapping { target: target.clone(), person, end, options };
        tasks.spawn(flapping.read(socket, Instant::now() + first));
    }
    let mut http = Http::open(target, &admin).await?;
    let mut beat = tokio::time::interval(Duration::from_secs(1) / options.rate.max(1));
    let mut sent = 0;
    while Instant::now() < end {
        beat.tick().await;
        send(&mut http, chat, begun).await?;
        sent += 1;
    }
    let mut verdict = Verdict::default();
    while let Some(shown) = tasks.join_next().await {
        verdict.add(&shown??, sent);
    }
    verdict.print()?;
    target.print_usage(before, verdict.shown, "delivery")
}

struct Flapping {
    target: Target,
    person: Person,
    end: Instant,
    options: Options,
}

impl Flapping {
    async fn read(self, mut socket: Socket, mut next_cut: Instant) -> Result<Shown> {
        let (mut shown, mut cursor) = (Shown::default(), None);
        let last = self.end + ARRIVAL;
        loop {
            match timeout_at(next_cut.min(last).into(), socket.packet()).await {
                Ok(packet) => note(&packet?, &mut shown, &mut cursor)?,
                Err(_) if Instant::now() >= last => return Ok(shown),
                Err(_) => {
                    socket.cut()?;
                    socket = Socket::open(&self.target, &self.person.token, cursor).await?;
                    shown.cuts += 1;
                    next_cut = Instant::now() + Duration::from_secs(self.options.every);
                }
            }
            if Instant::now() >= self.end {
                next_cut = last; // the last messages are to arrive
            }
        }
    }
}

/// Keeps the place of a message, and up to where everything is known with this packet.
fn note(packet: &str, shown: &mut Shown, cursor: &mut Option<Cursor>) -> Result<()> {
    if let Some(text) = field(packet, "cursor") {
        *cursor = Some(text.parse()?);
    }
    if packet.starts_with(crate::socket::NEW_MESSAGE) {
        let seq = packet.split("\"seq\":").nth(1).and_then(|rest| rest.split([',', '}']).next());
        shown.seqs.push(seq.ok_or("a message without a place")?.parse()?);
    }
    Ok(())
}

/// What all were shown.
#[derive(Default)]
struct Verdict {
    cuts: usize,
    due: usize,
    shown: usize,
    missed: usize,
    out_of_order: usize,
}

impl Verdict {
    fn add(&mut self, shown: &Shown, sent: usize) {
        self.cuts += shown.cuts;
        self.due += sent;
        self.shown += shown.seqs.len();
        self.out_of_order += shown.seqs.windows(2).filter(|two| two[0] >= two[1]).count();
        let mut seqs = shown.seqs.clone();
        seqs.sort_unstable();
        seqs.dedup();
        self.missed += sent.saturating_sub(seqs.len());
    }

    fn print(&self) -> Result<()> {
        let Self { cuts, due, shown, missed, out_of_order } = self;
        writeln!(stdout(), "{cuts} cuts; {due} deliveries due, {shown} shown, {missed} missed")?;
        writeln!(stdout(), "{out_of_order} shown again or out of order")?;
        Ok(())
    }
}
