//! The Big List of Naughty Strings, in every text of every operation: each is refused as the
//! document says, or it comes back byte for byte. (From npm's `blns`.)
//!
//! The two databases share the work: what one field gets on the one, it does not get on the other,
//! and the next field the other way round.

use crate::contract::facts;
use crate::contract::walk::{Walker, served, walkable};
use crate::support::http::Answer;
use crate::support::{TestServer, answer, clients, on_both_databases};
use reqwest::header::AUTHORIZATION;
use reqwest::{Client, Request};
use serde_json::{Value, json};
use whatschat_core::endpoint::{Body, Info, Method};

on_both_databases![with walkable; every_text_is_refused_or_kept, every_text_may_be_searched_for];

fn strings() -> Vec<String> {
    let file = clients::folder().join("node_modules/blns/resources/blns.json");
    let text = std::fs::read_to_string(file).expect("tests/run installs it");
    let mut strings: Vec<String> = serde_json::from_str(&text).unwrap();
    assert!(strings.len() > 400, "the list has more than {}", strings.len());
    strings.push("a\0b".into());
    strings.push("長".repeat(20_000));
    strings
}

/// The texts that a schema's fields hold: those without a format or a list of what they may be.
/// Passwords to be are left out: each kept one would change what the next request needs.
fn texts(schema: &Value) -> Vec<String> {
    let properties = schema["properties"].as_object().into_iter().flatten();
    let text = |field: &Value| {
        let is = |kind: &str| field["type"] == kind || field["type"][0] == kind;
        let free = field.get("additionalProperties").is_some();
        (is("string") && field.get("format").is_none() && field.get("enum").is_none())
            || (is("object") && free)
    };
    let names = properties.filter(|(_, field)| text(field)).map(|(name, _)| name.clone());
    names.filter(|name| name != "newPassword").collect()
}

async fn every_text_is_refused_or_kept(server: TestServer) {
    let (document, walker) = (facts::core(), Walker::new(&server).await);
    let (mut kept, database) = (0, usize::from(server.config().database_url.is_some()));
    for info in served().into_iter().filter(|info| info.body == Body::Json) {
        let fields = texts(&document["components"]["schemas"][format!("{}Body", info.name)]);
        if fields.is_empty() {
            continue;
        }
        let request = walker.request(&info).await.build().unwrap();
        for (n, field) in fields.iter().enumerate() {
            // What is compared with a hash costs one, and is never kept.
            let secret = field.ends_with("assword") || field.ends_with("oken");
            let step = if secret { 32 } else { 2 };
            for text in strings().iter().skip((n + database) % 2).step_by(step) {
                kept += usize::from(try_text(&server, &info, &request, field, text).await);
            }
        }
    }
    assert!(kept > 1000, "only {kept} were kept");
}

/// Sends a request with another text in one of its fields, and tells whether it was kept.
async fn try_text(
    server: &TestServer,
    info: &Info,
    request: &Request,
    field: &str,
    text: &str,
) -> bool {
    let mut body: Value =
        serde_json::from_slice(request.body().unwrap().as_bytes().unwrap()).unwrap();
    let value = if field == "metadata" { json!({text: [text]}) } else { json!(text) };
    body[field] = value.clone();
    let answer = answer(like(server.http(), request, &body)).await;
    let what = format!("{} with {field} {text:?}", info.name);
    assert!(answer.status < 500, "{what}: {answer:?}");
    let shows = answer.status < 300 && !answer.body["data"][field].is_null();
    if shows {
        assert_eq!(answer.body["data"][field], value, "{what}");
        let seen = read_again(server, info, request, &answer).await;
        assert_eq!(seen[field], value, "{what}");
    }
    shows
}

fn like(http: &Client, request: &Request, body: &Value) -> reqwest::RequestBuilder {
    let again = http.request(request.method().clone(), request.url().clone());
    again.headers(request.headers().clone()).json(body)
}

/// What a request has changed, as another request shows it.
async fn read_again(server: &TestServer, info: &Info, request: &Request, answer: &Answer) -> Value {
    let data = &answer.body["data"];
    let [id, chat] = ["id", "chatId"].map(|key| data[key].as_str().unwrap_or_default());
    let path = match info.room() {
        "auth" => "/auth/me".into(),
        "messages" => {
            format!("/messages/{chat}?limit=1&after={}", data["seq"].as_u64().unwrap() - 1)
        }
        room => format!("/{room}/{id}"),
    };
    let token = request.headers()[AUTHORIZATION].clone();
    let seen =
        crate::support::answer(server.request("GET", &path).header(AUTHORIZATION, token)).await;
    assert_eq!(seen.status, 200, "{}: {seen:?}", info.name);
    let data = &seen.body["data"];
    data.pointer("/messages/0").unwrap_or(data).clone()
}

async fn every_text_may_be_searched_for(server: TestServer) {
    let walker = Walker::new(&server).await;
    let mut asked = 0;
    for info in served().into_iter().filter(|info| info.method == Method::GET) {
        let schema = json!((info.request)().root);
        let in_path = |name: &String| info.path.contains(&format!("{{{name}}}"));
        for field in texts(&schema).into_iter().filter(|name| !in_path(name)) {
            let request = walker.request(&info).await.build().unwrap();
            for text in strings().iter().filter(|text| text.len() < 1000) {
                let mut url = request.url().clone();
                url.query_pairs_mut().append_pair(&field, text);
                let again = server.http().get(url).headers(request.headers().clone());
                let answer = answer(again).await;
                assert!(answer.status < 500, "{} with {field} {text:?}: {answer:?}", info.name);
                asked += 1;
            }
        }
    }
    assert!(asked > 800, "only {asked} were asked for");
}
