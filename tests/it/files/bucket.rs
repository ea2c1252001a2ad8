//! The same in a bucket: against a real S3 server, `moto`, from PyPI.

use super::orphans::gone;
use super::{follow, get, png, upload};
use crate::support::{Backend, LIMIT, TestServer, eventually, private_chat, refusal};
use reqwest::Method;
use std::path::Path;
use std::process::Stdio;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use whatschat_client::ErrorCode;
use whatschat_client::files::Upload;

const HOUR_MS: i64 = 3600 * 1000;

/// A running S3 server with an empty bucket.
struct Bucket {
    _server: Child,
    url: String,
}

impl Bucket {
    async fn start() -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients/.venv/bin/moto_server");
        let mut command = Command::new(program);
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        let server = command.spawn().expect("moto_server: tests/run installs it");
        let listens = async || TcpStream::connect(("127.0.0.1", port)).await.is_ok();
        eventually(4 * LIMIT, "the start of moto_server", listens).await;
        Self { _server: server, url: format!("http://127.0.0.1:{port}") }
    }

    fn setting(&self) -> String {
        format!(
            "s3://chat/some/folder?endpoint={}&region=us-east-1&access_key_id=test&secret_access_key=test&allow_http=true",
            self.url
        )
    }

    async fn request(&self, server: &TestServer, method: Method, path: &str) -> String {
        let request = server.http().request(method, format!("{}/{path}", self.url));
        // moto believes every signature that names a service.
        let scope = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, \
                     SignedHeaders=host, Signature=0";
        let got = get(request.header("authorization", scope)).await;
        assert_eq!(got.status, 200, "{path}");
        String::from_utf8(got.bytes).unwrap()
    }
}

async fn in_a_bucket(backend: Backend) {
    let bucket = Bucket::start().await;
    let server = TestServer::start_with(backend, |config| {
        config.files_store = Some(bucket.setting());
    });
    let server = server.await;
    bucket.request(&server, Method::PUT, "chat").await;
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let bytes: Vec<u8> = (0..9_000_000_u32).map(|n| n.to_le_bytes()[1]).collect();
    let large = upload(&alice, "large", bytes.clone()).await;
    let sent = Upload::bytes("a.png", png(400, 300));
    let sent = alice.client.messages().send_file(chat, sent).await.unwrap();
    assert!(follow(&server, &large.url).await.bytes == bytes, "other bytes came back");
    let part = get(server.http().get(&large.url).header("range", "bytes=1000-1999")).await;
    assert_eq!((part.status, &*part.bytes), (206, &bytes[1000..2000]));
    let small = follow(&server, sent.metadata["thumbnailUrl"].as_str().unwrap()).await;
    assert_eq!(small.header("content-type"), "image/jpeg");
    let listed = bucket.request(&server, Method::GET, "chat?list-type=2").await;
    assert_eq!(listed.matches("<Key>some/folder/").count(), 3, "{listed}");

    server.clock().advance_ms(25 * HOUR_MS);
    gone(&alice, large.id).await;
    let of_it = large.id.to_string();
    let forgotten =
        async || !bucket.request(&server, Method::GET, "chat?list-type=2").await.contains(&of_it);
    eventually(LIMIT, "the end of it in the bucket", forgotten).await;
    server.finish().await;
}

/// What the store did not take costs nothing of the quota.
async fn without_a_bucket(backend: Backend) {
    let bucket = Bucket::start().await;
    let server = TestServer::start_with(backend, |config| {
        config.files_store = Some(bucket.setting());
        config.files_quota_bytes = 1000;
    });
    let server = server.await;
    let alice = server.person("alice").await;
    let lost = alice.client.files().upload(Upload::bytes("a", vec![7; 600])).await;
    assert_eq!(refusal(lost), ErrorCode::Unavailable);
    assert_eq!(server.count("select count(*) from files").await, 0);
    bucket.request(&server, Method::PUT, "chat").await;
    upload(&alice, "a", vec![7; 600]).await;
    server.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_bucket_did_not_take_counts_for_nothing_with_sqlite() {
    without_a_bucket(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_bucket_did_not_take_counts_for_nothing_with_postgres() {
    without_a_bucket(Backend::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_may_be_in_a_bucket_with_sqlite() {
    in_a_bucket(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_may_be_in_a_bucket_with_postgres() {
    in_a_bucket(Backend::Postgres).await;
}
