//! Reads what a timeline shows and the store does not know.

use crate::attach::Attached;
use crate::backoff::Backoff;
use crate::store::{Known, Store};
use crate::{Client, Error};
use std::time::Duration;
use tokio::sync::watch;
use whatschat_core::id::ChatId;
use whatschat_core::limits::PAGE_MAX;

const LEAST_WAIT: Duration = Duration::from_millis(500);
const MOST_WAIT: Duration = Duration::from_secs(30);

/// Reads a chat's newest messages into the store, now and whenever they are not known any more.
/// Tells when that was tried for the first time.
pub(super) async fn fill(
    client: Client,
    attached: Attached,
    chat: ChatId,
    count: u32,
    tried: watch::Sender<bool>,
) {
    let Attached { store, mut connections, .. } = attached;
    let mut changed = store.changes_of(chat);
    let mut filling = Filling { client, store, chat, count, settled: None, marks_settled: false };
    let mut backoff = Backoff::new(LEAST_WAIT, MOST_WAIT);
    loop {
        changed.mark_unchanged();
        connections.mark_unchanged();
        let filled = filling.fill().await;
        tried.send_replace(true);
        let again = async {
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
        };
        tokio::select! {
            () = again => {}
            connected = connections.changed() => {
                if connected.is_err() {
                    return; // detached
                }
                (filling.settled, filling.marks_settled) = (None, false);
            }
        }
    }
}

struct Filling {
    client: Client,
    store: Store,
    chat: ChatId,
    count: u32,
    /// What was known after the last time: the same again needs nothing.
    settled: Option<Known>,
    /// Whether the marks were read that the chat's members have.
    marks_settled: bool,
}

impl Filling {
    async fn fill(&mut self) -> Result<(), Error> {
        let known = self.store.known(self.chat).await?;
        if self.settled != Some(known) {
            self.load_newest(known).await?;
            self.settled = Some(self.store.known(self.chat).await?);
        }
        let lacks = self.store.lacks_marks(self.chat).await?;
        if lacks && !self.marks_settled {
            let marks = self.client.chats().marks(self.chat).await?;
            self.store.put_marks(self.chat, &marks).await?;
        }
        self.marks_settled = lacks;
        Ok(())
    }

    /// Reads until the newest `count` messages are known, or all.
    async fn load_newest(&self, mut known: Known) -> Result<(), Error> {
        if known == Known::Nothing {
            self.load(None).await?;
            known = self.store.known(self.chat).await?;
        }
        while let Known::From { first, count } = known
            && first > 1
            && count < u64::from(self.count)
        {
            self.load(Some(first)).await?;
            known = self.store.known(self.chat).await?;
        }
        Ok(())
    }

    async fn load(&self, before: Option<u64>) -> Result<(), Error> {
        self.store.load(&self.client, self.chat, before, self.count).await
    }
}

/// Reads until the `count` messages before a place are known, and says whether there are older
/// ones.
pub(super) async fn load_before(
    client: &Client,
    store: &Store,
    chat: ChatId,
    before: u64,
    count: u32,
) -> Result<bool, Error> {
    loop {
        if let Known::From { first, .. } = store.known(chat).await?
            && first > before
        {
            // What was shown without a network has gaps: these come first.
            let missing = u32::try_from(first - before).unwrap_or(PAGE_MAX);
            store.load(client, chat, Some(first), missing).await?;
            continue;
        }
        let (first, known) = store.known_before(chat, before).await?;
        if known >= u64::from(count) {
            return Ok(first > 1 || known > u64::from(count));
        }
        if first <= 1 {
            return Ok(false);
        }
        store.load(client, chat, Some(first), count).await?;
    }
}
