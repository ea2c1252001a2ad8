//! Puts a server under load, and says how it bears it.
//!
//! ```sh
//! WHATSCHAT_RATE_LIMIT=off whatschat-server &
//! cargo run --release -p whatschat-examples --example load -- senders --pid $!
//! ```
//!
//! It makes the accounts that it needs, so give it a server whose data may be thrown away. What it
//! does itself takes CPU, too: on the server's own machine, look at the server's CPU a message
//! rather than at the rates.

#![expect(clippy::print_stderr, reason = "it is a program for terminals")]

mod catchup;
mod fanout;
mod flap;
mod http;
mod idle;
mod people;
mod process;
mod senders;
mod socket;
mod stats;

use clap::{Args, Parser, Subcommand};
use std::process::ExitCode;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Puts a WhatsChat server under load, and says how it bears it.
#[derive(Debug, Parser)]
struct Options {
    #[command(flatten)]
    target: Target,
    #[command(subcommand)]
    load: Load,
}

/// Whom it is about.
#[derive(Debug, Clone, Args)]
struct Target {
    /// The server: http alone, so that TLS is not what is measured.
    #[arg(long, global = true, default_value = "http://127.0.0.1:3001")]
    server: String,
    /// The server's process on this machine: its CPU and memory are measured, too.
    #[arg(long, global = true)]
    pid: Option<u32>,
    /// Names the accounts: the same seed uses those that are there.
    #[arg(long, global = true, default_value_t = 1)]
    seed: u32,
}

#[derive(Debug, Subcommand)]
enum Load {
    /// People in private chats; each sends, waits for the acknowledgement, and sends again.
    Senders(senders::Options),
    /// One group: a message goes to all of its members.
    Fanout(fanout::Options),
    /// Sockets that only stay open.
    Idle(idle::Options),
    /// A client that was away for very many messages comes back.
    Catchup(catchup::Options),
    /// Clients whose sockets are cut again and again, and who must miss nothing.
    Flap(flap::Options),
}

#[tokio::main]
async fn main() -> ExitCode {
    let Options { target, load } = Options::parse();
    let done = match load {
        Load::Senders(options) => senders::run(&target, options).await,
        Load::Fanout(options) => fanout::run(&target, options).await,
        Load::Idle(options) => idle::run(&target, options).await,
        Load::Catchup(options) => catchup::run(&target, options).await,
        Load::Flap(options) => flap::run(&target, options).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("load: {why}");
            ExitCode::FAILURE
        }
    }
}
