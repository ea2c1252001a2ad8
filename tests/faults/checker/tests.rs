//! A checker that finds nothing proves nothing: each way to break a promise is found, by the rule
//! that is meant to find it.

use super::*;
use crate::history::{Due, Reading, Seen, Sent, Told};
use crate::truth::{Log, Stored};
use std::collections::HashMap;
use uuid::Uuid;
use whatschat_core::id::{ChatId, ClientMessageId, MessageId, UserId};

const CHAT: ChatId = ChatId(Uuid::from_u128(1));
const ALICE: UserId = UserId(Uuid::from_u128(2));
const BOB: UserId = UserId(Uuid::from_u128(3));

fn id(seq: u64) -> MessageId {
    MessageId(Uuid::from_u128(1000 + u128::from(seq)))
}

fn key(seq: u64) -> ClientMessageId {
    ClientMessageId(Uuid::from_u128(2000 + u128::from(seq)))
}

fn stored(seq: u64) -> Stored {
    Stored { chat: CHAT, seq, id: id(seq), sender: ALICE, key: Some(key(seq)), is_system: false }
}

fn seen(seq: u64) -> Seen {
    Seen { chat: CHAT, seq, id: id(seq) }
}

fn sent(seq: u64) -> Sent {
    Sent { sender: ALICE, chat: CHAT, key: key(seq), told: Told::Stored(id(seq), seq) }
}

/// Alice sent Bob five messages, all went well, and he has read two.
fn all_is_well() -> (History, Truth) {
    let mut reading = Reading::of(BOB, HashMap::from([(CHAT, Due { after: 0, up_to: None })]));
    reading.seen = (1..=5).map(seen).collect();
    let history = History {
        sends: (1..=5).map(sent).collect(),
        sends_are_all: true,
        readings: vec![reading],
        unread: HashMap::from([((CHAT, BOB), 3), ((CHAT, ALICE), 0)]),
    };
    let truth = Truth {
        messages: (1..=5).map(stored).collect(),
        ends: HashMap::from([(CHAT, 5)]),
        read: HashMap::from([((CHAT, BOB), 2), ((CHAT, ALICE), 0)]),
        log: Log { entries: 6, first: 1, last: 6, head: 6 },
        takes_doubles: false,
    };
    (history, truth)
}

/// What is found once something of it is broken.
fn found(breaks: impl FnOnce(&mut History, &mut Truth)) -> Vec<Violation> {
    let (mut history, mut truth) = all_is_well();
    breaks(&mut history, &mut truth);
    check(&history, &truth)
}

#[test]
fn where_all_is_well_nothing_is_found() {
    assert_eq!(found(|_, _| {}), []);
}

#[test]
fn an_acknowledged_message_that_is_gone_is_found() {
    let lost = Violation::Lost { id: id(5), chat: CHAT, seq: 5 };
    let found = found(|_, truth| {
        truth.messages.pop();
    });
    assert!(found.contains(&lost), "{found:?}");
}

#[test]
fn a_message_elsewhere_than_was_said_is_found() {
    let moved = Violation::Moved { id: id(5), told: 6, stored: 5 };
    assert_eq!(found(|history, _| history.sends[4].told = Told::Stored(id(5), 6)), [moved]);
}

#[test]
fn a_refused_message_that_is_stored_is_found() {
    let kept = Violation::StoredThoughRefused { key: key(2) };
    let found = found(|history, _| history.sends[1].told = Told::Refused);
    assert!(found.contains(&kept), "{found:?}");
}

#[test]
fn a_refusal_of_who_may_write_is_found() {
    let sent = Sent { told: Told::Refused, ..sent(9) };
    let refused = Violation::Refused { sender: ALICE, chat: CHAT, key: key(9) };
    assert_eq!(found(|history, _| history.sends.push(sent)), [refused]);
    let where_she_is = |up_to| {
        found(|history, _| {
            history.sends.push(sent);
            let due = HashMap::from([(CHAT, Due { after: 5, up_to })]);
            history.readings.push(Reading::of(ALICE, due));
        })
    };
    assert_eq!(where_she_is(None), [refused]);
    assert_eq!(where_she_is(Some(5)), [], "she has left");
}

#[test]
fn a_refusal_of_who_had_not_left_yet_is_found() {
    let before = Sent { told: Told::Refused, ..sent(9) };
    let refused = Violation::Refused { sender: ALICE, chat: CHAT, key: key(9) };
    let found = found(|history, _| {
        history.sends.insert(2, before);
        history.readings.push(left(5));
    });
    assert_eq!(found, [refused]);
}

/// What Alice saw, who has left after that place.
fn left(last: u64) -> Reading {
    let due = Due { after: last, up_to: Some(last) };
    Reading::of(ALICE, HashMap::from([(CHAT, due)]))
}

#[test]
fn what_was_written_by_who_had_left_is_found() {
    let late = Violation::WrittenAfterLeaving { sender: ALICE, chat: CHAT, seq: 5 };
    assert_eq!(found(|history, _| history.readings.push(left(4))), [late]);
    let found = found(|history, truth| {
        history.readings.push(left(4));
        history.sends.pop();
        (truth.messages[4].key, truth.messages[4].is_system) = (None, true);
    });
    assert_eq!(found, [], "the server says that she has left");
}

