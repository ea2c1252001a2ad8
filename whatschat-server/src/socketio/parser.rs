//! Socket.IO packets as clients write them:
//! `<type>[<attachments>-][<namespace>,][<acknowledgement id>][<JSON>]`.

use serde_json::{Map, Value};

use super::args::{Args, Event};
use super::engine::Malformed;

pub(super) const MAIN_NAMESPACE: &str = "/";

/// Names that clients keep for themselves.
const RESERVED: [&str; 6] =
    ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

/// A packet from a client.
#[derive(Debug, PartialEq)]
pub(super) struct Received {
    pub(super) namespace: String,
    pub(super) body: Body,
}

#[derive(Debug, PartialEq)]
pub(super) enum Body {
    Connect(Value),
    Disconnect,
    Event(Event, Option<u64>),
    /// The server asks for no acknowledgements; one that comes is ignored.
    Ack,
}

/// Parses a packet; its attachments, of which it tells the number, follow.
pub(super) fn parse(text: &str) -> Result<(Received, usize), Malformed> {
    let mut rest = Rest(text);
    let kind = rest.kind()?;
    let attachments = match kind {
        '5' | '6' => rest.attachments()?,
        _ => 0,
    };
    let namespace = rest.namespace().to_owned();
    let body = rest.body(kind)?;
    Ok((Received { namespace, body }, attachments))
}

/// What has not been parsed yet.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn kind(&mut self) -> Result<char, Malformed> {
        let mut chars = self.0.chars();
        let kind = chars.next().ok_or(Malformed("empty Socket.IO packet"))?;
        self.0 = chars.as_str();
        Ok(kind)
    }

    fn attachments(&mut self) -> Result<usize, Malformed> {
        let (count, rest) = self.0.split_once('-').ok_or(Malformed("no number of attachments"))?;
        self.0 = rest;
        digits(count).ok_or(Malformed("invalid number of attachments"))
    }

    fn namespace(&mut self) -> &'a str {
        if !self.0.starts_with('/') {
            return MAIN_NAMESPACE;
        }
        let (namespace, rest) = self.0.split_once(',').unwrap_or((self.0, ""));
        self.0 = rest;
        namespace
    }

    fn body(mut self, kind: char) -> Result<Body, Malformed> {
        match kind {
            '0' => self.auth().map(Body::Connect),
            '1' if self.0.is_empty() => Ok(Body::Disconnect),
            '2' | '5' => {
                let id = self.ack_id()?;
                Ok(Body::Event(self.event(id.is_some())?, id))
            }
            '3' | '6' => {
                self.ack_id()?.ok_or(Malformed("no acknowledgement id"))?;
                self.array().map(|_| Body::Ack)
            }
            _ => Err(Malformed("invalid Socket.IO packet type")),
        }
    }

    fn auth(&self) -> Result<Value, Malformed> {
        if self.0.is_empty() {
            return Ok(Value::Object(Map::new()));
        }
        match serde_json::from_str(self.0) {
            Ok(auth @ Value::Object(_)) => Ok(auth),
            Ok(_) | Err(_) => Err(Malformed("invalid auth")),
        }
    }

    fn ack_id(&mut self) -> Result<Option<u64>, Malformed> {
        let end = self.0.find('[').ok_or(Malformed("no array"))?;
        let (id, rest) = self.0.split_at(end);
        self.0 = rest;
        if id.is_empty() {
            return Ok(None);
        }
        let id = digits(id).ok_or(Malformed("invalid acknowledgement id"))?;
        Ok(Some(id))
    }

    fn event(&self, wants_ack: bool) -> Result<Event, Malformed> {
        let mut values = self.array()?.into_iter();
        let Some(Value::String(name)) = values.next() else {
            return Err(Malformed("no event name"));
        };
        if RESERVED.contains(&name.as_str()) {
            return Err(Malformed("reserved event name"));
        }
        let args = Args::from(values.collect::<Vec<_>>());
        Ok(Event { name, args, wants_ack })
    }

    fn array(&self) -> Result<Vec<Value>, Malformed> {
        serde_json::from_str(self.0).map_err(|_| Malformed("invalid arguments"))
    }
}

/// A number of nothing but digits: Rust's own parsers would allow a sign.
fn digits<T: std::str::FromStr>(text: &str) -> Option<T> {
    let only_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    only_digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn event(name: &str, values: Vec<Value>, id: Option<u64>) -> Body {
        let event = Event { name: name.into(), args: values.into(), wants_ack: id.is_some() };
        Body::Event(event, id)
    }

    #[track_caller]
    fn check(text: &str, namespace: &str, body: Body, attachments: usize) {
        let received = Received { namespace: namespace.into(), body };
        assert_eq!(parse(text), Ok((received, attachments)));
    }

    #[test]
    fn the_examples_of_the_protocol_are_understood() {
        check("0", "/", Body::Connect(json!({})), 0);
        check("0/admin,", "/admin", Body::Connect(json!({})), 0);
        check("0/admin", "/admin", Body::Connect(json!({})), 0);
        let auth = Body::Connect(json!({ "token": "1,2" }));
        check(r#"0/admin,{"token":"1,2"}"#, "/admin", auth, 0);
        check("1/admin,", "/admin", Body::Disconnect, 0);
        check(r#"2["foo"]"#, "/", event("foo", vec![], None), 0);
        let bar = event("bar", vec![json!("é")], Some(13));
        check(r#"2/admin,13["bar","é"]"#, "/admin", bar, 0);
        let placeholder = json!({ "_placeholder": true, "num": 0 });
        let baz = event("baz", vec![placeholder], Some(14));
        check(r#"51-14["baz",{"_placeholder":true,"num":0}]"#, "/", baz, 1);
        check(r#"61-/admin,15["bar"]"#, "/admin", Body::Ack, 1);
    }

    #[test]
    fn hostile_packets_are_malformed() {
        let deep = format!("2[\"a\",{}{}]", "[".repeat(200), "]".repeat(200));
        let huge_id = format!("2{}[\"a\"]", "9".repeat(30));
        let huge_count = format!("5{}-[\"a\"]", "9".repeat(30));
        let hostile = [
            "",
            "a",
            "é",
            "7",
            "8[]",
            "2",
            "2[]",
            "2{}",
            "2[1]",
            "2[null]",
            "2[\"a\"",
            "2[\"a\"]x",
            "2+1[\"a\"]",
            "2-1[\"a\"]",
            "2é[\"a\"]",
            "2[\"connect\"]",
            "2/a[\"a\"]",
            "2/é,",
            "0[]",
            "0\"a\"",
            "0{",
            "1{}",
            "3[]",
            "31{}",
            "4{}",
            "5[\"a\"]",
            "5-[\"a\"]",
            "5+1-[\"a\"]",
            "5a-[\"a\"]",
            "5\u{1f600}-[]",
            "6",
            "61-[]",
            &deep,
            &huge_id,
            &huge_count,
        ];
        for text in hostile {
            assert!(parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn no_part_of_a_packet_makes_it_panic() {
        let packet = r#"52-/ädmin,13["bar",{"_placeholder":true,"num":0},"é😀"]"#;
        for (end, _) in packet.char_indices() {
            assert!(parse(&packet[..end]).is_err());
            let _ = parse(&packet[end..]);
        }
    }
}
