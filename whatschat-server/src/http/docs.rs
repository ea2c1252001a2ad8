//! The published documents, and the page that shows them.

use super::routes::Routes;
use poem::{IntoResponse, Response, Route, handler, web::Html};
use poem_openapi::OpenApiService;
use std::sync::OnceLock;

/// Adds the documents: OpenAPI 3.1 as it is checked in, OpenAPI 3.0 of what is served for tools
/// that know only that, and AsyncAPI for the socket.
pub(super) fn add(route: Route, api: &OpenApiService<Routes, ()>) -> Route {
    let (html, spec) = (api.scalar_html(), api.spec());
    route
        .at("/docs", poem::endpoint::make_sync(move |_| Html(html.clone())))
        .at("/openapi.yaml", openapi_yaml)
        .at("/openapi.json", openapi_json)
        .at(
            "/openapi-3.0.json",
            poem::endpoint::make_sync(move |_| typed("application/json", spec.clone())),
        )
        .at("/asyncapi.yaml", asyncapi_yaml)
}

#[handler]
fn openapi_yaml() -> Response {
    typed("application/yaml", published("openapi.yaml"))
}

#[handler]
fn openapi_json() -> Response {
    typed("application/json", published("openapi.json"))
}

#[handler]
fn asyncapi_yaml() -> Response {
    typed("application/yaml", published("asyncapi.yaml"))
}

fn typed(content_type: &'static str, text: String) -> Response {
    text.with_content_type(content_type).into_response()
}

/// A document's text; made when it is first asked for.
fn published(name: &'static str) -> String {
    static TEXTS: [(&str, OnceLock<String>); 3] = [
        ("openapi.yaml", OnceLock::new()),
        ("openapi.json", OnceLock::new()),
        ("asyncapi.yaml", OnceLock::new()),
    ];
    let text = TEXTS.iter().find(|(known, _)| *known == name);
    text.map(|(_, text)| {
        text.get_or_init(|| whatschat_core::published(name).unwrap_or_default()).clone()
    })
    .unwrap_or_default()
}
