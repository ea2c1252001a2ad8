//! Handlers that go wrong in ways that none of ours does.

use super::{Http, Routes, Visitor, serving};
use crate::app::App;
use crate::config::{Config, Environment};
use crate::error::ApiError;
use crate::server::Server;
use poem::endpoint::BoxEndpoint;
use poem::{Endpoint, Request, Response};
use serde_json::Value;
use std::future::pending;
use std::net::SocketAddr;
use tempfile::TempDir;
use tokio::time::Instant;
use whatschat_core::health::{GetHealth, Health};

async fn panics(_: App, _: Visitor, _: GetHealth) -> Result<Health, ApiError> {
    panic!("a mistake of ours")
}

async fn panics_itself(_: App, _: Visitor, _: GetHealth, _: Http) -> Result<Response, ApiError> {
    panic!("a mistake of ours")
}

async fn never_ends(_: App, _: Visitor, _: GetHealth) -> Result<Health, ApiError> {
    pending().await
}

/// A server in production, its data, and what it answers with these routes.
async fn serving_with(
    add: fn(Routes) -> Routes,
) -> (TempDir, Server, BoxEndpoint<'static, Response>) {
    let folder = tempfile::tempdir().unwrap();
    let config = Config {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        data_dir: folder.path().join("data"),
        environment: Environment::Production,
        secret: Some("kZq8sX2mVd0rTn5wLb7yHc4fGj1pQe9u".into()),
        ..Config::default()
    };
    let server = Server::bind(config).await.unwrap();
    let (app, sockets) = server.parts();
    let routes = add(Routes::new(Some(app.clone())));
    (folder, server, serving(app, sockets, routes))
}

async fn ask(endpoint: &BoxEndpoint<'static, Response>) -> Response {
    let request = Request::builder().uri_str("/api/v1/health").header("accept-language", "en");
    endpoint.get_response(request.finish()).await
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers()[name].to_str().unwrap()
}

#[tokio::test]
async fn a_handler_that_panics_is_a_500_and_the_process_goes_on() {
    for add in [|routes: Routes| routes.on(panics), |routes: Routes| routes.on_file(panics_itself)]
    {
        let (_folder, _server, endpoint) = serving_with(add).await;
        for _ in 0..2 {
            let response = ask(&endpoint).await;
            assert_eq!(response.status(), 500);
            assert_eq!(header(&response, "x-content-type-options"), "nosniff");
            let id = header(&response, "x-request-id").to_owned();
            let body: Value = response.into_body().into_json().await.unwrap();
            assert_eq!(body["success"], false);
            assert_eq!(body["error"]["details"], format!("request {id}"), "and nothing more");
        }
    }
}

#[tokio::test]
async fn a_rule_that_does_not_end_is_a_503_after_thirty_seconds() {
    let (_folder, _server, endpoint) = serving_with(|routes| routes.on(never_ends)).await;
    tokio::time::pause();
    let begun = Instant::now();
    let response = ask(&endpoint).await;
    assert_eq!((response.status().as_u16(), begun.elapsed().as_secs()), (503, 30));
    assert_eq!(header(&response, "retry-after"), "1");
}
