//! The rules.

use super::Violation;
use crate::history::{Due, History, Reading, Sent, Told};
use crate::truth::{Stored, Truth};
use std::collections::{HashMap, HashSet};
use whatschat_core::id::{ChatId, MessageId, UserId};

/// Every acknowledged message is stored at the place that its sender was told, and what a program
/// kept to send it, but no refused one.
pub(super) fn acknowledged_is_stored(history: &History, truth: &Truth) -> Vec<Violation> {
    let by_id: HashMap<_, _> = truth.messages.iter().map(|stored| (stored.id, stored)).collect();
    let keys: HashSet<_> = truth.messages.iter().map(|at| (at.sender, at.key)).collect();
    let broken = history.sends.iter().filter_map(|sent| match sent.told {
        Told::Stored(id, told) => match by_id.get(&id) {
            Some(at) if at.chat == sent.chat && at.key == Some(sent.key) => {
                (at.seq != told).then_some(Violation::Moved { id, told, stored: at.seq })
            }
            _ => Some(Violation::Lost { id, chat: sent.chat, seq: told }),
        },
        Told::Refused => keys
            .contains(&(sent.sender, Some(sent.key)))
            .then_some(Violation::StoredThoughRefused { key: sent.key }),
        Told::Kept => (!keys.contains(&(sent.sender, Some(sent.key))))
            .then_some(Violation::NeverSent { sender: sent.sender, key: sent.key }),
        Told::Nothing => None,
    });
    broken.collect()
}

/// Nothing is refused but what is sent into a chat by who has left it.
pub(super) fn refused_are_those_who_left(history: &History, _: &Truth) -> Vec<Violation> {
    let has_left = |sender: UserId, chat: ChatId| {
        let mut theirs = history.readings.iter().filter(|reading| reading.reader == sender);
        theirs.any(|reading| reading.due.get(&chat).is_some_and(|due| due.up_to.is_some()))
    };
    let refused = history.sends.iter().filter(|sent| sent.told == Told::Refused);
    let broken = refused.filter(|sent| !has_left(sent.sender, sent.chat));
    broken.map(|&Sent { sender, chat, key, .. }| Violation::Refused { sender, chat, key }).collect()
}

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

/// What one sender sent into one chat, each after the one before, stands in that order.
pub(super) fn order_of_each_sender(history: &History, truth: &Truth) -> Vec<Violation> {
    let places: HashMap<_, _> =
        truth.messages.iter().map(|stored| ((stored.sender, stored.key), stored.seq)).collect();
    let mut last = HashMap::new();
    let broken = history.sends.iter().filter_map(|sent| {
        let (sender, chat) = (sent.sender, sent.chat);
        let seq = *places.get(&(sender, Some(sent.key)))?;
        let before = last.insert((sender, chat), seq).unwrap_or_default();
        (seq <= before).then_some(Violation::SendsSwapped { sender, chat, seq })
    });
    broken.collect()
}

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

fn by_chat(truth: &Truth) -> HashMap<ChatId, Vec<&Stored>> {
    let mut chats: HashMap<_, Vec<_>> = HashMap::new();
    for stored in &truth.messages {
        chats.entry(stored.chat).or_default().push(stored);
    }
    chats
}
