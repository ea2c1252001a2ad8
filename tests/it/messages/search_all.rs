//! The search in all of someone's chats.

use crate::support::{Person, TestServer, group_of, on_both_databases, private_chat, seed};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use uuid::Uuid;
use whatschat_core::id::MessageId;
use whatschat_core::messages::{ListMessages, Message, SearchMessages};
use whatschat_server::Config;

on_both_databases![
    it_finds_what_one_sees_and_nothing_else,
    its_pages_make_the_whole,
    its_pages_go_on_after_one_has_left_the_chat_of_the_last_hit,
    it_finds_what_a_plain_reader_finds,
];
on_both_databases![with reads_little; a_search_that_has_read_enough_goes_on_with_the_next_page];

/// The contents that a search finds, read in pages of this length.
async fn found(person: &Person, words: &str, limit: u32) -> Vec<String> {
    let (mut all, mut before) = (vec![], None);
    loop {
        let request = SearchMessages { limit, before, ..SearchMessages::newest(words) };
        let hits = person.client.messages().search_all(request).await.unwrap();
        all.extend(hits.messages.into_iter().map(|message| message.content));
        before = hits.next;
        if before.is_none() {
            return all;
        }
    }
}

async fn it_finds_what_one_sees_and_nothing_else(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let (private, group) = (private_chat(&alice, &bob).await, group_of(&bob, &[&carol]).await);
    alice.say(private, "tea at five").await;
    let others = carol.say(group, "tea at six").await;
    assert_eq!(found(&alice, "tea", 20).await, ["tea at five"]);
    assert_eq!(found(&bob, "TEA", 20).await, ["tea at six", "tea at five"]);
    let neighbour = MessageId(Uuid::from_u128(others.id.0.as_u128() - 1));
    for (cursor, expected) in [(others.id, 1), (neighbour, 1), (MessageId::nil(), 0)] {
        let request = SearchMessages { before: Some(cursor), ..SearchMessages::newest("tea") };
        let hits = alice.client.messages().search_all(request).await.unwrap();
        assert_eq!((hits.messages.len(), hits.next), (expected, None), "of others, or of nobody");
    }
    bob.client.chats().delete(private).await.unwrap();
    assert_eq!(found(&bob, "tea", 20).await, ["tea at six"]);
}

async fn its_pages_make_the_whole(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let mut chats = vec![private_chat(&alice, &bob).await];
    for _ in 0..20 {
        chats.push(group_of(&alice, &[&bob]).await);
    }
    let mut said = vec![];
    for n in 0..50 {
        said.insert(0, format!("number {n}"));
        alice.say(chats[n * 7 % chats.len()], &said[0]).await;
    }
    for limit in [1, 7, 50, 100] {
        assert_eq!(found(&bob, "numb", limit).await, said, "in pages of {limit}");
    }
}

async fn its_pages_go_on_after_one_has_left_the_chat_of_the_last_hit(server: TestServer) {
    let [alice, bob] = [server.person("alice").await, server.person("bob").await];
    let (private, group) = (private_chat(&alice, &bob).await, group_of(&alice, &[&bob]).await);
    let first = alice.say(private, "tea at five").await;
    alice.say(group, "tea at six").await;
    for leaves in [true, false] {
        let page = SearchMessages { limit: 1, ..SearchMessages::newest("tea") };
        let hits = bob.client.messages().search_all(page.clone()).await.unwrap();
        assert_eq!(hits.messages[0].content, "tea at six");
        if leaves {
            bob.client.groups().remove_participant(group, bob.id()).await.unwrap();
        } else {
            alice.client.groups().delete(group).await.unwrap();
        }
        let next = SearchMessages { before: hits.next, ..page };
        let hits = bob.client.messages().search_all(next).await.unwrap();
        assert_eq!(hits.messages, std::slice::from_ref(&first));
        if leaves {
            alice.client.groups().add_participants(group, [bob.id()]).await.unwrap();
            alice.say(group, "tea at six").await;
        }
    }
}

fn reads_little(config: &mut Config) {
    config.search_reads = 10;
}

async fn a_search_that_has_read_enough_goes_on_with_the_next_page(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let mut chats = vec![private_chat(&alice, &bob).await];
    for _ in 0..3 {
        chats.push(group_of(&alice, &[&bob]).await);
    }
    let mut said = vec![];
    for n in 0..120 {
        // Most have the pairs of the search's letters, and not its word.
        let hit = n % 40 == 7;
        let text = if hit { format!("天气天 {n}") } else { "气天 天气".into() };
        alice.say(chats[n * n % chats.len()], &text).await;
        if hit {
            said.insert(0, text);
        }
    }
    let first = alice.client.messages().search_all(SearchMessages::newest("天气天")).await.unwrap();
    assert!(first.messages.is_empty(), "it has read as much as it may: {first:?}");
    for limit in [1, 2, 20] {
        assert_eq!(found(&alice, "天气天", limit).await, said, "in pages of {limit}");
    }
}

const WORDS: &[&str] = &[
    "tea",
    "Tea",
    "teapot",
    "the",
    "天",
    "天气",
    "气天",
    "今天天气",
    "很好",
    "👍",
    "👍🏽",
    "100%",
    "%",
    "_",
    "*",
    "te*",
    "\"",
    "'",
    "AND",
    "NOT",
    ":",
    "a:b",
    "\\",
    "--",
    "é",
    "É",
    "ＡＢ",
    "ab-ab",
];

/// What `words` should find, seen in the plainest way, by the letters that occur here.
fn plain(words: &str, content: &str) -> bool {
    let fold = |text: &str| text.to_lowercase().replace("ａｂ", "ab");
    let is_letter = |c: char| c.is_alphanumeric() && !('\u{4e00}'..='\u{9fff}').contains(&c);
    let text: Vec<char> = fold(content).chars().collect();
    fold(words).split(' ').filter(|word| !word.is_empty()).all(|word| {
        let word: Vec<char> = word.chars().collect();
        let begins = |at: usize| at == 0 || !is_letter(text[at - 1]) || !is_letter(word[0]);
        (0..text.len()).any(|at| text[at..].starts_with(&word) && begins(at))
    })
}

async fn it_finds_what_a_plain_reader_finds(server: TestServer) {
    let mut random = StdRng::seed_from_u64(seed());
    let mut text = |most: usize| {
        let words: Vec<_> = (0..random.random_range(1..=most))
            .map(|_| *WORDS.choose(&mut random).expect("there are words"))
            .collect();
        words.join(if random.random_bool(0.5) { " " } else { "" })
    };
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let mut said: Vec<Message> = vec![];
    for n in 0..100 {
        let message = alice.say(chat, &text(4)).await;
        said.insert(0, message);
        if n % 5 == 0 {
            let edited = alice.client.messages().edit(said[n / 2].id, text(4)).await.unwrap();
            said[n / 2] = edited;
        }
    }
    for _ in 0..150 {
        let words = text(2);
        let expected: Vec<_> =
            said.iter().filter(|one| plain(&words, &one.content)).cloned().collect();
        let search = Some(words.clone());
        let request = ListMessages { search, limit: 100, ..ListMessages::newest(chat) };
        let page = bob.client.messages().list(request).await.unwrap();
        assert_eq!(page.messages, expected, "searched for {words:?} in the chat");
        assert_eq!(page.pagination.total, expected.len() as u64, "searched for {words:?}");
        let contents: Vec<_> = expected.into_iter().map(|one| one.content).collect();
        assert_eq!(found(&bob, &words, 30).await, contents, "searched for {words:?} everywhere");
    }
}
