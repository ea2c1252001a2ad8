//! Holds what everybody noted against what the database has. One rule a function; each names
//! whatever breaks it.

mod rules;
#[cfg(test)]
mod tests;
mod violation;

pub use violation::Violation;

use crate::history::History;
use crate::truth::Truth;

/// Whatever was promised and not kept; nothing where all is well.
pub fn check(history: &History, truth: &Truth) -> Vec<Violation> {
    let rules = [
        rules::acknowledged_is_stored,
        rules::refused_are_those_who_left,
        rules::nobody_writes_after_leaving,
        rules::stored_is_what_was_sent,
        rules::one_message_a_key,
        rules::places_have_no_gap,
        rules::log_has_no_gap,
        rules::order_of_each_sender,
        rules::everything_due_is_seen,
        rules::seen_is_as_stored,
        rules::seen_once_and_in_order,
        rules::unread_is_what_it_counts,
    ];
    rules.iter().flat_map(|rule| rule(history, truth)).collect()
}
