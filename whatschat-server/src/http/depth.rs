//! How deep JSON is nested.

use serde_json::Value;

/// Whether values are nested deeper than this; serde_json itself ends at 128.
pub(super) fn is_deeper(value: &Value, depth: usize) -> bool {
    match value {
        Value::Array(items) => depth == 0 || items.iter().any(|item| is_deeper(item, depth - 1)),
        Value::Object(fields) => {
            depth == 0 || fields.values().any(|field| is_deeper(field, depth - 1))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}
