//! Positions in the log: what is read as one is written the same, so that each has one form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use whatschat_core::sync::Cursor;

fuzz_target!(|text: &str| {
    if let Ok(cursor) = text.parse::<Cursor>() {
        assert_eq!(cursor.to_string(), text);
    }
});
