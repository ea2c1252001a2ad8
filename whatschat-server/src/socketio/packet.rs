use std::iter;
use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::args::Args;
use super::engine::Frame;
use super::parser::MAIN_NAMESPACE;

/// A packet for clients, encoded once: it and its clones share the bytes, as do all
/// sockets it waits for.
#[derive(Debug, Clone, PartialEq)]
pub struct Packet {
    pub(super) frames: Arc<[Frame]>,
}

impl Packet {
    /// An event with one argument, for sockets of the main namespace.
    ///
    /// Fails when the data has no form in JSON, such as a map with keys that are not strings.
    pub fn event(name: &str, data: &impl Serialize) -> serde_json::Result<Self> {
        Self::event_in(MAIN_NAMESPACE, name, data)
    }

    /// An event with one argument, for sockets of this namespace.
    pub fn event_in(
        namespace: &str,
        name: &str,
        data: &impl Serialize,
    ) -> serde_json::Result<Self> {
        let payload = serde_json::to_string(&(name, data))?;
        Ok(Self::new('2', namespace, "", &payload))
    }

    /// An event with any arguments, for sockets of this namespace.
    pub fn event_with(namespace: &str, name: &str, args: &Args) -> serde_json::Result<Self> {
        let name = Value::from(name);
        let values = iter::once(&name).chain(&args.values);
        Self::with_args(['2', '5'], namespace, "", values, args)
    }

    pub(super) fn ack(namespace: &str, id: u64, args: &Args) -> serde_json::Result<Self> {
        Self::with_args(['3', '6'], namespace, &id.to_string(), &args.values, args)
    }

    pub(super) fn connect(namespace: &str, socket_id: &str) -> Self {
        let payload = json!({ "sid": socket_id }).to_string();
        Self::new('0', namespace, "", &payload)
    }

    pub(super) fn connect_error(namespace: &str, refusal: &Value) -> Self {
        Self::new('4', namespace, "", &refusal.to_string())
    }

    pub(super) fn disconnect(namespace: &str) -> Self {
        Self::new('1', namespace, "", "")
    }

    /// What it costs to keep.
    pub fn bytes(&self) -> usize {
        self.frames.iter().map(Frame::cost).sum()
    }

    /// The second of the types is the one with attachments.
    fn with_args<'a>(
        [plain, binary]: [char; 2],
        namespace: &str,
        id: &str,
        values: impl IntoIterator<Item = &'a Value>,
        args: &Args,
    ) -> serde_json::Result<Self> {
        let mut payload = Vec::new();
        serde_json::Serializer::new(&mut payload).collect_seq(values)?;
        let payload = String::from_utf8_lossy(&payload);
        if args.attachments.is_empty() {
            return Ok(Self::new(plain, namespace, id, &payload));
        }
        let kind = format!("{binary}{}-", args.attachments.len());
        let text = text(&kind, namespace, id, &payload);
        let attachments = args.attachments.iter().cloned().map(Frame::binary);
        Ok(Self { frames: iter::once(text).chain(attachments).collect() })
    }

    fn new(kind: char, namespace: &str, id: &str, payload: &str) -> Self {
        Self { frames: Arc::new([text(kind.encode_utf8(&mut [0; 4]), namespace, id, payload)]) }
    }
}

fn text(kind: &str, namespace: &str, id: &str, payload: &str) -> Frame {
    if namespace == MAIN_NAMESPACE {
        Frame::text(&format!("{kind}{id}{payload}"))
    } else {
        Frame::text(&format!("{kind}{namespace},{id}{payload}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::socketio::parser::{Body, parse};

    #[track_caller]
    fn check(packet: serde_json::Result<Packet>, expected: &str) {
        let frames = packet.map(|packet| packet.frames.to_vec());
        assert_eq!(frames.ok(), Some(vec![Frame::text(expected)]));
    }

    #[test]
    fn packets_are_written_as_in_the_protocol() {
        check(Ok(Packet::connect("/", "a")), r#"0{"sid":"a"}"#);
        check(Ok(Packet::disconnect("/admin")), "1/admin,");
        check(Packet::event("foo", &1), r#"2["foo",1]"#);
        check(Packet::event_in("/admin", "é", &[1]), r#"2/admin,["é",[1]]"#);
        check(Packet::ack("/admin", 13, &Args::default()), "3/admin,13[]");
        let error = json!({ "message": "Not authorized" });
        let packet = Packet::connect_error("/", &error);
        check(Ok(packet), r#"4{"message":"Not authorized"}"#);
    }

    #[test]
    fn attachments_follow_their_packet() {
        let mut args = Args::default();
        args.push_bytes(vec![1, 2]);
        args.push_bytes(vec![3]);
        let packet = Packet::event_with("/admin", "baz", &args);
        let text =
            r#"52-/admin,["baz",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#;
        let frames = [Frame::text(text), Frame::binary(vec![1, 2]), Frame::binary(vec![3])];
        assert_eq!(packet.ok().as_ref().map(|it| &*it.frames), Some(&frames[..]));
        let Ok((received, 2)) = parse(text) else {
            panic!("cannot be read back");
        };
        assert_eq!(received.namespace, "/admin");
        assert!(
            matches!(received.body, Body::Event(event, None) if event.args.values == args.values)
        );
    }

    #[test]
    fn data_without_a_form_in_json_is_an_error() {
        let map = std::collections::HashMap::from([((1, 2), 3)]);
        assert!(Packet::event("a", &map).is_err());
    }
}
