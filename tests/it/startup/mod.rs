//! How the server starts, refuses to start, and stops.

mod older;
pub(crate) mod program;
mod refusals;
mod secret;
