//! utoipa's schemas (JSON Schema 2020-12) as poem-openapi's registry has them (OpenAPI 3.0).

use poem_openapi::registry::{MetaSchema, MetaSchemaRef, MetaSecurityScheme, Registry};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use whatschat_core::endpoint::{Body, Info, Schemas};
use whatschat_core::envelope::Failure;
use whatschat_core::openapi::{self, BEARER, nullable};

/// poem-openapi wants texts that live for ever: each is kept once.
pub(super) fn intern(text: &str) -> &'static str {
    static KEPT: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let kept = kept.get_or_insert_default();
    if let Some(known) = kept.get(text) {
        return known;
    }
    let new: &'static str = Box::leak(text.into());
    kept.insert(new);
    new
}

/// Adds all that an operation refers to.
pub(super) fn register(registry: &mut Registry, info: &Info) {
    let request = (info.request)();
    let body = openapi::without_path_fields(openapi::object(request.root), info.path);
    let mut found = request.components;
    if info.body != Body::None && !body.properties.is_empty() {
        found.push((openapi::body_name(info), nullable::body(body).into()));
    }
    for schemas in info.answer.data().into_iter().chain([Schemas::of::<Failure>()]) {
        found.extend(schemas.components);
        found.push((schemas.name, schemas.root));
    }
    for (name, root) in found {
        let root = json!(root);
        if root["type"] != "array" {
            registry.schemas.entry(name).or_insert_with(|| schema(&root));
        }
    }
    registry.security_schemes.entry(BEARER).or_insert_with(bearer);
}

fn bearer() -> MetaSecurityScheme {
    MetaSecurityScheme {
        ty: "http",
        description: None,
        name: None,
        key_in: None,
        scheme: Some("bearer"),
        bearer_format: Some("JWT"),
        flows: None,
        openid_connect_url: None,
    }
}

/// A schema where one is used: by name if it has one.
pub(super) fn schema_ref(value: &Value) -> MetaSchemaRef {
    match value["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        Some(name) => MetaSchemaRef::Reference(name.to_owned()),
        None => MetaSchemaRef::Inline(Box::new(schema(value))),
    }
}

fn schema(value: &Value) -> MetaSchema {
    let text = |key: &str| value[key].as_str().map(intern);
    let size = |key: &str| value[key].as_u64().and_then(|n| usize::try_from(n).ok());
    let mut meta = MetaSchema::ANY;
    (meta.ty, meta.nullable) = type_of(value);
    meta.title = value["title"].as_str().map(Into::into);
    meta.format = text("format");
    meta.description = text("description");
    meta.default = value.get("default").cloned();
    meta.required = items(value, "required").filter_map(Value::as_str).map(intern).collect();
    meta.properties = properties(value);
    meta.items = value.get("items").map(|items| Box::new(schema_ref(items)));
    meta.enum_items = items(value, "enum").cloned().collect();
    (meta.minimum, meta.maximum) = (value["minimum"].as_f64(), value["maximum"].as_f64());
    (meta.min_length, meta.max_length) = (size("minLength"), size("maxLength"));
    (meta.min_items, meta.max_items) = (size("minItems"), size("maxItems"));
    meta.pattern = text("pattern").map(Into::into);
    choices(value, &mut meta);
    meta
}

fn items<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().into_iter().flatten()
}

fn properties(value: &Value) -> Vec<(&'static str, MetaSchemaRef)> {
    let properties = value["properties"].as_object().into_iter().flatten();
    properties.map(|(name, schema)| (intern(name), schema_ref(schema))).collect()
}

/// 3.1 says `type: [string, "null"]`, 3.0 `type: string, nullable: true`.
fn type_of(value: &Value) -> (&'static str, bool) {
    let one = value["type"].as_str().into_iter();
    let all: Vec<_> = one.chain(items(value, "type").filter_map(Value::as_str)).collect();
    let name = all.iter().find(|name| **name != "null").copied().unwrap_or_default();
    (intern(name), all.contains(&"null"))
}

/// 3.1 says `oneOf: [null, X]`, 3.0 `allOf: [X], nullable: true`.
fn choices(value: &Value, meta: &mut MetaSchema) {
    let is_null = |choice: &&Value| choice["type"] == "null";
    let rest: Vec<_> =
        items(value, "oneOf").filter(|choice| !is_null(choice)).map(schema_ref).collect();
    if items(value, "oneOf").any(|choice| is_null(&choice)) {
        meta.nullable = true;
        meta.all_of = rest;
    } else {
        meta.one_of = rest;
    }
}
