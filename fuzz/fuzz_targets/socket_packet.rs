//! Packets of Socket.IO with their attachments: they keep to the limits, and are read again the
//! same when they are sent on.
#![no_main]

#[path = "../../whatschat-server/src/socketio/mod.rs"]
mod socketio;

libfuzzer_sys::fuzz_target!(|data: &[u8]| socketio::fuzzed::packets(data));
