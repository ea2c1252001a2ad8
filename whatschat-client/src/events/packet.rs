//! What the server sends in a websocket frame: Engine.IO 4 around Socket.IO 5.

use serde::Deserialize;
use serde_json::Value;
use whatschat_core::envelope::ErrorBody;

/// A packet from the server, as far as this client cares.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Packet {
    /// `0{…}`: the transport is open.
    Open(Open),
    /// `40{…}`: the connection is accepted, and its token with it.
    Connect,
    /// `44{…}`: the connection is refused; `None` where the server gives no reason of ours.
    ConnectError(Option<ErrorBody>),
    /// `42["name",payload]`.
    Event { name: String, payload: Value },
    /// `43ID[payload]`: the answer to an event of ours.
    Ack { id: u64, payload: Value },
    /// `2`: the server wants to hear from us.
    Ping,
    /// `1` or `41`: the server has closed.
    Close,
    /// Something that this client never asked for, such as a namespace.
    Other,
}

/// How often the server pings, and how long it waits for an answer, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Open {
    pub(super) ping_interval: u32,
    pub(super) ping_timeout: u32,
}

#[derive(Deserialize)]
struct ConnectError {
    #[serde(default)]
    data: Value,
}

impl Packet {
    /// Reads a text frame.
    pub(super) fn parse(frame: &str) -> Result<Self, serde_json::Error> {
        let Some(kind) = frame.chars().next() else { return Ok(Self::Other) };
        let rest = &frame[kind.len_utf8()..];
        Ok(match kind {
            '0' => Self::Open(serde_json::from_str(rest)?),
            '1' => Self::Close,
            '2' => Self::Ping,
            '4' => Self::parse_message(rest)?,
            _ => Self::Other,
        })
    }

    /// Reads the Socket.IO packet in a message. A `/` begins the name of another namespace.
    fn parse_message(message: &str) -> Result<Self, serde_json::Error> {
        let mut rest = message.chars();
        let kind = rest.next();
        let rest = rest.as_str();
        if rest.starts_with('/') {
            return Ok(Self::Other);
        }
        match kind {
            Some('0') => Ok(Self::Connect),
            Some('1') => Ok(Self::Close),
            Some('2') => Self::parse_event(rest),
            Some('3') => Self::parse_ack(rest),
            Some('4') => {
                let refusal: ConnectError = serde_json::from_str(rest)?;
                Ok(Self::ConnectError(serde_json::from_value(refusal.data).ok()))
            }
            _ => Ok(Self::Other),
        }
    }

    /// Reads `["name",payload]`, behind the id of an acknowledgement that might be wanted.
    fn parse_event(rest: &str) -> Result<Self, serde_json::Error> {
        let array = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let mut values = serde_json::from_str::<Vec<Value>>(array)?.into_iter();
        let Some(Value::String(name)) = values.next() else {
            return Err(serde::de::Error::custom("an event begins with its name"));
        };
        Ok(Self::Event { name, payload: values.next().unwrap_or_default() })
    }

    /// Reads `ID[payload]`; an answer to nobody is passed over.
    fn parse_ack(rest: &str) -> Result<Self, serde_json::Error> {
        let array = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let Ok(id) = rest[..rest.len() - array.len()].parse() else { return Ok(Self::Other) };
        let payload = serde_json::from_str::<Vec<Value>>(array)?.into_iter().next();
        Ok(Self::Ack { id, payload: payload.unwrap_or_default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parsed(frame: &str) -> Packet {
        Packet::parse(frame).unwrap()
    }

    fn event(name: &str, payload: Value) -> Packet {
        Packet::Event { name: name.into(), payload }
    }

    #[test]
    fn a_connection_begins() {
        let open = r#"0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000}"#;
        assert_eq!(
            parsed(open),
            Packet::Open(Open { ping_interval: 25_000, ping_timeout: 20_000 })
        );
        assert_eq!(parsed(r#"40{"sid":"y"}"#), Packet::Connect);
        assert_eq!(parsed("2"), Packet::Ping);
        assert_eq!((parsed("1"), parsed("41")), (Packet::Close, Packet::Close));
    }

    #[test]
    fn a_refusal_has_its_reason_where_it_is_ours() {
        let ours = r#"44{"message":"AUTH_001","data":{"code":"AUTH_001","message":"No."}}"#;
        let Packet::ConnectError(Some(error)) = parsed(ours) else { panic!("no reason") };
        assert_eq!((error.code.as_str(), error.message.as_str()), ("AUTH_001", "No."));
        assert_eq!(parsed(r#"44{"message":"Invalid namespace"}"#), Packet::ConnectError(None));
    }

    #[test]
    fn an_event_has_a_name_and_perhaps_a_payload_or_an_acknowledgement() {
        assert_eq!(parsed(r#"42["a",{"b":1},2]"#), event("a", json!({"b": 1})));
        assert_eq!(parsed(r#"4217["a",[]]"#), event("a", json!([])));
        assert_eq!(parsed(r#"42["消息"]"#), event("消息", Value::Null));
    }

    #[test]
    fn an_acknowledgement_says_what_it_answers() {
        let ack = |payload| Packet::Ack { id: 17, payload };
        assert_eq!(parsed(r#"4317[{"success":true}]"#), ack(json!({"success": true})));
        assert_eq!(parsed("4317[]"), ack(Value::Null));
    }

    #[test]
    fn what_was_never_asked_for_is_passed_over() {
        for frame in ["", "3", "6", "4", "43[]", "451-[]", "42/admin,[\"a\"]", "é", "9"] {
            assert_eq!(parsed(frame), Packet::Other, "{frame}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_an_error() {
        for frame in ["0", "0{}", "42", "42[", "42[1]", "42{}", "431", "44"] {
            assert!(Packet::parse(frame).is_err(), "{frame}");
        }
    }
}
