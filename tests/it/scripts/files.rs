//! Files sent and saved.

use super::{message, ok, people};
use crate::support::{TestServer, on_both_databases};
use std::fs;

on_both_databases!(a_file_is_sent_and_saved_and_none_is_overwritten);

async fn a_file_is_sent_and_saved_and_none_is_overwritten(server: TestServer) {
    let (alice, bob) = people(&server).await;
    let path = |name: &str| alice.folder().join(name).display().to_string();
    fs::write(path("report.txt"), "all is well").unwrap();
    let sent = alice.run(&["upload", "bob", &path("report.txt")]).await;
    ok(&sent);
    assert_eq!(sent.out, "sent #1\n");
    let sent = alice.run(&["upload", "bob", &path("report.txt"), "--json"]).await;
    let sent = message(sent.out.trim());
    assert_eq!(sent["metadata"]["name"], "report.txt", "{sent}");
    let history = bob.run(&["history", "alice"]).await;
    assert!(history.out.contains("alice: [file report.txt] #2"), "{history:?}");

    let id = sent["metadata"]["fileId"].as_str().unwrap();
    let saved = bob.run(&["download", id, &path("copy.txt")]).await;
    ok(&saved);
    assert!(saved.out.contains("copy.txt: 11 bytes"), "{saved:?}");
    assert_eq!(fs::read_to_string(path("copy.txt")).unwrap(), "all is well");
    fs::create_dir(path("kept")).unwrap();
    ok(&bob.run(&["download", id, &path("kept")]).await);
    assert_eq!(fs::read_to_string(path("kept/report.txt")).unwrap(), "all is well");
    let unknown = "0190b5a4-0000-7000-8000-000000000001";
    let refused = bob.run(&["download", unknown, &path("none.txt")]).await;
    assert_eq!(refused.err, "whatschat: There is no such file, or not for you.\n");
    fs::write(path("mine.txt"), "mine").unwrap();
    let refused = bob.run(&["download", id, &path("mine.txt"), "--json"]).await;
    assert_eq!(refused.code, 1, "{refused:?}");
    let why = message(refused.err.trim());
    assert_eq!(why["error"]["code"], "LOCAL", "{why}");
    assert!(why["message"].as_str().unwrap().contains("there is a file of that name"), "{why}");
    assert_eq!(fs::read_to_string(path("mine.txt")).unwrap(), "mine");

    for (unreadable, why) in [("nowhere.txt", "No such file"), ("", "it is no file")] {
        let done = alice.run(&["upload", "bob", &path(unreadable)]).await;
        assert_eq!(done.code, 1, "{done:?}");
        assert!(done.err.contains(why), "{done:?}");
    }
}
