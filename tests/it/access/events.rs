//! The same over the socket: who is not known is refused, and strangers learn nothing.

use super::scene::{Caller, Ids, Scene};
use crate::contract::served::UNSERVED_EVENTS;
use crate::support::{TestServer, on_both_databases, private_chat};
use serde_json::{Value, json};
use whatschat_core::id::ChatId;
use whatschat_core::socket::all_client_events;

on_both_databases![
    every_event_but_authenticate_wants_a_known_user,
    a_stranger_learns_nothing_from_any_event,
    everyone_gets_of_every_event_what_is_theirs,
    only_a_good_token_authenticates,
    a_socket_keeps_its_user,
    a_newer_token_makes_a_socket_last_longer,
    a_socket_ends_with_its_session,
    what_is_no_event_of_ours_is_refused,
];

/// What an event carries; about `chat` where it is about one. Who adds an event adds a line here.
fn payload(event: &str, chat: ChatId) -> Value {
    match event {
        "authenticate" => json!({"token": "nobody's"}),
        "send_message" => json!({"chatId": chat, "type": "text", "content": "Let me in"}),
        "start_call" => {
            json!({"type": "audio", "participants": [uuid::Uuid::nil()], "chatId": chat})
        }
        "call_ringing" | "answer_call" | "reject_call" | "end_call" | "call_resume" => {
            json!({"callId": uuid::Uuid::nil()})
        }
        "typing" => json!({"chatId": chat, "typing": true}),
        "update_status" => json!({"status": "busy"}),
        other => panic!("{other} has no row: add one to access/events.rs"),
    }
}

async fn a_newer_token_makes_a_socket_last_longer(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let ttl_ms = i64::from(server.config().access_token_ttl_s) * 1000;
    let mut socket = server.raw_socket_of(&bob.token()).await;
    server.clock().advance_ms(ttl_ms - 60_000);
    let newer = server.other_device(&bob).await.token();
    let ack = socket.call("authenticate", &json!({"token": newer})).await;
    assert_eq!(ack["success"], true, "{ack}");
    server.clock().advance_ms(120_000); // the first token is over now
    let payload = json!({"chatId": chat, "type": "text", "content": "still here"});
    let ack = socket.call("send_message", &payload).await;
    assert_eq!(ack["success"], true, "{ack}");
}

fn code(ack: &Value) -> &str {
    assert_eq!(ack["success"], false, "{ack}");
    ack["error"]["code"].as_str().unwrap()
}

async fn every_event_but_authenticate_wants_a_known_user(server: TestServer) {
    let mut socket = server.raw_socket().await;
    for event in all_client_events() {
        let ack = socket.call(event.name, &payload(event.name, ChatId::nil())).await;
        assert_eq!(code(&ack), "AUTH_001", "{}", event.name);
    }
}

async fn a_stranger_learns_nothing_from_any_event(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let mallory = server.person("mallory").await;
    let chat = private_chat(&alice, &bob).await;
    let mut stream = bob.listen().await;
    let mut socket = server.raw_socket_of(&mallory.token()).await;
    for event in all_client_events() {
        let about_a_chat = payload(event.name, chat).to_string().contains(&chat.to_string());
        if about_a_chat && !UNSERVED_EVENTS.contains(&event.name) {
            let refused = socket.call(event.name, &payload(event.name, chat)).await;
            let unknown = socket.call(event.name, &payload(event.name, ChatId::nil())).await;
            assert_eq!(code(&refused), "MSG_002", "{}", event.name);
            assert_eq!(refused, unknown, "{} tells them apart", event.name);
        }
    }
    stream.nothing_but_a_marker(&alice, chat).await;
    let mut hers = server.raw_socket_of(&alice.token()).await;
    let ack = hers.call("send_message", &payload("send_message", chat)).await;
    assert_eq!(ack["success"], true, "a member is let in: {ack}");
    assert_eq!(stream.message().await.content, "Let me in");
}

