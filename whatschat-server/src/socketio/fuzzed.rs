//! What must hold of all that a client sends by Socket.IO, for the fuzz target `socket_packet` and
//! its seeds.

use bytes::Bytes;
use tokio_tungstenite::tungstenite::Message as WsMessage;

use super::args::{Args, Event};
use super::assembler::{Assembler, Limits};
use super::engine::{Frame, Message};
use super::packet::Packet;
use super::parser::{Body, Received};

const LIMITS: Limits = Limits { attachments: 3, bytes: 64 };

/// Stands between messages: no byte of a text is like it.
const SEPARATOR: u8 = 0xff;

/// Takes messages, of which those that begin with `b` are binary. What they come to keeps to the
/// limits, and can be sent on.
pub fn packets(data: &[u8]) {
    let mut assembler = Assembler::default();
    for chunk in data.split(|&byte| byte == SEPARATOR) {
        let Some(message) = message(chunk) else { return };
        match assembler.push(message, LIMITS) {
            Ok(Some(received)) => check(&received),
            Ok(None) => {}
            Err(_malformed) => return, // the connection ends
        }
    }
}

fn message(chunk: &[u8]) -> Option<Message<'_>> {
    match chunk.strip_prefix(b"b") {
        Some(data) => Some(Message::Binary(Bytes::copy_from_slice(data))),
        None => std::str::from_utf8(chunk).ok().map(Message::Text),
    }
}

fn check(received: &Received) {
    assert!(received.namespace.starts_with('/'));
    let Body::Event(event, id) = &received.body else { return };
    let Event { name, args, wants_ack } = event;
    assert_eq!(*wants_ack, id.is_some());
    check_attachments(args);
    let again = read_again(Packet::event_with(&received.namespace, name, args));
    assert_eq!(again.namespace, received.namespace);
    let Body::Event(again, None) = again.body else { panic!("{again:?} is no event") };
    // Numbers may lose their last digit, so that values need not be equal.
    assert_eq!((&again.name, again.args.values.len()), (name, args.values.len()));
    assert_eq!(again.args.attachments, args.attachments);
    if let Some(id) = id {
        let ack = read_again(Packet::ack(&received.namespace, *id, args));
        assert_eq!(ack, Received { namespace: received.namespace.clone(), body: Body::Ack });
    }
}

fn check_attachments(args: &Args) {
    let bytes = args.attachments.iter().map(Bytes::len).sum::<usize>();
    assert!(args.attachments.len() <= LIMITS.attachments && bytes <= LIMITS.bytes);
    for bytes in args.values.iter().filter_map(|value| args.bytes(value)) {
        assert!(args.attachments.contains(bytes));
    }
}

/// What another server of our kind would understand of a packet that we send.
fn read_again(packet: serde_json::Result<Packet>) -> Received {
    let Ok(packet) = packet else { panic!("what was JSON is not any more") };
    let mut assembler = Assembler::default();
    let mut received = None;
    for frame in packet.frames.iter() {
        assert_eq!(received, None, "a frame after the last");
        received = match push(&mut assembler, frame) {
            Ok(received) => received,
            Err(malformed) => panic!("{malformed}: {packet:?}"),
        };
    }
    let Some(received) = received else { panic!("{packet:?} is not complete") };
    received
}

fn push(
    assembler: &mut Assembler,
    frame: &Frame,
) -> Result<Option<Received>, super::engine::Malformed> {
    match WsMessage::from(frame.clone()) {
        WsMessage::Binary(data) => assembler.push(Message::Binary(data), LIMITS),
        WsMessage::Text(text) => assembler.push(Message::Text(&text[1..]), LIMITS),
        other => panic!("{other} is no message of ours"),
    }
}

/// The inputs that a fuzz target begins with.
#[cfg(test)]
pub(super) fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = format!("{}/../fuzz/seeds/{target}", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(folder).unwrap();
    files.map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_of_what_fuzzing_began_with_and_found() {
        let seeds = seeds("socket_packet");
        assert!(seeds.len() >= 10);
        seeds.iter().for_each(|seed| packets(seed));
    }
}
