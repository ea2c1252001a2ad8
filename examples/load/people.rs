//! The accounts that the load needs.

use crate::http::Http;
use crate::{Result, Target};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::{Value, json};
use std::io::{Write as _, stdout};
use whatschat_core::auth::OpenedSession;
use whatschat_core::chats::Chat;
use whatschat_core::id::{ChatId, ClientMessageId, UserId};

/// How many are made at the same time: a password's hash takes the server's CPU for a while.
const AT_ONCE: usize = 4;
const PASSWORD: &str = "Passw0rd";

/// Someone who is logged in.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) id: UserId,
    pub(crate) token: String,
}

/// So many people: those of the seed who are there already, and new ones.
pub(crate) async fn people(target: &Target, count: usize) -> Result<Vec<Person>> {
    writeln!(stdout(), "{count} people log in …")?;
    stream::iter((0..count).map(|n| person(target, n))).buffered(AT_ONCE).try_collect().await
}

async fn person(target: &Target, number: usize) -> Result<Person> {
    let name = format!("load{}_{number}", target.seed);
    let email = format!("{name}@example.com");
    let mut http = Http::open(target, "none").await?;
    let known = json!({"email": email, "password": PASSWORD});
    let session: OpenedSession = match http.post("/auth/login", &known.to_string()).await {
        Ok(session) => session,
        Err(why) if why.to_string().contains("AUTH_003") => {
            let new = json!({"username": name, "email": email, "password": PASSWORD});
            http.post("/auth/register", &new.to_string()).await?
        }
        Err(why) => return Err(why),
    };
    Ok(Person { id: session.user.id, token: session.token })
}

/// The private chat of two.
pub(crate) async fn private_chat(target: &Target, one: &Person, two: &Person) -> Result<ChatId> {
    chat(target, one, &json!({"type": "private", "participants": [two.id]})).await
}

/// A group of all of them, the first its admin. The server takes a thousand at a time.
pub(crate) async fn group(target: &Target, people: &[Person]) -> Result<ChatId> {
    let (admin, others) = people.split_first().ok_or("a group needs somebody")?;
    let ids: Vec<UserId> = others.iter().map(|person| person.id).collect();
    let mut parts = ids.chunks(1000);
    let first = json!({"type": "group", "name": "Load", "participants": parts.next()});
    let group = chat(target, admin, &first).await?;
    let mut http = Http::open(target, &admin.token).await?;
    for part in parts {
        let path = format!("/groups/{group}/participants");
        let _: Value = http.post(&path, &json!({"userIds": part}).to_string()).await?;
    }
    Ok(group)
}

async fn chat(target: &Target, person: &Person, request: &Value) -> Result<ChatId> {
    let chat: Chat =
        Http::open(target, &person.token).await?.post("/chats", &request.to_string()).await?;
    Ok(chat.id)
}

/// The body of a text, with an id of its own such as the SDK makes.
pub(crate) fn text(chat: ChatId, content: &str) -> Value {
    let id = ClientMessageId::fresh();
    json!({"chatId": chat, "type": "text", "content": content, "clientMessageId": id})
}