/// The same for everyone else; about an id that is none, too.
async fn everyone_gets_of_every_event_what_is_theirs(server: TestServer) {
    let scene = Scene::new(&server).await;
    let elsewhere = scene.elsewhere();
    for caller in [Caller::Stranger, Caller::Former, Caller::Member, Caller::Sender, Caller::Admin]
    {
        let token = scene.token(caller).unwrap();
        let mut socket = server.raw_socket_of(&token).await;
        let theirs = scene.things(caller).await;
        for event in all_client_events() {
            let any = ChatId::from(uuid::Uuid::max());
            let payload = payload(event.name, any).to_string();
            let about = |chat: &str| {
                serde_json::from_str(&payload.replace(&any.to_string(), chat)).unwrap()
            };
            let about_a_chat = payload.contains(&any.to_string());
            if !about_a_chat || UNSERVED_EVENTS.contains(&event.name) {
                continue;
            }
            let what = format!("{} by {caller:?}", event.name);
            let malformed = socket.call(event.name, &about("not-an-id")).await;
            assert_eq!(code(&malformed), "REQ_002", "{what}");
            let unknown = socket.call(event.name, &about(&Ids::unknown().chat)).await;
            assert_eq!(code(&unknown), "MSG_002", "{what}");
            let refused = socket.call(event.name, &about(&elsewhere.chat)).await;
            assert_eq!(refused, unknown, "{what} tells them apart");
            let ack = socket.call(event.name, &about(&theirs.chat)).await;
            let outside = matches!(caller, Caller::Stranger | Caller::Former);
            assert_eq!(ack == unknown, outside, "{what}: {ack}");
        }
    }
}

async fn only_a_good_token_authenticates(server: TestServer) {
    let alice = server.person("alice").await;
    let mut socket = server.raw_socket().await;
    for token in ["nonsense", "a.b.c", &alice.client.tokens().unwrap().refresh_token] {
        let ack = socket.call("authenticate", &json!({"token": token})).await;
        assert_eq!(code(&ack), "AUTH_001", "{token}");
    }
    let ack = socket.call("authenticate", &json!({"token": alice.token()})).await;
    assert_eq!(ack["data"]["userId"], json!(alice.id()), "{ack}");
}

async fn a_socket_keeps_its_user(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let mut socket = server.raw_socket_of(&alice.token()).await;
    let ack = socket.call("authenticate", &json!({"token": bob.token()})).await;
    assert_eq!(code(&ack), "AUTH_004");
    let ack = socket.call("authenticate", &json!({"token": alice.token()})).await;
    assert_eq!(ack["data"]["userId"], json!(alice.id()), "{ack}");
}

async fn a_socket_ends_with_its_session(server: TestServer) {
    let alice = server.person("alice").await;
    let phone = server.other_device(&alice).await;
    let ends = server.raw_socket_of(&alice.token()).await;
    let mut stays = server.raw_socket_of(&phone.token()).await;
    alice.client.auth().logout().await.unwrap();
    ends.ended().await;
    let ack = stays.call("update_status", &json!({"status": "away"})).await;
    assert_eq!(ack["success"], true, "the other session goes on: {ack}");
}

async fn what_is_no_event_of_ours_is_refused(server: TestServer) {
    let alice = server.person("alice").await;
    let mut socket = server.raw_socket_of(&alice.token()).await;
    let unknown = socket.call("become_admin", &json!({})).await;
    assert_eq!(code(&unknown), "REQ_011");
    for payload in [json!({}), json!(null), json!([]), json!("busy"), json!({"status": "asleep"})] {
        let bad = socket.call("update_status", &payload).await;
        assert_eq!(code(&bad), "REQ_002", "{payload}");
    }
    // Nobody waits for an acknowledgement: the refusal comes as an event.
    socket.send(r#"42["become_admin",{}]"#).await;
    loop {
        let packet = socket.packet().await.expect("the socket stays open");
        if packet.starts_with(r#"42["error""#) {
            assert!(packet.contains("REQ_011"), "{packet}");
            break;
        }
    }
}
