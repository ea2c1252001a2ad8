//! What a program shows of a chat, kept up to date by changes that it can apply.
//!
//! ```no_run
//! # async fn run(client: whatschat_client::Client, chat: whatschat_client::core::id::ChatId) -> Result<(), whatschat_client::Error> {
//! let chat = client.chats().open(chat)?;
//! let mut timeline = chat.timeline(50);
//! chat.send("Good morning!").await?;
//! while let Some(change) = timeline.next().await? {
//!     println!("{change:?}"); // and `timeline.items()` is the list after it
//! }
//! # Ok(())
//! # }
//! ```

mod changes;
mod fill;
mod item;
mod open;
mod window;

pub use changes::Change;
pub use item::Item;
pub use open::OpenChat;

use crate::Error;
use crate::store::{Store, View};
use futures_util::{Stream, stream};
use std::collections::VecDeque;
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;
use window::Window;

/// A chat as a list that changes: its messages in their order, then what is still to be sent.
///
/// It holds the newest messages, and what was [paged back](Self::older) to: after 1,000 new ones the
/// first go, and come back by paging.
///
/// A message of one's own keeps its place in the list from when it is written to when it was
/// read, unless others come before it. Where the store knows that messages are missing, and
/// cannot read them now, the list has an [`Item::Gap`].
#[derive(Debug)]
#[must_use = "it is read by `next`, and dropping it ends it"]
pub struct Timeline {
    chat: OpenChat,
    window: Window,
    /// Whether the store is to be read again.
    is_behind: bool,
    /// The list, with the changes that were handed out.
    items: Vec<Item>,
    changes: VecDeque<Change>,
    changed: watch::Receiver<u64>,
    filled: watch::Receiver<bool>,
    _filling: AbortOnDropHandle<()>,
}

impl Timeline {
    fn new(
        chat: OpenChat,
        count: u32,
        changed: watch::Receiver<u64>,
        filled: watch::Receiver<bool>,
        filling: AbortOnDropHandle<()>,
    ) -> Self {
        Self {
            chat,
            window: Window::newest(count),
            is_behind: true,
            items: vec![],
            changes: VecDeque::new(),
            changed,
            filled,
            _filling: filling,
        }
    }

    /// The list, as it is after the changes that [`next`](Self::next) gave.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Waits for the next change of the list, which is empty at first; `None` when the store is
    /// attached no more. Loses none when dropped.
    ///
    /// # Errors
    /// [`Error::Store`]: the store cannot be read.
    pub async fn next(&mut self) -> Result<Option<Change>, Error> {
        loop {
            if let Some(change) = self.changes.pop_front() {
                change.apply(&mut self.items);
                return Ok(Some(change));
            }
            if !self.is_behind && !self.changes_again().await {
                return Ok(None);
            }
            self.read().await?;
        }
    }

    /// Waits for a change of the store; says whether there is one, and not the end.
    async fn changes_again(&mut self) -> bool {
        let mut connections = self.chat.attached.connections.clone();
        // Noted at once: who drops us before the store is read must not lose it.
        self.is_behind = tokio::select! {
            biased; // what changed before the end is still told
            changed = self.changed.changed() => changed.is_ok(),
            Err(_) = connections.wait_for(|_| false) => false,
        };
        self.is_behind
    }

    /// The changes alone, as a stream, for a program that keeps a list of its own. It ends with the
    /// first error, those of [`next`](Self::next).
    pub fn into_changes(self) -> impl Stream<Item = Result<Change, Error>> {
        stream::try_unfold(self, async |mut timeline| {
            Ok(timeline.next().await?.map(|change| (change, timeline)))
        })
    }

    /// Waits until what it begins with was asked for: then it is in the store, or not to be had
    /// now. For programs that show a chat once and not piece by piece.
    pub async fn filled(&mut self) {
        drop(self.filled.wait_for(|filled| *filled).await); // fails where the store is detached
    }

    /// Reads the store now, and gives the list as it is then. What has changed up to here,
    /// [`next`](Self::next) tells no more.
    ///
    /// # Errors
    /// [`Error::Store`]: the store cannot be read.
    pub async fn catch_up(&mut self) -> Result<&[Item], Error> {
        self.apply_all();
        self.is_behind = true; // also for who drops us before the store is read
        self.changed.mark_unchanged();
        self.read().await?;
        self.apply_all();
        Ok(&self.items)
    }

    fn apply_all(&mut self) {
        for change in self.changes.drain(..) {
            change.apply(&mut self.items);
        }
    }

    /// Adds the `count` messages before the first one, and says whether there are still older
    /// ones. They come as changes.
    ///
    /// # Errors
    /// [`Error::Store`]; and, where the store does not have them, those of
    /// [`list`](crate::messages::Messages::list).
    pub async fn older(&mut self, count: u32) -> Result<bool, Error> {
        if self.window.from.is_none() {
            self.begin().await?;
        }
        let Some(from) = self.window.from else { return Ok(false) };
        let chat = self.chat.clone();
        let read = async move |store: Store| {
            let known = chat.load_before(from, count).await;
            Ok((known, store.place_before(chat.id, from, count).await?))
        };
        let (known, place) = self.chat.attached.store.apart(read).await?;
        if place.is_none() {
            return known; // nothing older is stored, and perhaps there is nothing
        }
        self.window.page_back(place);
        self.is_behind = true;
        Ok(known.unwrap_or(true))
    }

    /// Whether there are messages before the first one; also true where that was never asked.
    ///
    /// # Errors
    /// [`Error::Store`].
    pub async fn has_older(&self) -> Result<bool, Error> {
        let (chat, from) = (self.chat.id, self.window.from);
        let read = async move |store: Store| match from {
            Some(from) => store.known_before(chat, from).await.map(Some),
            None => store.known(chat).await,
        };
        let known = self.chat.attached.store.apart(read).await?;
        Ok(known.is_none_or(|known| known.count > 0 || known.first > 1))
    }

    /// Finds where it begins, where nobody has read yet, or there was nothing.
    async fn begin(&mut self) -> Result<(), Error> {
        let (chat, count) = (self.chat.clone(), self.window.count);
        let read = async move |store: Store| {
            let known = store.known(chat.id).await?;
            Ok(chat.load_newest(known, count).await)
        };
        let loaded = self.chat.attached.store.apart(read).await?;
        self.is_behind = true;
        self.view().await?;
        if self.window.from.is_none() { loaded.map(drop) } else { Ok(()) }
    }

    /// Reads the store, and finds what has changed.
    async fn read(&mut self) -> Result<(), Error> {
        let view = self.view().await?;
        let items = item::items(view, self.chat.attached.user);
        self.changes.extend(changes::between(&self.items, &items));
        self.is_behind = false;
        Ok(())
    }

    async fn view(&mut self) -> Result<View, Error> {
        let Window { from, count, .. } = self.window;
        let chat = self.chat.id;
        let read = async move |store: Store| store.view(chat, from, count).await;
        let mut view = self.chat.attached.store.apart(read).await?;
        self.window.settle(&mut view);
        Ok(view)
    }
}
