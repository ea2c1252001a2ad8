//! Which part of a chat a timeline shows.

use crate::store::View;
use whatschat_core::messages::Message;

/// How many messages a window holds that nobody paged back in: each change reads all of them.
const MOST: usize = 1000;

/// What is shown of a chat: all from some place on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    /// The place of the first message.
    pub(super) from: Option<u64>,
    /// How many messages it shows at least.
    pub(super) count: u32,
    /// Whether the place was chosen from what is known for certain.
    is_anchored: bool,
    /// How many it holds at most: then the first ones go, and come back by paging.
    most: usize,
    /// Whether more was asked for than it may hold up to now.
    has_grown: bool,
}

impl Window {
    /// The newest messages, so many at least.
    pub(super) fn newest(count: u32) -> Self {
        let most = MOST.max(count as usize);
        Self { from: None, count, is_anchored: false, most, has_grown: false }
    }

    /// Begins at an older place. What is there stays for as many new messages as it may hold.
    pub(super) fn page_back(&mut self, from: Option<u64>) {
        (self.from, self.has_grown) = (from, true);
    }

    /// Settles where it begins, and cuts off what a view has before that: once enough is known,
    /// what is older may have changed, or be far away. It comes back by paging.
    pub(super) fn settle(&mut self, view: &mut View) {
        if let (false, Some(known)) = (self.is_anchored, view.known) {
            view.messages.retain(|message| message.seq >= known.first);
            view.first = view.messages.first().map(|message| message.seq);
        }
        self.is_anchored = view.known.is_some();
        self.hold(&mut view.messages);
        self.from = view.messages.first().map(|message| message.seq).or(view.first);
    }

    /// Lets the first messages go that are too many.
    fn hold(&mut self, messages: &mut Vec<Message>) {
        if std::mem::take(&mut self.has_grown) {
            self.most = self.most.max(messages.len() + MOST);
        }
        messages.drain(..messages.len().saturating_sub(self.most));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Known;
    use serde_json::json;

    fn message(seq: u64) -> Message {
        let (id, time) = (uuid::Uuid::from_u128(seq.into()), "2026-01-01T00:00:00.000Z");
        serde_json::from_value(json!({
            "id": id, "content": seq.to_string(), "type": "text", "senderId": id, "chatId": id,
            "seq": seq, "metadata": {}, "createdAt": time, "updatedAt": time,
        }))
        .unwrap()
    }

    /// What is stored from a place on, of which all is known from another place on.
    fn view(stored: &[u64], known: Option<u64>) -> View {
        View {
            first: stored.first().copied(),
            known: known.map(|first| Known { first, count: 2 }),
            messages: stored.iter().map(|seq| message(*seq)).collect(),
            ranges: vec![],
            newest: stored.last().copied(),
            outgoing: vec![],
            marks: vec![],
            members: 2,
        }
    }

    fn shown(window: &mut Window, mut view: View) -> Vec<u64> {
        window.settle(&mut view);
        assert_eq!(window.from, view.messages.first().map(|message| message.seq));
        view.messages.iter().map(|message| message.seq).collect()
    }

    #[test]
    fn what_is_stored_is_shown_until_enough_is_known() {
        let mut window = Window::newest(2);
        assert_eq!(shown(&mut window, view(&[], None)), [0; 0]);
        assert_eq!(shown(&mut window, view(&[3, 4], None)), [3, 4]);
        assert_eq!(shown(&mut window, view(&[3, 4, 8, 9], Some(8))), [8, 9]);
    }

    #[test]
    fn what_was_paged_back_to_stays_until_it_is_known_no_more() {
        let mut window = Window::newest(2);
        assert_eq!(shown(&mut window, view(&[8, 9], Some(8))), [8, 9]);
        assert_eq!(shown(&mut window, view(&[3, 8, 9], Some(8))), [3, 8, 9], "a page");
        assert_eq!(shown(&mut window, view(&[3, 8, 9], None)), [3, 8, 9], "a gap");
        assert_eq!(shown(&mut window, view(&[3, 8, 9], Some(8))), [8, 9]);
    }

    #[test]
    fn the_first_messages_go_where_there_are_too_many_and_come_back_by_paging() {
        let mut window = Window::newest(2);
        let all: Vec<u64> = (1..=2500).collect();
        assert_eq!(shown(&mut window, view(&all[..1002], Some(1))), all[2..1002]);
        window.page_back(Some(1));
        assert_eq!(shown(&mut window, view(&all[..1002], Some(1))), all[..1002], "a page");
        assert_eq!(shown(&mut window, view(&all[..2002], Some(1))), all[..2002]);
        assert_eq!(shown(&mut window, view(&all[..2003], Some(1))), all[1..2003]);
    }
}
