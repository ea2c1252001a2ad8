//! What must hold of every polling body, for the fuzz target `engine_payload` and its seeds.

use super::packet::{Frame, Message, Packet};
use super::payload::{decode, encode};

/// What is read of a body can be written, and is read again the same.
pub fn payload(data: &[u8]) {
    let Ok(body) = std::str::from_utf8(data) else { return };
    let messages: Vec<_> = decode(body).filter_map(message).collect();
    let frames: Vec<Frame> = messages.iter().map(frame).collect();
    if frames.is_empty() {
        return;
    }
    let written = encode(&frames);
    let again: Vec<_> = decode(&written).map(message).collect();
    assert_eq!(again, messages.into_iter().map(Some).collect::<Vec<_>>(), "{written:?}");
}

fn message<E>(packet: Result<Packet<'_>, E>) -> Option<Message<'_>> {
    match packet {
        Ok(Packet::Message(message)) => Some(message),
        Ok(_) | Err(_) => None,
    }
}

fn frame(message: &Message<'_>) -> Frame {
    match message {
        Message::Text(text) => Frame::text(text),
        Message::Binary(data) => Frame::binary(data.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::socketio::fuzzed::seeds;

    #[test]
    fn it_holds_of_what_fuzzing_began_with_and_found() {
        let seeds = seeds("engine_payload");
        assert!(seeds.len() >= 10);
        seeds.iter().for_each(|seed| payload(seed));
    }
}
