//! The published documents, and the page that shows them.

use super::routes::Routes;
use poem::endpoint::make_sync;
use poem::http::header;
use poem::{IntoResponse, Response, Route};
use poem_openapi::OpenApiService;
use std::sync::LazyLock;
use whatschat_core::BASE_PATH;

/// A document, made when it is first asked for.
type Text = LazyLock<String>;

static PAGE: Text = LazyLock::new(|| described(Routes::none()).scalar_html());
static OPENAPI_3_0: Text = LazyLock::new(|| described(Routes::none()).spec());
static OPENAPI_YAML: Text = LazyLock::new(|| published("openapi.yaml"));
static OPENAPI_JSON: Text = LazyLock::new(|| published("openapi.json"));
static ASYNCAPI_YAML: Text = LazyLock::new(|| published("asyncapi.yaml"));

/// Routes with what a document says about them.
pub(super) fn described(routes: Routes) -> OpenApiService<Routes, ()> {
    OpenApiService::new(routes, "WhatsChat", env!("CARGO_PKG_VERSION")).server(BASE_PATH)
}

/// Adds the documents: OpenAPI 3.1 as it is checked in, OpenAPI 3.0 of what is served for tools
/// that know only that, and AsyncAPI for the socket.
pub(super) fn add(route: Route) -> Route {
    let documents = [
        ("/docs", "text/html; charset=utf-8", &PAGE),
        ("/openapi.yaml", "application/yaml", &OPENAPI_YAML),
        ("/openapi.json", "application/json", &OPENAPI_JSON),
        ("/openapi-3.0.json", "application/json", &OPENAPI_3_0),
        ("/asyncapi.yaml", "application/yaml", &ASYNCAPI_YAML),
    ];
    documents.into_iter().fold(route, |route, (path, content_type, text)| {
        route.at(path, poem::get(make_sync(move |_| typed(content_type, text))))
    })
}

fn typed(content_type: &'static str, text: &'static Text) -> Response {
    // A newer server has newer ones.
    let cached = (header::CACHE_CONTROL, "no-cache");
    text.as_str().with_content_type(content_type).with_header(cached.0, cached.1).into_response()
}

fn published(name: &str) -> String {
    whatschat_core::published(name).unwrap_or_default()
}

/// The OpenAPI 3.0 document that poem-openapi makes of what is served.
pub fn served_document() -> String {
    OPENAPI_3_0.clone()
}
