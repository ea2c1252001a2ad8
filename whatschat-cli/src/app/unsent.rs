//! How many messages are not sent, and what becomes of them.

use std::collections::HashSet;
use whatschat_client::core::id::ClientMessageId;
use whatschat_client::outbox::{Outgoing, SendState};

/// How many messages are not sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Unsent {
    /// Those that go out as soon as they can.
    pub(crate) waiting: usize,
    /// Those that were refused.
    pub(crate) refused: usize,
    /// Those that wait until one of these is tried again or taken back.
    pub(crate) behind: usize,
}

impl Unsent {
    /// Counts those of the messages that are not sent which `are_meant`.
    pub(crate) fn of(outgoing: &[Outgoing], are_meant: impl Fn(ClientMessageId) -> bool) -> Self {
        let held_up = behind_refused(outgoing);
        let mut unsent = Self::default();
        for one in outgoing.iter().filter(|one| are_meant(one.id)) {
            match one {
                one if is_refused(one) => unsent.refused += 1,
                one if held_up.contains(&one.id) => unsent.behind += 1,
                _ => unsent.waiting += 1,
            }
        }
        unsent
    }

    /// All of them.
    pub(crate) const fn total(self) -> usize {
        self.waiting + self.refused + self.behind
    }

    /// How many go nowhere by themselves; nothing where all do.
    pub(crate) fn refusals(self) -> Option<String> {
        let (were, wait) = (if self.refused == 1 { "was" } else { "were" }, self.behind);
        let refused = format!("{} {were} refused", messages(self.refused));
        match (self.refused, wait) {
            (0, _) => None,
            (_, 0) => Some(refused),
            (_, 1) => Some(format!("{refused}, and 1 waits behind that")),
            _ => Some(format!("{refused}, and {wait} wait behind that")),
        }
    }
}

/// Whether the server said no to a message.
pub(crate) fn is_refused(one: &Outgoing) -> bool {
    matches!(one.state, SendState::Failed { .. })
}

/// What waits behind a refused message of its chat.
pub(crate) fn behind_refused(outgoing: &[Outgoing]) -> HashSet<ClientMessageId> {
    let (mut chats, mut behind) = (HashSet::new(), HashSet::new());
    for one in outgoing {
        if is_refused(one) {
            chats.insert(one.draft.chat_id);
        } else if chats.contains(&one.draft.chat_id) {
            behind.insert(one.id);
        }
    }
    behind
}

/// `1 message`, or `2 messages`.
pub(super) fn messages(count: usize) -> String {
    if count == 1 { "1 message".into() } else { format!("{count} messages") }
}

/// `1 message is not sent`, or `2 messages are not sent`.
pub(crate) fn not_sent(count: usize) -> String {
    format!("{} {} not sent", messages(count), if count == 1 { "is" } else { "are" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use whatschat_client::core::messages::SendMessage;

    fn outgoing(chat: u32, n: u32, state: SendState) -> Outgoing {
        let id = |n: u32| format!("0190b5a4-0000-7000-8000-{n:012}");
        let draft = SendMessage::text(id(chat).parse().unwrap(), "");
        Outgoing { id: id(n).parse().unwrap(), draft, state, delay: None }
    }

    #[test]
    fn what_waits_behind_a_refused_message_of_its_chat_goes_nowhere_by_itself() {
        let no = || SendState::Failed { why: String::new(), code: None, can_retry: true };
        let list = [
            outgoing(1, 11, SendState::Sending),
            outgoing(2, 12, no()),
            outgoing(1, 13, SendState::Queued),
            outgoing(2, 14, SendState::Queued),
        ];
        let unsent = Unsent::of(&list, |_| true);
        assert_eq!(unsent, Unsent { waiting: 2, refused: 1, behind: 1 });
        let words = "1 message was refused, and 1 waits behind that";
        assert_eq!(unsent.refusals().unwrap(), words);
        let unsent = Unsent::of(&list, |id| id == list[3].id);
        assert_eq!((unsent.behind, unsent.total()), (1, 1));
        assert_eq!(Unsent::of(&list[..1], |_| true).refusals(), None);
    }
}
