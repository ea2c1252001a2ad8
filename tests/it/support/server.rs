//! A server under test.

use super::{postgres, within};
use socket2::{Domain, Socket, Type};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use whatschat_server::config::RateLimit;
use whatschat_server::{Clock, Config, Server};

/// Which database a server keeps its data in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

/// A running server with data of its own; clones are the same server. It stops with the last.
#[derive(Clone)]
pub(crate) struct TestServer(Arc<Inner>);

struct Inner {
    config: Config,
    clock: Clock,
    running: Mutex<Option<Running>>,
    http: reqwest::Client,
    _port: Socket,
    /// Its data, which go away with it.
    _folder: TempDir,
}

struct Running {
    addr: SocketAddr,
    statements: Box<dyn Fn() -> u64 + Send + Sync>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl TestServer {
    /// Starts a server with a new database, in which nothing is stored.
    pub(crate) async fn start(backend: Backend) -> Self {
        Self::start_with(backend, |_| {}).await
    }

    /// The same with other settings.
    pub(crate) async fn start_with(backend: Backend, set: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::Builder::new().prefix("whatschat-test-").tempdir().unwrap();
        let database_url = match backend {
            Backend::Sqlite => None,
            Backend::Postgres => {
                Some(postgres::new_database_with_tables(Running::make_tables).await)
            }
        };
        let (port, listen) = reserve_port();
        let mut config = config(listen, folder.path().join("data"), database_url);
        set(&mut config);
        let clock = Clock::default();
        let running = Running::start(config.clone(), clock.clone()).await;
        config.listen = running.addr; // where a restart listens again
        let (running, http) = (Mutex::new(Some(running)), super::http::client());
        Self(Arc::new(Inner { config, clock, running, http, _port: port, _folder: folder }))
    }

    /// Another server on the same PostgreSQL, with data of its own else.
    pub(crate) async fn beside(&self) -> Self {
        let Config { database_url, secret, .. } = self.config().clone();
        assert!(database_url.is_some(), "a second server needs PostgreSQL");
        let set =
            |config: &mut Config| (config.database_url, config.secret) = (database_url, secret);
        Self::start_with(Backend::Sqlite, set).await
    }

    /// Where it answers.
    pub(crate) fn url(&self) -> String {
        match self.0.config.tls_cert {
            None => format!("http://{}", self.0.config.listen),
            Some(_) => format!("https://localhost:{}", self.0.config.listen.port()),
        }
    }

    /// Where its socket answers.
    pub(crate) fn socket_url(&self) -> String {
        format!("ws://{}/socket.io/?EIO=4&transport=websocket", self.0.config.listen)
    }

    /// Its settings.
    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    /// Its clock, for tests to move.
    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The client for raw requests.
    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.0.http
    }

    /// How many statements some work costs: the least of a few times, since the server has its own
    /// to run meanwhile, such as its watch over sessions.
    pub(crate) async fn cost(&self, work: impl AsyncFn()) -> u64 {
        let mut least = u64::MAX;
        for _ in 0..4 {
            let before = self.statements();
            work().await;
            least = least.min(self.statements() - before);
        }
        least
    }

    /// How many statements the database has run.
    pub(crate) fn statements(&self) -> u64 {
        let running = self.0.running.lock().unwrap();
        (running.as_ref().expect("the server runs").statements)()
    }

    /// Stops it, cleanly.
    pub(crate) async fn stop(&self) {
        let running = self.0.running.lock().unwrap().take().expect("the server runs");
        running.stop().await;
    }

    /// Stops it if it runs, and drops its database.
    pub(crate) async fn finish(&self) {
        let runs = self.0.running.lock().unwrap().is_some();
        if runs {
            self.stop().await;
        }
        if let Some(url) = &self.0.config.database_url {
            postgres::drop_database(url).await;
        }
    }

    /// Starts it again where it was, with its data, after [`stop`](Self::stop).
    pub(crate) async fn start_again(&self) {
        let running = Running::start(self.0.config.clone(), self.0.clock.clone()).await;
        let before = self.0.running.lock().unwrap().replace(running);
        assert!(before.is_none(), "the server runs already");
    }

    /// Stops it and starts it again.
    pub(crate) async fn restart(&self) {
        self.stop().await;
        self.start_again().await;
    }
}

impl Running {
    /// Has a server make its tables in an empty database.
    async fn make_tables(database_url: String) {
        let folder = tempfile::tempdir().unwrap();
        let anywhere = SocketAddr::from(([127, 0, 0, 1], 0));
        let config = config(anywhere, folder.path().to_owned(), Some(database_url));
        Self::start(config, Clock::default()).await.stop().await;
    }

    async fn start(config: Config, clock: Clock) -> Self {
        let server = Server::bind_at(config, clock).await.unwrap_or_else(|why| panic!("{why}"));
        let (addr, statements) = (server.addr(), Box::new(server.statements()));
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(server.run(async { drop(stopped.await) }));
        Self { addr, statements, stop, task }
    }

    async fn stop(self) {
        let _ = self.stop.send(()); // fails where the server has ended, and then `task` tells
        within("the clean stop of the server", self.task).await.unwrap();
    }
}

/// A free port, which the system gives nobody else as long as the socket is there, whether a server
/// listens or is just being started again.
fn reserve_port() -> (Socket, SocketAddr) {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.set_reuse_address(true).unwrap();
    socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    let addr = socket.local_addr().unwrap().as_socket().unwrap();
    (socket, addr)
}

/// The settings of a server for tests.
fn config(listen: SocketAddr, data_dir: PathBuf, database_url: Option<String>) -> Config {
    Config { listen, data_dir, database_url, rate_limit: RateLimit::Off, ..Config::default() }
}
