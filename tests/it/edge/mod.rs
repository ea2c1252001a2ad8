//! Where the server meets the world: how often, from where, how large, how slow; and what its
//! operator does.

mod admin;
mod audit;
mod cors;
mod entering;
mod errors;
mod floods;
mod headers;
mod hostile;
mod logins;
mod logs;
mod passwords;
mod proxies;
mod rates;
mod slow;
mod swarms;
mod timing;
mod tls;
mod wire;

use crate::support::{Backend, TestServer};
use reqwest::RequestBuilder;
use serde_json::json;

/// A server with these limits, which believes its proxy: requests from 127.0.0.1 may say where
/// they come from.
async fn limited(limits: &str) -> TestServer {
    TestServer::start_with(Backend::Sqlite, |config| {
        config.rate_limit = limits.parse().unwrap();
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await
}

/// A login as alice from an address.
fn login(server: &TestServer, password: &str, address: &str) -> RequestBuilder {
    let body = json!({"email": "alice@example.com", "password": password});
    server.request("POST", "/auth/login").header("x-forwarded-for", address).json(&body)
}
