//! A screen that shows a timeline by applying its changes.

use crate::support::within;
use whatschat_client::outbox::SendState;
use whatschat_client::timeline::{Change, Item, Timeline};
use whatschat_core::messages::Message;

/// A list that is changed as a timeline says, and compared with it after each change.
pub(super) struct Shown {
    pub(super) timeline: Timeline,
    pub(super) items: Vec<Item>,
}

impl Shown {
    pub(super) fn new(timeline: Timeline) -> Self {
        Self { timeline, items: vec![] }
    }

    pub(super) async fn change(&mut self) -> Change {
        let change = self.timeline.next().await.unwrap().expect("the store is there");
        change.apply(&mut self.items);
        assert_eq!(self.items, self.timeline.items(), "after {change:?}");
        change
    }

    /// Applies changes until the list is as it should be.
    pub(super) async fn until(&mut self, what: &str, is_it: impl Fn(&[Item]) -> bool) {
        within(what, async {
            while !is_it(&self.items) {
                self.change().await;
            }
        })
        .await;
    }

    /// Pages back to the first message.
    pub(super) async fn page_back_to_the_start(&mut self) {
        while within("older messages", self.timeline.older(7)).await.unwrap() {}
    }
}

/// What the lines say; a gap is `…`.
pub(super) fn texts(items: &[Item]) -> Vec<String> {
    let text = |item: &Item| match item {
        Item::Message { message, .. } => message.content.clone(),
        Item::Outgoing(outgoing) => outgoing.draft.content.clone(),
        Item::Gap { .. } => "…".into(),
    };
    items.iter().map(text).collect()
}

/// The messages alone.
pub(super) fn messages(items: &[Item]) -> Vec<Message> {
    let message = |item: &Item| match item {
        Item::Message { message, .. } => Some((**message).clone()),
        Item::Outgoing(_) | Item::Gap { .. } => None,
    };
    items.iter().filter_map(message).collect()
}

/// Where the messages of one's own stand.
pub(super) fn states(items: &[Item]) -> Vec<SendState> {
    let state = |item: &Item| match item {
        Item::Message { state, .. } => state.clone(),
        Item::Outgoing(outgoing) => Some(outgoing.state.clone()),
        Item::Gap { .. } => None,
    };
    items.iter().filter_map(state).collect()
}
