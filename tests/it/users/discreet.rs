//! Blocks: what nobody can tell from an answer, or from what it cost.

use crate::calls::hang_up;
use crate::support::http::Answer;
use crate::support::{Person, TestServer, answer, on_both_databases, private_chat};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use whatschat_client::ErrorCode;
use whatschat_core::auth::Account;

on_both_databases![
    an_answer_does_not_tell_who_blocked_whom,
    who_has_blocked_one_looks_like_who_is_away,
    who_has_blocked_one_is_called_among_others_like_who_is_away,
];

/// Everything of an answer but who it is about.
type Shape = (u16, Vec<(String, Vec<u8>)>, String);

fn shape(answer: &Answer, about: &Person) -> Shape {
    let (status, headers, text) = answer.bytes();
    let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value.to_vec()));
    (status, headers.collect(), nobodys(text, about))
}

/// A text without what it has of someone.
fn nobodys(text: &str, about: &Person) -> String {
    let Account { id, username, created_at, .. } = &about.account;
    let own =
        [(id.to_string(), "ID"), (username.clone(), "NAME"), (created_at.to_string(), "TIME")];
    own.into_iter().fold(text.to_owned(), |text, (of, instead)| text.replace(&of, instead))
}

/// What a request about someone is answered, and how many statements it costs.
async fn asked(
    server: &TestServer,
    about: &Person,
    request: impl Fn() -> RequestBuilder,
) -> (Shape, u64) {
    let shape = shape(&answer(request()).await, about);
    let cost = server.cost(async || drop(answer(request()).await)).await;
    (shape, cost)
}

/// People whose names are as long.
async fn three(server: &TestServer, names: [&str; 3]) -> [Person; 3] {
    [server.person(names[0]).await, server.person(names[1]).await, server.person(names[2]).await]
}

/// Alice blocks the first, the second blocks her, and with the third both do.
async fn part(alice: &Person, people: &[Person; 3]) {
    let [bob, carol, david] = people;
    for (by, whom) in [(alice, bob), (carol, alice), (alice, david), (david, alice)] {
        by.client.users().block(whom.id()).await.unwrap();
    }
}

async fn an_answer_does_not_tell_who_blocked_whom(server: TestServer) {
    let alice = server.person("alice").await;
    let strangers = three(&server, ["bobby", "carol", "david"]).await;
    let friends = three(&server, ["frank", "grace", "heidi"]).await;
    let mut messages = vec![];
    for friend in &friends {
        let chat = private_chat(&alice, friend).await;
        messages.push(json!({"chatId": chat, "type": "text", "content": "Hello?"}));
    }
    part(&alice, &strangers).await;
    part(&alice, &friends).await;
    let chats =
        strangers.each_ref().map(|one| json!({"type": "private", "participants": [one.id()]}));
    let calls =
        strangers.each_ref().map(|one| json!({"type": "audio", "participants": [one.id()]}));
    for (path, people, bodies) in [
        ("/chats", &strangers, &chats[..]),
        ("/calls", &strangers, &calls),
        ("/messages", &friends, &messages),
    ] {
        let post =
            |body: &Value| server.request("POST", path).bearer_auth(alice.token()).json(body);
        let mut answers = vec![];
        for (person, body) in people.iter().zip(bodies) {
            let refused = answer(post(body)).await;
            assert_eq!(refused.code(), ErrorCode::Blocked, "{path}");
            answers.push(asked(&server, person, || post(body)).await);
        }
        assert!(answers.iter().all(|one| *one == answers[0]), "{path}: {answers:#?}");
    }
}

/// Bob is away; carol is here, and has blocked alice.
async fn away_and_apart(server: &TestServer) -> (Person, [Person; 2]) {
    let alice = server.person("alice").await;
    let (bob, carol) = (server.person("bobby").await, server.person("carol").await);
    for person in [&bob, &carol] {
        private_chat(&alice, person).await;
    }
    carol.client.users().block(alice.id()).await.unwrap();
    (alice, [bob, carol])
}

async fn who_has_blocked_one_looks_like_who_is_away(server: TestServer) {
    let (alice, people) = away_and_apart(&server).await;
    let _here = people[1].listen().await;
    for path in ["/users/ID", "/users?search=NAME"] {
        let mut answers = vec![];
        for person in &people {
            let path = path.replace("ID", &person.id().to_string());
            let path = path.replace("NAME", &person.account.username);
            let get = || server.request("GET", &path).bearer_auth(alice.token());
            assert!(answer(get()).await.text.contains(r#""offline""#));
            answers.push(asked(&server, person, get).await);
        }
        assert_eq!(answers[0], answers[1], "{path}");
    }
}

async fn who_has_blocked_one_is_called_among_others_like_who_is_away(server: TestServer) {
    let (alice, people) = away_and_apart(&server).await;
    let erin = server.person("erin").await;
    let (_here, _also_here) = (people[1].listen().await, erin.listen().await);
    let mut answers = vec![];
    for person in &people {
        let body = json!({"type": "audio", "participants": [person.id(), erin.id()]});
        let start = || server.request("POST", "/calls").bearer_auth(alice.token()).json(&body);
        let call = answer(start()).await;
        assert_eq!(call.status, 201, "{call:?}");
        hang_up(&alice).await;
        let cost = async || {
            answer(start()).await;
            hang_up(&alice).await;
        };
        let theirs = call.body["data"]["participants"].as_array().unwrap().iter();
        let shown = theirs.clone().find(|one| one["id"] == json!(person.id())).unwrap();
        let shown = nobodys(&shown.to_string(), person);
        answers.push((shown, theirs.len(), server.cost(cost).await));
    }
    assert_eq!(answers[0], answers[1]);
}
