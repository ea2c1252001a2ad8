//! The OpenAPI 3.1 document, made from the list of endpoints.

pub mod nullable;

use crate::endpoint::{Answer, Auth, Body, Info, Method, Schemas, path_fields};
use crate::envelope::Failure;
use crate::error::ErrorCode;
use crate::locale::Locale;
use std::collections::BTreeMap;
use utoipa::openapi::path::{
    HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn, PathItem,
};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, Content, ContentBuilder, InfoBuilder, KnownFormat, OpenApi, OpenApiBuilder,
    PathsBuilder, Ref, RefOr, Required, Response, ResponseBuilder, Schema, SchemaFormat,
    ServerBuilder,
};

/// The name of the bearer scheme in the document.
pub const BEARER: &str = "bearer";

type Components = BTreeMap<String, RefOr<Schema>>;

/// The document of the whole API.
pub fn document() -> OpenApi {
    let endpoints = crate::endpoints();
    let mut components = Components::new();
    let mut paths = BTreeMap::<&str, PathItem>::new();
    collect(&mut components, Schemas::of::<Failure>());
    for info in &endpoints {
        let item = PathItem::new(http_method(info.method), operation(info, &mut components));
        match paths.get_mut(info.path) {
            Some(path) => path.merge_operations(item),
            None => drop(paths.insert(info.path, item)),
        }
    }
    let paths =
        paths.into_iter().fold(PathsBuilder::new(), |all, (path, item)| all.path(path, item));
    OpenApiBuilder::new()
        .info(InfoBuilder::new().title("WhatsChat").version(env!("CARGO_PKG_VERSION")).build())
        .servers(Some([ServerBuilder::new().url(crate::BASE_PATH).build()]))
        .paths(paths.build())
        .components(Some(with_bearer(components)))
        .build()
}

fn with_bearer(components: Components) -> utoipa::openapi::Components {
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    ComponentsBuilder::new()
        .schemas_from_iter(components)
        .security_scheme(BEARER, SecurityScheme::Http(bearer))
        .build()
}

/// Adds a schema to the components and refers to it. A list stands where it is used: utoipa
/// calls every list `Vec`.
fn collect(components: &mut Components, schemas: Schemas) -> RefOr<Schema> {
    components.extend(schemas.components);
    if let RefOr::T(Schema::Array(_)) = schemas.root {
        return schemas.root;
    }
    components.insert(schemas.name.clone(), schemas.root);
    RefOr::Ref(Ref::from_schema_name(schemas.name))
}

fn operation(info: &Info, components: &mut Components) -> OperationBuilder {
    let request = (info.request)();
    components.extend(request.components);
    let whole = object(request.root);
    let (summary, description) = summary(&whole);
    let mut operation = OperationBuilder::new()
        .operation_id(Some(info.operation_id()))
        .tag(info.room())
        .summary(Some(summary))
        .description(description);
    for name in path_fields(info.path) {
        operation = operation.parameter(parameter(&whole, name, ParameterIn::Path));
    }
    let rest = without_path_fields(whole.clone(), info.path);
    if info.body == Body::None {
        for name in rest.properties.keys() {
            operation = operation.parameter(parameter(&whole, name, ParameterIn::Query));
        }
    } else if !rest.properties.is_empty() {
        operation = operation.request_body(Some(request_body(info, rest, components)));
    }
    operation = operation.securities(Some(security(info.auth)));
    responses(operation, info, components)
}

/// An empty requirement says that it can be called without a token.
fn security(auth: Auth) -> Vec<SecurityRequirement> {
    let bearer = SecurityRequirement::new::<_, _, String>(BEARER, []);
    match auth {
        Auth::Open => vec![SecurityRequirement::default()],
        Auth::Bearer => vec![bearer],
        Auth::Link => vec![bearer, SecurityRequirement::default()],
    }
}

/// The name of the component that holds an operation's body.
pub fn body_name(info: &Info) -> String {
    format!("{}Body", info.name)
}

/// A request's schema without the fields that travel in the path.
pub fn without_path_fields(mut request: Object, path: &str) -> Object {
    for name in path_fields(path) {
        request.properties.remove(name);
        request.required.retain(|required| required != name);
    }
    request.description = None;
    request
}

/// Requests are plain structs, so their schemas are objects.
pub fn object(schema: RefOr<Schema>) -> Object {
    match schema {
        RefOr::T(Schema::Object(object)) => object,
        _ => Object::new(),
    }
}

