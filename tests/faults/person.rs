//! `person`: somebody's program on the SDK, for a fault to kill. It writes into a chat through the
//! outbox of its store, and says `wrote KEY` of each message once the outbox has it.
//!
//! ```sh
//! person SERVER EMAIL STORE CHAT       writes until it is ended
//! person SERVER EMAIL STORE CHAT end   writes nothing, and ends when all is sent and read
//! ```

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a program for another one")]

use std::process::ExitCode;
use std::time::Duration;
use tokio::sync::watch;
use whatschat_client::store::Store;
use whatschat_client::{Client, Event, EventStream};
use whatschat_core::id::ChatId;
use whatschat_tests::Result;
use whatschat_tests::crowd::PASSWORD;

/// How long it pauses between two messages.
const PAUSE: Duration = Duration::from_millis(3);

#[tokio::main]
async fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("person: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &[String]) -> Result<()> {
    let [server, email, file, chat, end @ ..] = arguments else {
        return Err("SERVER EMAIL STORE CHAT are needed".into());
    };
    let client = Client::builder(server).build()?;
    let store = Store::open(file).await?;
    client.auth().login(email, PASSWORD).await?;
    let synced = follow(client.attach(store).await?);
    let chat: ChatId = chat.parse()?;
    if end.is_empty() { write(&client, chat).await } else { finish(&client, synced).await }
}

async fn write(client: &Client, chat: ChatId) -> Result<()> {
    let outbox = client.outbox()?;
    for n in 0.. {
        println!("wrote {}", outbox.send(chat, format!("What weather! {n}")).await?);
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}

async fn finish(client: &Client, mut synced: watch::Receiver<bool>) -> Result<()> {
    synced.wait_for(|synced| *synced).await?;
    while !client.outbox()?.list(None).await?.is_empty() {
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}

/// Reads the events, which the store is kept up to date with, and says when none is missed.
fn follow(mut events: EventStream) -> watch::Receiver<bool> {
    let (synced, told) = watch::channel(false);
    tokio::spawn(async move {
        while let Some(event) = events.next().await {
            match event {
                Event::Synced => drop(synced.send(true)),
                Event::StoreFailed(why) => eprintln!("person: {why}"),
                _ => {}
            }
        }
    });
    told
}
