//! `person`: somebody's program on the SDK, for a fault to kill. It writes into a chat through the
//! outbox of its store, and says `wrote KEY` of each message once the outbox has it. What it shows
//! of the chat stands in a file beside the store.
//!
//! ```sh
//! person SERVER EMAIL STORE CHAT       writes until it is ended
//! person SERVER EMAIL STORE CHAT end   writes nothing, and ends when all is sent and shown
//! ```

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a program for another one")]

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use whatschat_client::store::Store;
use whatschat_client::{Client, EventStream};
use whatschat_core::id::ChatId;
use whatschat_tests::Result;
use whatschat_tests::crowd::PASSWORD;
use whatschat_tests::screen::Screen;

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
    let (client, chat) = (Client::builder(server).build()?, chat.parse()?);
    let store = Store::open(file).await?;
    client.auth().login(email, PASSWORD).await?;
    let mut screen = Screen::open(Path::new(file), &store, chat).await?;
    let mut events = client.attach(store.clone()).await?;
    if !end.is_empty() {
        return finish(&client, &store, &mut events, screen).await;
    }
    tokio::select! {
        ended = write(&client, chat) => ended,
        ended = screen.follow(&mut events) => ended,
    }
}

async fn write(client: &Client, chat: ChatId) -> Result<()> {
    let outbox = client.outbox()?;
    for n in 0.. {
        println!("wrote {}", outbox.send(chat, format!("What weather! {n}")).await?);
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}

/// Follows the events until nothing is missed, nothing waits to be sent, and all is shown.
async fn finish(
    client: &Client,
    store: &Store,
    events: &mut EventStream,
    mut screen: Screen,
) -> Result<()> {
    let outbox = client.outbox()?;
    while !outbox.list(None).await?.is_empty() || !screen.has_all(store).await? {
        tokio::select! {
            ended = screen.follow(events) => return ended,
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
    screen.show_kept(u64::MAX) // all of it, where nothing was told
}
