//! PostgreSQL commits a change, and goes away before it says so.

use crate::support::people::registration;
use crate::support::socket::RawSocket;
use crate::support::{
    Backend, LIMIT, Person, TestServer, answer, eventually, group_of, refusal, within,
};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use whatschat_client::{Error, ErrorCode};
use whatschat_core::health::Condition;
use whatschat_core::id::ChatId;

/// What becomes of the answer to the next commit.
#[derive(Clone, Copy, PartialEq)]
enum Next {
    Carried,
    /// It is lost, with its connection.
    Lost,
    /// It is lost, and from then on nothing is carried.
    LostWithAll,
}

/// Stands between a server and PostgreSQL.
#[derive(Clone)]
struct Wire {
    next: Arc<watch::Sender<Next>>,
    works: Arc<watch::Sender<bool>>,
    file: Arc<PathBuf>,
}

impl Wire {
    /// The URL of the database at `url` behind the wire.
    async fn before(url: &str) -> (Self, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (rest, folder) = url.split_once("?host=").unwrap();
        let through = rest.replace("@localhost/", &format!("@127.0.0.1:{port}/"));
        let (next, works) = (watch::Sender::new(Next::Carried), watch::Sender::new(true));
        let file = PathBuf::from(folder).join(".s.PGSQL.5432");
        let wire = Self { next: next.into(), works: works.into(), file: file.into() };
        let carrying = wire.clone();
        tokio::spawn(async move {
            while let Ok((server, _)) = listener.accept().await {
                let wire = carrying.clone();
                tokio::spawn(async move { wire.carry_while_it_works(server).await });
            }
        });
        (wire, through)
    }

    async fn carry_while_it_works(self, server: TcpStream) {
        let mut works = self.works.subscribe();
        tokio::select! {
            _ = works.wait_for(|works| !works) => {}
            () = self.carry(server) => {}
        }
    }

    /// Carries a connection until it ends, or an answer is lost.
    async fn carry(&self, server: TcpStream) {
        let database = UnixStream::connect(&*self.file).await.unwrap();
        let (mut asks, mut hears) = server.into_split();
        let (mut answers, mut asked) = database.into_split();
        let back = async { drop(copy(&mut answers, &mut hears).await) };
        let there = async {
            let mut buffer = vec![0; 65_536];
            while let Ok(count @ 1..) = asks.read(&mut buffer).await {
                let said = &buffer[..count];
                let commits = said.windows(7).any(|part| part == b"COMMIT\0");
                let next =
                    if commits { self.next.send_replace(Next::Carried) } else { Next::Carried };
                if asked.write_all(said).await.is_err() || next != Next::Carried {
                    // What is left of it is not this task's to carry: it ends with it.
                    self.works.send_if_modified(|works| {
                        *works &= next != Next::LostWithAll;
                        next == Next::LostWithAll
                    });
                    return;
                }
            }
        };
        tokio::select! {
            biased;
            () = there => {}
            () = back => {}
        }
    }
}

/// Alice and bob in a group, whose bob is connected, on a server behind a wire.
struct Scene {
    server: TestServer,
    wire: Wire,
    /// The database's owner.
    plain: TestServer,
    alice: Person,
    bob: Person,
    group: ChatId,
    bobs: RawSocket,
}

impl Scene {
    async fn set() -> Self {
        let plain = TestServer::start(Backend::Postgres).await;
        let (wire, url) = Wire::before(plain.config().database_url.as_deref().unwrap()).await;
        let secret = plain.config().secret.clone();
        let set = |config: &mut whatschat_server::Config| {
            (config.database_url, config.secret) = (Some(url), secret);
        };
        let server = TestServer::start_with(Backend::Sqlite, set).await;
        let [alice, bob] = [server.person("alice").await, server.person("bob").await];
        let group = group_of(&alice, &[&bob]).await;
        let mut bobs = server.raw_socket_of(&bob.token()).await;
        bobs.events_until("synced").await;
        Self { server, wire, plain, alice, bob, group, bobs }
    }

    async fn remove_bob(&self) -> Result<(), Error> {
        let groups = self.alice.client.groups();
        within("the removal", groups.remove_participant(self.group, self.bob.id())).await
    }

    /// Bob hears no more of the group than that he was removed.
    async fn end(mut self) {
        self.alice.say(self.group, "about bob").await;
        let next = self.alice.client.chats().open_private(self.bob.id()).await.unwrap().id;
        loop {
            let event = self.bobs.event().await;
            assert_eq!(event.name, "chat_changed", "{event:?}");
            if event.data["chatId"] == serde_json::json!(next) {
                break;
            }
        }
        self.server.stop().await;
        self.plain.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_stands_and_takes_effect() {
    let mut scene = Scene::set().await;
    scene.wire.next.send_replace(Next::Lost);
    scene.remove_bob().await.unwrap();
    let told = scene.bobs.events_until("chat_changed").await;
    assert_eq!(told.last().unwrap().data["chatId"], serde_json::json!(scene.group));
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nobody_can_tell_whether_it_stands_all_come_again() {
    let mut scene = Scene::set().await;
    scene.wire.next.send_replace(Next::LostWithAll);
    assert_eq!(refusal(scene.remove_bob().await), ErrorCode::Unavailable);
    scene.wire.works.send_replace(true);
    let again = scene.server.raw_socket_of(&scene.bob.token()).await;
    std::mem::replace(&mut scene.bobs, again).ended().await;
    scene.bobs.events_until("synced").await;
    scene.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_which_nothing_is_told_is_known_to_have_failed() {
    let scene = Scene::set().await;
    let health = async || scene.server.client().health().get().await.unwrap().status;
    assert_eq!(health().await, Condition::Healthy);
    // It is known for two seconds, which may pass on a busy machine.
    for name in ["carol", "dave", "erin", "frank"] {
        scene.wire.next.send_replace(Next::Lost);
        let register = scene.server.request("POST", "/auth/register").json(&registration(name));
        assert_eq!(answer(register).await.status, 503);
        if health().await == Condition::Unhealthy {
            break;
        }
        assert_ne!(name, "frank", "nobody knows of it");
    }
    eventually(LIMIT, "a write", async || health().await == Condition::Healthy).await;
    scene.server.stop().await;
    scene.plain.finish().await;
}
