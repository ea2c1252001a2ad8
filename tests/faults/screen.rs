//! What a program on the SDK shows of a chat.

use crate::Result;
use crate::shown::Shown;
use std::path::Path;
use whatschat_client::store::Store;
use whatschat_client::{Event, EventStream, ServerEvent};
use whatschat_core::id::ChatId;
use whatschat_core::messages::Message;

/// First what the store had when the program began and the one before it did not come to show, then
/// what the stream tells, as it tells it: were something told twice, it would be shown twice.
#[derive(Debug)]
pub struct Screen {
    chat: ChatId,
    shown: Shown,
    /// What the store had and is not shown. Of one's own messages it can know before their turn:
    /// those the stream will tell, with all that comes before them.
    kept: Vec<Message>,
    /// The last place that the store had.
    began: u64,
    synced: bool,
}

impl Screen {
    /// Begins to show a chat, where the program before has ended.
    ///
    /// # Errors
    /// The store, or the file of what was shown, cannot be read.
    pub async fn open(file: &Path, store: &Store, chat: ChatId) -> Result<Self> {
        let shown = Shown::beside(file)?;
        let mut kept = store.messages(chat, None, u32::MAX).await?;
        kept.retain(|message| message.seq > shown.last());
        let began = kept.last().map_or(0, |message| message.seq);
        Ok(Self { chat, shown, kept, began, synced: false })
    }

    /// Whether nothing is missed, and what the store has was told or there before.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn has_all(&self, store: &Store) -> Result<bool> {
        let newest = store.messages(self.chat, None, 1).await?;
        let last = self.shown.last().max(self.began);
        Ok(self.synced && newest.iter().all(|newest| newest.seq <= last))
    }

    /// Shows what the stream tells, as it tells it, for as long as it does.
    ///
    /// # Errors
    /// The stream has ended, or what it told cannot be written.
    pub async fn follow(&mut self, events: &mut EventStream) -> Result<()> {
        while let Some(event) = events.next().await {
            match event {
                Event::Synced => self.synced = true,
                Event::StoreFailed(why) | Event::LoggedOut(why) => return Err(why.into()),
                Event::Server(ServerEvent::NewMessage(message)) => {
                    self.show_kept(message.seq)?;
                    self.shown.show(&message)?;
                }
                _ => {}
            }
        }
        Err("the stream has ended".into())
    }

    /// Shows what the store had before the first place that the stream tells.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn show_kept(&mut self, first: u64) -> Result<()> {
        let kept = std::mem::take(&mut self.kept);
        kept.iter().take_while(|kept| kept.seq < first).try_for_each(|kept| self.shown.show(kept))
    }
}
