//! Which web pages may use the API and the socket.

use crate::support::http::Answer;
use crate::support::{Backend, TestServer, answer};
use reqwest::Method;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

const PAGE: &str = "https://chat.example";
const EVIL: &str = "https://chat.example.evil";

async fn server(origins: &[&str]) -> TestServer {
    let origins = origins.iter().map(|origin| (*origin).to_owned()).collect();
    TestServer::start_with(Backend::Sqlite, |config| config.cors_origins = origins).await
}

fn preflight(server: &TestServer, origin: &str) -> reqwest::RequestBuilder {
    server
        .request(Method::OPTIONS.as_str(), "/auth/login")
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type")
}

fn allowed(answer: &Answer) -> Option<&str> {
    answer.header("access-control-allow-origin")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listed_page_may_and_no_other() {
    let server = server(&["http://localhost:5173", PAGE]).await;
    let get = |origin| answer(server.request("GET", "/health").header("origin", origin));
    let page = get(PAGE).await;
    assert_eq!(allowed(&page), Some(PAGE));
    assert_eq!(page.header("access-control-allow-credentials"), Some("true"));
    assert_eq!(page.header("vary"), Some("Origin"));
    for origin in [EVIL, "null", "https://CHAT.example", "http://chat.example"] {
        let other = get(origin).await;
        assert_eq!(allowed(&other), None, "{origin}");
        assert_eq!(other.header("access-control-allow-credentials"), None, "{origin}");
        assert_eq!(other.header("vary"), Some("Origin"), "{origin}");
    }
    // A page must be able to read why it was refused, too.
    let refused = server.request("GET", "/auth/me").header("origin", PAGE);
    let refused = answer(refused).await;
    assert_eq!((refused.status, allowed(&refused)), (401, Some(PAGE)));
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preflight_is_answered_for_a_listed_page() {
    let server = server(&[PAGE]).await;
    let page = answer(preflight(&server, PAGE)).await;
    assert_eq!((page.status, allowed(&page)), (204, Some(PAGE)));
    assert!(page.header("access-control-allow-methods").unwrap().contains("DELETE"));
    assert!(page.header("access-control-allow-headers").unwrap().contains("authorization"));
    let evil = answer(preflight(&server, EVIL)).await;
    assert_eq!((evil.status, allowed(&evil)), (405, None));
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_may_where_the_operator_says_so_but_without_credentials() {
    let server = server(&["*"]).await;
    let any = answer(server.request("GET", "/health").header("origin", EVIL)).await;
    assert_eq!(allowed(&any), Some("*"));
    assert_eq!(any.header("access-control-allow-credentials"), None);
    assert_eq!(answer(preflight(&server, EVIL)).await.status, 204);
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_socket_looks_at_the_page_on_both_transports() {
    let server = server(&[PAGE]).await;
    let polling = async |origin: &str| {
        let url = format!("{}/socket.io/?EIO=4&transport=polling", server.url());
        server.http().get(url).header("origin", origin).send().await.unwrap().status()
    };
    assert_eq!(polling(PAGE).await, 200);
    assert_eq!(polling(EVIL).await, 403);

    let websocket = async |origin: &str| {
        let mut request = server.socket_url().into_client_request().unwrap();
        request.headers_mut().insert("origin", origin.parse().unwrap());
        Box::pin(connect_async(request)).await.map(drop)
    };
    websocket(PAGE).await.unwrap();
    match websocket(EVIL).await {
        Err(Error::Http(refused)) => assert_eq!(refused.status(), 403),
        other => panic!("the socket let an unlisted page in: {other:?}"),
    }
    server.raw_socket().await; // a program is no page
    server.finish().await;
}
