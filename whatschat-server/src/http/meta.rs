//! The contract's operations as poem-openapi describes them.

use super::schema::{intern, schema_ref};
use poem::http;
use poem_openapi::registry::{
    MetaMediaType, MetaOperation, MetaOperationParam, MetaParamIn, MetaPath, MetaRequest,
    MetaResponse, MetaResponses, MetaSchemaRef,
};
use serde_json::json;
use std::collections::HashMap;
use utoipa::openapi::schema::Object;
use utoipa::openapi::{Ref, RefOr, Schema};
use whatschat_core::endpoint::{Answer, Auth, Body, Info, Method, path_fields};
use whatschat_core::openapi::{self, BEARER, nullable};

const JSON: &str = "application/json";

pub(super) fn method(method: Method) -> http::Method {
    match method {
        Method::GET => http::Method::GET,
        Method::POST => http::Method::POST,
        Method::PUT => http::Method::PUT,
        Method::DELETE => http::Method::DELETE,
    }
}

pub(super) fn path(info: &Info) -> MetaPath {
    let request = openapi::object((info.request)().root);
    let (summary, description) = openapi::summary(&request);
    let operation = MetaOperation {
        method: method(info.method),
        tags: vec![info.room()],
        summary: Some(intern(&summary)),
        description: description.as_deref().map(intern),
        external_docs: None,
        params: parameters(info, &request),
        request: request_body(info, &request),
        responses: MetaResponses { responses: responses(info) },
        deprecated: false,
        security: security(info),
        operation_id: Some(intern(&info.operation_id())),
        code_samples: vec![],
    };
    MetaPath { path: info.path.into(), operations: vec![operation] }
}

/// An empty requirement says that an operation can be called without a token.
fn security(info: &Info) -> Vec<HashMap<&'static str, Vec<&'static str>>> {
    let bearer = HashMap::from([(BEARER, vec![])]);
    match info.auth {
        Auth::Bearer => vec![bearer],
        Auth::Open => vec![HashMap::new()],
        Auth::Link => vec![bearer, HashMap::new()],
    }
}

fn parameters(info: &Info, request: &Object) -> Vec<MetaOperationParam> {
    let in_path = path_fields(info.path).map(|name| parameter(request, name, MetaParamIn::Path));
    let rest = openapi::without_path_fields(request.clone(), info.path);
    let in_query = rest.properties.keys().filter(|_| info.body == Body::None);
    in_path.chain(in_query.map(|name| parameter(request, name, MetaParamIn::Query))).collect()
}

fn parameter(request: &Object, name: &str, in_type: MetaParamIn) -> MetaOperationParam {
    MetaOperationParam {
        name: name.to_owned(),
        schema: schema_ref(&json!(nullable::parameter(request, name))),
        in_type,
        description: None,
        required: request.required.iter().any(|required| required == name),
        deprecated: false,
        explode: true,
        style: None,
    }
}

fn request_body(info: &Info, request: &Object) -> Option<MetaRequest> {
    let rest = openapi::without_path_fields(request.clone(), info.path);
    let media_type = info.body.media_type().filter(|_| !rest.properties.is_empty())?;
    let schema = MetaSchemaRef::Reference(openapi::body_name(info));
    Some(MetaRequest {
        description: None,
        required: !rest.required.is_empty(),
        content: vec![MetaMediaType { content_type: media_type, schema }],
    })
}

fn responses(info: &Info) -> Vec<MetaResponse> {
    let data = info.answer.data().map(|schemas| data(schemas.name, schemas.root));
    let (media_type, success) = match info.answer {
        Answer::File(media_type) => (media_type, json!(openapi::file())),
        Answer::Nothing | Answer::Data(_) => (JSON, json!(openapi::success(info, data))),
    };
    let media = |content_type, schema| MetaMediaType { content_type, schema };
    let successes = openapi::successes(info)
        .into_iter()
        .map(|(status, word)| response(status, word, media(media_type, schema_ref(&success))));
    let refusals = openapi::refusals(info).into_iter().map(|(status, codes)| {
        let failure = MetaSchemaRef::Reference("Failure".into());
        response(status, intern(&openapi::describe(&codes)), media(JSON, failure))
    });
    successes.chain(refusals).collect()
}

fn data(name: String, root: RefOr<Schema>) -> RefOr<Schema> {
    match root {
        RefOr::T(Schema::Array(_)) => root,
        _ => RefOr::Ref(Ref::from_schema_name(name)),
    }
}

fn response(status: u16, description: &'static str, content: MetaMediaType) -> MetaResponse {
    MetaResponse {
        description,
        status: Some(status),
        status_range: None,
        content: vec![content],
        headers: vec![],
    }
}
