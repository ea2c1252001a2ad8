//! Clients of other languages go on across restarts of the server, and lose nothing.

use super::SCRIPT_LIMIT;
use crate::support::{Person, TestServer, clients, on_both_databases, private_chat, within};
use whatschat_core::id::ChatId;
use whatschat_core::sync::TakeSnapshot;

on_both_databases!(
    javascript_loses_nothing,
    javascript_by_polling_loses_nothing,
    python_loses_nothing,
    python_by_websocket_loses_nothing,
);

async fn javascript_loses_nothing(server: TestServer) {
    follow("node", "follow.mjs", "default", &server).await;
}

async fn javascript_by_polling_loses_nothing(server: TestServer) {
    follow("node", "follow.mjs", "polling", &server).await;
}

async fn python_loses_nothing(server: TestServer) {
    follow(".venv/bin/python", "follow.py", "default", &server).await;
}

async fn python_by_websocket_loses_nothing(server: TestServer) {
    follow(".venv/bin/python", "follow.py", "websocket", &server).await;
}

async fn follow(program: &str, script: &str, transports: &str, server: &TestServer) {
    let (alice, bob) = (server.person("alice").await, server.person("bob").await);
    let chat = private_chat(&alice, &bob).await;
    let since = bob.client.send(TakeSnapshot {}).await.unwrap().cursor.to_string();
    let (url, token) = (server.url(), bob.token());
    let arguments = [script, url.as_str(), transports, token.as_str(), since.as_str()];
    let following = clients::run(program, arguments, &[], SCRIPT_LIMIT);
    let (heard, said) = tokio::join!(following, talk(server, &alice, &bob, chat));
    assert_eq!(heard.lines().collect::<Vec<_>>(), said);
}

/// Says something before, between and after restarts, once Bob listens and while he cannot.
async fn talk(server: &TestServer, alice: &Person, bob: &Person, chat: ChatId) -> Vec<String> {
    let mut said = vec![];
    for round in 0..3 {
        let mut stream = alice.listen().await;
        let there = alice.client.users().get(bob.id()).await.unwrap().presence.is_there();
        if !there {
            within("Bob's coming", async {
                while !stream.presence_of(bob.id()).await.status.is_there() {}
            })
            .await;
        }
        for n in 0..5 {
            said.push(format!("{round}.{n}"));
            alice.say(chat, &said[said.len() - 1]).await;
        }
        server.restart().await;
        said.push(format!("{round}.5"));
        alice.say(chat, &said[said.len() - 1]).await;
    }
    said.push("end".into());
    alice.say(chat, "end").await;
    said
}
