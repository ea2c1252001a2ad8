//! What the server answers fits what is published, and shows nothing that is not.

use super::facts;
use super::walk::{Walker, served, walkable};
use crate::support::http::Answer;
use crate::support::{TestServer, answer, on_both_databases};
use serde_json::{Value, json};
use whatschat_core::endpoint::{self, Auth, Body, Info};

on_both_databases![with walkable; every_success_fits_the_document, every_refusal_fits_the_document];

async fn every_success_fits_the_document(server: TestServer) {
    let document = facts::core();
    let walker = Walker::new(&server).await;
    for info in served() {
        let answer = answer(walker.request(&info).await).await;
        assert_eq!(answer.status, info.status, "{}: {answer:?}", info.name);
        if let endpoint::Answer::File(media_type) = info.answer {
            check_file(media_type, &answer);
            continue;
        }
        check(&document, &info, &answer);
        assert_eq!(answer.body.get("message").is_some(), info.message.is_some(), "{}", info.name);
    }
}

async fn every_refusal_fits_the_document(server: TestServer) {
    let document = facts::core();
    let alice = server.person("alice").await;
    for info in served() {
        let nothing = uuid::Uuid::nil().to_string();
        let segments = info.path.split('/');
        let path = segments.map(|one| if one.starts_with('{') { &nothing } else { one });
        let path = path.collect::<Vec<_>>().join("/");
        let request = server.request(info.method.as_str(), &path);
        let (request, status) = match (info.body == Body::Json, info.auth) {
            (true, _) => (
                request
                    .bearer_auth(alice.token())
                    .body("{")
                    .header("content-type", "application/json"),
                400,
            ),
            (false, Auth::Bearer | Auth::Link) => (request, 401),
            (false, Auth::Open) => continue, // nothing to refuse
        };
        let answer = answer(request).await;
        assert_eq!(answer.status, status, "{}: {answer:?}", info.name);
        check(&document, &info, &answer);
    }
}

/// A file comes without the envelope, with its own type.
fn check_file(media_type: &str, answer: &Answer) {
    let kind = answer.header("content-type").unwrap();
    assert!(media_type == "*/*" || media_type == kind, "{kind} is no {media_type}");
    assert!(!answer.text.is_empty() && answer.body.get("success").is_none(), "{answer:?}");
}

/// Checks an answer against what the document has for its operation and status.
fn check(document: &Value, info: &Info, answer: &Answer) {
    let (method, status) = (info.method.as_str().to_lowercase(), answer.status.to_string());
    let responses = &document["paths"][info.path][method]["responses"];
    let response = responses.get(&status);
    let response = response.unwrap_or_else(|| panic!("{} is not to answer {status}", info.name));
    let mut schema = response["content"]["application/json"]["schema"].clone();
    schema["components"] = document["components"].clone();
    close(&mut schema);
    let validator = jsonschema::draft202012::options().should_validate_formats(true);
    let validator = validator.build(&schema).unwrap();
    let wrong: Vec<_> =
        validator.iter_errors(&answer.body).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{} -> {status}: {wrong:?}\n{}", info.name, answer.text);
}

/// Lets objects have the listed fields and no others.
fn close(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(close),
        Value::Object(fields) => {
            if fields.get("properties").is_some_and(Value::is_object) {
                fields.insert("additionalProperties".into(), json!(false));
            }
            fields.values_mut().for_each(close);
        }
        _ => {}
    }
}
