//! Files through the SDK: to and from the disk, with progress.

use super::{png, upload};
use crate::support::proxy::{Proxy, Weather};
use crate::support::{TestServer, on_both_databases, refusal, seed, within};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use whatschat_client::files::{Progress, Upload};
use whatschat_client::{Client, Error, ErrorCode, Retry};

on_both_databases![
    a_file_travels_from_disk_to_disk,
    a_download_never_overwrites,
    what_fails_leaves_nothing_behind,
    a_download_that_is_broken_off_leaves_nothing_behind,
];

fn watched() -> (Arc<Mutex<Vec<Progress>>>, impl Fn(Progress) + Send + Sync + 'static) {
    let seen = Arc::new(Mutex::new(vec![]));
    let kept = seen.clone();
    (seen, move |progress| kept.lock().unwrap().push(progress))
}

fn check(seen: &Mutex<Vec<Progress>>, total: u64) {
    let seen = seen.lock().unwrap();
    assert!(seen.len() > 1, "{seen:?}");
    assert!(seen.is_sorted_by_key(|progress| progress.done), "{seen:?}");
    assert_eq!(seen.last(), Some(&Progress { done: total, total }));
}

async fn a_file_travels_from_disk_to_disk(server: TestServer) {
    let alice = server.person("alice").await;
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("Report 2.bin"), folder.path().join("copy"));
    let bytes: Vec<u8> = (0..1_000_000_u32).map(|n| n.to_le_bytes()[1]).collect();
    std::fs::write(&from, &bytes).unwrap();
    let (seen, watch) = watched();
    let sent = alice.client.files().upload(Upload::file(&from).on_progress(watch)).await.unwrap();
    assert_eq!((&*sent.name, sent.size), ("Report 2.bin", 1_000_000));
    check(&seen, 1_000_000);
    let (seen, watch) = watched();
    let download = alice.client.files().download(sent.id).await.unwrap();
    assert_eq!(download.on_progress(watch).save(&to).await.unwrap(), 1_000_000);
    assert!(std::fs::read(&to).unwrap() == bytes, "the copy differs");
    check(&seen, 1_000_000);
    let named = alice.client.files().upload(Upload::file(&from).named("other")).await.unwrap();
    assert_eq!(named.name, "other");
    let picture = upload(&alice, "a.png", png(400, 400)).await;
    let mut small = vec![];
    let thumbnail = alice.client.files().thumbnail(picture.id).await.unwrap();
    let size = thumbnail.write_to(&mut small).await.unwrap();
    assert_eq!(size, small.len() as u64);
    assert!(small.starts_with(b"\xff\xd8\xff"), "a JPEG");
}

async fn a_download_never_overwrites(server: TestServer) {
    let alice = server.person("alice").await;
    let file = upload(&alice, "notes.txt", "Hello").await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine");
    std::fs::write(&path, "mine").unwrap();
    let download = alice.client.files().download(file.id).await.unwrap();
    let refused = download.save(&path).await.unwrap_err();
    assert!(matches!(refused, Error::File(_)), "{refused:?}");
    assert_eq!(refused.retry(), Retry::Never);
    assert_eq!(std::fs::read(&path).unwrap(), b"mine");
}

async fn what_fails_leaves_nothing_behind(server: TestServer) {
    let alice = server.person("alice").await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new");
    let nobodys = whatschat_core::id::FileId::nil();
    let refused = alice.client.files().download(nobodys).await;
    assert_eq!(refusal(refused), ErrorCode::FileNotFound);
    let missing = alice.client.files().upload(Upload::file(&path)).await.unwrap_err();
    assert!(missing.to_string().contains("cannot read"), "{missing}");
}

async fn a_download_that_is_broken_off_leaves_nothing_behind(server: TestServer) {
    let alice = server.person("alice").await;
    let file = upload(&alice, "large.txt", "x".repeat(1_000_000)).await;
    let network = Proxy::start(server.config().listen, seed()).await.unwrap();
    let tokens = alice.client.tokens();
    let client = Client::builder(network.url()).tokens(tokens).build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let names = || std::fs::read_dir(folder.path()).unwrap().count();
    let path = folder.path().join("large.txt");
    // At full speed all of it may be there before the network is gone.
    network.turn(Weather::Slow { delay: Duration::ZERO, bytes_per_second: 200 * 1024 });
    let download = client.files().download(file.id).await.unwrap();
    network.turn(Weather::BlackHole);
    let saving = tokio::spawn(download.save(path.clone()));
    within("the beginning", async {
        while names() == 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert!(!path.exists(), "it has its name when all of it is there");
    saving.abort();
    assert!(saving.await.unwrap_err().is_cancelled());
    assert_eq!(names(), 0);
}
