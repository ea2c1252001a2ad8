//! What every rule can reach.

use crate::auth::Auth;
use crate::calls::Deadlines;
use crate::chats::Marker;
use crate::clock::Clock;
use crate::config::Config;
use crate::files::Files;
use crate::mail::Mailer;
use crate::messages::Writer;
use crate::rates::Rates;
use crate::socket::Hub;
use crate::status::Departures;
use crate::store::{Changes, Db};
use std::ops::Deref;
use std::sync::{Arc, Weak};
use tokio_util::task::TaskTracker;
use whatschat_core::time::Timestamp;

/// The server's parts; cheap to clone.
#[derive(Clone)]
pub(crate) struct App(Arc<Parts>);

pub(crate) struct Parts {
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    pub(crate) db: Db,
    pub(crate) auth: Auth,
    pub(crate) files: Files,
    pub(crate) hub: Arc<Hub>,
    pub(crate) writer: Writer,
    pub(crate) marker: Marker,
    pub(crate) rates: Rates,
    pub(crate) mailer: Mailer,
    pub(crate) departures: Departures,
    pub(crate) calls: Deadlines,
    pub(crate) started_at: Timestamp,
    /// Held from a change to its event, so that events leave in the order of the changes.
    pub(crate) changes: Changes,
    /// Held while ended groups are deleted: one at a time does.
    pub(crate) purging: tokio::sync::Mutex<()>,
    /// Held while a call is told again what it could not be told: one at a time is.
    pub(crate) telling: tokio::sync::Mutex<()>,
    /// What goes on after its request, and is waited for at the stop.
    pub(crate) tasks: TaskTracker,
}

impl App {
    pub(crate) fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

/// Does not keep the server's parts alive.
pub(crate) struct WeakApp(Weak<Parts>);

impl App {
    pub(crate) fn downgrade(&self) -> WeakApp {
        WeakApp(Arc::downgrade(&self.0))
    }
}

impl WeakApp {
    pub(crate) fn upgrade(&self) -> Option<App> {
        self.0.upgrade().map(App)
    }
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}
