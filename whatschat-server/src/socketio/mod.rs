//! A Socket.IO 5 server over [`engine`] (Engine.IO 4), as an endpoint for poem.
//!
//! The application implements [`Handler`] and mounts a [`SocketIo`]. Each client that joins a
//! namespace gets a [`Socket`], whose events are handled one after the other, in the order they
//! were sent. What goes to many sockets is encoded once, as a [`Packet`].
//!
//! Who belongs to which group of sockets is the application's business: there are no rooms here.

pub mod engine;

mod args;
mod assembler;
mod config;
#[cfg(any(test, fuzzing))]
pub mod fuzzed;
mod handler;
mod packet;
mod parser;
mod protocol;
mod server;
mod socket;
#[cfg(test)]
mod tests;

pub use self::args::{Args, Event};
pub use self::config::Config;
pub use self::engine::{CloseReason, Origins, SendError};
pub use self::handler::{Handler, Reason};
pub use self::packet::Packet;
pub use self::server::SocketIo;
pub use self::socket::{EmitError, Socket};
