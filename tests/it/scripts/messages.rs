//! Messages read back and found.

use super::{message, ok, people};
use crate::support::cli::Cli;
use crate::support::{Person, TestServer, group_of, on_both_databases};

on_both_databases!(
    to_read_a_chat_does_not_begin_it,
    one_finds_what_was_said,
    a_send_that_is_repeated_with_its_id_is_one_message,
    a_repetition_that_would_mention_others_is_refused_and_explained,
    whoever_is_in_a_large_group_is_mentioned
);

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

async fn a_send_that_is_repeated_with_its_id_is_one_message(server: TestServer) {
    let (alice, bob) = people(&server).await;
    let id = ["--id", "0190b5a4-0000-7000-8000-000000000001"];
    for _ in 0..2 {
        let sent = alice.run(&[&["send", "bob", "the build is green"][..], &id].concat()).await;
        ok(&sent);
        assert_eq!(sent.out, "sent #1\n");
    }
    let other = alice.run(&[&["send", "bob", "the build is red"][..], &id].concat()).await;
    assert_eq!(other.code, 1, "the id is another message's: {other:?}");
    assert!(other.err.contains("was sent before, in other words"), "{other:?}");
    let history = bob.run(&["history", "alice", "--json"]).await;
    assert_eq!(history.out.lines().count(), 1, "{history:?}");
    assert_eq!(alice.run(&["send", "bob", "hello", "--id", "1"]).await.code, 2);
}

async fn a_repetition_that_would_mention_others_is_refused_and_explained(server: TestServer) {
    let (alice, dave) = (server.person("alice").await, server.person("dave").await);
    let group = group_of(&alice, &[&dave]).await;
    let cli = Cli::new(&server, "alice");
    let login = ["login", "--email", "alice@example.com", "--password-stdin"];
    ok(&cli.run_with(&login, "Passw0rd\n").await);
    let id = ["--id", "0190b5a4-0000-7000-8000-000000000001"];
    let group = group.to_string();
    let send = [&["send", &group, "@dave, look"][..], &id, &["--json"]].concat();
    ok(&cli.run(&send).await);
    ok(&cli.run(&send).await);
    alice.client.groups().remove_participant(group.parse().unwrap(), dave.id()).await.unwrap();
    let other = cli.run(&send).await;
    assert_eq!(other.code, 1, "{other:?}");
    let refused = message(other.err.trim());
    assert_eq!(refused["error"]["code"], "MSG_004", "{other:?}");
    let why = refused["message"].as_str().unwrap();
    assert!(why.contains("@names") && why.contains("a new --id"), "it says what to do: {why}");
    assert!(cli.run(&["send", "--help"]).await.out.contains("A repetition must say the same"));
}

async fn whoever_is_in_a_large_group_is_mentioned(server: TestServer) {
    let alice = server.person("alice").await;
    let mut others = vec![];
    for n in 0..21 {
        others.push(server.person(&format!("member_{n}")).await);
    }
    let group = group_of(&alice, &others.iter().collect::<Vec<_>>()).await;
    let listed = alice.client.chats().list().await.unwrap().remove(0).participants;
    let is_listed = |other: &&Person| listed.iter().any(|person| person.id == other.id());
    let unlisted = others.iter().find(|other| !is_listed(other)).unwrap();
    let cli = Cli::new(&server, "alice");
    let login = ["login", "--email", "alice@example.com", "--password-stdin"];
    ok(&cli.run_with(&login, "Passw0rd\n").await);
    let text = format!("are you there, @{}?", unlisted.account.username.to_uppercase());
    ok(&cli.run(&["send", &group.to_string(), &text]).await);
    ok(&cli.run_with(&[], &format!("/open {group}\n{text}\n")).await);
    let seen = unlisted.client.chats().list().await.unwrap().remove(0);
    assert_eq!((seen.unread_count, seen.mention_count), (2, 2));
}
