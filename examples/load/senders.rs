//! People in private chats: each sends, waits for the acknowledgement, and sends again.

use crate::http::Http;
use crate::people::{Person, people, private_chat, text};
use crate::socket::{NEW_MESSAGE, Socket, field};
use crate::stats::{Times, rate};
use crate::{Result, Target};
use serde_json::{Value, json};
use std::io::{Write as _, stdout};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio::time::timeout_at;
use whatschat_core::id::ChatId;

/// How long the last messages may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(2);

/// How many, and for how long.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Options {
    /// How many send; half as many private chats.
    #[arg(long, default_value_t = 64)]
    senders: usize,
    /// For how many seconds.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Over the socket instead of REST.
    #[arg(long)]
    socket: bool,
}

/// What one of them found.
#[derive(Default)]
struct Found {
    acknowledged: Times,
    received: Times,
}

pub(crate) async fn run(target: &Target, options: Options) -> Result<()> {
    let people = people(target, options.senders.next_multiple_of(2)).await?;
    let mut devices = Vec::new();
    for pair in people.chunks_exact(2) {
        let chat = private_chat(target, &pair[0], &pair[1]).await?;
        for person in pair {
            devices.push((person, chat, Socket::open(target, &person.token, None).await?));
        }
    }
    let (before, begun) = (target.usage()?, Instant::now());
    let end = begun + Duration::from_secs(options.seconds);
    let mut tasks = JoinSet::new();
    for (person, chat, socket) in devices {
        let talk = Talk { chat, begun, end };
        if options.socket {
            tasks.spawn(talk.over_the_socket(person.clone(), socket));
        } else {
            let http = Http::open(target, &person.token).await?;
            tasks.spawn(talk.over_rest(http));
            tasks.spawn(talk.receive(person.clone(), socket));
        }
    }
    let mut all = Found::default();
    while let Some(found) = tasks.join_next().await {
        let found = found??;
        all.acknowledged.join(found.acknowledged);
        all.received.join(found.received);
    }
    let (sent, took) = (all.acknowledged.count(), end - begun);
    writeln!(stdout(), "{sent} messages sent, {:.0} a second", rate(sent, took))?;
    all.acknowledged.print("to the acknowledgement")?;
    all.received.print("to the receiver")?;
    writeln!(stdout(), "{} arrived", all.received.count())?;
    target.print_usage(before, sent, "message")
}

/// One side of a private chat.
#[derive(Clone, Copy)]
struct Talk {
    chat: ChatId,
    begun: Instant,
    end: Instant,
}

impl Talk {
    /// A message says when it was sent, in microseconds since the beginning.
    fn draft(&self) -> Value {
        text(
            self.chat,
            &format!("{} What weather we have today!", self.begun.elapsed().as_micros()),
        )
    }

    /// How long a message took, by what it says.
    fn took(&self, packet: &str) -> Option<Duration> {
        let sent = field(packet, "content")?.split(' ').next()?.parse().ok()?;
        self.begun.elapsed().checked_sub(Duration::from_micros(sent))
    }

    async fn over_rest(self, mut http: Http) -> Result<Found> {
        let mut found = Found::default();
        while Instant::now() < self.end {
            let asked = Instant::now();
            let _: Value = http.post("/messages", &self.draft().to_string()).await?;
            found.acknowledged.note(asked.elapsed());
        }
        Ok(found)
    }

    /// Notes what the other one sends, until a moment after the end.
    async fn receive(self, person: Person, mut socket: Socket) -> Result<Found> {
        let mut found = Found::default();
        let last = (self.end + ARRIVAL).into();
        while let Ok(packet) = timeout_at(last, socket.message()).await {
            self.note(&mut found, &person, &packet?);
        }
        Ok(found)
    }

    async fn over_the_socket(self, person: Person, mut socket: Socket) -> Result<Found> {
        let (mut found, mut count) = (Found::default(), 0_u64);
        while Instant::now() < self.end {
            count += 1;
            let asked = Instant::now();
            socket.send(format!("42{count}{}", json!(["send_message", self.draft()]))).await?;
            let acknowledgement = format!("43{count}[");
            loop {
                let packet = socket.packet().await?;
                self.note(&mut found, &person, &packet);
                if let Some(answer) = packet.strip_prefix(&acknowledgement) {
                    // Within a text the quotes would be escaped.
                    if !answer.contains("\"success\":true") {
                        return Err(format!("a message is refused: {answer}").into());
                    }
                    found.acknowledged.note(asked.elapsed());
                    break;
                }
            }
        }
        let rest = self.receive(person, socket).await?;
        found.received.join(rest.received);
        Ok(found)
    }

    fn note(&self, found: &mut Found, person: &Person, packet: &str) {
        let others = |packet: &&str| field(packet, "senderId") != Some(&person.id.to_string());
        let message = Some(packet).filter(|packet| packet.starts_with(NEW_MESSAGE));
        if let Some(took) = message.filter(others).and_then(|packet| self.took(packet)) {
            found.received.note(took);
        }
    }
}
