//! Many small writes as one durable transaction: a commit costs one flush to the disk, however
//! much is in it.

use super::Fault;
use super::gather::Gather;
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

/// How many writes one transaction takes at most.
const MOST: usize = 64;
/// After how many bugs, one after the other, it is the database that has one.
const BUGS: u32 = 2;
/// How many writes may wait; beyond it, callers wait to queue.
const QUEUE: usize = 1024;

type Job<I, O> = (I, oneshot::Sender<Result<O, Fault>>);
type Committing<O> = Pin<Box<dyn Future<Output = Result<Vec<O>, Fault>> + Send>>;
type Commit<I, O> = dyn Fn(Arc<[I]>) -> Committing<O> + Send + Sync;

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
        F: Future<Output = Result<Vec<O>, Fault>> + Send + 'static,
    {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(run(waiting, Box::new(move |items| Box::pin(commit(items)))));
        Self { queue }
    }

    /// Stores one item; returns once it will survive a power cut.
    ///
    /// # Errors
    /// It was not stored.
    pub(crate) async fn store(&self, item: I) -> Result<O, Fault> {
        let (done, outcome) = oneshot::channel();
        self.queue.send((item, done)).await.map_err(|_| Fault::Unreachable)?;
        outcome.await.unwrap_or(Err(Fault::Unreachable))
    }
}

async fn run<I: Clone + Send + Sync + 'static, O>(
    mut waiting: mpsc::Receiver<Job<I, O>>,
    commit: Box<Commit<I, O>>,
) {
    let (mut jobs, mut gather) = (Vec::with_capacity(MOST), Gather::default());
    while waiting.recv_many(&mut jobs, MOST).await > 0 {
        gather.wait(&mut waiting, &mut jobs, MOST).await;
        let begun = Instant::now();
        let (items, replies): (Vec<I>, Vec<_>) = jobs.drain(..).unzip();
        let outcomes = together_or_alone(&items.into(), &*commit).await;
        let stored = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        gather.note(stored, waiting.len(), begun.elapsed());
        for (reply, outcome) in replies.into_iter().zip(outcomes) {
            // Whoever asked may have gone; the write stands all the same.
            let _ = reply.send(outcome);
        }
    }
}

/// One bad item fails its whole transaction, as does what it meets there, such as a row that cannot be
/// read: then each is tried by itself. With any other fault to ask again for each would only make
/// everybody wait as often.
async fn together_or_alone<I: Clone, O>(
    items: &Arc<[I]>,
    commit: &Commit<I, O>,
) -> Vec<Result<O, Fault>> {
    let mut fault = match unless_it_panics(commit(items.clone())).await {
        Ok(outcomes) => return outcomes.into_iter().map(Ok).collect(),
        Err(fault) => fault,
    };
    let (mut outcomes, mut bugs) = (Vec::with_capacity(items.len()), 0);
    for item in items.iter() {
        let is_its_own = matches!(fault, Fault::Refused | Fault::Crossed | Fault::Bug);
        if !is_its_own || items.len() == 1 || bugs == BUGS {
            outcomes.push(Err(fault));
            continue;
        }
        let alone = unless_it_panics(commit([item.clone()].into())).await;
        let alone = alone.and_then(|mut outcome| outcome.pop().ok_or(Fault::Bug));
        fault = alone.as_ref().err().copied().unwrap_or(fault);
        bugs = if matches!(alone, Err(Fault::Bug)) { bugs + 1 } else { 0 };
        outcomes.push(alone);
    }
    outcomes
}

/// A panic fails what it came with: the writer goes on.
async fn unless_it_panics<O>(committing: Committing<O>) -> Result<Vec<O>, Fault> {
    AssertUnwindSafe(committing).catch_unwind().await.unwrap_or(Err(Fault::Bug))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn what_waits_is_committed_together_and_one_bad_item_fails_alone() {
        for fault in [Fault::Refused, Fault::Bug] {
            one_bad_item_fails_alone(fault).await;
        }
    }

    async fn one_bad_item_fails_alone(fault: Fault) {
        let commits = Arc::new(AtomicUsize::new(0));
        let counter = commits.clone();
        let writer = Arc::new(GroupCommit::start(move |items: Arc<[u32]>| {
            counter.fetch_add(1, Ordering::Relaxed);
            async move {
                tokio::task::yield_now().await;
                if items.contains(&13) {
                    return Err(fault);
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
            let expected = if n == 13 { Err(fault) } else { Ok(n * 2) };
            assert_eq!(outcome.await.unwrap(), expected);
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
            async { Err(Fault::Unreachable) }
        });
        assert_eq!(writer.store(1).await, Err(Fault::Unreachable));
        assert_eq!(commits.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn a_database_that_is_damaged_is_not_asked_for_each() {
        let commits = Arc::new(AtomicUsize::new(0));
        let counter = commits.clone();
        let commit: Box<Commit<u32, u32>> = Box::new(move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
            Box::pin(async { Err(Fault::Bug) })
        });
        let outcomes = together_or_alone(&(0..64).collect::<Vec<_>>().into(), &*commit).await;
        assert_eq!(outcomes, vec![Err(Fault::Bug); 64]);
        assert_eq!(commits.load(Ordering::Relaxed), 3);
    }

    #[tokio::test]
    async fn a_panic_ends_one_batch_and_not_the_writer() {
        let writer = GroupCommit::start(|items: Arc<[u32]>| async move {
            assert!(!items.contains(&13), "on purpose");
            Ok(items.to_vec())
        });
        assert_eq!(writer.store(13).await, Err(Fault::Bug));
        assert_eq!(writer.store(14).await, Ok(14));
    }
}
