//! A bot that answers every text with the same text.
//!
//! ```sh
//! WHATSCHAT_EMAIL=bot@example.com WHATSCHAT_PASSWORD=… cargo run -p whatschat-examples --bin echo_bot
//! ```
//!
//! `WHATSCHAT_SERVER` names another server than `http://localhost:3001`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::{env, error::Error, process::ExitCode};
use whatschat_client::core::messages::{Message, MessageType};
use whatschat_client::{Client, Event, Locale, ServerEvent};

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("echo_bot: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let server = env::var("WHATSCHAT_SERVER").unwrap_or_else(|_| "http://localhost:3001".into());
    let client = Client::builder(server).locale(Locale::En).user_agent("echo-bot/0.1").build()?;
    client.auth().login(setting("WHATSCHAT_EMAIL")?, setting("WHATSCHAT_PASSWORD")?).await?;

    let now = client.sync().snapshot().await?.cursor;
    let mut events = client.events_since(now);
    while let Some(event) = events.next().await {
        match event {
            Event::Server(ServerEvent::NewMessage(message)) => answer(&client, message).await,
            Event::Reset(_) => println!("some messages were not heard, and get no answer"),
            Event::Disconnected { why, retry_in } => println!("{why}; again in {retry_in:.1?}"),
            Event::Unreadable { name } => println!("no {name} can be read here: update this bot"),
            Event::LoggedOut(why) | Event::StoreFailed(why) => return Err(why.into()),
            Event::Connected | Event::Synced | Event::Server(_) => {}
        }
    }
    Ok(())
}

/// Answers a message of someone else's. A bot goes on where one answer fails: its sender may have
/// blocked it, or left the chat.
async fn answer(client: &Client, message: Message) {
    if Some(message.sender_id) == client.user_id() || message.r#type != MessageType::Text {
        return;
    }
    let (chat, seq) = (message.chat_id, message.seq);
    match client.messages().send(chat, message.content).await {
        Ok(_) => println!("answered message {seq} in chat {chat}"),
        Err(error) => println!("no answer to message {seq} in chat {chat}: {error}"),
    }
}

fn setting(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("set {name} in the environment"))
}
