//! The states of a call under every interleaving of events.

mod model;
mod table;

use super::{Event, Member, Reach, Refusal, State};
use model::Model;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use uuid::Uuid;
use whatschat_core::calls::{CallParticipantStatus, CallStatus};
use whatschat_core::id::{SessionId, UserId};
use whatschat_core::time::Timestamp;

pub(super) fn user(n: u8) -> UserId {
    UserId(Uuid::from_u128(n.into()))
}

pub(super) fn device(n: u8) -> SessionId {
    SessionId(Uuid::from_u128(100 + u128::from(n)))
}

/// The caller is `user(0)` at `device(0)`; user 5 is never in a call.
pub(super) fn started(reaches: &[Reach]) -> State {
    let invitees = (1..).zip(reaches).map(|(n, reach)| (user(n), *reach));
    State::start(user(0), device(0), invitees, Timestamp(45_000), Timestamp(0))
}

fn reach() -> impl Strategy<Value = Reach> {
    let (free, busy) = (Just(Reach::Free), Just(Reach::Busy));
    prop_oneof![4 => free, 1 => busy, 1 => Just(Reach::Offline), 1 => Just(Reach::Apart)]
}

fn event() -> impl Strategy<Value = Event> {
    let (user, device, later) =
        ((0..6_u8).prop_map(user), (0..2_u8).prop_map(device), Timestamp(9));
    let both = (user.clone(), device.clone());
    prop_oneof![
        2 => user.clone().prop_map(Event::Ringing),
        4 => both.clone().prop_map(|(user, device)| Event::Answer(user, device)),
        2 => user.clone().prop_map(Event::Reject),
        2 => (user.clone(), prop::option::of(device)).prop_map(|(user, device)| Event::End(user, device)),
        2 => Just(Event::Connected),
        1 => Just(Event::Timeout),
        2 => both.clone().prop_map(move |(user, device)| Event::Lost(user, device, later)),
        2 => user.clone().prop_map(Event::GraceOver),
        2 => both.prop_map(|(user, device)| Event::Resume(user, device)),
        1 => Just(Event::Restart(later)),
        1 => user.prop_map(Event::Removed),
    ]
}

/// Has `property` hold for a thousand calls, from a seed that is printed.
fn for_all_calls(property: impl Fn(State, Vec<Event>) -> Result<(), TestCaseError>) {
    let given = std::env::var("WHATSCHAT_TEST_SEED").ok();
    let seed = given.map_or_else(rand::random, |seed| seed.parse().unwrap());
    println!("WHATSCHAT_TEST_SEED={seed}");
    let config = Config {
        cases: 1_000,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..Config::default()
    };
    let calls = (vec(reach(), 1..5), vec(event(), 0..40));
    let ran = TestRunner::new(config)
        .run(&calls, |(reaches, events)| property(started(&reaches), events));
    ran.unwrap_or_else(|why| panic!("{why}"));
}

/// The same for each step: the state before, the event, and what came of it.
fn for_all_steps(
    property: impl Fn(&State, Event, &State, Result<(), Refusal>) -> Result<(), TestCaseError>,
) {
    for_all_calls(|mut state, events| {
        for (n, event) in (1..).zip(events) {
            let before = state.clone();
            let outcome = state.apply(event, Timestamp(n));
            property(&before, event, &state, outcome)?;
        }
        Ok(())
    });
}

fn is_final(status: CallStatus) -> bool {
    !matches!(status, CallStatus::Initiating | CallStatus::Ringing | CallStatus::Ongoing)
}

#[test]
fn an_ended_call_never_changes_and_says_so() {
    for_all_steps(|before, _, after, outcome| {
        if before.ended_at.is_some() {
            prop_assert_eq!(before, after);
            prop_assert!(outcome.is_err());
        }
        Ok(())
    });
}

#[test]
fn what_is_refused_changes_nothing_and_what_changes_has_a_new_version() {
    for_all_steps(|before, _, after, outcome| {
        let changed = before != after;
        prop_assert!(!(changed && outcome.is_err()));
        prop_assert_eq!(after.version, before.version + u64::from(changed));
        Ok(())
    });
}

#[test]
fn a_status_moves_along_its_arrows_alone() {
    use CallStatus::*;
    for_all_steps(|before, _, after, _| {
        let (from, to) = (before.status(), after.status());
        let arrow = match (from, to) {
            (Initiating, Ringing | Ongoing) | (Ringing, Ongoing) => true,
            (Initiating | Ringing, Missed | Rejected | Cancelled) => true,
            (Ongoing, Completed | Failed) => true,
            (from, to) => from == to,
        };
        prop_assert!(arrow, "{from} became {to}");
        Ok(())
    });
}

#[test]
fn a_participant_never_leaves_a_final_state_nor_changes_devices() {
    for_all_steps(|before, _, after, _| {
        for (then, now) in before.members.iter().zip(&after.members) {
            if !then.is_waiting() && !then.is_in() {
                // That they were taken out is noted all the same.
                prop_assert_eq!(&Member { closed_at: now.closed_at, ..then.clone() }, now);
            }
            if then.is_in() {
                prop_assert_eq!(then.device, now.device);
            }
        }
        Ok(())
    });
}

#[test]
fn a_call_has_ended_when_its_status_says_so_and_is_over_for_everyone_then() {
    for_all_calls(|mut state, events| {
        for (n, event) in (1..).zip(events) {
            let over = is_final(state.status());
            prop_assert_eq!(over, state.ended_at.is_some());
            let live = |member: &Member| member.is_in() || member.is_waiting();
            prop_assert_eq!(over, !state.members.iter().any(live));
            prop_assert!(!over || state.due_at().is_none(), "time changes nothing of it");
            // A refusal is as good: the state is what matters here.
            let _ = state.apply(event, Timestamp(n));
        }
        Ok(())
    });
}

#[test]
fn nobody_learns_of_a_call_that_they_are_not_in() {
    for_all_calls(|mut state, events| {
        for event in events {
            let _ = state.apply(event, Timestamp(1));
            let device = device(0);
            let verbs = [
                Event::Ringing(user(5)),
                Event::Answer(user(5), device),
                Event::Reject(user(5)),
                Event::End(user(5), Some(device)),
                Event::Resume(user(5), device),
            ];
            for verb in verbs {
                prop_assert_eq!(state.apply(verb, Timestamp(1)), Err(Refusal::NotIn));
            }
        }
        Ok(())
    });
}

#[test]
fn time_alone_ends_every_call_whose_devices_are_gone() {
    for_all_calls(|mut state, events| {
        for event in events {
            let _ = state.apply(event, Timestamp(1));
        }
        let _ = state.apply(Event::Restart(Timestamp(60_000)), Timestamp(1));
        while let Some(at) = state.due_at() {
            let due = state.due_event(at);
            prop_assert_eq!(due.map(|event| state.apply(event, at)), Some(Ok(())));
        }
        prop_assert!(is_final(state.status()), "{state:?}");
        Ok(())
    });
}

#[test]
fn a_call_does_what_the_plain_model_does() {
    for_all_calls(|mut state, events| {
        let mut model = Model::of(&state);
        for (n, event) in (1..).zip(events) {
            let _ = state.apply(event, Timestamp(n));
            model.take(event);
            let statuses: Vec<CallParticipantStatus> =
                state.members.iter().map(|member| member.status).collect();
            prop_assert_eq!(&statuses, &model.statuses(), "after {:?}", event);
            prop_assert_eq!(state.status(), model.status, "after {:?}", event);
        }
        Ok(())
    });
}
