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
