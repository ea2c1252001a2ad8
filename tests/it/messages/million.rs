//! What a search costs among a million messages. Takes minutes, and says so by its figures: run it
//! by hand with `cargo test -p whatschat-tests million -- --ignored --nocapture --test-threads=1`.

use super::search_cost::NASTY;
use crate::support::{Backend, TestServer};
use std::time::{Duration, Instant};
use whatschat_core::limits::CHATS_MAX;
use whatschat_core::messages::{ListMessages, SearchMessages};

const MESSAGES: i64 = 1_000_000;
/// How often each search is measured, after a first time.
const TIMES: usize = 5;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes; its figures are for a person to judge"]
async fn sqlite_in_one_chat() {
    measure(Backend::Sqlite, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes; its figures are for a person to judge"]
async fn sqlite_in_as_many_chats_as_may_be() {
    measure(Backend::Sqlite, CHATS_MAX as i64).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes; its figures are for a person to judge"]
async fn postgres_in_one_chat() {
    measure(Backend::Postgres, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes; its figures are for a person to judge"]
async fn postgres_in_as_many_chats_as_may_be() {
    measure(Backend::Postgres, CHATS_MAX as i64).await;
}

#[expect(clippy::print_stdout, reason = "the figures are what it is for")]
async fn measure(backend: Backend, groups: i64) {
    let server = TestServer::start(backend).await;
    let alice = server.person("alice").await;
    server.make_groups(groups).await;
    server.make_messages(MESSAGES / groups).await;
    let messages = server.count("select count(*) from messages").await;
    println!("{backend:?}: {messages} messages in {groups} chats; median and worst of {TIMES}");
    if server.config().database_url.is_some() {
        server.run("analyze").await; // as its own housekeeping does within minutes
    }
    let some = alice.client.messages().search_all(SearchMessages::newest("common")).await.unwrap();
    let chat = some.messages[0].chat_id;
    for words in NASTY {
        let everywhere = timed(async || {
            let request = SearchMessages::newest(words);
            alice.client.messages().search_all(request).await.unwrap().messages.len()
        });
        let everywhere = everywhere.await;
        let in_chat = timed(async || {
            let search = Some(words.to_owned());
            let request = ListMessages { search, ..ListMessages::newest(chat) };
            alice.client.messages().list(request).await.unwrap().messages.len()
        });
        println!("everywhere {everywhere} | in a chat {} | {words:?}", in_chat.await);
    }
    server.finish().await;
}

/// The median, the worst, and how many were found.
async fn timed(search: impl AsyncFn() -> usize) -> String {
    let found = search().await;
    let mut times = vec![];
    for _ in 0..TIMES {
        let begun = Instant::now();
        search().await;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    let ms = |time: Duration| format!("{:6.1} ms", time.as_secs_f64() * 1000.0);
    format!("{} {} ({found:2})", ms(times[TIMES / 2]), ms(times[TIMES - 1]))
}
