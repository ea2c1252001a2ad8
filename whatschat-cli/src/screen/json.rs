//! What programs read.

use super::{Screen, complain, print};
use crate::sanitise;
use serde::Serialize;
use std::io::{self, Write};

impl Screen {
    /// Whether output is for programs.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Shows one JSON document on a line of its own.
    pub(crate) fn json(&self, document: &impl Serialize) {
        if let Ok(json) = serde_json::to_string(document) {
            print(&sanitise::json(&json));
        }
    }

    /// The same, for what must not be lost: says so where it cannot be written.
    pub(crate) fn keep_json(&self, document: &impl Serialize) -> io::Result<()> {
        let json = serde_json::to_string(document)?;
        let mut out = io::stdout();
        writeln!(out, "{}", sanitise::json(&json))?;
        out.flush()
    }

    /// Tells a failure to a program, as JSON on standard error.
    pub(crate) fn fail_json(&self, document: &impl Serialize) {
        if let Ok(json) = serde_json::to_string(document) {
            complain(&sanitise::json(&json));
        }
    }
}
