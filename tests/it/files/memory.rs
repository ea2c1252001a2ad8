//! What uploads cost the server.

use crate::support::at_once;
use crate::support::program::{kib, server_program};
use whatschat_client::Client;
use whatschat_client::files::Upload;
use whatschat_core::auth::Register;
use whatschat_core::limits::FILE_MAX_BYTES;

/// What ten uploads of 10 MiB at once may cost.
const MOST_KIB: u64 = 40 * 1024;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_large_uploads_at_once_cost_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let (server, url) = server_program(folder.path()).await;
    let client = Client::builder(&url).build().unwrap();
    let (username, email) = ("alice".into(), "alice@example.com".into());
    let register = Register { username, email, password: "Passw0rd".into(), phone: None };
    client.auth().register(register).await.unwrap();
    client.files().upload(Upload::bytes("small", vec![7; 100_000])).await.unwrap();
    let before = kib(&server, "VmRSS");
    let uploads = at_once(10, move |n| {
        let client = client.clone();
        async move {
            let upload = Upload::bytes(n.to_string(), vec![7; FILE_MAX_BYTES]);
            client.files().upload(upload).await.unwrap().size
        }
    });
    assert_eq!(uploads.await, [FILE_MAX_BYTES as u64; 10]);
    let cost = kib(&server, "VmHWM") - before;
    assert!(cost <= MOST_KIB, "ten uploads cost {cost} KiB");
}
