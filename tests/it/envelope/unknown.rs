//! Fields that an endpoint does not list: ignored, since clients may be newer than the server.

use crate::support::{TestServer, answer, on_both_databases, private_chat};
use serde_json::{Value, json};
use whatschat_core::id::UserId;

on_both_databases![
    nobody_registers_as_an_admin,
    nobody_says_who_sent_a_message_or_where_it_stands,
    nobody_chooses_a_chats_id_or_its_roles,
    a_body_does_not_override_the_path,
];

const ID: &str = "01890000-0000-7000-8000-000000000000";
const LONG_AGO: &str = "2001-01-01T00:00:00.000Z";

async fn nobody_registers_as_an_admin(server: TestServer) {
    let body = json!({
        "username": "mallory", "email": "mallory@example.com", "password": "Passw0rd",
        "id": ID, "isAdmin": true, "is_admin": true, "role": "admin", "createdAt": LONG_AGO,
        "avatar": "https://example.com/x.png", "presence": "busy",
    });
    let opened = answer(server.request("POST", "/auth/register").json(&body)).await;
    let user = &opened.body["data"]["user"];
    assert_ne!(user["id"], ID);
    assert_ne!(user["createdAt"], LONG_AGO);
    assert_eq!((&user["avatar"], &user["presence"]), (&Value::Null, &json!("online")));
    let mut keys: Vec<_> = user.as_object().unwrap().keys().collect();
    keys.sort_unstable();
    let known = [
        "avatar",
        "createdAt",
        "email",
        "emailVerified",
        "id",
        "phone",
        "presence",
        "status",
        "updatedAt",
        "username",
    ];
    assert_eq!(keys, known, "an account shows what it should not");
}

async fn nobody_says_who_sent_a_message_or_where_it_stands(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    let mut stream = bob.listen().await;
    let body = json!({
        "chatId": chat, "type": "text", "content": "Hello",
        "id": ID, "senderId": bob.id(), "seq": 99, "createdAt": LONG_AGO, "editedAt": LONG_AGO,
        "deletedAt": LONG_AGO, "nobodyKnowsThis": {"a": [1, "\0"]}, "\0": null, "": "",
    });
    let sent = answer(server.request("POST", "/messages").bearer_auth(alice.token()).json(&body));
    assert_eq!(sent.await.status, 201);
    let message = stream.message().await;
    assert_eq!((message.sender_id, message.seq), (alice.id(), 1));
    assert_eq!((message.edited_at, message.deleted_at), (None, None));
    assert_ne!(
        (message.id.to_string().as_str(), message.created_at.to_string().as_str()),
        (ID, LONG_AGO)
    );
    assert!(message.metadata.is_empty());
}

async fn nobody_chooses_a_chats_id_or_its_roles(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let body = json!({
        "type": "group", "name": "Friends", "participants": [bob.id()], "id": ID,
        "createdAt": LONG_AGO, "roles": {bob.id().to_string(): "admin"}, "role": "member",
    });
    let made =
        answer(server.request("POST", "/chats").bearer_auth(alice.token()).json(&body)).await;
    let chat = &made.body["data"];
    assert_ne!((&chat["id"], &chat["createdAt"]), (&json!(ID), &json!(LONG_AGO)));
    let role = |of: UserId| {
        let all = chat["participants"].as_array().unwrap();
        all.iter().find(|one| one["id"] == json!(of)).unwrap()["role"].clone()
    };
    assert_eq!((role(alice.id()), role(bob.id())), (json!("admin"), json!("member")));
}

async fn a_body_does_not_override_the_path(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let carol = server.person("carol").await;
    let (hers, other) = (private_chat(&alice, &bob).await, private_chat(&alice, &carol).await);
    let body = json!({"id": other, "name": "Bobby"});
    let path = format!("/chats/{hers}");
    let changed = answer(server.request("PUT", &path).bearer_auth(alice.token()).json(&body)).await;
    assert_eq!(changed.body["data"]["id"], json!(hers));
    assert_eq!(alice.client.chats().get(hers).await.unwrap().name, "Bobby");
    assert_eq!(alice.client.chats().get(other).await.unwrap().name, "carol");
}
