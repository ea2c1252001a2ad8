//! What was sent against what is stored.

use super::Violation;
use crate::history::{Due, History, Reading, Sent, Told};
use crate::truth::{Stored, Truth};
use std::collections::{HashMap, HashSet};
use whatschat_core::id::{ChatId, UserId};

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

/// The last place for each who has left a chat.
fn left(history: &History) -> HashMap<(UserId, ChatId), u64> {
    let of = |reading: &Reading| {
        let reader = reading.reader;
        let left = |(chat, due): (&ChatId, &Due)| Some(((reader, *chat), due.up_to?));
        reading.due.iter().filter_map(left).collect::<Vec<_>>()
    };
    history.readings.iter().flat_map(of).collect()
}
