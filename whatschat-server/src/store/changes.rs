//! The order of changes.

use super::Fault;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::task;
use tokio::time::{Instant, sleep};

/// How long one waits for the changes before, until the request is refused with 503.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long one change may keep the others waiting: twice as long as a statement may take.
const LONGEST: Duration = Duration::from_secs(40);
/// How often a task looks whether it has kept them waiting for too long.
const GLANCE: Duration = Duration::from_secs(5);

/// Held from before a change is committed until its events have left, so that events leave in the
/// order of the changes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Changes {
    turn: Arc<Mutex<()>>,
    holder: Holder,
}

/// Which task holds them, and since when.
type Holder = Arc<std::sync::Mutex<Option<(task::Id, Instant)>>>;

/// What is held.
#[derive(Debug)]
pub(crate) struct InOrder {
    holder: Holder,
    _turn: OwnedMutexGuard<()>,
}

impl Changes {
    /// Waits for the changes that were begun before.
    ///
    /// # Errors
    /// They take too long, as where the database does not answer.
    pub(crate) async fn begin(&self) -> Result<InOrder, Fault> {
        let turn = self.turn.clone().lock_owned();
        let turn = tokio::time::timeout(PATIENCE, turn).await.map_err(|_| Fault::Unreachable)?;
        set(&self.holder, task::try_id().map(|task| (task, Instant::now())));
        Ok(InOrder { holder: self.holder.clone(), _turn: turn })
    }

    /// Ends when this very task holds them for longer than anything takes.
    pub(crate) async fn overdue(&self) {
        loop {
            sleep(GLANCE).await;
            let held = *self.holder.lock().unwrap_or_else(PoisonError::into_inner);
            let mine = held.filter(|(task, _)| task::try_id() == Some(*task));
            if mine.is_some_and(|(_, since)| since.elapsed() > LONGEST) {
                return;
            }
        }
    }
}

impl Drop for InOrder {
    fn drop(&mut self) {
        set(&self.holder, None);
    }
}

fn set(holder: &Holder, to: Option<(task::Id, Instant)>) {
    *holder.lock().unwrap_or_else(PoisonError::into_inner) = to;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_waits_too_long_for_a_change_is_told_so() {
        let changes = Changes::default();
        let held = changes.begin().await.unwrap();
        let begun = Instant::now();
        assert_eq!(changes.begin().await.unwrap_err(), Fault::Unreachable);
        assert_eq!(begun.elapsed().as_secs(), PATIENCE.as_secs());
        drop(held);
        assert!(changes.begin().await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn who_holds_them_for_too_long_learns_it_and_nobody_else_does() {
        let changes = Changes::default();
        let (holds, waits) = (changes.clone(), changes.clone());
        let holder = tokio::spawn(async move {
            let _held = holds.begin().await.unwrap();
            let begun = Instant::now();
            holds.overdue().await;
            begun.elapsed()
        });
        let other = tokio::spawn(async move { waits.overdue().await });
        assert!(holder.await.unwrap() > LONGEST);
        assert!(!other.is_finished());
        assert!(changes.begin().await.is_ok(), "it is free again");
    }
}
