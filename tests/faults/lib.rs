//! What goes wrong between people and their server, made to happen, and a checker of what is
//! promised meanwhile. The tests use it in short runs, and the program `faults` in long ones.

pub mod checker;
pub mod crowd;
pub mod history;
pub mod postgres;
pub mod proxy;
pub mod readers;
pub mod report;
pub mod scenarios;
pub mod screen;
pub mod server;
pub mod shown;
pub mod truth;
pub mod writers;

/// What a scenario gives; it fails where it could not be run, not where a promise was broken.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Why a fault cannot be made to happen on this machine; the others can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotHere(pub &'static str);

impl std::fmt::Display for NotHere {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for NotHere {}
