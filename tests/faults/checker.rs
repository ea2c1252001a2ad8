//! Holds what everybody noted against what the database has. One rule a function; each names
//! whatever breaks it.

mod places;
mod sends;
mod sights;
#[cfg(test)]
mod tests;
mod violation;

pub use violation::Violation;

use crate::history::History;
use crate::truth::{Stored, Truth};
use std::collections::HashMap;
use whatschat_core::id::ChatId;

/// Whatever was promised and not kept; nothing where all is well.
pub fn check(history: &History, truth: &Truth) -> Vec<Violation> {
    let rules = [
        sends::acknowledged_is_stored,
        sends::refused_are_those_who_left,
        sends::nobody_writes_after_leaving,
        sends::stored_is_what_was_sent,
        places::one_message_a_key,
        places::places_have_no_gap,
        places::log_has_no_gap,
        sends::order_of_each_sender,
        sights::everything_due_is_seen,
        sights::seen_is_as_stored,
        sights::seen_once_and_in_order,
        places::unread_is_what_it_counts,
    ];
    rules.iter().flat_map(|rule| rule(history, truth)).collect()
}

fn by_chat(truth: &Truth) -> HashMap<ChatId, Vec<&Stored>> {
    let mut chats: HashMap<_, Vec<_>> = HashMap::new();
    for stored in &truth.messages {
        chats.entry(stored.chat).or_default().push(stored);
    }
    chats
}
