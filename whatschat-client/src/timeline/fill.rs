//! Reads what a timeline shows and the store does not know.

use super::OpenChat;
use crate::Error;
use crate::backoff::Backoff;
use crate::store::{Known, KnownMarks};
use std::pin::pin;
use tokio::sync::watch;
use whatschat_core::limits::PAGE_MAX;
use whatschat_core::messages::ListMessages;

/// Reads a chat's newest messages into the store, now and whenever they are not known any more.
/// Tells when that was tried for the first time.
pub(super) async fn fill(chat: OpenChat, count: u32, tried: watch::Sender<bool>) {
    let mut waiting = Waiting {
        connections: chat.attached.connections.clone(),
        changed: chat.attached.store.changes_of(chat.id),
        backoff: Backoff::of_the_network(),
    };
    let mut filling = Filling { chat, count, settled: None, marks: None };
    loop {
        waiting.connections.mark_unchanged();
        waiting.changed.mark_unchanged();
        let filled = filling.fill().await;
        tried.send_replace(true);
        let Some(has_connected) = waiting.until_next(filled).await else { return };
        if has_connected {
            (filling.settled, filling.marks) = (None, None);
        }
    }
}

/// What the next look waits for.
struct Waiting {
    connections: watch::Receiver<u64>,
    changed: watch::Receiver<u64>,
    backoff: Backoff,
}

impl Waiting {
    /// Waits until another look is worth it, and says whether there was a new connection; `None` where
    /// the store is detached.
    async fn until_next(&mut self, filled: Result<(), Error>) -> Option<bool> {
        let Self { connections, changed, backoff } = self;
        let asked = filled.as_ref().err().and_then(Error::asked_wait).is_some();
        let mut due = pin!(async {
            match filled {
                Ok(()) => {
                    backoff.reset();
                    drop(changed.changed().await); // the store is ours: it does not end
                }
                Err(why) => {
                    tracing::debug!(%why, "the newest messages of a chat were not read");
                    tokio::time::sleep(backoff.next(why.asked_wait())).await;
                }
            }
        });
        let mut has_connected = false;
        // The network is back: that shortens no wait that the server asked for.
        while asked || !has_connected {
            tokio::select! {
                () = &mut due => break,
                connected = connections.changed() => {
                    connected.ok()?;
                    has_connected = true;
                }
            }
        }
        Some(has_connected)
    }
}

struct Filling {
    chat: OpenChat,
    count: u32,
    /// What was known after the last time: the same again needs nothing.
    settled: Option<Option<Known>>,
    /// What was known of the marks after the last time in this connection.
    marks: Option<KnownMarks>,
}

impl Filling {
    async fn fill(&mut self) -> Result<(), Error> {
        let (chat, store) = (&self.chat, &self.chat.attached.store);
        let known = store.known(chat.id).await?;
        if self.settled != Some(known) {
            self.settled = Some(chat.load_newest(known, self.count).await?);
        }
        let marks = store.known_marks(chat.id).await?;
        let asks = match marks {
            KnownMarks::Some => self.marks != Some(KnownMarks::Some),
            KnownMarks::AsOfThen => self.marks.is_none(),
            KnownMarks::All => false,
        };
        if asks {
            chat.load_marks().await?;
        }
        self.marks = Some(marks);
        Ok(())
    }
}

/// What is read for the store comes as its owner sees it: who else logs in gets nothing into it.
impl OpenChat {
    /// Reads until the newest `count` messages are known, or all; gives what is known then.
    pub(super) async fn load_newest(
        &self,
        mut known: Option<Known>,
        count: u32,
    ) -> Result<Option<Known>, Error> {
        if known.is_none() {
            self.load(None, count).await?;
            known = self.attached.store.known(self.id).await?;
        }
        while let Some(Known { first, .. }) = known.filter(|known| !known.is_enough(count)) {
            self.load(Some(first), count).await?;
            known = self.attached.store.known(self.id).await?;
        }
        Ok(known)
    }

    /// Reads until the `count` messages before a place are known, and says whether there are
    /// older ones.
    pub(super) async fn load_before(&self, before: u64, count: u32) -> Result<bool, Error> {
        let store = &self.attached.store;
        loop {
            if let Some(Known { first, .. }) = store.known(self.id).await?
                && first > before
            {
                // What was shown without a network has gaps: these come first.
                let missing = u32::try_from(first - before).unwrap_or(PAGE_MAX);
                self.load(Some(first), missing).await?;
                continue;
            }
            let known = store.known_before(self.id, before).await?;
            if known.is_enough(count) {
                return Ok(known.first > 1 || known.count > u64::from(count));
            }
            self.load(Some(known.first), count).await?;
        }
    }

    /// Reads the `count` messages before a place, or the newest, into the store.
    async fn load(&self, before: Option<u64>, count: u32) -> Result<(), Error> {
        let limit = count.clamp(1, PAGE_MAX);
        let request = ListMessages { before, limit, ..ListMessages::newest(self.id) };
        Ok(self.attached.store.load(&self.client, self.attached.user, request).await?)
    }

    async fn load_marks(&self) -> Result<(), Error> {
        Ok(self.attached.store.load_marks(&self.client, self.attached.user, self.id).await?)
    }
}
