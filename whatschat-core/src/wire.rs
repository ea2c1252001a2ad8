//! How a request travels in HTTP.

use crate::endpoint::{Body, Endpoint};
use serde_json::Value;

/// The parts of an HTTP request that carry a typed one.
#[derive(Debug, Clone, PartialEq)]
pub struct Wire {
    /// The path below [`BASE_PATH`](crate::BASE_PATH), its fields filled in.
    pub path: String,
    /// Names and values of the query, not yet percent-encoded.
    pub query: Vec<(String, String)>,
    /// The JSON body.
    pub body: Option<Value>,
}

impl Wire {
    /// Takes `request` apart.
    pub fn of<E: Endpoint>(request: &E) -> Self {
        let mut fields = match serde_json::to_value(request) {
            Ok(Value::Object(fields)) => fields,
            _ => Default::default(),
        };
        let path = E::PATH.split('/').map(|segment| fill(segment, &mut fields));
        let path = path.collect::<Vec<_>>().join("/");
        fields.retain(|_, value| !value.is_null());
        if E::BODY != Body::None {
            let body = (!fields.is_empty()).then_some(Value::Object(fields));
            return Self { path, query: vec![], body };
        }
        let query = fields.into_iter().map(|(name, value)| (name, plain(value))).collect();
        Self { path, query, body: None }
    }
}

fn fill(segment: &str, fields: &mut serde_json::Map<String, Value>) -> String {
    let name = segment.strip_prefix('{').and_then(|s| s.strip_suffix('}'));
    match name.and_then(|name| fields.remove(name)) {
        Some(value) => plain(value), // an id: nothing in it needs percent-encoding
        None => segment.to_owned(),
    }
}

fn plain(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{ChatId, UserId};
    use crate::{groups, messages};

    #[test]
    fn fields_go_into_path_query_or_body() {
        let id = ChatId::nil();
        let user_id = UserId::nil();
        let role = groups::ChangeRole { id, user_id, role: groups::Role::Admin };
        let wire = Wire::of(&role);
        assert_eq!(wire.path, format!("/groups/{id}/participants/{user_id}/role"));
        assert_eq!(wire.body, Some(serde_json::json!({"role": "admin"})));

        let list = messages::ListMessages {
            search: Some("a b".into()),
            ..messages::ListMessages::newest(id)
        };
        let wire = Wire::of(&list);
        assert_eq!(wire.path, format!("/messages/{id}"));
        assert!(wire.query.contains(&("search".into(), "a b".into())));
        assert_eq!(wire.body, None);
    }
}
