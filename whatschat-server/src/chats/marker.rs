//! Moves marks. Each message makes its readers move theirs: so those that wait are stored together.

mod audience;

use super::marks::{ToRead, to_read};
use super::store::{self, Membership};
use crate::error::ApiError;
use crate::http::Caller;
use crate::store::{GroupCommit, Tx};
use crate::sync::{self, Entry, LogWriter, Logged};
use audience::{Audience, audience, told};
use std::collections::BTreeMap;
use std::sync::Arc;
use whatschat_core::ErrorCode;
use whatschat_core::id::{ChatId, UserId};

/// What is marked.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mark {
    /// Everything up to this place was read.
    Read(u64),
    /// It has arrived.
    Delivered(u64),
    /// The chat, as one to come back to.
    Unread,
}

/// Someone's place in a chat once it is marked.
#[derive(Debug, Clone)]
pub(super) struct Marked {
    pub(super) membership: Membership,
    /// Not looked up for what has only arrived.
    pub(super) to_read: ToRead,
}

type Job = (ChatId, UserId, Mark);

/// Stores marks. Nothing comes of a stranger's.
pub(crate) struct Marker(GroupCommit<Job, Option<Marked>>);

impl Marker {
    pub(crate) fn start(log: LogWriter) -> Self {
        Self(GroupCommit::start(move |jobs: Arc<[Job]>| {
            let log = log.clone();
            async move { log.write("marks", commit(&log, &jobs)).await }
        }))
    }

    pub(super) async fn set(
        &self,
        caller: Caller,
        chat: ChatId,
        mark: Mark,
    ) -> Result<Marked, ApiError> {
        Ok(self.0.store((chat, caller.user, mark)).await?.ok_or(ErrorCode::ChatNotFound)?)
    }
}

async fn commit(log: &LogWriter, jobs: &[Job]) -> sqlx::Result<(Vec<Option<Marked>>, Logged)> {
    // Each place once and in the same order, so that nobody who locks them waits in a circle.
    let mut places: BTreeMap<_, Vec<Mark>> = BTreeMap::new();
    for &(chat, user, mark) in jobs {
        places.entry((chat, user)).or_default().push(mark);
    }
    let (mut tx, mut moved, mut entries) = (log.db.write().await?, BTreeMap::new(), vec![]);
    for ((chat, user), marks) in places {
        if let Some(before) = store::lock_membership(&mut tx, chat, user).await? {
            moved.insert((chat, user), set(&mut tx, user, &before, &marks, &mut entries).await?);
        }
    }
    let outcomes = jobs.iter().map(|(chat, user, _)| moved.get(&(*chat, *user)).cloned());
    Ok((outcomes.collect(), sync::write(tx, log.clock.now(), entries).await?))
}

async fn set(
    tx: &mut Tx,
    user: UserId,
    before: &Membership,
    marks: &[Mark],
    entries: &mut Vec<Entry>,
) -> sqlx::Result<Marked> {
    let is_of_messages = marks.iter().any(|mark| !matches!(mark, Mark::Unread));
    let audience =
        if is_of_messages { audience(tx, user, before).await? } else { Audience::WhoAsks };
    let mut after = before.clone();
    marks.iter().for_each(|mark| after.mark(*mark, audience));
    let has_read = after.read_seq > before.read_seq;
    if has_read {
        after.own_unread = own_after(tx, user, before, after.read_seq).await?;
    }
    let only_arrived = marks.iter().all(|mark| matches!(mark, Mark::Delivered(_)));
    let to_read = if only_arrived { ToRead::default() } else { to_read(tx, &after, user).await? };
    if has_read {
        after.own_seq = to_read.first_seq.map_or(after.last_seq, |first| first - 1);
    }
    let told = told(user, before, &after, audience);
    // Whatever moves is told, if only to one's own devices.
    if !told.is_empty() {
        store::set_marks(tx, user, &after).await?;
        entries.extend(told);
    }
    Ok(Marked { membership: after, to_read })
}

impl Membership {
    /// A mark beyond the last message marks the last; an older mark changes nothing.
    fn mark(&mut self, mark: Mark, audience: Audience) {
        let (Mark::Read(seq) | Mark::Delivered(seq)) = mark else {
            self.marked_unread = true;
            return;
        };
        let seq = seq.min(self.last_seq);
        if audience != Audience::Nobody {
            self.delivered_seq = self.delivered_seq.max(seq);
        }
        if matches!(mark, Mark::Read(_)) {
            self.read_seq = self.read_seq.max(seq);
            self.marked_unread = false;
        }
    }
}

/// How many messages after `seq` are the user's own: counted on the shorter side of it, and not
/// where all are known to be. So nobody ever counts more than their marks have passed.
async fn own_after(tx: &mut Tx, user: UserId, before: &Membership, seq: u64) -> sqlx::Result<u64> {
    let (chat, known) = (before.chat_id, before.own_until());
    if seq.saturating_sub(known) < before.last_seq - seq {
        let passed = store::count_own(tx, chat, user, known, seq).await?;
        let passed = known.min(seq) - before.read_seq + passed;
        return Ok(before.own_unread.saturating_sub(passed));
    }
    store::count_own(tx, chat, user, seq, before.last_seq).await
}
