//! The log: what has happened while one was away.

mod elsewhere;
mod events;
mod log;
mod lost_commit;
mod resume;
mod sees;
mod slow;

use crate::support::Person;
use whatschat_core::sync::{Cursor, LoggedEvent, Sync, SyncPage, TakeSnapshot};

impl Person {
    /// The end of the log.
    async fn now(&self) -> Cursor {
        self.client.send(TakeSnapshot {}).await.unwrap().cursor
    }

    async fn page(&self, since: Cursor, limit: u32) -> SyncPage {
        self.client.send(Sync { since, limit }).await.unwrap()
    }

    /// All that has happened since.
    async fn missed(&self, since: Cursor) -> Vec<LoggedEvent> {
        let (mut since, mut events) = (since, vec![]);
        loop {
            let page = self.page(since, 100).await;
            events.extend(page.events);
            if !page.more {
                return events;
            }
            since = page.cursor;
        }
    }
}

/// The names of events, and what the messages in them say.
fn told(events: &[LoggedEvent]) -> Vec<(String, String)> {
    let said = |event: &LoggedEvent| {
        let content = event.data.get("content").and_then(|content| content.as_str());
        (event.event.clone(), content.unwrap_or_default().to_owned())
    };
    events.iter().map(said).collect()
}
