//! One client's session, whatever its transport.

mod poll;
mod state;
mod upgrade;
mod work;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use self::state::{Due, State};
pub(super) use self::{poll::Polled, state::Transport, upgrade::Upgrade};
use super::Config;
use super::outbox::Batch;
use super::packet::Frame;

/// How long a closing session may take to deliver its last frames.
pub(super) const LINGER: Duration = Duration::from_secs(1);

/// A client's session. Applications send by it; what arrives goes to the [`Service`](super::Service).
#[derive(Debug)]
pub struct Session {
    id: String,
    languages: Option<Box<str>>,
    config: Arc<Config>,
    state: Mutex<State>,
    /// Tells the one who writes that there is something to do.
    work: Notify,
    /// Tells everybody that the session is closed.
    closed: Notify,
    /// Tells those who wait for room that there may be some, or that there is no need of it.
    space: Notify,
}

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseReason {
    /// The client said goodbye.
    Client,
    /// The application closed the session.
    Server,
    /// The whole server is stopping.
    Shutdown,
    /// The connection broke.
    Transport,
    /// The client did not answer a ping.
    PingTimeout,
    /// The session [expired](Session::expire_after).
    Expired,
    /// The client read too slowly.
    QueueFull,
    /// The client broke the protocol.
    Malformed,
}

/// A frame was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The session is closed, or closing.
    #[error("the session is closed")]
    Closed,
    /// The client reads too slowly; its session ends.
    #[error("too much waits for this client")]
    Full,
}

impl Session {
    pub(super) fn new(
        id: String,
        transport: Transport,
        languages: Option<&str>,
        config: Arc<Config>,
    ) -> Self {
        Self {
            id,
            languages: languages.map(Into::into),
            state: Mutex::new(State::new(transport, Instant::now(), &config)),
            config,
            work: Notify::new(),
            closed: Notify::new(),
            space: Notify::new(),
        }
    }

    /// The `Accept-Language` of the request that opened it.
    pub fn languages(&self) -> Option<&str> {
        self.languages.as_deref()
    }

    /// The unguessable name of the session: who knows it can take part in it.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Queues frames that belong together: no other frame comes between them.
    pub fn send(&self, frames: &[Frame]) -> Result<(), SendError> {
        let sent = self.lock().send(frames, &self.config);
        if sent == Err(SendError::Full) {
            self.tell_closed();
        }
        self.work.notify_one();
        sent
    }

    /// Queues frames if little waits for the client, and nothing otherwise: then
    /// [`SendError::Full`] is no harm done.
    pub fn offer(&self, frames: &[Frame]) -> Result<(), SendError> {
        let sent = self.lock().offer(frames, &self.config);
        if sent.is_ok() {
            self.work.notify_one();
        }
        sent
    }

    /// Waits until an [`offer`](Self::offer) may be taken. False: the session is over.
    pub async fn room(&self) -> bool {
        loop {
            let mut space = std::pin::pin!(self.space.notified());
            // Before the look, so that no notification is missed in between.
            space.as_mut().enable();
            match self.lock().room(&self.config) {
                Ok(true) => return true,
                Ok(false) => {}
                Err(_) => return false,
            }
            space.await;
        }
    }

    /// Closes the session as soon as what waits is delivered.
    pub fn close(&self) {
        self.close_for(CloseReason::Server);
    }

    /// Ends the session after this time, unless it is [kept](Self::keep) before.
    pub fn expire_after(&self, time: Duration) {
        self.lock().expires = Some(Instant::now() + time);
    }

    /// Takes back [`expire_after`](Self::expire_after).
    pub fn keep(&self) {
        self.lock().expires = None;
    }

    /// Whether messages still go in and out.
    pub fn is_open(&self) -> bool {
        self.lock().is_open()
    }

    /// What waits for the client, the bookkeeping included.
    pub fn queued_bytes(&self) -> usize {
        self.lock().outbox.bytes()
    }

    pub(super) fn close_for(&self, reason: CloseReason) {
        self.lock().close(reason, Instant::now());
        self.work.notify_one();
        self.space.notify_waiters();
    }

    /// Closes the session at once, whatever waits.
    pub(super) fn abort(&self, reason: CloseReason) {
        self.lock().abort(reason);
        self.work.notify_one();
        self.tell_closed();
    }

    /// What waited is delivered: a closing session is closed now.
    pub(super) fn finish(&self) {
        self.lock().finish();
        self.tell_closed();
    }

    fn tell_closed(&self) {
        self.closed.notify_waiters();
        self.space.notify_waiters();
    }

    /// Why the session is closed, if it is.
    pub(super) fn close_reason(&self) -> Option<CloseReason> {
        self.lock().close_reason()
    }

    /// Returns when the session is closed.
    pub(super) async fn closed(&self) {
        // Made before the look, so that no notification is missed in between.
        let closed = self.closed.notified();
        if self.close_reason().is_none() {
            closed.await;
        }
    }

    pub(super) fn pong(&self) {
        self.lock().heartbeat.pong(&self.config);
    }

    /// Does what is due: sends a ping, or closes the session. True when it is closed.
    pub(super) fn tick(&self, now: Instant) -> bool {
        let due = self.lock().due(now, &self.config);
        match due {
            Due::Nothing => {}
            // A ping that finds no room closes the session, as it should.
            Due::Ping => drop(self.send(&[Frame::ping()])),
            Due::Abort(reason) => self.abort(reason),
        }
        self.close_reason().is_some()
    }

    /// Waits for frames to write to a WebSocket. `None`: the session is over.
    pub(super) async fn next_batch(&self) -> Option<Batch> {
        loop {
            if let Some(next) = self.lock().next_batch() {
                return next;
            }
            self.work.notified().await;
        }
    }

    pub(super) fn sent(&self, batch: &Batch) {
        self.lock().outbox.sent(batch);
        self.space.notify_waiters();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
