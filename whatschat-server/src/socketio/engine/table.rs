use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng;
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use tokio::sync::{Mutex, Notify};

use super::peers::Peers;
use super::{Config, Peer, Service, Session};

/// A session and what its service keeps for it. Who handles messages holds the inbox,
/// which brings them in order, whatever they come by.
pub(super) struct Connection<S: Service> {
    pub(super) session: Arc<Session>,
    pub(super) inbox: Mutex<S::Inbox>,
    peer: Option<Peer>,
}

impl<S: Service> Connection<S> {
    pub(super) fn new(session: Session, peer: Option<Peer>) -> Self {
        Self { session: Arc::new(session), inbox: Mutex::default(), peer }
    }
}

/// All sessions by their id.
pub(super) struct Table<S: Service> {
    connections: RwLock<Connections<S>>,
    emptied: Notify,
}

struct Connections<S: Service> {
    by_id: HashMap<String, Arc<Connection<S>>>,
    peers: Peers,
}

impl<S: Service> Table<S> {
    pub(super) fn new() -> Self {
        let none = Connections { by_id: HashMap::new(), peers: Peers::default() };
        Self { connections: RwLock::new(none), emptied: Notify::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.read().by_id.len()
    }

    pub(super) fn get(&self, id: &str) -> Option<Arc<Connection<S>>> {
        self.read().by_id.get(id).cloned()
    }

    /// False when there are as many as there may be already, of all or of this peer.
    pub(super) fn insert(&self, connection: &Arc<Connection<S>>, config: &Config) -> bool {
        let Connections { by_id, peers } = &mut *self.write();
        let of_one = config.max_sessions_per_peer;
        if by_id.len() >= config.max_sessions
            || connection.peer.is_some_and(|peer| !peers.enter(peer, of_one))
        {
            return false;
        }
        by_id.insert(connection.session.id().to_owned(), Arc::clone(connection));
        true
    }

    /// True for the one call that removes it.
    pub(super) fn remove(&self, id: &str) -> bool {
        let Connections { by_id, peers } = &mut *self.write();
        let removed = by_id.remove(id);
        if let Some(peer) = removed.as_ref().and_then(|connection| connection.peer) {
            peers.leave(peer);
        }
        if by_id.is_empty() {
            by_id.shrink_to_fit();
            peers.shrink_to_fit();
            self.emptied.notify_waiters();
        }
        removed.is_some()
    }

    /// Those that match. The look must be quick: handshakes wait for it.
    pub(super) fn filter(&self, matches: impl Fn(&Session) -> bool) -> Vec<Arc<Connection<S>>> {
        let connections = self.read();
        let matching = connections.by_id.values().filter(|it| matches(&it.session));
        matching.cloned().collect()
    }

    pub(super) async fn empty(&self) {
        let emptied = self.emptied.notified();
        if self.len() > 0 {
            emptied.await;
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, Connections<S>> {
        self.connections.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Connections<S>> {
        self.connections.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// 144 bits of the system's randomness, for the id is all one needs to take a session over.
pub(crate) fn random_id() -> String {
    let mut bytes = [0; 18];
    UnwrapErr(SysRng).fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_long_and_safe_in_addresses() {
        let id = random_id();
        assert_eq!(id.len(), 24);
        assert!(id.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)));
        assert_ne!(id, random_id());
    }
}
