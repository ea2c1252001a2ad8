//! Who reads slowly harms nobody, and loses nothing.

use crate::support::{TestServer, at_once, on_both_databases, private_chat};

on_both_databases![who_lets_much_wait_reads_it_later_and_all_of_it];

/// More than may wait for a socket, and more than the system's buffers take.
async fn who_lets_much_wait_reads_it_later_and_all_of_it(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let mut stuck = server.raw_socket_of(&bob.token()).await;
    let mut live = alice.listen().await;
    let ballast = serde_json::json!({"ballast": "x".repeat(16_000)});
    let senders = {
        let alice = alice.clone();
        at_once(16, move |_| {
            let (alice, ballast) = (alice.clone(), ballast.clone());
            async move {
                for _ in 0..20 {
                    let mut draft = alice.client.messages().draft(chat, "slow");
                    draft.metadata = ballast.as_object().cloned();
                    alice.client.messages().send_request(draft).await.unwrap();
                }
            }
        })
    };
    senders.await;
    for seq in 1..=320 {
        assert_eq!(live.message().await.seq, seq, "nobody else waits");
    }
    let mut last = stuck.events_until("synced").await.pop().unwrap().cursor();
    for seq in 1..=320 {
        let event = stuck.events_until("new_message").await.pop().unwrap();
        assert_eq!(event.data["seq"], seq);
        assert!(event.cursor().pos > last.pos);
        last = event.cursor();
    }
    alice.say(chat, "now").await;
    let event = stuck.events_until("new_message").await.pop().unwrap();
    assert_eq!(event.data["content"], "now", "from here on it is told again");
}
