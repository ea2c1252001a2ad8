//! `whatschat`, the terminal client: interactive, and for scripts.

mod app;
mod auth;
mod calls;
mod chats;
mod clock;
mod command;
mod complete;
mod context;
mod device;
mod failure;
mod files;
mod groups;
mod health;
mod help;
mod input;
mod messages;
mod profile;
mod repl;
mod sanitise;
mod screen;
mod state;
mod status;
mod text;
mod typed;
mod users;

use clap::Parser;
use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    command::Cli::parse().run().await
}
