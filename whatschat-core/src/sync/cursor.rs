//! A position in the log.

use crate::limits;
use serde::{Deserialize, Serialize};
use std::{fmt, num::ParseIntError, str::FromStr};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A position in the log: its holder knows everything up to it. For clients it is a word without
/// a meaning; only the newest one that they were given counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cursor {
    /// Which log: a restored one is another.
    pub epoch: u32,
    /// How many entries it has up to here, of all users.
    pub pos: u64,
}

impl Cursor {
    /// Whether its holder knows what stands at another position: one of the same log, up to it.
    pub const fn covers(self, other: Self) -> bool {
        self.epoch == other.epoch && other.pos <= self.pos
    }
}

/// A text that is no cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadCursor;

impl fmt::Display for BadCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is no cursor: use one that the server has given")
    }
}

impl std::error::Error for BadCursor {}

impl From<ParseIntError> for BadCursor {
    fn from(_: ParseIntError) -> Self {
        Self
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}.{}", self.epoch, self.pos)
    }
}

impl From<Cursor> for String {
    fn from(cursor: Cursor) -> Self {
        cursor.to_string()
    }
}

impl FromStr for Cursor {
    type Err = BadCursor;
    fn from_str(text: &str) -> Result<Self, BadCursor> {
        let (epoch, pos) = text.split_once('.').ok_or(BadCursor)?;
        let cursor = Self { epoch: u32::from_str_radix(epoch, 16)?, pos: pos.parse()? };
        // One position has one form.
        if cursor.to_string() == text { Ok(cursor) } else { Err(BadCursor) }
    }
}

impl TryFrom<String> for Cursor {
    type Error = BadCursor;
    fn try_from(text: String) -> Result<Self, BadCursor> {
        text.parse()
    }
}

impl PartialSchema for Cursor {
    fn schema() -> RefOr<Schema> {
        limits::cursor().into()
    }
}

impl ToSchema for Cursor {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_journey() {
        let cursor = Cursor { epoch: 0x00ab_cdef, pos: 1_234_567 };
        assert_eq!(cursor.to_string(), "00abcdef.1234567");
        assert_eq!("00abcdef.1234567".parse(), Ok(cursor));
        let json = serde_json::to_string(&cursor).unwrap();
        assert_eq!(serde_json::from_str::<Cursor>(&json).unwrap(), cursor);
    }

    #[test]
    fn nothing_else_is_a_cursor() {
        for text in
            ["", ".", "1.", ".1", "0.1", "+0abcdef.1", "00abcdef.01", "00abcdef.-1", "a b.1"]
        {
            assert_eq!(text.parse::<Cursor>(), Err(BadCursor), "{text:?}");
        }
    }

    #[test]
    fn a_position_has_one_form_in_all_that_fuzzing_began_with_and_found() {
        let seeds = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/seeds/cursor");
        let seeds: Vec<_> = std::fs::read_dir(seeds).unwrap().collect();
        assert!(seeds.len() >= 10);
        for seed in seeds {
            let text = std::fs::read_to_string(seed.unwrap().path()).unwrap();
            assert!(text.parse::<Cursor>().map_or(true, |cursor| cursor.to_string() == text));
        }
    }
}
