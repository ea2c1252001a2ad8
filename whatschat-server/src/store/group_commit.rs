//! Many small writes as one durable transaction: a commit costs one flush to the disk, however
//! much is in it.

use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// How many writes one transaction takes at most.
const MOST: usize = 64;
/// How many writes may wait; beyond it, callers wait to queue.
const QUEUE: usize = 1024;

type Job<I, O> = (I, oneshot::Sender<Option<O>>);
type Committing<O> = Pin<Box<dyn Future<Output = Result<Vec<O>, Failed>> + Send>>;
type Commit<I, O> = dyn Fn(Arc<[I]>) -> Committing<O> + Send + Sync;

/// Why nothing of a transaction was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failed {
    /// The database refused something in it: the rest may be fine.
    Item,
    /// The database could not be asked, or its answer is not known.
    Database,
}

impl From<&sqlx::Error> for Failed {
    fn from(error: &sqlx::Error) -> Self {
        if error.as_database_error().is_some() { Self::Item } else { Self::Database }
    }
}

/// Collects what waits and commits it together. Writes are committed in the order in which they
/// were given.
#[derive(Debug)]
pub(crate) struct GroupCommit<I, O> {
    queue: mpsc::Sender<Job<I, O>>,
}

impl<I: Clone + Send + Sync + 'static, O: Send + 'static> GroupCommit<I, O> {
    /// Starts the writer. `commit` stores all items in one transaction and gives an outcome for
    /// each, in order.
    pub(crate) fn start<F>(commit: impl Fn(Arc<[I]>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Vec<O>, Failed>> + Send + 'static,
    {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(run(waiting, Box::new(move |items| Box::pin(commit(items)))));
        Self { queue }
    }

    /// Stores one item; returns once it will survive a power cut. `None`: it was not stored.
    pub(crate) async fn store(&self, item: I) -> Option<O> {
        let (done, outcome) = oneshot::channel();
        self.queue.send((item, done)).await.ok()?;
        outcome.await.ok()?
    }
}

async fn run<I: Clone + Send + Sync + 'static, O>(
    mut waiting: mpsc::Receiver<Job<I, O>>,
    commit: Box<Commit<I, O>>,
) {
    let mut jobs = Vec::with_capacity(MOST);
    while waiting.recv_many(&mut jobs, MOST).await > 0 {
        let (items, replies): (Vec<I>, Vec<_>) = jobs.drain(..).unzip();
        let outcomes = together_or_alone(&items.into(), &*commit).await;
        for (reply, outcome) in replies.into_iter().zip(outcomes) {
            // Whoever asked may have gone; the write stands all the same.
            let _ = reply.send(outcome);
        }
    }
}

/// One bad item fails its whole transaction: then each is tried by itself.
async fn together_or_alone<I: Clone, O>(items: &Arc<[I]>, commit: &Commit<I, O>) -> Vec<Option<O>> {
    match commit(items.clone()).await {
        Ok(outcomes) => return outcomes.into_iter().map(Some).collect(),
        // To ask again for each would make everybody wait as often.
        Err(Failed::Database) => return items.iter().map(|_| None).collect(),
        Err(Failed::Item) => {}
    }
    let mut outcomes = Vec::with_capacity(items.len());
    for item in items.iter() {
        let alone = commit([item.clone()].into()).await;
        outcomes.push(alone.ok().and_then(|mut outcome| outcome.pop()));
    }
    outcomes
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn what_waits_is_committed_together_and_one_bad_item_fails_alone() {
        let commits = Arc::new(AtomicUsize::new(0));
        let counter = commits.clone();
        let writer = Arc::new(GroupCommit::start(move |items: Arc<[u32]>| {
            counter.fetch_add(1, Ordering::Relaxed);
            async move {
                tokio::task::yield_now().await;
                if items.contains(&13) {
                    return Err(Failed::Item);
                }
                Ok(items.iter().map(|n| n * 2).collect())
            }
        }));
        let store = |n| {
            let writer = writer.clone();
            tokio::spawn(async move { writer.store(n).await })
        };
        let outcomes: Vec<_> = (0..20).map(store).collect();
        for (n, outcome) in (0..20).zip(outcomes) {
            assert_eq!(outcome.await.unwrap(), (n != 13).then_some(n * 2));
        }
        let commits = commits.load(Ordering::Relaxed);
        assert!(commits < 20 + 20, "{commits} commits for 20 writes, one of them bad");
    }

    #[tokio::test]
    async fn a_database_out_of_reach_is_asked_once_for_all() {
        let commits = Arc::new(AtomicUsize::new(0));
        let counter = commits.clone();
        let writer = GroupCommit::<u32, u32>::start(move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
            async { Err(Failed::Database) }
        });
        assert_eq!(writer.store(1).await, None);
        assert_eq!(commits.load(Ordering::Relaxed), 1);
    }
}
