//! What is stored against itself.

use super::{Violation, by_chat};
use crate::history::History;
use crate::truth::Truth;
use std::collections::{HashMap, HashSet};
use whatschat_core::id::ChatId;

/// One message for each key of a sender; and the database itself sees to it.
pub(super) fn one_message_a_key(_: &History, truth: &Truth) -> Vec<Violation> {
    let mut keys = HashSet::new();
    let doubled = truth.messages.iter().filter_map(|stored| {
        let (sender, key) = (stored.sender, stored.key?);
        (!keys.insert((sender, key))).then_some(Violation::Doubled { sender, key })
    });
    let taken = truth.takes_doubles.then_some(Violation::DatabaseTakesDoubles);
    doubled.chain(taken).collect()
}

/// A chat's places are 1, 2, 3 … to the end that it says it has.
pub(super) fn places_have_no_gap(_: &History, truth: &Truth) -> Vec<Violation> {
    let mut broken = Vec::new();
    let mut last: HashMap<ChatId, u64> = HashMap::new();
    for stored in &truth.messages {
        let last = last.entry(stored.chat).or_default();
        let (chat, awaited, found) = (stored.chat, *last + 1, stored.seq);
        if found != awaited {
            broken.push(Violation::Gap { chat, awaited, found });
        }
        *last = found;
    }
    for (&chat, &says) in &truth.ends {
        let has = last.get(&chat).copied().unwrap_or_default();
        if says != has {
            broken.push(Violation::WrongEnd { chat, says, has });
        }
    }
    broken
}

/// The log's positions have no gap either, and it ends where it says.
pub(super) fn log_has_no_gap(_: &History, truth: &Truth) -> Vec<Violation> {
    let log = truth.log;
    let is_whole = log.entries == 0 || log.last - log.first + 1 == log.entries;
    let broken = (!is_whole || log.last != log.head).then_some(Violation::LogGap(log));
    broken.into_iter().collect()
}

/// The unread count that a member is told is that of the others' messages after what they read.
pub(super) fn unread_is_what_it_counts(history: &History, truth: &Truth) -> Vec<Violation> {
    let by_chat = by_chat(truth);
    let miscounted = history.unread.iter().filter_map(|(&(chat, user), &says)| {
        let read = truth.read.get(&(chat, user)).copied().unwrap_or_default();
        let stored = by_chat.get(&chat).into_iter().flatten();
        let unread = stored.filter(|at| at.seq > read && at.sender != user).count();
        let counts = u64::try_from(unread).unwrap_or(u64::MAX);
        (says != counts).then_some(Violation::Miscounted { user, chat, says, counts })
    });
    miscounted.collect()
}
