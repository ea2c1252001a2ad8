//! Checking a request against the very schema that is published, so that document and server
//! cannot disagree.

use super::depth;
use crate::error::{ApiError, BadField};
use jsonschema::Validator;
use jsonschema::error::{TypeKind, ValidationError, ValidationErrorKind as Kind};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use utoipa::ToSchema;
use whatschat_core::endpoint::Schemas;
use whatschat_core::error::FieldCode;
use whatschat_core::{ErrorCode, limits};

/// How many bad fields one refusal names at most.
const MOST_FIELDS: usize = 50;

/// The compiled schema of one kind of request.
pub(crate) struct Checker {
    validator: Validator,
    /// The JSON type of each field.
    types: HashMap<String, String>,
}

impl Checker {
    /// Compiles the schema of `T`.
    pub(crate) fn of<T: ToSchema>() -> Self {
        let schemas = Schemas::of::<T>();
        let components: Map<String, Value> =
            schemas.components.iter().map(|(name, schema)| (name.clone(), json!(schema))).collect();
        let mut schema = json!(schemas.root);
        let types = types(&schema, &components);
        schema["components"] = json!({"schemas": components});
        let validator =
            jsonschema::draft202012::options().should_validate_formats(true).build(&schema);
        #[expect(
            clippy::expect_used,
            reason = "schemas are fixed at compile time, and a test compiles each"
        )]
        let validator = validator.expect("a schema of the contract");
        Self { validator, types }
    }

    /// A text of the path or the query as the type that its field has.
    pub(super) fn field(&self, name: String, text: String) -> (String, Value) {
        let value = match self.types.get(&name).map(String::as_str) {
            Some("integer") => text.parse::<i64>().map_or(Value::String(text), Value::from),
            Some("boolean") => text.parse::<bool>().map_or(Value::String(text), Value::from),
            _ => Value::String(text),
        };
        (name, value)
    }

    /// Checks `value` and reads it as `T`.
    pub(crate) fn read<T: DeserializeOwned>(&self, mut value: Value) -> Result<T, ApiError> {
        if depth::is_deeper(&value, limits::JSON_DEPTH_MAX) {
            let why = format!("It is nested more than {} deep.", limits::JSON_DEPTH_MAX);
            return Err(ApiError::from(ErrorCode::Malformed).details(why));
        }
        self.tidy(&mut value);
        let mut bad = vec![];
        if !self.validator.is_valid(&value) {
            let errors = self.validator.iter_errors(&value).take(MOST_FIELDS);
            bad.extend(errors.map(|error| bad_field(&error)));
            // A format and its pattern say the same.
            bad.dedup_by(|one, other| one.field == other.field && one.code == other.code);
        }
        find_nul(&value, "", &mut bad);
        if !bad.is_empty() {
            return Err(ApiError::invalid(bad));
        }
        serde_json::from_value(value)
            .map_err(|why| ApiError::bad_field("", FieldCode::NotValid, why.to_string()))
    }

    /// Drops what says nothing: `null` is the same as leaving a field out, and a field that nobody
    /// knows may come from a newer client. Some clients write whole numbers as `1.0`.
    fn tidy(&self, value: &mut Value) {
        let Value::Object(fields) = value else { return };
        fields.retain(|name, field| !field.is_null() && self.types.contains_key(name));
        for (name, field) in fields {
            let whole = whole_number(field).filter(|_| self.types[name] == "integer");
            *field = whole.map_or_else(|| field.take(), Value::from);
        }
    }
}

/// What `1.0` stands for, where it can be written without a fraction.
fn whole_number(value: &Value) -> Option<i64> {
    let number = value.as_f64().filter(|_| value.is_f64())?;
    (number.fract() == 0.0).then(|| number.to_string().parse().ok())?
}

fn types(schema: &Value, components: &Map<String, Value>) -> HashMap<String, String> {
    let properties = schema["properties"].as_object().into_iter().flatten();
    let resolved = properties.map(|(name, field)| {
        let target = field["$ref"].as_str().and_then(|path| path.rsplit('/').next());
        let field = target.and_then(|target| components.get(target)).unwrap_or(field);
        (name.clone(), only_type(field).to_owned())
    });
    resolved.collect()
}

/// The type that a field has when it is there: `integer` of `["integer", "null"]`.
fn only_type(field: &Value) -> &str {
    let one = field["type"].as_str().into_iter();
    let all = field["type"].as_array().into_iter().flatten().filter_map(Value::as_str);
    one.chain(all).find(|name| *name != "null").unwrap_or_default()
}

/// PostgreSQL cannot hold NUL in a text; SQLite could, and then they would differ.
fn find_nul(value: &Value, at: &str, bad: &mut Vec<BadField>) {
    match value {
        Value::String(text) if text.contains('\0') => {
            bad.push(BadField {
                field: at.into(),
                code: FieldCode::BadCharacter,
                bound: "U+0000".into(),
            });
        }
        Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                find_nul(item, &format!("{at}[{n}]"), bad);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                find_nul(&Value::String(name.clone()), at, bad);
                find_nul(field, &join(at, name), bad);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn join(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") }
}

fn bad_field(error: &ValidationError<'_>) -> BadField {
    let at = place(error.instance_path().as_str());
    let (code, bound) = what(error.kind());
    let field = match error.kind() {
        Kind::Required { property } => join(&at, property.as_str().unwrap_or_default()),
        _ => at,
    };
    BadField { field, code, bound }
}

/// `/participants/2` as people write it: `participants[2]`.
fn place(pointer: &str) -> String {
    pointer.split('/').skip(1).fold(String::new(), |at, part| match part.parse::<usize>() {
        Ok(n) => format!("{at}[{n}]"),
        Err(_) => join(&at, part),
    })
}

fn what(kind: &Kind) -> (FieldCode, String) {
    match kind {
        Kind::Required { .. } => (FieldCode::Required, String::new()),
        Kind::Type { kind } => (FieldCode::WrongType, type_names(kind)),
        Kind::MinLength { limit } => (FieldCode::TooShort, limit.to_string()),
        Kind::MaxLength { limit } => (FieldCode::TooLong, limit.to_string()),
        Kind::Minimum { limit } | Kind::ExclusiveMinimum { limit } => {
            (FieldCode::TooSmall, limit.to_string())
        }
        Kind::Maximum { limit } | Kind::ExclusiveMaximum { limit } => {
            (FieldCode::TooBig, limit.to_string())
        }
        Kind::MinItems { limit } | Kind::MinProperties { limit } => {
            (FieldCode::TooFew, limit.to_string())
        }
        Kind::MaxItems { limit } | Kind::MaxProperties { limit } => {
            (FieldCode::TooMany, limit.to_string())
        }
        Kind::Enum { options } => (FieldCode::NotOneOf, list(options)),
        Kind::Pattern { pattern } => (FieldCode::WrongFormat, pattern.clone()),
        Kind::Format { format } => (FieldCode::WrongFormat, format.clone()),
        other => (FieldCode::NotValid, other.keyword().to_owned()),
    }
}

fn type_names(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => one.to_string(),
        TypeKind::Multiple(many) => {
            many.iter().map(|one| one.to_string()).collect::<Vec<_>>().join(" | ")
        }
    }
}

fn list(options: &Value) -> String {
    let options = options.as_array().into_iter().flatten();
    options
        .map(|option| option.as_str().map_or_else(|| option.to_string(), str::to_owned))
        .collect::<Vec<_>>()
        .join(", ")
}
