//! Several servers on one PostgreSQL: what one of them ends is over on the others.

use crate::support::people::{PASSWORD, registration};
use crate::support::{Backend, Person, TestServer, within};
use std::time::{Duration, Instant};
use whatschat_client::Client;

/// A second, and two more for a busy machine: without the look it would be days.
const SOON: Duration = Duration::from_secs(3);

#[tokio::test(flavor = "multi_thread")]
async fn what_another_server_ends_is_soon_over() {
    let here = TestServer::start_with(Backend::Postgres, |config| {
        config.secret = Some("kZq8sX2mVd0rTn5wLb7yHc4fGj1pQe9u".into());
    })
    .await;
    let there = here.beside().await;
    let admin = here.person("admin").await;
    here.make_admin(&admin).await;
    let admin = login(&there, "admin").await;
    is_over(&here, "deleted", async |alice| {
        admin.users().delete(alice.id()).await.unwrap();
    })
    .await;
    is_over(&here, "changed", async |alice| {
        let phone = login(&there, &alice.account.username).await;
        phone.auth().change_password(PASSWORD, "N3wPassword").await.unwrap();
    })
    .await;
    is_over(&here, "ended", async |alice| {
        let phone = login(&there, &alice.account.username).await;
        let sessions = phone.auth().sessions().await.unwrap();
        let other = sessions.iter().find(|session| !session.current).unwrap();
        phone.auth().end_session(other.id).await.unwrap();
    })
    .await;
    there.stop().await;
    here.finish().await;
}

async fn login(server: &TestServer, name: &str) -> Client {
    let client = server.client();
    client.auth().login(&registration(name).email, PASSWORD).await.unwrap();
    client
}

/// Someone with a live socket and a token that has just been used has neither soon after `end`.
async fn is_over(server: &TestServer, name: &str, end: impl AsyncFn(&Person)) {
    let person = server.person(name).await;
    let mut socket = server.raw_socket_of(&person.token()).await;
    let me = async || {
        let request = server.request("GET", "/auth/me").bearer_auth(person.token());
        request.send().await.unwrap().status().as_u16()
    };
    end(&person).await;
    me().await; // perhaps it is trusted for a last second from here on
    let begun = Instant::now();
    let requests = async { while me().await == 200 {} };
    let socket = async { while socket.packet().await.is_some_and(|packet| packet != "41") {} };
    within("the end of the session", async { tokio::join!(requests, socket) }).await;
    assert!(begun.elapsed() <= SOON, "{name}: it was over after {:?}", begun.elapsed());
}
