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

/// Nothing is refused but what is sent into a chat by who has left it: from then on all of it.
pub(super) fn refused_are_those_who_left(history: &History, _: &Truth) -> Vec<Violation> {
    let (left, mut taken) = (left(history), HashSet::new());
    let mut broken = Vec::new();
    for &Sent { sender, chat, key, told } in history.sends.iter().rev() {
        match told {
            Told::Stored(..) => _ = taken.insert((sender, chat)),
            Told::Refused
                if taken.contains(&(sender, chat)) || !left.contains_key(&(sender, chat)) =>
            {
                broken.push(Violation::Refused { sender, chat, key });
            }
            Told::Refused | Told::Kept | Told::Nothing => {}
        }
    }
    broken
}

/// Nothing stands in a chat that was sent by who had left it.
pub(super) fn nobody_writes_after_leaving(history: &History, truth: &Truth) -> Vec<Violation> {
    let left = left(history);
    let is_late = |at: &&Stored| left.get(&(at.sender, at.chat)).is_some_and(|last| at.seq > *last);
    let late = truth.messages.iter().filter(|at| !at.is_system).filter(is_late);
    late.map(|at| Violation::WrittenAfterLeaving { sender: at.sender, chat: at.chat, seq: at.seq })
        .collect()
}

/// Nothing stands in somebody's name that they did not send there.
pub(super) fn stored_is_what_was_sent(history: &History, truth: &Truth) -> Vec<Violation> {
    if !history.sends_are_all {
        return Vec::new();
    }
    let sent: HashSet<_> =
        history.sends.iter().map(|sent| (sent.sender, sent.chat, Some(sent.key))).collect();
    let said = truth.messages.iter().filter(|at| !at.is_system);
    let broken = said.filter(|at| !sent.contains(&(at.sender, at.chat, at.key)));
    broken
        .map(|at| Violation::NeverSaid { sender: at.sender, chat: at.chat, seq: at.seq })
        .collect()
}

/// The last place for each who has left a chat.
fn left(history: &History) -> HashMap<(UserId, ChatId), u64> {
    let of = |reading: &Reading| {
        let reader = reading.reader;
        let left = |(chat, due): (&ChatId, &Due)| Some(((reader, *chat), due.up_to?));
        reading.due.iter().filter_map(left).collect::<Vec<_>>()
    };
    history.readings.iter().flat_map(of).collect()
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
