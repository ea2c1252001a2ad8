use std::collections::HashMap;
use std::net::IpAddr;

/// Whom a request comes from, as far as its number of sessions is concerned. Middleware puts it
/// into the request; without it, nobody is bounded apart from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Peer(
    /// The address, or the network, of one client.
    pub IpAddr,
);

/// How many sessions each peer has.
#[derive(Debug, Default)]
pub(super) struct Peers(HashMap<Peer, usize>);

impl Peers {
    /// Counts one more. False when the peer has as many as `max` already.
    pub(super) fn enter(&mut self, peer: Peer, max: usize) -> bool {
        let sessions = self.0.entry(peer).or_default();
        let has_room = *sessions < max;
        *sessions += usize::from(has_room);
        has_room
    }

    /// Counts one less.
    pub(super) fn leave(&mut self, peer: Peer) {
        let Some(sessions) = self.0.get_mut(&peer) else { return };
        *sessions -= 1;
        if *sessions == 0 {
            self.0.remove(&peer);
        }
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.0.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_peer_takes_no_room_from_another_and_gives_its_own_back() {
        let [one, other] = [[1; 4], [2; 4]].map(|address| Peer(address.into()));
        let mut peers = Peers::default();
        assert!(peers.enter(one, 2) && peers.enter(one, 2) && !peers.enter(one, 2));
        assert!(peers.enter(other, 2));
        peers.leave(one);
        assert!(peers.enter(one, 2));
        [one, one, other].into_iter().for_each(|peer| peers.leave(peer));
        assert!(peers.0.is_empty(), "nothing is kept of who has gone");
    }
}
