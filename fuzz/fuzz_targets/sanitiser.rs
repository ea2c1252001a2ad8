//! Texts that a terminal is to show: nothing is left in them that it would obey.
#![no_main]

#[path = "../../whatschat-cli/src/sanitise/fuzzed.rs"]
mod fuzzed;
#[path = "../../whatschat-cli/src/sanitise.rs"]
mod sanitise;

libfuzzer_sys::fuzz_target!(|text: &str| fuzzed::is_made_harmless(text));
