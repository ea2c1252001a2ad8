//! What was shown against what is stored.

use super::{Violation, by_chat};
use crate::history::{Due, History, Reading};
use crate::truth::Truth;
use std::collections::{HashMap, HashSet};
use whatschat_core::id::{ChatId, MessageId};

/// Every reader was shown every stored message that is for them.
pub(super) fn everything_due_is_seen(history: &History, truth: &Truth) -> Vec<Violation> {
    let by_chat = by_chat(truth);
    let unseen = |reading: &Reading| {
        let seen: HashSet<_> = reading.seen.iter().map(|seen| seen.id).collect();
        let missed = |(chat, due): (&ChatId, &Due)| -> Vec<Violation> {
            let stored = by_chat.get(chat).into_iter().flatten();
            let missed = stored.filter(|at| due.holds(at.seq) && !seen.contains(&at.id));
            let reader = reading.reader;
            missed.map(|at| Violation::Unseen { reader, chat: *chat, seq: at.seq }).collect()
        };
        reading.due.iter().flat_map(missed).collect::<Vec<_>>()
    };
    history.readings.iter().flat_map(unseen).collect()
}

/// What a reader was shown is stored there, and is for them.
pub(super) fn seen_is_as_stored(history: &History, truth: &Truth) -> Vec<Violation> {
    let places: HashMap<MessageId, (ChatId, u64)> =
        truth.messages.iter().map(|at| (at.id, (at.chat, at.seq))).collect();
    let mut broken = Vec::new();
    for reading in &history.readings {
        let reader = reading.reader;
        for seen in &reading.seen {
            let (id, chat, seq) = (seen.id, seen.chat, seen.seq);
            if places.get(&id) != Some(&(chat, seq)) {
                broken.push(Violation::Invented { reader, id, seq });
            }
            if !reading.due.get(&chat).is_some_and(|due| due.holds(seq)) {
                broken.push(Violation::NotForThem { reader, chat, seq });
            }
        }
    }
    broken
}

/// Each message is shown once, and a chat's in the order of their places.
pub(super) fn seen_once_and_in_order(history: &History, _: &Truth) -> Vec<Violation> {
    let mut broken = Vec::new();
    for reading in &history.readings {
        let reader = reading.reader;
        let (mut ids, mut last) = (HashSet::new(), HashMap::new());
        for seen in &reading.seen {
            let (chat, seq) = (seen.chat, seen.seq);
            let last: &mut u64 = last.entry(chat).or_default();
            if !ids.insert(seen.id) {
                broken.push(Violation::SeenAgain { reader, chat, seq });
            } else if seq < *last {
                broken.push(Violation::SeenLate { reader, chat, seq });
            }
            *last = seq.max(*last);
        }
    }
    broken
}
