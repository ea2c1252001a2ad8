//! The documents at the root of the workspace.

use serde_json::{Value, json};
use std::path::Path;

#[test]
fn the_documents_are_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for name in ["openapi.yaml", "asyncapi.yaml"] {
        let kept = std::fs::read_to_string(root.join(name)).unwrap_or_default();
        let current = whatschat_core::published(name).unwrap();
        let line = kept.lines().zip(current.lines()).take_while(|(kept, now)| kept == now).count();
        assert!(
            kept == current,
            "{name} is not what the contract says, from line {} on. Renew it:\n\
             cargo run -q -p whatschat-core --bin contract {name} > {name}",
            line + 1
        );
    }
}

#[test]
fn every_reference_leads_somewhere() {
    for (name, document) in [
        ("openapi.yaml", json!(whatschat_core::openapi::document())),
        ("asyncapi.yaml", whatschat_core::asyncapi::document()),
        ("openapi-3.0.json", super::facts::served()),
    ] {
        let references = references(&document);
        assert!(references.len() > 10, "{name} has {} references", references.len());
        let lost: Vec<_> =
            references.iter().filter(|path| document.pointer(&path[1..]).is_none()).collect();
        assert!(lost.is_empty(), "{name} refers to what it does not have: {lost:?}");
    }
}

/// Everything that is referred to in a document, such as `#/components/schemas/Chat`.
pub(super) fn references(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(fields) => {
            let own = fields.get("$ref").and_then(Value::as_str);
            own.into_iter().chain(fields.values().flat_map(references)).collect()
        }
        _ => vec![],
    }
}
