//! Messages that the server has not acknowledged, in the order in which they were typed.
//!
//! Each is on disk before it goes out and until its fate is known, so that neither an absent
//! server nor the end of this program loses one. A repetition carries the same
//! `clientMessageId`, so it never becomes a second message.

use crate::failure::Failure;
use crate::profile::Profile;
use serde::{Deserialize, Serialize};
use whatschat_client::core::id::UserId;
use whatschat_client::core::messages::SendMessage;

const FILE: &str = "unsent.json";

/// A message on its way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Unsent {
    /// Who wrote it: nobody else may send it, after another login in the same profile.
    pub(crate) sender: UserId,
    /// The chat's name when it was written.
    pub(crate) chat_name: String,
    /// What to send, with its `clientMessageId`.
    pub(crate) request: SendMessage,
}

/// The messages on their way, as they are on disk.
#[derive(Debug)]
pub(crate) struct Queue {
    profile: Profile,
    messages: Vec<Unsent>,
}

impl Queue {
    /// Reads what the last time left.
    pub(crate) fn load(profile: &Profile) -> Result<Self, Failure> {
        let messages = profile.read(FILE)?.unwrap_or_default();
        Ok(Self { profile: profile.clone(), messages })
    }

    /// Adds a message behind all others. One that cannot be kept is not sent later either.
    pub(crate) fn push(&mut self, message: Unsent) -> Result<(), Failure> {
        self.messages.push(message);
        self.save().inspect_err(|_| drop(self.messages.pop()))
    }

    /// The messages of `sender`, the oldest first.
    pub(crate) fn of(&self, sender: UserId) -> impl Iterator<Item = &Unsent> {
        self.messages.iter().filter(move |message| message.sender == sender)
    }

    /// Takes out a message whose fate is known.
    pub(crate) fn remove(&mut self, request: &SendMessage) -> Result<(), Failure> {
        let id = request.client_message_id;
        self.messages.retain(|message| message.request.client_message_id != id);
        self.save()
    }

    fn save(&self) -> Result<(), Failure> {
        match self.messages.as_slice() {
            [] => self.profile.remove(FILE),
            messages => self.profile.write(FILE, &messages),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use whatschat_client::Client;
    use whatschat_client::core::id::ChatId;

    fn unsent(text: &str) -> Unsent {
        let client = Client::builder("http://localhost").build().unwrap();
        let request = client.messages().draft(ChatId::nil(), text);
        Unsent { sender: UserId::nil(), chat_name: "bob".into(), request }
    }

    #[test]
    fn what_is_queued_survives_the_program_in_its_order_and_with_its_ids() {
        let folder = tempfile::tempdir().unwrap();
        let profile = Profile::open(Some(folder.path().into()), "default").unwrap();
        let mut queue = Queue::load(&profile).unwrap();
        let (one, two) = (unsent("一"), unsent("two"));
        queue.push(one.clone()).unwrap();
        queue.push(two.clone()).unwrap();

        let mut again = Queue::load(&profile).unwrap();
        assert_eq!(again.of(UserId::nil()).next(), Some(&one));
        again.remove(&one.request).unwrap();
        assert_eq!(again.of(UserId::nil()).next(), Some(&two));
        again.remove(&two.request).unwrap();
        assert_eq!(Queue::load(&profile).unwrap().of(UserId::nil()).count(), 0);
    }

    #[test]
    fn what_cannot_be_kept_is_not_sent_later() {
        let folder = tempfile::tempdir().unwrap();
        let profile = Profile::open(Some(folder.path().into()), "default").unwrap();
        let mut queue = Queue::load(&profile).unwrap();
        drop(folder);
        assert!(queue.push(unsent("lost")).is_err());
        assert_eq!(queue.of(UserId::nil()).count(), 0);
    }

    #[test]
    fn nobody_sends_what_another_wrote() {
        let folder = tempfile::tempdir().unwrap();
        let profile = Profile::open(Some(folder.path().into()), "default").unwrap();
        let mut queue = Queue::load(&profile).unwrap();
        queue.push(unsent("secret")).unwrap();
        let other = "0190b5a4-0000-7000-8000-000000000001".parse().unwrap();
        assert_eq!(queue.of(other).count(), 0);
    }
}
