//! How a file travels: what browsers may do with it, and what stays in caches.

use super::{follow, get, png, upload};
use crate::support::{TestServer, answer, on_both_databases};
use whatschat_client::ErrorCode;

on_both_databases![
    what_a_browser_might_run_is_an_attachment,
    a_name_stays_in_its_header,
    a_cache_asks_again_in_vain,
    ranges_are_served,
];

async fn what_a_browser_might_run_is_an_attachment(server: TestServer) {
    let alice = server.person("alice").await;
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    for (name, bytes, inline) in [
        ("a.svg", svg.into(), false),
        ("a.html", "<!DOCTYPE html><script>alert(1)</script>".into(), false),
        ("a.xml", "<?xml version=\"1.0\"?><a/>".into(), false),
        ("a.png", "<html><script>alert(1)</script>".into(), false),
        ("a.pdf", "%PDF-1.7".into(), false),
        ("a.png", png(3, 3), true),
    ] {
        let file = upload(&alice, name, bytes).await;
        let got = follow(&server, &file.url).await;
        let how = got.header("content-disposition").split(';').next().unwrap();
        assert_eq!(how, if inline { "inline" } else { "attachment" }, "{name}");
        assert_eq!(got.header("x-content-type-options"), "nosniff");
        assert_eq!(got.header("content-security-policy"), "sandbox; default-src 'none'");
        let kind = got.header("content-type");
        assert!(!kind.contains("html") && !kind.contains("xml"), "{name}: {kind}");
    }
}

async fn a_name_stays_in_its_header(server: TestServer) {
    let alice = server.person("alice").await;
    let file = upload(&alice, "猫.txt", "Hello").await;
    let got = follow(&server, &file.url).await;
    assert_eq!(
        got.header("content-disposition"),
        "attachment; filename=\"_.txt\"; filename*=UTF-8''%E7%8C%AB.txt"
    );
    // A quote, as a client that does not escape it might send it.
    let body = "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a\\\"; x=\\\"b\"\r\n\
                \r\nHello\r\n--b--\r\n";
    let request = server.request("POST", "/files").bearer_auth(alice.token()).body(body);
    let request = request.header("content-type", "multipart/form-data; boundary=b");
    let file = answer(request).await;
    assert_eq!(file.status, 201, "{file:?}");
    let got = follow(&server, file.body["data"]["url"].as_str().unwrap()).await;
    let header = got.header("content-disposition");
    assert_eq!(header.matches('"').count(), 2, "{header}");
}

async fn a_cache_asks_again_in_vain(server: TestServer) {
    let alice = server.person("alice").await;
    let file = upload(&alice, "notes.txt", "Hello").await;
    let got = follow(&server, &file.url).await;
    let caching = got.header("cache-control");
    assert!(caching.contains("private") && caching.contains("immutable"), "{caching}");
    let tag = got.header("etag");
    for tags in [tag, "\"other\", \"and\"", "*"] {
        let asked = server.http().get(&file.url).header("if-none-match", tags);
        let again = get(asked).await;
        let (status, bytes): (_, &[u8]) =
            if tags.starts_with("\"other") { (200, b"Hello") } else { (304, b"") };
        assert_eq!((again.status, &*again.bytes), (status, bytes), "{tags}");
        assert_eq!(again.header("etag"), tag);
    }
    // The same day gives the same link, so what it leads to stays in the cache.
    let link = alice.client.files().info(file.id).await.unwrap().url;
    assert_eq!(link, file.url);
}

async fn ranges_are_served(server: TestServer) {
    let alice = server.person("alice").await;
    let file = upload(&alice, "notes.txt", "0123456789").await;
    let tag = follow(&server, &file.url).await.header("etag").to_owned();
    for (range, status, bytes, place) in [
        ("bytes=2-4", 206, "234", "bytes 2-4/10"),
        ("bytes=7-", 206, "789", "bytes 7-9/10"),
        ("bytes=-3", 206, "789", "bytes 7-9/10"),
        ("bytes=5-99", 206, "56789", "bytes 5-9/10"),
        ("bytes=0-1,4-5", 200, "0123456789", ""),
        ("lines=1-2", 200, "0123456789", ""),
    ] {
        let got = get(server.http().get(&file.url).header("range", range)).await;
        assert_eq!((got.status, &*got.bytes), (status, bytes.as_bytes()), "{range}");
        assert_eq!(got.header("content-range"), place, "{range}");
        assert_eq!(got.header("content-length"), bytes.len().to_string(), "{range}");
    }
    for range in ["bytes=10-", "bytes=99-100", "bytes=5-2"] {
        let refused = answer(server.http().get(&file.url).header("range", range)).await;
        assert_eq!(refused.code(), ErrorCode::RangeNotSatisfiable, "{range}");
    }
    for (condition, status) in [(&*tag, 206), ("\"other\"", 200)] {
        let request = server.http().get(&file.url).header("range", "bytes=0-1");
        assert_eq!(get(request.header("if-range", condition)).await.status, status);
    }
}
