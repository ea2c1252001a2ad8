//! How the server starts, refuses to start, and stops.

mod program;
mod refusals;
mod secret;
