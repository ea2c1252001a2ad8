//! The search in a chat's messages.

use crate::support::{TestServer, on_both_databases, private_chat};
use whatschat_core::messages::ListMessages;

const SAID: [&str; 13] = [
    "今天天气很好，我们去公园吧",
    "明天见",
    "100% sure",
    "100 percent sure",
    "snake_case",
    "snakeXcase",
    r"C:\temp",
    "Grüße aus Köln",
    "ПРИВЕТ, мир",
    "Hello WORLD",
    r#"AND OR NOT NEAR("*":'"#,
    "👩\u{200d}💻 ships v2!",
    "ＷＩＤＥ letters",
];

on_both_databases![
    a_search_finds_words_as_they_stand,
    a_search_finds_either_case_in_any_script,
    nothing_in_a_search_is_an_operator,
    a_search_has_pages_too,
    a_search_follows_edits_and_deletions,
    a_search_sees_what_its_reader_sees,
    what_is_older_than_the_search_is_added_at_the_start,
];

async fn a_search_finds_words_as_they_stand(server: TestServer) {
    let searches: &[(&str, &[usize])] = &[
        ("天气", &[0]),
        ("我们去公园", &[0]),
        ("天", &[1, 0]),
        ("公园 今天", &[0]),
        ("天很", &[]),
        ("sure 100", &[3, 2]),
        ("perc", &[3]),
        ("ercent", &[]),
        ("ship 💻", &[11]),
        ("👩", &[11]),
        ("v", &[11]),
        (" \u{3000} ", &[]),
        ("deleted", &[]),
    ];
    check(&server, searches).await;
}

async fn a_search_finds_either_case_in_any_script(server: TestServer) {
    let searches: &[(&str, &[usize])] = &[
        ("hello world", &[9]),
        ("HELLO", &[9]),
        ("KÖLN", &[7]),
        ("привет", &[8]),
        ("Привет, МИР", &[8]),
        ("wide ｌｅｔ", &[12]),
    ];
    check(&server, searches).await;
}

async fn nothing_in_a_search_is_an_operator(server: TestServer) {
    let searches: &[(&str, &[usize])] = &[
        ("100%", &[2]),
        ("%", &[2]),
        ("_", &[4]),
        ("\\", &[6]),
        ("' or 1=1 --", &[]),
        ("AND", &[10]),
        ("hello OR snake", &[]),
        ("hello NOT world", &[]),
        ("NEAR(", &[10]),
        ("\"*\":'", &[10]),
        ("hel*", &[]),
        ("*", &[10]),
        ("-sure", &[]),
        ("'", &[10]),
        ("words:hello", &[]),
        ("hello | ! & <-> \\", &[]),
    ];
    check(&server, searches).await;
}

/// Searches for words among what was said, and awaits these of it.
async fn check(server: &TestServer, searches: &[(&str, &[usize])]) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    for text in SAID {
        alice.say(chat, text).await;
    }
    let secret = alice.say(chat, "天气 deleted").await;
    alice.client.messages().delete(secret.id).await.unwrap();
    for (words, found) in searches {
        let search = Some((*words).to_owned());
        let request = ListMessages { search, ..ListMessages::newest(chat) };
        let page = bob.client.messages().list(request).await.unwrap();
        let contents: Vec<_> = page.messages.iter().map(|one| one.content.as_str()).collect();
        let expected: Vec<_> = found.iter().map(|n| SAID[*n]).collect();
        assert_eq!(contents, expected, "searched for {words}");
        assert_eq!(page.pagination.total, found.len() as u64, "searched for {words}");
    }
}

async fn a_search_has_pages_too(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    for n in 1..=9 {
        alice.say(chat, if n % 2 == 0 { "even" } else { "odd" }).await;
    }
    let search = async |page, before, after| {
        let search = Some("odd".to_owned());
        let newest = ListMessages::newest(chat);
        let request = ListMessages { search, page, limit: 2, before, after, ..newest };
        let page = bob.client.messages().list(request).await.unwrap();
        let places: Vec<u64> = page.messages.iter().map(|message| message.seq).collect();
        (places, page.pagination.total)
    };
    assert_eq!(search(1, None, None).await, (vec![9, 7], 5));
    assert_eq!(search(3, None, None).await, (vec![1], 5));
    assert_eq!(search(4, None, None).await, (vec![], 5));
    assert_eq!(search(1, Some(7), None).await, (vec![5, 3], 3));
    assert_eq!(search(1, None, Some(1)).await, (vec![5, 3], 4), "the oldest after it");
    assert_eq!(search(1, Some(9), Some(1)).await, (vec![7, 5], 3));
    assert_eq!(search(1, Some(3), Some(5)).await, (vec![], 0));
}

async fn a_search_follows_edits_and_deletions(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let message = alice.say(chat, "first words").await;
    let finds = async |words: &str| {
        let request = ListMessages { search: Some(words.into()), ..ListMessages::newest(chat) };
        bob.client.messages().list(request).await.unwrap().messages.len()
    };
    assert_eq!((finds("first").await, finds("第二").await), (1, 0));
    alice.client.messages().edit(message.id, "第二次 words").await.unwrap();
    assert_eq!((finds("first").await, finds("第二").await, finds("words").await), (0, 1, 1));
    alice.client.messages().delete(message.id).await.unwrap();
    assert_eq!((finds("第二").await, finds("words").await), (0, 0));
}

async fn a_search_sees_what_its_reader_sees(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    alice.say(chat, "before").await;
    bob.client.chats().delete(chat).await.unwrap();
    let hidden = alice.say(chat, "before, hidden").await;
    bob.client.messages().delete_for_me(hidden.id).await.unwrap();
    alice.say(chat, "before and after").await;
    let places = async |person: &crate::support::Person| -> Vec<u64> {
        let request = ListMessages { search: Some("before".into()), ..ListMessages::newest(chat) };
        let page = person.client.messages().list(request).await.unwrap();
        page.messages.iter().map(|message| message.seq).collect()
    };
    assert_eq!(places(&alice).await, [3, 2, 1]);
    assert_eq!(places(&bob).await, [3]);
}

/// As after an update from a server that had no search.
async fn what_is_older_than_the_search_is_added_at_the_start(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    for n in 1..=5 {
        alice.say(chat, &format!("old {n}")).await;
    }
    server.stop().await;
    server.run("delete from search").await;
    server.run("insert into unindexed (chat_id, seq) select id, last_seq from chats").await;
    server.start_again().await;
    alice.say(chat, "new, not old").await;
    let request = ListMessages { search: Some("old".into()), ..ListMessages::newest(chat) };
    let page = bob.client.messages().list(request).await.unwrap();
    let places: Vec<u64> = page.messages.iter().map(|message| message.seq).collect();
    assert_eq!(places, [6, 5, 4, 3, 2, 1]);
    assert_eq!(server.count("select count(*) from unindexed").await, 0);
}
