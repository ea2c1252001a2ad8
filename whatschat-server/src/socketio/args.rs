use bytes::Bytes;
use serde::Serialize;
use serde_json::{Value, json};

/// The arguments of an event or of an acknowledgement.
///
/// Bytes stand beside the JSON, as attachments; in it, `{"_placeholder": true, "num": 0}` marks the
/// place of the first of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Args {
    /// The arguments.
    pub values: Vec<Value>,
    /// The attachments.
    pub attachments: Vec<Bytes>,
}

/// What a client emitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its name.
    pub name: String,
    /// Its arguments.
    pub args: Args,
    /// Whether the client waits for an acknowledgement.
    pub wants_ack: bool,
}

impl Args {
    /// A single argument.
    pub fn one(value: &impl Serialize) -> serde_json::Result<Self> {
        Ok(vec![serde_json::to_value(value)?].into())
    }

    /// Adds bytes as the next argument.
    pub fn push_bytes(&mut self, bytes: impl Into<Bytes>) {
        let placeholder = json!({ "_placeholder": true, "num": self.attachments.len() });
        self.values.push(placeholder);
        self.attachments.push(bytes.into());
    }

    /// The bytes that this value, found among the arguments, stands for.
    pub fn bytes(&self, value: &Value) -> Option<&Bytes> {
        self.attachments.get(placeholder(value)?)
    }
}

impl From<Vec<Value>> for Args {
    fn from(values: Vec<Value>) -> Self {
        Self { values, attachments: Vec::new() }
    }
}

/// Which attachment a value stands for, if it stands for one.
fn placeholder(value: &Value) -> Option<usize> {
    if value.get("_placeholder") != Some(&Value::Bool(true)) {
        return None;
    }
    usize::try_from(value.get("num")?.as_u64()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_found_by_their_placeholder() {
        let mut args = Args::from(vec![json!("text")]);
        args.push_bytes(vec![1]);
        args.push_bytes(vec![2, 3]);
        assert_eq!(args.bytes(&args.values[0]), None);
        assert_eq!(args.bytes(&args.values[2]), Some(&vec![2, 3].into()));
    }

    #[test]
    fn a_wrong_placeholder_stands_for_nothing() {
        let mut args = Args::default();
        args.push_bytes(vec![1]);
        for num in [json!(1), json!(-1), json!("0"), json!(1e300), Value::Null] {
            let value = json!({ "_placeholder": true, "num": num });
            assert_eq!(args.bytes(&value), None);
        }
        assert_eq!(args.bytes(&json!({ "_placeholder": 1, "num": 0 })), None);
    }
}
