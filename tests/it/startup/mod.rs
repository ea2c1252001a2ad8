//! How the server starts, refuses to start, and stops.

pub(crate) mod program;
mod refusals;
mod secret;
