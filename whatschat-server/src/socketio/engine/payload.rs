//! Polling bodies: packets with a record separator between them, binary messages as `b` and base64.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::packet::{Frame, Malformed, Message, Packet, Wire};

const SEPARATOR: char = '\x1e';

/// Some clients leave out the padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

pub(super) fn encode<'a>(frames: impl IntoIterator<Item = &'a Frame>) -> String {
    let mut payload = String::new();
    for Frame(wire) in frames {
        if !payload.is_empty() {
            payload.push(SEPARATOR);
        }
        match wire {
            Wire::Text(packet) => payload.push_str(packet),
            Wire::Binary(data) => {
                payload.push('b');
                BASE64.encode_string(data, &mut payload);
            }
        }
    }
    payload
}

pub(super) fn decode(payload: &str) -> impl Iterator<Item = Result<Packet<'_>, Malformed>> {
    payload.split(SEPARATOR).map(decode_packet)
}

fn decode_packet(packet: &str) -> Result<Packet<'_>, Malformed> {
    let Some(base64) = packet.strip_prefix('b') else {
        return Packet::decode(packet);
    };
    let data = BASE64.decode(base64).map_err(|_| Malformed("invalid base64"))?;
    Ok(Packet::Message(Message::Binary(data.into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(message: &str) -> Packet<'_> {
        Packet::Message(Message::Text(message))
    }

    #[test]
    fn what_is_encoded_is_decoded_again() {
        let frames = [Frame::text("hello"), Frame::binary(vec![1, 2, 3, 4]), Frame::text("wörld")];
        let payload = encode(&frames);
        assert_eq!(payload, "4hello\x1ebAQIDBA==\x1e4wörld");
        let packets: Result<Vec<_>, _> = decode(&payload).collect();
        let binary = Packet::Message(Message::Binary(vec![1, 2, 3, 4].into()));
        assert_eq!(packets, Ok(vec![text("hello"), binary, text("wörld")]));
    }

    #[test]
    fn base64_needs_no_padding() {
        let packet = decode("bAQIDBA").next();
        let binary = Packet::Message(Message::Binary(vec![1, 2, 3, 4].into()));
        assert_eq!(packet, Some(Ok(binary)));
    }

    #[test]
    fn hostile_payloads_are_malformed() {
        for payload in ["", "\x1e", "4a\x1e", "b*", "bAQI\u{e9}", "b====", "abc"] {
            assert!(decode(payload).any(|packet| packet.is_err()), "{payload:?}");
        }
    }
}
