//! Messages on their way, and the send that is under way.

use crate::failure::Failure;
use crate::profile::Profile;
use crate::unsent::{Queue, Unsent};
use std::collections::HashSet;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use whatschat_client::Error;
use whatschat_client::core::id::{ClientMessageId, UserId};
use whatschat_client::core::messages::Message;

/// How long a send may take before the message shows up as unsent.
const SLOW: Duration = Duration::from_secs(2);

/// A send under way.
pub(super) struct Sending {
    pub(super) handle: JoinHandle<Outcome>,
    pub(super) since: Instant,
    /// Whether it was said that it takes long.
    pub(super) slow: bool,
}

/// What became of a send.
pub(crate) type Outcome = (Unsent, Result<Message, Error>);

/// Messages on their way.
pub(crate) struct Outbox {
    pub(super) queue: Queue,
    pub(super) sending: Option<Sending>,
    /// Who wrote the last message of this run.
    pub(crate) wrote: Option<UserId>,
    /// What people were told to be unsent.
    pub(super) told: HashSet<ClientMessageId>,
    /// When the next attempt may be made.
    pub(super) not_before: Option<Instant>,
}

impl Outbox {
    pub(super) fn load(profile: &Profile) -> Result<Self, Failure> {
        let queue = Queue::load(profile)?;
        Ok(Self { queue, sending: None, wrote: None, told: HashSet::new(), not_before: None })
    }

    /// How many of the messages of `user` have not arrived.
    pub(crate) fn count(&self, user: UserId) -> usize {
        self.queue.of(user).count()
    }

    /// Whether a send is under way.
    pub(crate) fn is_busy(&self) -> bool {
        self.sending.is_some()
    }

    /// Waits for what becomes of the send under way. Loses nothing when dropped.
    pub(crate) async fn outcome(&mut self) -> Option<Outcome> {
        let outcome = (&mut self.sending.as_mut()?.handle).await;
        self.sending = None;
        outcome.ok()
    }

    /// When the send under way will have taken long; `None` where that was said already.
    pub(crate) fn slow_at(&self) -> Option<Instant> {
        let sending = self.sending.as_ref().filter(|sending| !sending.slow);
        sending.map(|sending| sending.since + SLOW)
    }
}