#[test]
fn what_nobody_sent_is_found() {
    let unsaid = Violation::NeverSaid { sender: ALICE, chat: CHAT, seq: 5 };
    assert_eq!(found(|history, _| _ = history.sends.pop()), [unsaid]);
    let without_a_key = found(|history, truth| {
        history.sends.pop();
        truth.messages[4].key = None;
    });
    assert_eq!(without_a_key, [unsaid]);
    let of_a_program = found(|history, _| {
        history.sends.pop();
        history.sends_are_all = false;
    });
    assert_eq!(of_a_program, []);
}

#[test]
fn a_send_without_an_answer_may_be_stored_or_not() {
    assert_eq!(found(|history, _| history.sends[4].told = Told::Nothing), []);
    let never = Sent { key: key(9), told: Told::Nothing, ..sent(9) };
    assert_eq!(found(|history, _| history.sends.push(never)), []);
}

#[test]
fn what_a_program_kept_and_did_not_send_is_found() {
    let keep = |n| Sent { told: Told::Kept, ..sent(n) };
    assert_eq!(found(|history, _| history.sends[4] = keep(5)), []);
    let never = Violation::NeverSent { sender: ALICE, key: key(9) };
    assert_eq!(found(|history, _| history.sends.push(keep(9))), [never]);
}

#[test]
fn a_doubled_message_is_found() {
    let doubled = Violation::Doubled { sender: ALICE, key: key(4) };
    let found = found(|history, truth| {
        truth.messages[4].key = Some(key(4));
        history.sends.pop();
    });
    assert!(found.contains(&doubled), "{found:?}");
    let (history, mut truth) = all_is_well();
    truth.takes_doubles = true;
    let lax = check(&history, &truth);
    assert_eq!(lax, [Violation::DatabaseTakesDoubles]);
}

#[test]
fn a_gap_between_places_is_found() {
    let gap = Violation::Gap { chat: CHAT, awaited: 3, found: 4 };
    let found = found(|history, truth| {
        truth.messages.remove(2);
        history.sends.remove(2);
        history.readings[0].seen.remove(2);
        history.unread.insert((CHAT, BOB), 2);
    });
    assert_eq!(found, [gap]);
}

#[test]
fn a_chat_that_is_wrong_about_its_end_is_found() {
    let wrong = Violation::WrongEnd { chat: CHAT, says: 6, has: 5 };
    assert_eq!(found(|_, truth| _ = truth.ends.insert(CHAT, 6)), [wrong]);
}

#[test]
fn a_gap_in_the_log_is_found() {
    let gap = Log { entries: 5, first: 1, last: 6, head: 6 };
    assert_eq!(found(|_, truth| truth.log = gap), [Violation::LogGap(gap)]);
    let unsaid = Log { entries: 6, first: 1, last: 6, head: 7 };
    assert_eq!(found(|_, truth| truth.log = unsaid), [Violation::LogGap(unsaid)]);
}

#[test]
fn swapped_sends_are_found() {
    let swapped = Violation::SendsSwapped { sender: ALICE, chat: CHAT, seq: 1 };
    assert_eq!(found(|history, _| history.sends.swap(0, 1)), [swapped]);
}

#[test]
fn a_message_that_was_not_shown_is_found() {
    let unseen = Violation::Unseen { reader: BOB, chat: CHAT, seq: 3 };
    assert_eq!(found(|history, _| _ = history.readings[0].seen.remove(2)), [unseen]);
}

#[test]
fn a_message_that_was_shown_twice_or_late_is_found() {
    let again = Violation::SeenAgain { reader: BOB, chat: CHAT, seq: 2 };
    assert_eq!(found(|history, _| history.readings[0].seen.push(seen(2))), [again]);
    let late = Violation::SeenLate { reader: BOB, chat: CHAT, seq: 1 };
    assert_eq!(found(|history, _| history.readings[0].seen.swap(0, 1)), [late]);
}

#[test]
fn a_message_that_nobody_stored_is_found() {
    let invented = Violation::Invented { reader: BOB, id: id(6), seq: 6 };
    assert_eq!(found(|history, _| history.readings[0].seen.push(seen(6))), [invented]);
}

#[test]
fn what_was_shown_after_ones_removal_is_found() {
    let not_for_them = Violation::NotForThem { reader: BOB, chat: CHAT, seq: 5 };
    let found = found(|history, _| {
        history.readings[0].due.insert(CHAT, Due { after: 0, up_to: Some(4) });
    });
    assert_eq!(found, [not_for_them]);
}

#[test]
fn a_wrong_count_of_unread_messages_is_found() {
    let miscounted = Violation::Miscounted { user: BOB, chat: CHAT, says: 4, counts: 3 };
    assert_eq!(found(|history, _| _ = history.unread.insert((CHAT, BOB), 4)), [miscounted]);
}
