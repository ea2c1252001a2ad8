//! Prints everything that happens, one JSON object a line.
//!
//! ```sh
//! WHATSCHAT_EMAIL=me@example.com WHATSCHAT_PASSWORD=… cargo run -p whatschat-examples --bin follow_events
//! ```
//!
//! `WHATSCHAT_SERVER` names another server than `http://localhost:3001`.
#![expect(clippy::print_stderr, reason = "a program for the terminal")]

use serde_json::{Value, json};
use std::io::{self, Write};
use std::{env, error::Error, process::ExitCode};
use whatschat_client::{Client, Event, Locale};

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("follow_events: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let server = env::var("WHATSCHAT_SERVER").unwrap_or_else(|_| "http://localhost:3001".into());
    let client = Client::builder(server).locale(Locale::En).build()?;
    client.auth().login(setting("WHATSCHAT_EMAIL")?, setting("WHATSCHAT_PASSWORD")?).await?;

    let mut events = client.events();
    while let Some(event) = events.next().await {
        // An error here ends the program: whoever read its output has gone.
        writeln!(io::stdout(), "{}", line(&event))?;
    }
    Ok(())
}

fn line(event: &Event) -> Value {
    match event {
        Event::Server(event) => json!({ "event": event.name(), "data": event }),
        Event::Unreadable { name } => json!({ "event": "unreadable", "name": name }),
        Event::Connected => json!({ "event": "connected" }),
        Event::Synced => json!({ "event": "synced" }),
        Event::Reset(gap) => json!({ "event": "sync_reset", "data": gap }),
        Event::Disconnected { why, retry_in } => {
            let (why, seconds) = (why.to_string(), retry_in.as_secs_f64());
            json!({ "event": "disconnected", "why": why, "retryInSeconds": seconds })
        }
        Event::LoggedOut(why) => json!({ "event": "logged_out", "why": why.to_string() }),
        Event::StoreFailed(why) => json!({ "event": "store_failed", "why": why.to_string() }),
    }
}

fn setting(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("set {name} in the environment"))
}
