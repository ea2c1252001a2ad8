//! Who wants to know when something in the store changes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use tokio::sync::watch;
use whatschat_core::id::ChatId;

/// Tells of changes: of all, and of those of one chat.
#[derive(Debug, Default)]
pub(super) struct News {
    all: watch::Sender<u64>,
    chats: Mutex<HashMap<ChatId, watch::Sender<u64>>>,
}

impl News {
    pub(super) fn all(&self) -> watch::Receiver<u64> {
        self.all.subscribe()
    }

    pub(super) fn of(&self, chat: ChatId) -> watch::Receiver<u64> {
        let mut chats = self.chats.lock().unwrap_or_else(PoisonError::into_inner);
        chats.retain(|_, sender| !sender.is_closed());
        chats.entry(chat).or_default().subscribe()
    }

    /// Tells that these chats change. To be called before the commit: who reads then waits for it,
    /// and nobody is left untold where the caller goes away after it.
    pub(super) fn tell(&self, changed: impl IntoIterator<Item = ChatId>) {
        let chats = self.chats.lock().unwrap_or_else(PoisonError::into_inner);
        for chat in changed {
            if let Some(sender) = chats.get(&chat) {
                sender.send_modify(|count| *count += 1);
            }
        }
        drop(chats);
        self.all.send_modify(|count| *count += 1);
    }

    /// Tells that any chat may have changed.
    pub(super) fn tell_all(&self) {
        let chats = self.chats.lock().unwrap_or_else(PoisonError::into_inner);
        let known: Vec<_> = chats.keys().copied().collect();
        drop(chats);
        self.tell(known);
    }
}
