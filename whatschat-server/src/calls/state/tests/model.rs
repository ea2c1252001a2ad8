//! The plain model: the same rules, written once more as the table of states has them, with a
//! status that is remembered where the state computes it.

use super::super::{Event, State};
use whatschat_core::calls::CallParticipantStatus::{self, *};
use whatschat_core::calls::CallStatus;
use whatschat_core::id::{SessionId, UserId};

pub(super) struct Model {
    pub(super) status: CallStatus,
    people: Vec<Person>,
    answered: bool,
    connected: bool,
    /// How many could not be reached: those who reject after the start have heard it ring.
    busy: usize,
}

struct Person {
    user: UserId,
    status: CallParticipantStatus,
    device: Option<SessionId>,
    lost: bool,
}

impl Model {
    /// A call that has just been started.
    pub(super) fn of(state: &State) -> Self {
        let person = |member: &super::Member| Person {
            user: member.user,
            status: member.status,
            device: member.device,
            lost: false,
        };
        let people = state.members.iter().map(person).collect();
        let (status, answered, connected) = (state.status(), false, false);
        let mut model = Self { status, people, answered, connected, busy: 0 };
        model.busy = model.count(&[Rejected]);
        model
    }

    pub(super) fn statuses(&self) -> Vec<CallParticipantStatus> {
        self.people.iter().map(|person| person.status).collect()
    }

    pub(super) fn take(&mut self, event: Event) {
        if !self.goes_on() {
            return;
        }
        match event {
            Event::Connected => self.connected |= self.answered,
            Event::Timeout => self.move_all(&[Invited, Ringing], Missed),
            Event::Restart(_) => {
                self.people.iter_mut().filter(|p| p.status == Answered).for_each(|p| p.lost = true);
            }
            Event::Ringing(user) => self.with(user, |p| {
                if p.status == Invited {
                    p.status = Ringing;
                }
            }),
            Event::Answer(user, device) => self.with(user, |p| {
                if matches!(p.status, Invited | Ringing) {
                    (p.status, p.device) = (Answered, Some(device));
                }
            }),
            Event::Reject(user) => self.with(user, |p| {
                if matches!(p.status, Invited | Ringing) {
                    p.status = Rejected;
                }
            }),
            Event::End(user, device) => self.with(user, |p| match p.status {
                Invited | Ringing => p.status = Rejected,
                Answered if device.is_none() || device == p.device => p.status = Left,
                _ => {}
            }),
            Event::Removed(user) => self.with(user, |p| match p.status {
                Invited | Ringing => p.status = Rejected,
                Answered => p.status = Left,
                _ => {}
            }),
            Event::Lost(user, device, _) => self.with(user, |p| {
                p.lost |= p.status == Answered && p.device == Some(device);
            }),
            Event::Resume(user, device) => self.with(user, |p| {
                p.lost &= p.device != Some(device);
            }),
            Event::GraceOver(user) => self.with(user, |p| {
                if p.status == Answered && p.lost {
                    p.status = Left;
                }
            }),
        }
        self.settle();
    }

    fn with(&mut self, user: UserId, change: impl FnOnce(&mut Person)) {
        if let Some(person) = self.people.iter_mut().find(|person| person.user == user) {
            change(person);
        }
    }

    fn goes_on(&self) -> bool {
        matches!(self.status, CallStatus::Initiating | CallStatus::Ringing | CallStatus::Ongoing)
    }

    fn count(&self, of: &[CallParticipantStatus]) -> usize {
        self.people.iter().filter(|person| of.contains(&person.status)).count()
    }

    fn move_all(&mut self, from: &[CallParticipantStatus], to: CallParticipantStatus) {
        for person in self.people.iter_mut().filter(|person| from.contains(&person.status)) {
            person.status = to;
        }
    }

    fn over(&mut self, status: CallStatus) {
        self.status = status;
        self.move_all(&[Answered], Left);
        self.move_all(&[Invited, Ringing], Missed);
    }

    fn settle(&mut self) {
        self.answered |= self.people.iter().skip(1).any(|person| person.status == Answered);
        let (inside, waiting) = (self.count(&[Answered]), self.count(&[Invited, Ringing]));
        if self.answered {
            if inside == 0 || inside + waiting < 2 {
                let connected = self.connected;
                self.over(if connected { CallStatus::Completed } else { CallStatus::Failed });
            } else {
                self.status = CallStatus::Ongoing;
            }
        } else if self.people[0].status != Answered {
            self.over(CallStatus::Cancelled);
        } else if waiting == 0 {
            let all = self.count(&[Rejected]) == self.people.len() - 1;
            self.over(if all { CallStatus::Rejected } else { CallStatus::Missed });
        } else if self.count(&[Ringing]) > 0 || self.count(&[Rejected]) > self.busy {
            self.status = CallStatus::Ringing;
        }
    }
}
