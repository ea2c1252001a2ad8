//! Engine.IO packets: a digit for the type, then the data. Binary messages stand for themselves.

use bytes::Bytes;
use serde_json::json;
use tokio_tungstenite::tungstenite::{Message as WsMessage, Utf8Bytes};

use super::Config;

/// What a client sent, text or binary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message<'a> {
    /// A text message.
    Text(&'a str),
    /// A binary message.
    Binary(Bytes),
}

/// The client broke the protocol; its session ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("malformed packet: {0}")]
pub struct Malformed(
    /// What was wrong, for the log.
    pub &'static str,
);

/// A packet from a client.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Packet<'a> {
    Close,
    Ping(&'a str),
    Pong,
    Message(Message<'a>),
    Upgrade,
    Noop,
}

impl<'a> Packet<'a> {
    pub(super) fn decode(text: &'a str) -> Result<Self, Malformed> {
        let mut chars = text.chars();
        let kind = chars.next().ok_or(Malformed("empty packet"))?;
        match kind {
            '1' => Ok(Self::Close),
            '2' => Ok(Self::Ping(chars.as_str())),
            '3' => Ok(Self::Pong),
            '4' => Ok(Self::Message(Message::Text(chars.as_str()))),
            '5' => Ok(Self::Upgrade),
            '6' => Ok(Self::Noop),
            _ => Err(Malformed("unknown Engine.IO packet type")),
        }
    }
}

/// A packet for clients. It is encoded once: clones share the bytes, so that
/// one frame can wait in thousands of queues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame(pub(super) Wire);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wire {
    /// A whole packet, the digit for its type included.
    Text(Utf8Bytes),
    /// The data of a binary message.
    Binary(Bytes),
}

impl Frame {
    /// A text message.
    pub fn text(message: &str) -> Self {
        Self::encoded(format!("4{message}"))
    }

    /// A binary message.
    pub fn binary(message: impl Into<Bytes>) -> Self {
        Self(Wire::Binary(message.into()))
    }

    pub(super) fn open(session_id: &str, upgrades: &[&str], config: &Config) -> Self {
        let handshake = json!({
            "sid": session_id,
            "upgrades": upgrades,
            "pingInterval": u64::try_from(config.ping_interval.as_millis()).ok(),
            "pingTimeout": u64::try_from(config.ping_timeout.as_millis()).ok(),
            "maxPayload": config.max_payload_bytes,
        });
        Self::encoded(format!("0{handshake}"))
    }

    pub(super) const fn close() -> Self {
        Self(Wire::Text(Utf8Bytes::from_static("1")))
    }

    pub(super) const fn ping() -> Self {
        Self(Wire::Text(Utf8Bytes::from_static("2")))
    }

    /// The answer to the ping that a client sends before it upgrades.
    pub(super) const fn probe_answer() -> Self {
        Self(Wire::Text(Utf8Bytes::from_static("3probe")))
    }

    pub(super) const fn noop() -> Self {
        Self(Wire::Text(Utf8Bytes::from_static("6")))
    }

    fn encoded(packet: String) -> Self {
        Self(Wire::Text(packet.into()))
    }

    /// What the frame costs while it waits; its place in the queue counts,
    /// or a million empty frames would be free.
    pub(in crate::socketio) fn cost(&self) -> usize {
        let len = match &self.0 {
            Wire::Text(packet) => packet.len(),
            Wire::Binary(data) => data.len(),
        };
        len + size_of::<Self>()
    }
}

impl From<Frame> for WsMessage {
    fn from(frame: Frame) -> Self {
        match frame.0 {
            Wire::Text(packet) => Self::Text(packet),
            Wire::Binary(data) => Self::Binary(data),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_are_decoded_by_their_first_character() {
        assert_eq!(Packet::decode("2probe"), Ok(Packet::Ping("probe")));
        assert_eq!(Packet::decode("4"), Ok(Packet::Message(Message::Text(""))));
        let message = Packet::Message(Message::Text("héé"));
        assert_eq!(Packet::decode("4héé"), Ok(message));
    }

    #[test]
    fn strange_packets_are_malformed() {
        for text in ["", "7", "x", "é", "\u{1f600}4", "\0", "-4", " 4"] {
            assert!(Packet::decode(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_message_is_prefixed_once() {
        assert_eq!(Frame::text("2[]").0, Wire::Text("42[]".into()));
    }
}
