//! A server from start to stop.

mod folder;
#[cfg(test)]
mod tests;

use crate::app::{App, Parts};
use crate::auth::{self, Auth, Secret};
use crate::calls::{self, Deadlines};
use crate::chats::Marker;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::StartError;
use crate::files::{self, Files};
use crate::groups;
use crate::http::{self, Listener};
use crate::mail::Mailer;
use crate::messages::{Writer, search};
use crate::rates::{self, Rates};
use crate::socket::{self, Hub, Sockets};
use crate::status::Departures;
use crate::store::{Changes, Db, safe};
use crate::sync::{self, LogWriter};
use crate::users;
pub(crate) use folder::DataFolder;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::task::TaskTracker;

/// The database's file in the data folder.
pub(crate) const DATABASE: &str = "whatschat.db";
/// How long requests that run at the stop may take to finish, and the database to be closed.
const GRACE: Duration = Duration::from_secs(5);

/// A server that listens, and answers once it runs.
pub struct Server {
    app: App,
    sockets: Sockets,
    addr: SocketAddr,
    listener: Listener,
    folder: DataFolder,
}

impl Server {
    /// Opens the database and listens.
    ///
    /// # Errors
    /// The address is taken, the data folder cannot be written or is another server's, or the database
    /// cannot be used.
    pub async fn bind(config: Config) -> Result<Self, StartError> {
        Self::bind_at(config, Clock::default()).await
    }

    /// As [`Server::bind`], with a clock of the caller's.
    ///
    /// # Errors
    /// As for [`Server::bind`].
    pub async fn bind_at(config: Config, clock: Clock) -> Result<Self, StartError> {
        config.check()?;
        let folder = DataFolder::open(&config)?;
        let listener = Listener::bind(&config).await?;
        let addr = listener.addr();
        let url = config.database_url();
        let db = Db::open(&url, config.environment).await?;
        let unusable = |why| StartError::Database { url: safe(&url), why };
        calls::restart(&db, &clock).await.map_err(unusable)?;
        search::index_older(&db).await.map_err(|why| StartError::Search { why })?;
        let head = sync::head(&mut db.read().await.map_err(unusable)?).await.map_err(unusable)?;
        let (hub, behind) = Hub::new(head);
        let app = build(config, clock, db, addr, hub)?;
        app.tasks.spawn(groups::purge_ended(app.clone()));
        app.tasks.spawn(groups::leave_for_the_gone(app.clone()));
        app.tasks.spawn(users::forget_the_gone(app.clone()));
        calls::serve(&app);
        rates::forget_idle(&app);
        search::join_pieces(&app);
        files::sweep::start(&app);
        auth::purge::start(&app);
        let sockets = socket::serve(app.clone(), behind);
        Ok(Self { app, sockets, addr, listener, folder })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// How many statements its database has run: what an operation costs.
    pub fn statements(&self) -> impl Fn() -> u64 + Send + Sync + 'static {
        let db = self.app.db.clone();
        move || db.statements()
    }

    /// What it answers with, for tests that have it answer something else.
    #[cfg(test)]
    pub(crate) fn parts(&self) -> (App, Sockets) {
        (self.app.clone(), self.sockets.clone())
    }

    /// The one line that says where it is.
    pub fn greeting(&self) -> String {
        format!(
            "whatschat-server is ready at {scheme}://{addr} (API docs: {scheme}://{addr}/docs)",
            scheme = self.listener.scheme(),
            addr = self.addr
        )
    }

    /// Serves until `shutdown` ends; then lets running requests finish, closes all sockets and
    /// the database.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let Self { app, sockets, listener, folder: _in_use, .. } = self;
        let endpoint = http::endpoint(app.clone(), sockets.clone());
        let stop = async {
            shutdown.await;
            sockets.close_all().await;
        };
        http::serve(listener, endpoint, stop, GRACE).await;
        app.mailer.stop();
        app.tasks.close();
        if tokio::time::timeout(GRACE, app.tasks.wait()).await.is_err() {
            tracing::warn!("some requests were still running at the stop");
        }
        if tokio::time::timeout(GRACE, app.db.close()).await.is_err() {
            tracing::warn!("the database did not answer at the stop");
        }
    }
}

fn build(
    config: Config,
    clock: Clock,
    db: Db,
    addr: SocketAddr,
    hub: Hub,
) -> Result<App, StartError> {
    let secret = Secret::of(&config)?;
    let files = Files::open(&config, &secret, &public_url(&config, addr))?;
    let tasks = TaskTracker::new();
    let (hub, changes) = (Arc::new(hub), Changes::default());
    let log = LogWriter::new(&db, &clock, &hub, &changes);
    Ok(App::new(Parts {
        auth: Auth::new(&config, &secret, &clock),
        writer: Writer::start(log.clone(), files.links.clone()),
        marker: Marker::start(log),
        rates: Rates::new(&config.rate_limit, &clock),
        mailer: Mailer::start(&config, &clock, &tasks)?,
        departures: Departures::start(db.clone()),
        calls: Deadlines::default(),
        started_at: clock.now(),
        changes,
        purging: Default::default(),
        telling: Default::default(),
        tasks,
        files,
        hub,
        config,
        clock,
        db,
    }))
}

/// Where people reach this server: where it listens, unless its operator says otherwise.
fn public_url(config: &Config, addr: SocketAddr) -> String {
    if config.public_url != Config::default().public_url {
        return config.public_url.clone();
    }
    if addr.ip().is_unspecified() {
        return format!("http://localhost:{}", addr.port());
    }
    format!("http://{addr}")
}

impl Config {
    /// Where the data are: as configured, or in the data folder.
    pub(crate) fn database_url(&self) -> String {
        let own = || format!("sqlite:{}", self.data_dir.join(DATABASE).display());
        self.database_url.clone().unwrap_or_else(own)
    }
}
