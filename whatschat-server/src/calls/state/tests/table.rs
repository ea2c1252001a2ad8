//! The table of situations, row by row.

use super::{Event, Reach, Refusal, State, device, started, user};
use whatschat_core::calls::CallParticipantStatus::{self, *};
use whatschat_core::calls::{CallReason, CallStatus};
use whatschat_core::time::Timestamp;

/// After these events, at second 1, 2, 3 …
fn after(reaches: &[Reach], events: &[Event]) -> State {
    let mut state = started(reaches);
    for (n, event) in (1..).zip(events) {
        state.apply(*event, Timestamp(n * 1000)).unwrap();
    }
    state
}

fn seen(state: &State) -> (CallStatus, Vec<(CallParticipantStatus, Option<CallReason>)>) {
    (state.status(), state.members.iter().map(|member| (member.status, member.reason)).collect())
}

#[test]
fn a_call_of_nobody_who_is_there_is_missed_at_once() {
    let state = after(&[Reach::Offline, Reach::Offline], &[]);
    let offline = (Missed, Some(CallReason::Offline));
    assert_eq!(seen(&state), (CallStatus::Missed, vec![(Left, None), offline, offline]));
    assert_eq!(state.ended_at, Some(Timestamp(0)));
}

#[test]
fn a_call_of_somebody_busy_is_rejected_at_once() {
    let state = after(&[Reach::Busy], &[]);
    let busy = (Rejected, Some(CallReason::Busy));
    assert_eq!(seen(&state), (CallStatus::Rejected, vec![(Left, None), busy]));
}

#[test]
fn the_first_device_wins() {
    let mut state = after(&[Reach::Free], &[Event::Answer(user(1), device(1))]);
    assert_eq!(state.status(), CallStatus::Ongoing);
    let late = state.apply(Event::Answer(user(1), device(2)), Timestamp(2));
    assert_eq!(late, Err(Refusal::InIt));
    assert_eq!(state.apply(Event::Reject(user(1)), Timestamp(2)), Err(Refusal::InIt));
    assert_eq!(state.member(user(1)).unwrap().device, Some(device(1)));
}

#[test]
fn a_call_that_nobody_answers_is_missed() {
    let state = after(&[Reach::Free], &[Event::Ringing(user(1)), Event::Timeout]);
    let late = (Missed, Some(CallReason::Timeout));
    assert_eq!(seen(&state), (CallStatus::Missed, vec![(Left, None), late]));
}

#[test]
fn a_caller_who_gives_up_cancels() {
    let state = after(&[Reach::Free, Reach::Offline], &[Event::End(user(0), None)]);
    let offline = (Missed, Some(CallReason::Offline));
    assert_eq!(seen(&state), (CallStatus::Cancelled, vec![(Left, None), (Missed, None), offline]));
}

#[test]
fn a_call_that_connected_is_completed_and_another_has_failed() {
    let answer = Event::Answer(user(1), device(1));
    let end = Event::End(user(0), Some(device(0)));
    let state = after(&[Reach::Free], &[answer, Event::Connected, end]);
    assert_eq!(seen(&state), (CallStatus::Completed, vec![(Left, None), (Left, None)]));
    assert_eq!((state.started_at, state.ended_at), (Some(Timestamp(1000)), Some(Timestamp(3000))));
    assert_eq!(after(&[Reach::Free], &[answer, end]).status(), CallStatus::Failed);
}

#[test]
fn who_is_left_alone_waits_as_long_as_somebody_rings() {
    let free = [Reach::Free, Reach::Free];
    let answer = Event::Answer(user(1), device(1));
    let left = [answer, Event::Connected, Event::End(user(0), None)];
    assert_eq!(after(&free, &left).status(), CallStatus::Ongoing);
    let rung = [answer, Event::Connected, Event::End(user(0), None), Event::Timeout];
    assert_eq!(after(&free, &rung).status(), CallStatus::Completed);
}

#[test]
fn a_lost_device_has_a_while_to_come_back() {
    let answer = Event::Answer(user(1), device(1));
    let lost = Event::Lost(user(1), device(1), Timestamp(22_000));
    let mut state = after(&[Reach::Free], &[answer, Event::Connected, lost]);
    assert_eq!(state.member(user(1)).unwrap().reason, Some(CallReason::ConnectionLost));
    assert_eq!((state.status(), state.due_at()), (CallStatus::Ongoing, Some(Timestamp(22_000))));
    let mut resumed = state.clone();
    resumed.apply(Event::Resume(user(1), device(1)), Timestamp(9)).unwrap();
    assert_eq!((resumed.due_at(), resumed.member(user(1)).unwrap().reason), (None, None));
    assert_eq!(state.due_event(Timestamp(21_999)), None);
    assert_eq!(state.due_event(Timestamp(22_000)), Some(Event::GraceOver(user(1))));
    state.apply(Event::GraceOver(user(1)), Timestamp(22_000)).unwrap();
    let gone = (Left, Some(CallReason::ConnectionLost));
    assert_eq!(seen(&state), (CallStatus::Completed, vec![(Left, None), gone]));
}

#[test]
fn who_is_removed_is_out_and_the_others_go_on() {
    let free = [Reach::Free, Reach::Free];
    let answer = Event::Answer(user(1), device(1));
    let mut state = after(&free, &[answer, Event::Removed(user(2))]);
    assert_eq!(seen(&state).1[2], (Rejected, Some(CallReason::Removed)));
    assert_eq!(state.status(), CallStatus::Ongoing);
    state.apply(Event::Removed(user(1)), Timestamp(3)).unwrap();
    assert_eq!(seen(&state).1[1], (Left, Some(CallReason::Removed)));
    assert!(state.ended_at.is_some());
}
