//! Engine.IO 4: sessions of messages, by HTTP long-polling, by WebSocket, or first by the one and
//! then by the other. It can be used alone; Socket.IO stands on it.
//!
//! Each session has one [`Session`], which everybody may send by, and one inbox, which messages
//! are handled under. A session ends by changing its state; whoever serves it then notices and
//! calls `Engine::end`, as does the clock for one that nobody serves.

mod clock;
mod config;
mod endpoint;
#[cfg(any(test, fuzzing))]
pub mod fuzzed;
mod heartbeat;
mod outbox;
mod packet;
mod payload;
mod peers;
mod polling;
mod receive;
mod refusal;
mod request;
mod service;
mod session;
mod table;
mod upgrade;
mod websocket;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use poem::Request;
use poem::http::header;
use tokio::runtime::Handle;
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

pub use self::config::{Config, Origins};
pub use self::packet::{Frame, Malformed, Message};
pub use self::peers::Peer;
pub use self::service::Service;
pub use self::session::{CloseReason, SendError, Session};
pub(crate) use self::table::random_id;

use self::refusal::Refusal;
use self::session::{LINGER, Transport};
use self::table::{Connection, Table};

/// What the handlers of ended sessions may take when the server stops.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// How many bytes of `Accept-Language` are kept with a session.
const LONGEST_LANGUAGES: usize = 128;

/// An Engine.IO server: an endpoint to mount, and a handle that is cheap to clone.
pub struct Engine<S: Service>(Arc<Shared<S>>);

struct Shared<S: Service> {
    service: S,
    config: Arc<Config>,
    table: Table<S>,
    stopping: AtomicBool,
    tasks: TaskTracker,
    /// Sessions may also be ended by a destructor that runs outside the runtime.
    runtime: Handle,
}

impl<S: Service> Engine<S> {
    /// Starts a server. Must be called in a Tokio runtime.
    pub fn new(service: S, config: Config) -> Self {
        let engine = Self(Arc::new(Shared {
            service,
            config: Arc::new(config),
            table: Table::new(),
            stopping: AtomicBool::new(false),
            tasks: TaskTracker::new(),
            runtime: Handle::current(),
        }));
        clock::start(&engine);
        engine
    }

    /// The service it was made of.
    pub fn service(&self) -> &S {
        &self.0.service
    }

    /// The number of sessions.
    pub fn len(&self) -> usize {
        self.0.table.len()
    }

    /// Whether there are no sessions.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Ends all sessions and refuses new ones. Returns when the service has heard of it.
    pub async fn close_all(&self) {
        self.0.stopping.store(true, Ordering::SeqCst);
        for connection in self.0.table.filter(Session::is_open) {
            connection.session.close_for(CloseReason::Shutdown);
        }
        // Those who do not take their last frames in time go without.
        let _ = timeout(LINGER, self.0.table.empty()).await;
        for connection in self.0.table.filter(|_| true) {
            self.end(&connection, CloseReason::Shutdown);
        }
        self.0.tasks.close();
        let _ = timeout(LAST_WORDS, self.0.tasks.wait()).await;
    }

    fn open(&self, transport: Transport, request: &Request) -> Result<Arc<Connection<S>>, Refusal> {
        let config = &self.0.config;
        let languages = request.header(header::ACCEPT_LANGUAGE);
        let languages = languages.filter(|list| list.len() <= LONGEST_LANGUAGES);
        let session = Session::new(random_id(), transport, languages, Arc::clone(config));
        let connection = Arc::new(Connection::new(session, request.data::<Peer>().copied()));
        if transport == Transport::WebSocket {
            // Before all that the service may send, and before a stop that comes between: clients
            // take an end without it for broken, and may not come back.
            let open = Frame::open(connection.session.id(), &[], config);
            let _ = connection.session.send(&[open]);
        }
        if !self.0.table.insert(&connection, config) {
            return Err(Refusal::Busy);
        }
        // Looked at last: a stop that did not find it in the table is seen here.
        if self.0.stopping.load(Ordering::SeqCst) {
            self.0.table.remove(connection.session.id());
            return Err(Refusal::Busy);
        }
        self.0.service.opened(&connection.session);
        Ok(connection)
    }

    /// Forgets a session. Of many calls the first one tells the service, as soon as
    /// the message that is being handled is done with.
    fn end(&self, connection: &Arc<Connection<S>>, reason: CloseReason) {
        connection.session.abort(reason);
        if !self.0.table.remove(connection.session.id()) {
            return;
        }
        let reason = connection.session.close_reason().unwrap_or(reason);
        tracing::debug!(?reason, "session ended");
        let (engine, connection) = (self.clone(), Arc::clone(connection));
        let farewell = async move {
            let mut inbox = connection.inbox.lock().await;
            let service = engine.service();
            service.closed(&connection.session, &mut inbox, reason).await;
        };
        self.0.tasks.spawn_on(farewell, &self.0.runtime);
    }
}

impl<S: Service> Clone for Engine<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}
