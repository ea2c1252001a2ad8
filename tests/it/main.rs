//! The whole system: the real server with a real database, driven through the SDK.
//!
//! Almost every test runs on both databases: see [`support::both`]. Those on PostgreSQL start a
//! throw-away cluster from the installed programs of Debian's `postgresql`.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod access;
mod auth;
mod calls;
mod chats;
mod cli;
mod client;
mod contract;
mod docs;
mod edge;
mod envelope;
mod faults;
mod files;
mod groups;
mod health;
mod messages;
mod outsiders;
mod reconnect;
mod scripts;
mod socketio_clients;
mod startup;
mod status;
mod support;
mod sync;
mod users;
