//! Fields out of their bounds: each is named, with what is wrong with it.

use crate::support::{TestServer, answer, on_both_databases, private_chat};
use serde_json::{Value, json};

on_both_databases![
    every_bad_field_of_a_registration_is_named,
    each_bound_has_its_code,
    fields_of_a_path_and_a_query_have_bounds_too,
    null_says_the_same_as_leaving_a_field_out,
    a_whole_number_may_be_written_with_a_fraction,
];

async fn every_bad_field_of_a_registration_is_named(server: TestServer) {
    let body = json!({"username": "a!", "email": "nowhere", "phone": 13800138000_u64});
    let refused = answer(server.request("POST", "/auth/register").json(&body)).await;
    assert_eq!(refused.status, 422);
    let named = [
        ("email", "wrong_format"),
        ("password", "required"),
        ("phone", "wrong_type"),
        ("username", "too_short"),
        ("username", "wrong_format"),
    ];
    assert_eq!(refused.bad_fields(), named);
}

/// Method, path and body of a request, and the fields that it gets wrong.
type Case<'a> = (&'a str, &'a str, Value, &'a [(&'a str, &'a str)]);

async fn each_bound_has_its_code(server: TestServer) {
    let alice = server.person("alice").await;
    let id = alice.id();
    let many = vec![id; 1001];
    let cases: &[Case] = &[
        ("PUT", "/auth/profile", json!({"username": "ab"}), &[("username", "too_short")]),
        ("PUT", "/auth/profile", json!({"username": "a".repeat(21)}), &[("username", "too_long")]),
        ("PUT", "/auth/profile", json!({"username": "a b"}), &[("username", "wrong_format")]),
        ("PUT", "/auth/profile", json!({"username": "爱丽丝"}), &[("username", "wrong_format")]),
        ("PUT", "/auth/profile", json!({"status": "字".repeat(101)}), &[("status", "too_long")]),
        ("PUT", "/auth/profile", json!({"status": 1}), &[("status", "wrong_type")]),
        ("PUT", "/status", json!({"status": "asleep"}), &[("status", "not_one_of")]),
        ("PUT", "/status", json!({}), &[("status", "required")]),
        (
            "PUT",
            "/auth/change-password",
            json!({"currentPassword": "Passw0rd", "newPassword": "passw0rd"}),
            &[("newPassword", "wrong_format")],
        ),
        (
            "PUT",
            "/auth/change-password",
            json!({"currentPassword": "Passw0rd", "newPassword": "Pa".to_owned() + &"0".repeat(127)}),
            &[("newPassword", "too_long")],
        ),
        (
            "POST",
            "/chats",
            json!({"type": "group", "participants": []}),
            &[("participants", "too_few")],
        ),
        (
            "POST",
            "/chats",
            json!({"type": "group", "participants": many}),
            &[("participants", "too_many")],
        ),
        (
            "POST",
            "/chats",
            json!({"type": "group", "name": " \t", "participants": [id, "bob"]}),
            &[("name", "wrong_format"), ("participants[1]", "wrong_format")],
        ),
        (
            "POST",
            "/messages",
            json!({"chatId": id, "type": "text", "content": "a", "metadata": []}),
            &[("metadata", "wrong_type")],
        ),
    ];
    for (method, path, body, named) in cases {
        let request = server.request(method, path).bearer_auth(alice.token()).json(body);
        let refused = answer(request).await;
        assert_eq!((refused.status, &refused.bad_fields()[..]), (422, *named), "{path} {body}");
    }
}

async fn fields_of_a_path_and_a_query_have_bounds_too(server: TestServer) {
    let alice = server.person("alice").await;
    let messages = format!("/messages/{}", alice.id());
    let cases: &[(&str, &str, &str)] = &[
        ("/chats/me", "id", "wrong_format"),
        ("/users/018f4e4c", "id", "wrong_format"),
        ("/messages/%20", "chatId", "wrong_format"),
        ("/users?limit=0", "limit", "too_small"),
        ("/users?limit=101", "limit", "too_big"),
        ("/users?limit=many", "limit", "wrong_type"),
        ("/users?limit=1.5", "limit", "wrong_type"),
        ("/users?page=0", "page", "too_small"),
        ("/users?page=99999999999999999999", "page", "wrong_type"),
        ("/users?search=", "search", "too_short"),
        (&format!("/users?search={}", "a".repeat(201)), "search", "too_long"),
        ("/users?search=%00", "search", "bad_character"),
        (&format!("{messages}?before=-1"), "before", "too_small"),
        (&format!("{messages}?after=9007199254740992"), "after", "too_big"),
    ];
    for (path, field, code) in cases {
        let refused = answer(server.request("GET", path).bearer_auth(alice.token())).await;
        assert_eq!((refused.status, refused.bad_fields()), (422, vec![(*field, *code)]), "{path}");
    }
}

async fn null_says_the_same_as_leaving_a_field_out(server: TestServer) {
    let body = json!({"username": "alice", "email": "alice@example.com", "password": "Passw0rd", "phone": null});
    let opened = answer(server.request("POST", "/auth/register").json(&body)).await;
    assert_eq!((opened.status, &opened.body["data"]["user"]["phone"]), (201, &Value::Null));
    let body = json!({"email": null, "password": "Passw0rd"});
    let refused = answer(server.request("POST", "/auth/login").json(&body)).await;
    assert_eq!(refused.bad_fields(), [("email", "required")]);
}

/// JSON knows no integers: 1 and 1.0 are the same number, and some clients write the latter.
async fn a_whole_number_may_be_written_with_a_fraction(server: TestServer) {
    let alice = server.person("alice").await;
    let bob = server.person("bob").await;
    let chat = private_chat(&alice, &bob).await;
    alice.say(chat, "Hello").await;
    for (seq, status) in [("1.0", 200), ("1e0", 200), ("1.5", 422), ("1e300", 422), ("-1.0", 422)] {
        let request = server.request("POST", &format!("/chats/{chat}/read"));
        let request = request.bearer_auth(bob.token()).header("content-type", "application/json");
        let marked = answer(request.body(format!(r#"{{"seq":{seq}}}"#))).await;
        assert_eq!(marked.status, status, "{seq}: {marked:?}");
    }
}
