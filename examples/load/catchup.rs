//! A client that was away for very many messages comes back, with the SDK.

use crate::fanout::send;
use crate::http::Http;
use crate::people::{people, private_chat};
use crate::stats::rate;
use crate::{Result, Target};
use std::io::{Write as _, stdout};
use std::time::Instant;
use tokio::task::JoinSet;
use whatschat_client::{Client, Event, ServerEvent};
use whatschat_core::auth::Tokens;

/// How many send at the same time.
const SENDERS: usize = 64;

/// How many.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Options {
    /// How many messages are missed.
    #[arg(long, default_value_t = 100_000)]
    messages: usize,
}

pub(crate) async fn run(target: &Target, options: Options) -> Result<()> {
    let people = people(target, 2).await?;
    let [alice, bob] = &people[..] else { return Err("two people are needed".into()) };
    let chat = private_chat(target, alice, bob).await?;
    let tokens = Tokens { token: bob.token.clone(), refresh_token: String::new() };
    let client = Client::builder(&target.server).tokens(tokens).build()?;
    let cursor = client.sync().snapshot().await?.cursor;

    writeln!(stdout(), "{} messages are sent …", options.messages)?;
    let begun = Instant::now();
    let mut tasks = JoinSet::new();
    for sender in 0..SENDERS {
        let mut http = Http::open(target, &alice.token).await?;
        tasks.spawn(async move {
            for _ in (sender..options.messages).step_by(SENDERS) {
                send(&mut http, chat, begun).await?;
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }

    let (before, begun) = (target.usage()?, Instant::now());
    let (mut stream, mut seen) = (client.events_since(cursor), 0);
    while let Some(event) = stream.next().await {
        match event {
            Event::Server(ServerEvent::NewMessage(_)) => seen += 1,
            Event::Synced => break,
            Event::Reset(_) => {
                return Err("the server does not know any more what was missed".into());
            }
            Event::LoggedOut(why) => return Err(why.into()),
            _ => {}
        }
    }
    let took = begun.elapsed();
    writeln!(
        stdout(),
        "{seen} of {} caught up in {took:.2?}, {:.0} a second",
        options.messages,
        rate(seen, took)
    )?;
    target.print_usage(before, seen, "message")
}
