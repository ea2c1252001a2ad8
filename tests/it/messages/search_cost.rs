//! What a search costs at most, however many messages there are.

use crate::support::{TestServer, on_both_databases};
use whatschat_core::messages::{ListMessages, SearchMessages};

on_both_databases![no_search_reads_much_in_a_long_chat, no_search_reads_much_in_many_chats,];

/// Searches that would cost much by a plainer index: for what every message has, none has, many
/// begin with, none has together, and for what has the tokens and not the words.
pub(super) const NASTY: [&str; 16] = [
    "common",
    "zzzz",
    "id1",
    "id77",
    "c",
    "id",
    "天",
    "天气",
    "气天",
    "ab-ab",
    "w7 w8",
    "common ab x 今天天气 w1 zzzz",
    "%",
    "-",
    "* OR NOT NEAR(",
    "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x",
];

/// As many statements as a search in a long chat may cost: four read as much in vain as a search
/// ever does, and a few look up the rest.
const MOST_IN_A_CHAT: u64 = 16;
/// A search in all chats looks through hundreds of small ones at a time.
const MOST_IN_MANY_CHATS: u64 = 12;

async fn no_search_reads_much_in_a_long_chat(server: TestServer) {
    let alice = server.person("alice").await;
    server.make_groups(1).await;
    server.make_messages(25_000).await;
    let chat = alice.client.chats().list().await.unwrap()[0].id;
    for words in NASTY {
        let search = async || {
            let search = Some(words.to_owned());
            let request = ListMessages { search, ..ListMessages::newest(chat) };
            alice.client.messages().list(request).await.unwrap();
        };
        let cost = server.cost(search).await;
        assert!(cost <= MOST_IN_A_CHAT, "{words:?} costs {cost} statements");
    }
}

async fn no_search_reads_much_in_many_chats(server: TestServer) {
    let alice = server.person("alice").await;
    server.make_groups(1_000).await;
    server.make_messages(2).await;
    for words in NASTY {
        let search = async || {
            let request = SearchMessages::newest(words);
            alice.client.messages().search_all(request).await.unwrap();
        };
        let cost = server.cost(search).await;
        assert!(cost <= MOST_IN_MANY_CHATS, "{words:?} costs {cost} statements");
    }
}
