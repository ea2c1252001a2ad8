//! The search in a chat's messages.

use crate::support::{TestServer, on_both_databases, private_chat};
use whatschat_core::messages::ListMessages;

const SAID: [&str; 10] = [
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
];

on_both_databases![
    a_search_finds_words_as_they_stand,
    a_search_finds_either_case_in_any_script,
    a_search_has_pages_too,
];

async fn a_search_finds_words_as_they_stand(server: TestServer) {
    let searches: &[(&str, &[usize])] = &[
        ("天气", &[0]),
        ("我们去公园", &[0]),
        ("天", &[1, 0]),
        ("100%", &[2]),
        ("%", &[2]),
        ("_", &[4]),
        ("\\", &[6]),
        ("Köln", &[7]),
        ("' or 1=1 --", &[]),
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
    let search = async |page, before| {
        let search = Some("odd".to_owned());
        let request = ListMessages { search, page, limit: 2, before, ..ListMessages::newest(chat) };
        let page = bob.client.messages().list(request).await.unwrap();
        let places: Vec<u64> = page.messages.iter().map(|message| message.seq).collect();
        (places, page.pagination.total)
    };
    assert_eq!(search(1, None).await, (vec![9, 7], 5));
    assert_eq!(search(3, None).await, (vec![1], 5));
    assert_eq!(search(1, Some(7)).await.0, [5, 3]);
}
