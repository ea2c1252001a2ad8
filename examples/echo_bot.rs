//! A bot that answers every text with the same text.
//!
//! ```sh
//! WHATSCHAT_EMAIL=bot@example.com WHATSCHAT_PASSWORD=… cargo run -p whatschat-examples --bin echo_bot
//! ```
//!
//! `WHATSCHAT_SERVER` names another server than `http://localhost:3001`.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::collections::HashMap;
use std::{env, error::Error};
use whatschat_client::core::id::ChatId;
use whatschat_client::core::messages::{Message, MessageType};
use whatschat_client::{Client, Event, Locale, ServerEvent};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = env::var("WHATSCHAT_SERVER").unwrap_or_else(|_| "http://localhost:3001".into());
    let client = Client::builder(server).locale(Locale::En).user_agent("echo-bot/0.1").build()?;
    client.auth().login(setting("WHATSCHAT_EMAIL")?, setting("WHATSCHAT_PASSWORD")?).await?;

    let mut read = newest(&client).await?;
    let mut events = client.events();
    while let Some(event) = events.next().await {
        match event {
            Event::Server(ServerEvent::NewMessage(message)) => {
                let read = read.entry(message.chat_id).or_default();
                if message.seq > *read {
                    *read = message.seq;
                    answer(&client, message).await;
                }
            }
            // What was sent while the connection was away comes by no event.
            Event::Connected => answer_missed(&client, &mut read).await?,
            Event::Disconnected { why, retry_in } => println!("{why}; again in {retry_in:.1?}"),
            Event::LoggedOut(why) | Event::StoreFailed(why) => return Err(why.into()),
            Event::Synced | Event::Reset(_) | Event::Server(_) => {}
        }
    }
    Ok(())
}

/// The newest message of each chat, which was answered before, or is too old for an answer.
async fn newest(client: &Client) -> Result<HashMap<ChatId, u64>, whatschat_client::Error> {
    let chats = client.chats().list().await?.into_iter();
    Ok(chats.map(|chat| (chat.id, chat.last_message.map_or(0, |last| last.seq))).collect())
}

async fn answer_missed(
    client: &Client,
    read: &mut HashMap<ChatId, u64>,
) -> Result<(), whatschat_client::Error> {
    for (chat, newest) in newest(client).await? {
        let read = read.entry(chat).or_default();
        if newest > *read {
            for message in client.messages().since(chat, *read).await? {
                *read = message.seq;
                answer(client, message).await;
            }
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
