use bytes::Bytes;

use super::engine::{Malformed, Message};
use super::parser::{Body, Received, parse};

/// Puts packets and their attachments, which follow as binary messages, together.
#[derive(Debug, Default)]
pub(super) struct Assembler {
    incomplete: Option<Incomplete>,
}

#[derive(Debug)]
struct Incomplete {
    received: Received,
    attachments: Vec<Bytes>,
    missing: usize,
    /// How large the missing ones may be together.
    room_bytes: usize,
}

/// What attachments a packet may have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) attachments: usize,
    pub(super) bytes: usize,
}

impl Assembler {
    /// Takes a message; returns the packet that it completes.
    pub(super) fn push(
        &mut self,
        message: Message<'_>,
        limits: Limits,
    ) -> Result<Option<Received>, Malformed> {
        match (self.incomplete.take(), message) {
            (None, Message::Text(text)) => self.begin(text, limits),
            (Some(incomplete), Message::Binary(bytes)) => self.attach(incomplete, bytes),
            (Some(_), Message::Text(_)) => Err(Malformed("a packet amid attachments")),
            (None, Message::Binary(_)) => Err(Malformed("an attachment without a packet")),
        }
    }

    fn begin(&mut self, text: &str, limits: Limits) -> Result<Option<Received>, Malformed> {
        let (received, missing) = parse(text)?;
        if missing > limits.attachments {
            return Err(Malformed("too many attachments"));
        }
        Ok(self.complete(Incomplete {
            received,
            attachments: Vec::new(),
            missing,
            room_bytes: limits.bytes,
        }))
    }

    fn attach(&mut self, mut to: Incomplete, bytes: Bytes) -> Result<Option<Received>, Malformed> {
        let room = to.room_bytes.checked_sub(bytes.len());
        to.room_bytes = room.ok_or(Malformed("attachments too large"))?;
        to.missing -= 1;
        to.attachments.push(bytes);
        Ok(self.complete(to))
    }

    fn complete(&mut self, mut it: Incomplete) -> Option<Received> {
        if it.missing > 0 {
            self.incomplete = Some(it);
            return None;
        }
        if let Body::Event(event, _) = &mut it.received.body {
            event.args.attachments = it.attachments;
        }
        Some(it.received)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { attachments: 2, bytes: 10 };
    const TWO: Message<'_> =
        Message::Text(r#"52-["a",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]"#);

    fn binary(bytes: &'static [u8]) -> Message<'static> {
        Message::Binary(Bytes::from_static(bytes))
    }

    #[test]
    fn an_event_is_complete_with_its_last_attachment() {
        let mut assembler = Assembler::default();
        assert_eq!(assembler.push(TWO, LIMITS), Ok(None));
        assert_eq!(assembler.push(binary(b"x"), LIMITS), Ok(None));
        let Ok(Some(received)) = assembler.push(binary(b"yz"), LIMITS) else {
            panic!("not complete");
        };
        let Body::Event(event, None) = received.body else {
            panic!("not an event");
        };
        let first = event.args.bytes(&event.args.values[0]);
        assert_eq!(first, Some(&Bytes::from_static(b"yz")));
    }

    #[test]
    fn attachments_come_neither_too_early_nor_too_late() {
        assert!(Assembler::default().push(binary(b"x"), LIMITS).is_err());
        let mut assembler = Assembler::default();
        assert_eq!(assembler.push(TWO, LIMITS), Ok(None));
        assert!(assembler.push(Message::Text(r#"2["b"]"#), LIMITS).is_err());
    }

    #[test]
    fn attachments_are_bounded_in_number_and_size() {
        let three = Message::Text(r#"53-["a"]"#);
        assert!(Assembler::default().push(three, LIMITS).is_err());
        let mut assembler = Assembler::default();
        assert_eq!(assembler.push(TWO, LIMITS), Ok(None));
        assert_eq!(assembler.push(binary(b"123456"), LIMITS), Ok(None));
        assert!(assembler.push(binary(b"78901"), LIMITS).is_err());
    }

    #[test]
    fn a_binary_event_may_be_without_attachments() {
        let none = Message::Text(r#"50-["a"]"#);
        let received = Assembler::default().push(none, LIMITS);
        assert!(matches!(received, Ok(Some(_))));
    }
}
