//! What turns one list into another.

use super::item::{Item, Key};
use std::collections::HashMap;

/// A change of a timeline's list.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A new item is at this place; those from there on move one further.
    Insert(usize, Item),
    /// The item at this place is another, or has changed.
    Update(usize, Item),
    /// The item at this place is gone; those after it move up.
    Remove(usize),
}

impl Change {
    /// Applies the change to a list, which must be as long as the one that it is about.
    ///
    /// # Panics
    /// Where the list is shorter.
    pub fn apply(&self, items: &mut Vec<Item>) {
        match self {
            Self::Insert(at, item) => items.insert(*at, item.clone()),
            Self::Update(at, item) => items[*at] = item.clone(),
            Self::Remove(at) => drop(items.remove(*at)),
        }
    }
}

/// The changes that turn `old` into `new`, to be applied one after the other.
pub(super) fn between(old: &[Item], new: &[Item]) -> Vec<Change> {
    let (mut now, mut changes) = removed(old, new);
    for (at, item) in new.iter().enumerate() {
        match now.get(at) {
            Some(same) if same == &item => {}
            Some(other) if other.key() == item.key() => {
                changes.push(Change::Update(at, item.clone()));
                now[at] = item;
            }
            _ => {
                changes.push(Change::Insert(at, item.clone()));
                now.insert(at, item);
            }
        }
    }
    changes
}

/// What stays of `old` in the order that it has in `new`, and the removal of the rest. What has
/// moved goes away, too: it comes back elsewhere.
fn removed<'a>(old: &'a [Item], new: &[Item]) -> (Vec<&'a Item>, Vec<Change>) {
    let places: HashMap<Key, usize> =
        new.iter().enumerate().map(|(place, item)| (item.key(), place)).collect();
    let (mut stay, mut changes, mut next) = (vec![], vec![], 0);
    for item in old {
        match places.get(&item.key()) {
            Some(place) if *place >= next => {
                next = place + 1;
                stay.push(item);
            }
            _ => changes.push(Change::Remove(stay.len())),
        }
    }
    (stay, changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::seq::SliceRandom;
    use rand::{RngExt, SeedableRng, rngs::StdRng};

    /// Gaps are items without ado: the first place is the key, the last one what may change.
    fn some_list(lots: &mut StdRng) -> Vec<Item> {
        let mut keys: Vec<u64> = (0..12).filter(|_| lots.random_bool(0.6)).collect();
        if lots.random_bool(0.3) {
            keys.shuffle(lots);
        }
        let item = |first| Item::Gap { first, last: lots.random_range(0..3) };
        keys.into_iter().map(item).collect()
    }

    #[test]
    fn the_changes_between_two_lists_turn_the_one_into_the_other() {
        let seed: u64 = rand::random();
        println!("seed {seed}");
        let mut lots = StdRng::seed_from_u64(seed);
        for _ in 0..2000 {
            let (old, new) = (some_list(&mut lots), some_list(&mut lots));
            let mut list = old.clone();
            for change in between(&old, &new) {
                change.apply(&mut list);
            }
            assert_eq!(list, new, "from {old:?}");
        }
    }

    #[test]
    fn what_stays_the_same_takes_no_change_and_what_changes_one() {
        let gap = |first, last| Item::Gap { first, last };
        let old = [gap(1, 1), gap(2, 2), gap(3, 3)];
        assert_eq!(between(&old, &old), []);
        let new = [gap(1, 1), gap(2, 9), gap(3, 3)];
        assert_eq!(between(&old, &new), [Change::Update(1, gap(2, 9))]);
    }
}
