//! Where a request comes from, as proxies tell it.

use super::{limited, login};
use crate::support::people::PASSWORD;
use crate::support::{Backend, TestServer, answer};

#[tokio::test(flavor = "multi_thread")]
async fn without_trusted_proxies_nobody_is_believed() {
    let server = TestServer::start_with(Backend::Sqlite, |config| {
        config.rate_limit = "entry=3".parse().unwrap();
    })
    .await;
    server.person("alice").await;
    for n in 0..2 {
        let login = login(&server, PASSWORD, &format!("203.0.113.{n}"));
        assert_eq!(answer(login).await.status, 200);
    }
    assert_eq!(answer(login(&server, PASSWORD, "203.0.113.9")).await.status, 429);
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trusted_proxy_is_believed_and_what_it_passes_on_is_not() {
    let server = limited("entry=1").await;
    server.person("alice").await;
    for n in 0..3 {
        let login = login(&server, PASSWORD, &format!("203.0.113.{n}"));
        assert_eq!(answer(login).await.status, 200);
    }
    // What the client itself wrote stands before what the proxy added.
    let forged = login(&server, PASSWORD, "198.51.100.7, 203.0.113.1");
    assert_eq!(answer(forged).await.status, 429);
    let network = |address| answer(login(&server, PASSWORD, address));
    assert_eq!(network("2001:db8:1:1::1").await.status, 200);
    assert_eq!(network("2001:db8:1:1::2").await.status, 429, "another address, the same customer");
    server.finish().await;
}
