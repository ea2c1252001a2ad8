//! An OpenAPI document as a set of plain sentences, the same for 3.0 and 3.1.

use super::documents::references;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

pub(super) type Facts = BTreeSet<String>;

/// What core says.
pub(crate) fn core() -> Value {
    json!(whatschat_core::openapi::document())
}

/// What poem-openapi makes of what is served.
pub(super) fn served() -> Value {
    serde_json::from_str(&whatschat_server::served_document()).unwrap()
}

/// What a document says of some of its operations (`wanted` knows them by their ids) and of all
/// that they refer to.
pub(super) fn of(document: &Value, wanted: impl Fn(&str) -> bool) -> Facts {
    let mut facts = Facts::new();
    let mut used = BTreeSet::new();
    for (path, item) in object(&document["paths"]) {
        for (method, operation) in object(item) {
            if wanted(operation["operationId"].as_str().unwrap()) {
                let name = format!("{} {path}", method.to_uppercase());
                facts.extend(of_operation(operation).map(|fact| format!("{name} {fact}")));
                collect(document, operation, &mut used);
            }
        }
    }
    for name in used {
        let schema = &document["components"]["schemas"][&name];
        facts.extend(of_schema(schema).map(|fact| format!("{name} {fact}")));
    }
    facts
}

/// Adds the names of all schemas that `value` refers to, in however many steps.
fn collect(document: &Value, value: &Value, used: &mut BTreeSet<String>) {
    for path in references(value) {
        if used.insert(last_segment(path).to_owned()) {
            collect(document, document.pointer(&path[1..]).unwrap(), used);
        }
    }
}

fn of_operation(operation: &Value) -> impl Iterator<Item = String> {
    let text = |key: &str| operation[key].as_str().unwrap_or_default().to_owned();
    let mut facts = vec![
        format!("is {} of {}: {}", text("operationId"), operation["tags"], text("summary")),
        format!("means {}", text("description")),
        format!("wants {}", operation["security"]),
    ];
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let required = if parameter["required"] == true { " required" } else { "" };
        let [place, name] = ["in", "name"].map(|key| parameter[key].as_str().unwrap());
        facts.push(format!("takes {place} {name} {}{required}", kind(&parameter["schema"])));
    }
    if let Some(body) = operation.get("requestBody") {
        let required = if body["required"] == true { " required" } else { "" };
        facts.push(format!("takes body {}{required}", content(body)));
    }
    for (status, response) in object(&operation["responses"]) {
        let says = response["description"].as_str().unwrap_or_default();
        facts.push(format!("-> {status} {}: {says}", content(response)));
    }
    facts.into_iter()
}

fn content(of: &Value) -> String {
    // 3.0 as poem-openapi writes it adds the charset.
    let kinds = object(&of["content"]).map(|(media, content)| {
        format!("{} {}", media.split(';').next().unwrap(), kind(&content["schema"]))
    });
    kinds.collect::<Vec<_>>().join(" | ")
}

fn of_schema(schema: &Value) -> impl Iterator<Item = String> {
    let fields = object(&schema["properties"]).map(|(name, field)| {
        let required = if requires(schema, name) { " required" } else { "" };
        format!("has {name} {}{required}", kind(field))
    });
    std::iter::once(format!("is {}", kind(&without_properties(schema)))).chain(fields)
}

fn without_properties(schema: &Value) -> Value {
    let mut bare = schema.clone();
    bare.as_object_mut().unwrap().remove("properties");
    bare
}

/// What can be there, in a few words: `string(uuid) or null`.
fn kind(schema: &Value) -> String {
    let types = schema["type"].as_array().cloned().unwrap_or(vec![schema["type"].clone()]);
    let mut words: Vec<String> = types
        .iter()
        .filter_map(Value::as_str)
        .filter(|name| *name != "null")
        .map(Into::into)
        .collect();
    let choices = ["oneOf", "anyOf", "allOf"].iter().flat_map(|key| schema[*key].as_array());
    let choices: Vec<_> = choices.flatten().collect();
    words.extend(choices.iter().filter(|choice| choice["type"] != "null").map(|one| kind(one)));
    words.extend(schema["$ref"].as_str().map(|path| last_segment(path).into()));
    if let Some(items) = schema.get("items") {
        words.push(format!("of {}", kind(items)));
    }
    for (name, field) in object(&schema["properties"]) {
        let mark = if requires(schema, name) { "!" } else { "" };
        words.push(format!("{name}{mark}: {}", kind(field)));
    }
    for key in ["format", "pattern", "default", "enum"] {
        words.extend(schema.get(key).map(|value| format!("{key}={value}")));
    }
    for key in ["minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"] {
        words.extend(schema[key].as_f64().map(|value| format!("{key}={value}")));
    }
    let nullable = schema["nullable"] == true || types.iter().any(|name| name == "null");
    if nullable || choices.iter().any(|choice| choice["type"] == "null") {
        words.push("or null".into());
    }
    format!("({})", words.join(" "))
}

fn requires(schema: &Value, name: &str) -> bool {
    schema["required"].as_array().into_iter().flatten().any(|required| required == name)
}

fn last_segment(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}
