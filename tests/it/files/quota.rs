//! How much one may keep.

use super::upload;
use crate::support::{Backend, TestServer, at_once, refusal};
use whatschat_client::ErrorCode;
use whatschat_client::files::Upload;

async fn of_1000_bytes(backend: Backend) {
    let server = TestServer::start_with(backend, |config| config.files_quota_bytes = 1000).await;
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    upload(&alice, "a", vec![7; 600]).await;
    let more = alice.client.files().upload(Upload::bytes("b", vec![7; 401])).await;
    assert_eq!(refusal(more), ErrorCode::QuotaExceeded);
    upload(&alice, "c", vec![7; 400]).await;
    // Of many at once, only as many pass as fit.
    let client = bob.client.clone();
    let outcomes = at_once(10, move |n| {
        let client = client.clone();
        async move { client.files().upload(Upload::bytes(n.to_string(), vec![7; 300])).await }
    });
    let (kept, refused): (Vec<_>, Vec<_>) = outcomes.await.into_iter().partition(Result::is_ok);
    assert_eq!((kept.len(), refused.len()), (3, 7));
    for outcome in refused {
        assert_eq!(refusal(outcome), ErrorCode::QuotaExceeded);
    }
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_keeps_more_than_the_quota_on_sqlite() {
    of_1000_bytes(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_keeps_more_than_the_quota_on_postgres() {
    of_1000_bytes(Backend::Postgres).await;
}
