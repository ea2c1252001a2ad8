//! What may be uploaded, and what it becomes.

use super::{follow, form, upload};
use crate::support::{TestServer, answer, on_both_databases, refusal};
use futures_util::StreamExt;
use reqwest::Body;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use whatschat_client::ErrorCode;
use whatschat_client::files::Upload;
use whatschat_core::limits::FILE_MAX_BYTES;

on_both_databases![
    what_was_uploaded_comes_back,
    the_largest_file_passes_and_one_byte_more_does_not,
    a_chunked_upload_is_cut_off,
    a_sender_who_falls_silent_is_cut_off,
    what_is_no_form_with_a_file_is_refused,
    a_name_is_for_the_eye_alone,
];

async fn what_was_uploaded_comes_back(server: TestServer) {
    let alice = server.person("alice").await;
    for (name, bytes, kind) in [
        ("notes.txt", b"Hello".to_vec(), "application/octet-stream"),
        ("empty", vec![], "application/octet-stream"),
        ("paper", b"%PDF-1.7 and so on".to_vec(), "application/pdf"),
        ("song.txt", b"ID3\x04 a song".to_vec(), "audio/mpeg"),
    ] {
        let file = upload(&alice, name, bytes.clone()).await;
        assert_eq!((&*file.name, file.size, &*file.r#type), (name, bytes.len() as u64, kind));
        assert_eq!((file.width, file.height, &file.thumbnail_url), (None, None, &None));
        let got = follow(&server, &file.url).await;
        assert_eq!((got.status, got.bytes), (200, bytes), "{name}");
        let again = alice.client.files().info(file.id).await.unwrap();
        assert_eq!(again, file);
    }
}

async fn the_largest_file_passes_and_one_byte_more_does_not(server: TestServer) {
    let alice = server.person("alice").await;
    let file = upload(&alice, "most", vec![7; FILE_MAX_BYTES]).await;
    assert_eq!(file.size, FILE_MAX_BYTES as u64);
    let more = Upload::bytes("more", vec![7; FILE_MAX_BYTES + 1]);
    let refused = alice.client.files().upload(more).await;
    assert_eq!(refusal(refused), ErrorCode::FileTooLarge);
}

async fn a_chunked_upload_is_cut_off(server: TestServer) {
    let alice = server.person("alice").await;
    let head = "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
    let endless = futures_util::stream::repeat(vec![7_u8; 64 * 1024]).take(190); // 12 MB
    let body = futures_util::stream::iter([head.as_bytes().to_vec()]).chain(endless);
    let request = server.request("POST", "/files").bearer_auth(alice.token());
    let request = request.header("content-type", "multipart/form-data; boundary=b");
    let body = body.map(Ok::<_, std::io::Error>);
    let refused = answer(request.body(Body::wrap_stream(body))).await;
    assert_eq!(refused.code(), ErrorCode::FileTooLarge, "{refused:?}");
}

async fn a_sender_who_falls_silent_is_cut_off(server: TestServer) {
    let alice = server.person("alice").await;
    let mut stream = TcpStream::connect(server.config().listen).await.unwrap();
    let request = format!(
        "POST /api/v1/files HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {}\r\ncontent-length: 1000\r\n\
         content-type: multipart/form-data; boundary=b\r\n\r\n--b\r\n\
         content-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nsome bytes",
        alice.token()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = vec![];
    let read = stream.read_to_end(&mut answer);
    tokio::time::timeout(Duration::from_secs(25), read).await.expect("an answer").unwrap();
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("REQ_008"), "{answer}");
    let left = std::fs::read_dir(server.config().data_dir.join("files/arriving")).unwrap();
    assert_eq!(left.count(), 0, "what had come was kept");
}

async fn what_is_no_form_with_a_file_is_refused(server: TestServer) {
    let alice = server.person("alice").await;
    let post = || server.request("POST", "/files").bearer_auth(alice.token());
    let plain = answer(post().body("Hello")).await;
    assert_eq!(plain.code(), ErrorCode::WrongContentType);
    let json = answer(post().json(&serde_json::json!({"file": "Hello"}))).await;
    assert_eq!(json.code(), ErrorCode::WrongContentType);
    let other = reqwest::multipart::Form::new().text("text", "Hello");
    let other = answer(post().multipart(other)).await;
    assert_eq!(other.bad_fields(), [("file", "required")]);
    let torn = post().header("content-type", "multipart/form-data; boundary=b").body("--b\r\nx");
    assert_eq!(answer(torn).await.code(), ErrorCode::Malformed);
    let packed = post().header("content-encoding", "gzip").multipart(form("a", "Hello"));
    assert_eq!(answer(packed).await.code(), ErrorCode::WrongContentType);
}

async fn a_name_is_for_the_eye_alone(server: TestServer) {
    let alice = server.person("alice").await;
    let long = "n".repeat(300);
    for (name, shown) in [
        ("../../../etc/passwd", ".._.._.._etc_passwd"),
        ("photo\u{202e}gpj.exe", "photogpj.exe"),
        ("..", "file"),
        ("猫 ☃.txt", "猫 ☃.txt"),
        (&*long, &long[..255]),
    ] {
        let file = upload(&alice, name, "Hello").await;
        assert_eq!(file.name, shown, "{name}");
        let got = follow(&server, &file.url).await;
        assert_eq!((got.status, &*got.bytes), (200, &b"Hello"[..]), "{name}: {}", file.url);
    }
    let folder = server.config().data_dir.join("files");
    let kept = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name());
    for name in kept.filter(|name| name != "arriving") {
        let name = name.into_string().unwrap();
        assert!(name.parse::<uuid::Uuid>().is_ok(), "{name} is not the server's own name");
    }
}
