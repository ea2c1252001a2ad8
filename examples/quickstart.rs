//! Two people in one program: Alice writes to Bob, and Bob reads it as it arrives.
//!
//! ```sh
//! cargo run -p whatschat-server &
//! cargo run -p whatschat-examples --bin quickstart
//! ```
//!
//! `WHATSCHAT_SERVER` names another server than `http://localhost:3001`. The accounts are made in
//! the first run.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::error::Error;
use std::process::ExitCode;
use whatschat_client::core::auth::Register;
use whatschat_client::{Client, ErrorCode, Event, Locale, ServerEvent};

const PASSWORD: &str = "Quickstart1";

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("quickstart: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let alice = log_in("quick_alice").await?;
    let bob = log_in("quick_bob").await?;
    let bobs_id = bob.user_id().ok_or("Bob is not logged in")?;

    let mut events = bob.events();
    while let Some(event) = events.next().await {
        match event {
            Event::Connected => {
                let chat = alice.chats().open_private(bobs_id).await?;
                let sent = alice.messages().send(chat.id, "Hello, Bob!").await?;
                println!("Alice sent message {} of the chat.", sent.seq);
            }
            Event::Server(ServerEvent::NewMessage(message)) => {
                println!("Bob received: {}", message.content);
                bob.chats().mark_read(message.chat_id, message.seq).await?;
                break;
            }
            Event::Disconnected { why, .. } => eprintln!("Not connected, trying again: {why}"),
            _ => {}
        }
    }
    bob.auth().logout().await?;
    Ok(alice.auth().logout().await?)
}

/// Logs in to the account of this name, which is made if need be.
async fn log_in(username: &str) -> Result<Client, Box<dyn Error>> {
    let server = std::env::var("WHATSCHAT_SERVER");
    let server = server.unwrap_or_else(|_| "http://localhost:3001".into());
    let client = Client::builder(server).locale(Locale::En).build()?;
    let email = format!("{username}@example.com");
    match client.auth().login(&email, PASSWORD).await {
        Err(error) if error.code() == Some(ErrorCode::WrongPassword) => {
            let (username, password) = (username.into(), PASSWORD.into());
            client.auth().register(Register { username, email, password, phone: None }).await?
        }
        session => session?,
    };
    Ok(client)
}
