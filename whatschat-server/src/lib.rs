//! The WhatsChat server, as a library: bind it, ask for its address, run it until told to stop.
//!
//! ```no_run
//! # async fn doc() -> Result<(), whatschat_server::StartError> {
//! use whatschat_server::{Config, Server};
//!
//! let config = Config { listen: ([127, 0, 0, 1], 0).into(), ..Config::default() };
//! let server = Server::bind(config).await?;
//! println!("listening at {}", server.addr());
//! let stop = async { tokio::time::sleep(std::time::Duration::from_secs(60)).await };
//! server.run(stop).await;
//! # Ok(())
//! # }
//! ```
//!
//! A request runs through the `http` module into its room's `api.rs` (which translates), its
//! `mod.rs` (the rules: who may do what, and which events follow) and its `store.rs` (the SQL).
//! A socket event runs through [`socketio`] and `socket` into the same rules.

mod admin;
mod app;
mod audit;
mod auth;
mod calls;
mod chats;
mod clock;
pub mod command;
pub mod config;
mod error;
mod files;
mod groups;
mod health;
mod http;
pub mod logging;
mod mail;
mod messages;
mod periodic;
mod rates;
mod server;
pub mod signal;
mod socket;
pub mod socketio;
mod status;
mod store;
mod sync;
mod turns;
mod users;

pub use clock::Clock;
pub use config::Config;
pub use error::StartError;
pub use http::{served_document, unserved};
pub use server::Server;