/// A doc comment's first line, and the rest of it.
pub fn summary(object: &Object) -> (String, Option<String>) {
    let doc = object.description.clone().unwrap_or_default();
    match doc.split_once('\n') {
        Some((first, rest)) => (first.trim().into(), Some(rest.trim().into())),
        None => (doc, None),
    }
}

fn request_body(
    info: &Info,
    body: Object,
    components: &mut Components,
) -> utoipa::openapi::request_body::RequestBody {
    let required = if body.required.is_empty() { Required::False } else { Required::True };
    let name = body_name(info);
    components.insert(name.clone(), RefOr::T(Schema::Object(nullable::body(body))));
    RequestBodyBuilder::new()
        .content(info.body.media_type().unwrap_or_default(), content(Ref::from_schema_name(name)))
        .required(Some(required))
        .build()
}

fn parameter(request: &Object, name: &str, place: ParameterIn) -> utoipa::openapi::path::Parameter {
    let required = request.required.iter().any(|required| required == name);
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(if required { Required::True } else { Required::False })
        .schema(nullable::parameter(request, name))
        .build()
}

fn responses(
    mut operation: OperationBuilder,
    info: &Info,
    components: &mut Components,
) -> OperationBuilder {
    let data = info.answer.data().map(|schemas| collect(components, schemas));
    let (media_type, schema) = match info.answer {
        Answer::File(media_type) => (media_type, file()),
        Answer::Nothing | Answer::Data(_) => ("application/json", success(info, data)),
    };
    for (status, description) in successes(info) {
        let response = ResponseBuilder::new()
            .description(description)
            .content(media_type, content(schema.clone()));
        operation = operation.response(status.to_string(), response.build());
    }
    for (status, codes) in refusals(info) {
        operation = operation.response(status.to_string(), refusal(&codes));
    }
    operation
}

/// The statuses of success, with a word about each.
pub fn successes(info: &Info) -> Vec<(u16, &'static str)> {
    let first = (info.status, "Success");
    let repeat = info.repeat_status.map(|status| (status, repeated(status)));
    [Some(first), repeat].into_iter().flatten().collect()
}

fn repeated(status: u16) -> &'static str {
    if status == 206 { "A part of it, as the range asks" } else { "It was there already" }
}

/// The statuses of refusal, with the codes of each.
pub fn refusals(info: &Info) -> BTreeMap<u16, Vec<ErrorCode>> {
    let mut refusals = BTreeMap::<u16, Vec<ErrorCode>>::new();
    for code in info.errors() {
        refusals.entry(code.status()).or_default().push(code);
    }
    refusals
}

/// Says what each code of a status means.
pub fn describe(codes: &[ErrorCode]) -> String {
    let lines = codes.iter().map(|code| format!("{}: {}", code.as_str(), code.message(Locale::En)));
    lines.collect::<Vec<_>>().join("\n")
}

fn refusal(codes: &[ErrorCode]) -> Response {
    ResponseBuilder::new()
        .description(describe(codes))
        .content("application/json", content(Ref::from_schema_name("Failure")))
        .build()
}

/// The envelope of a success around `data`; see [`Success`](crate::envelope::Success).
pub fn success(info: &Info, data: Option<RefOr<Schema>>) -> Object {
    let truth = ObjectBuilder::new().schema_type(Type::Boolean);
    let text = ObjectBuilder::new().schema_type(Type::String);
    let mut envelope = ObjectBuilder::new().property("success", truth).required("success");
    envelope = envelope.title(Some(format!("{}Answer", info.name))).property("message", text);
    if info.message.is_some() {
        envelope = envelope.required("message");
    }
    if let Some(data) = data {
        envelope = envelope.property("data", data).required("data");
    }
    envelope.build()
}

/// The bytes of a file.
pub fn file() -> Object {
    let format = SchemaFormat::KnownFormat(KnownFormat::Binary);
    ObjectBuilder::new().schema_type(Type::String).format(Some(format)).build()
}

fn content(schema: impl Into<RefOr<Schema>>) -> Content {
    ContentBuilder::new().schema(Some(schema)).build()
}

fn http_method(method: Method) -> HttpMethod {
    match method {
        Method::GET => HttpMethod::Get,
        Method::POST => HttpMethod::Post,
        Method::PUT => HttpMethod::Put,
        Method::DELETE => HttpMethod::Delete,
    }
}
