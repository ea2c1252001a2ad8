//! Event streams, and what ends and mends them.

use crate::support::{TestServer, on_both_databases, private_chat, within};
use serde_json::json;
use whatschat_client::ErrorCode;
use whatschat_core::limits::SOCKETS_MAX;

on_both_databases![
    a_stream_outlives_the_servers_restart,
    a_stream_outlives_its_access_token,
    a_logout_ends_the_streams_of_its_session_alone,
    a_stream_ends_when_another_device_ends_its_session,
    a_chat_that_is_made_while_one_listens_is_heard,
    one_socket_too_many_is_refused_until_another_closes,
];

async fn a_stream_outlives_the_servers_restart(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let mut stream = bob.listen().await;
    server.stop().await;
    stream.disconnected().await;
    server.start_again().await;
    stream.connected_again().await;
    let sent = alice.say(chat, "Are you there?").await;
    assert_eq!(stream.message().await, sent);
}

async fn a_stream_outlives_its_access_token(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let mut stream = bob.listen().await;
    let token = bob.token();
    server.clock().advance_ms(7 * 24 * 3600 * 1000);
    stream.disconnected().await;
    stream.connected_again().await;
    assert_ne!(bob.token(), token);
    let sent = alice.say(chat, "Are you there?").await;
    assert_eq!(stream.message().await, sent);
}

async fn a_logout_ends_the_streams_of_its_session_alone(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let phone = server.other_device(&bob).await;
    let (mut laptops, phones) = (bob.listen().await, phone.listen().await);
    phone.client.auth().logout().await.unwrap();
    phones.logged_out().await;
    laptops.nothing_but_a_marker(&alice, chat).await;
}

async fn a_stream_ends_when_another_device_ends_its_session(server: TestServer) {
    let alice = server.person("alice").await;
    let saved = alice.client.tokens().unwrap();
    let stream = alice.listen().await;
    let mut socket = server.raw_socket_of(&saved.token).await;
    socket.call("update_status", &serde_json::json!({"status": "busy"})).await;
    // The same session in another program: it is one session, and over for both.
    let elsewhere = whatschat_client::Client::builder(server.url()).tokens(saved).build().unwrap();
    elsewhere.auth().logout().await.unwrap();
    socket.ended().await;
    stream.logged_out().await;
}

async fn a_chat_that_is_made_while_one_listens_is_heard(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let mut stream = bob.listen().await;
    let chat = private_chat(&alice, &bob).await;
    let sent = alice.say(chat, "Hello").await;
    assert_eq!(stream.message().await, sent);
}

async fn one_socket_too_many_is_refused_until_another_closes(server: TestServer) {
    let alice = server.person("alice").await;
    let token = alice.token();
    let mut sockets = vec![];
    for _ in 0..SOCKETS_MAX {
        sockets.push(server.raw_socket_of(&token).await);
    }
    let request = json!({"token": token});
    let mut one_more = server.raw_socket().await;
    let ack = one_more.call("authenticate", &request).await;
    assert_eq!(ack["error"]["code"], ErrorCode::TooManyRequests.as_str(), "{ack}");
    drop(sockets.pop());
    let in_again =
        async { while one_more.call("authenticate", &request).await["success"] != true {} };
    within("the place of the socket that has closed", in_again).await;
    server.person("bob").await.listen().await;
}
