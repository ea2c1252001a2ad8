//! Bodies of Engine.IO's polling: what is read of them can be written and is read again the same.
#![no_main]

#[path = "../../whatschat-server/src/socketio/mod.rs"]
mod socketio;

libfuzzer_sys::fuzz_target!(|data: &[u8]| socketio::engine::fuzzed::payload(data));
