//! Messages read back and found.

use super::{message, ok, people};
use crate::support::cli::Cli;
use crate::support::{TestServer, on_both_databases};

on_both_databases!(to_read_a_chat_does_not_begin_it, one_finds_what_was_said);

async fn to_read_a_chat_does_not_begin_it(server: TestServer) {
    let (alice, bob) = people(&server).await;
    for command in ["history", "tail"] {
        let done = alice.run(&[command, "bob"]).await;
        assert_eq!(done.code, 2, "{done:?}");
        assert!(done.err.contains("no chat with bob"), "{done:?}");
    }
    assert_eq!(bob.run(&["chats", "--json"]).await.out, "");
}

async fn one_finds_what_was_said(server: TestServer) {
    let (alice, bob) = people(&server).await;
    for text in ["今天天气很好", "tea at five?", "明天天气不好"] {
        ok(&alice.run(&["send", "bob", text]).await);
    }
    let found = bob.run(&["search", "天气"]).await;
    let (newest, oldest) = (found.out.find("明天").unwrap(), found.out.find("今天").unwrap());
    assert!(newest < oldest, "the newest first: {found:?}");
    assert!(found.out.contains("[alice] alice: "), "where, and who: {found:?}");
    assert!(!found.out.contains("tea"), "{found:?}");
    let one = bob.run(&["search", "天气", "--limit", "1", "--json"]).await;
    assert_eq!(message(one.out.trim())["content"], "明天天气不好", "{one:?}");
    for nothing in [&["search", "下雨"][..], &["search", "下雨", "--json"]] {
        let done = bob.run(nothing).await;
        ok(&done);
        assert_eq!(done.out, "");
    }
    let stranger = Cli::new(&server, "stranger");
    assert_eq!(stranger.run(&["search", "天气"]).await.code, 3);
}
