//! Blocks, while much happens at once.

use crate::support::{TestServer, at_once, on_both_databases, private_chat};
use std::sync::Arc;
use tokio::sync::Barrier;
use whatschat_client::ErrorCode;
use whatschat_core::messages::ListMessages;

on_both_databases![
    nothing_is_sent_after_a_blocks_answer,
    fifty_blocks_and_unblocks_at_once_agree_with_the_list,
];

const ROUNDS: usize = 5;

async fn nothing_is_sent_after_a_blocks_answer(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let total = async |of: &crate::support::Person| {
        of.client.messages().list(ListMessages::newest(chat)).await.unwrap().pagination.total
    };
    for round in 0..ROUNDS {
        let before = total(&alice).await;
        let start = Arc::new(Barrier::new(51));
        let sends = tokio::spawn(at_once(50, {
            let (bob, start) = (bob.clone(), start.clone());
            move |n| {
                let (bob, start) = (bob.clone(), start.clone());
                async move {
                    start.wait().await;
                    bob.client.messages().send(chat, format!("{round}.{n}")).await
                }
            }
        }));
        start.wait().await;
        alice.client.users().block(bob.id()).await.unwrap();
        let at_the_answer = total(&alice).await;
        let mut sent = 0;
        for outcome in sends.await.unwrap() {
            match outcome {
                Ok(_) => sent += 1,
                Err(error) => assert_eq!(error.code(), Some(ErrorCode::Blocked), "{error:?}"),
            }
        }
        assert_eq!(total(&alice).await, at_the_answer, "round {round}: sent after the answer");
        assert_eq!(before + sent, at_the_answer, "round {round}: answers and messages disagree");
        alice.client.users().unblock(bob.id()).await.unwrap();
    }
}

async fn fifty_blocks_and_unblocks_at_once_agree_with_the_list(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    for _ in 0..ROUNDS {
        let outcomes = at_once(50, |n| {
            let (alice, bob) = (alice.clone(), bob.id());
            async move {
                let users = alice.client.users();
                if n % 2 == 0 { users.block(bob).await } else { users.unblock(bob).await }
            }
        });
        for outcome in outcomes.await {
            outcome.unwrap();
        }
        let blocked = !alice.client.users().blocked().await.unwrap().is_empty();
        let refused = bob.client.messages().send(chat, "Hello?").await.is_err();
        assert_eq!(refused, blocked);
    }
}
