//! Which messages of a chat were seen, so that each is shown once however often it comes.

use std::collections::BTreeSet;

/// The positions seen: all up to one, and some beyond it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    up_to: u64,
    beyond: BTreeSet<u64>,
}

impl Seen {
    /// Everything up to `seq` counts as seen.
    pub(crate) fn up_to(seq: u64) -> Self {
        Self { up_to: seq, beyond: BTreeSet::new() }
    }

    /// Notes a position; `false` where it was seen before.
    pub(crate) fn insert(&mut self, seq: u64) -> bool {
        let new = seq > self.up_to && self.beyond.insert(seq);
        while self.beyond.remove(&(self.up_to + 1)) {
            self.up_to += 1;
        }
        new
    }

    /// Behind which position something may be missing.
    pub(crate) fn complete_to(&self) -> u64 {
        self.up_to
    }

    /// Nothing is missing any more up to `seq`: what was not there to be read will not come.
    pub(crate) fn complete(&mut self, seq: u64) {
        self.up_to = self.up_to.max(seq);
        self.beyond.retain(|&beyond| beyond > seq);
        // What follows without a gap is part of it.
        while self.beyond.remove(&(self.up_to + 1)) {
            self.up_to += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_position_is_new_once_in_any_order() {
        let mut seen = Seen::up_to(10);
        assert!(!seen.insert(10));
        assert!(seen.insert(12), "one's own reply overtook the event before it");
        assert_eq!(seen.complete_to(), 10);
        assert!(seen.insert(11));
        assert!(!seen.insert(12));
        assert_eq!(seen, Seen::up_to(12));
    }

    #[test]
    fn a_gap_that_cannot_be_read_is_closed() {
        let mut seen = Seen::up_to(1);
        seen.insert(5);
        seen.insert(6);
        seen.complete(4);
        assert_eq!(seen, Seen::up_to(6));
        seen.complete(2);
        assert_eq!(seen.complete_to(), 6);
    }
}
