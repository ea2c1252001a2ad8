//! Whom a commit waits for: those who were answered a moment ago, and write again at once. Otherwise
//! two halves of them take turns, and each pays for commits of its own.

use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

/// Timers count in whole milliseconds: where a commit takes less, two of them cost less than a wait.
const LEAST_COMMIT: Duration = Duration::from_millis(1);
/// How long after their answer nobody is waited for any more, however long a commit takes.
const LONGEST: Duration = Duration::from_millis(10);

/// What the last commit tells of the next one.
#[derive(Debug, Default)]
pub(super) struct Gather {
    /// How many it stored, and how many came meanwhile. Who was refused is not expected again.
    expected: usize,
    /// How long it took, and when it was over.
    last: Option<(Duration, Instant)>,
}

impl Gather {
    /// Waits until all who are expected are there: half as long as the last commit took, in whole
    /// milliseconds, and until [`LONGEST`] after its answers at most.
    pub(super) async fn wait<J>(
        &self,
        waiting: &mut mpsc::Receiver<J>,
        jobs: &mut Vec<J>,
        most: usize,
    ) {
        let Some((took, answered)) = self.last else { return };
        let now = Instant::now();
        let until = (now + took / 2).min(answered + LONGEST);
        if took < LEAST_COMMIT || until <= now {
            return;
        }
        let expected = self.expected.min(most);
        let all = async {
            while jobs.len() < expected && waiting.recv_many(jobs, most - jobs.len()).await > 0 {}
        };
        // Whoever has not come by then goes into the next one.
        let _ = timeout_at(until, all).await;
    }

    /// Notes a commit: how many it stored, who are answered now, and how many came meanwhile.
    pub(super) fn note(&mut self, stored: usize, came: usize, took: Duration) {
        self.expected = stored + came;
        self.last = Some((took, Instant::now()));
    }
}

#[cfg(test)]
mod tests {
    use crate::store::{Fault, GroupCommit};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;
    use tokio::time::{Instant, advance, sleep};

    const COMMIT: Duration = Duration::from_millis(10);

    /// A writer whose commits take so long, and how many there were. It has no place for 13.
    fn slow(commit: Duration) -> (Arc<GroupCommit<u32, u32>>, Arc<AtomicUsize>) {
        let commits = Arc::new(AtomicUsize::new(0));
        let counter = commits.clone();
        let writer = GroupCommit::start(move |items: Arc<[u32]>| {
            counter.fetch_add(1, Ordering::Relaxed);
            async move {
                sleep(commit).await;
                if items.contains(&13) { Err(Fault::Full) } else { Ok(items.to_vec()) }
            }
        });
        (Arc::new(writer), commits)
    }

    async fn time_of(writer: &GroupCommit<u32, u32>, item: u32) -> Duration {
        let begun = Instant::now();
        assert_eq!(writer.store(item).await, Ok(item));
        begun.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn who_writes_again_at_once_is_waited_for() {
        let (writer, commits) = slow(COMMIT);
        let people = (0..4).map(|n| {
            let writer = writer.clone();
            tokio::spawn(async move {
                // Two halves, each amid the other's commit.
                sleep(COMMIT / 2 * (n % 2)).await;
                for _ in 0..10 {
                    writer.store(n).await.unwrap();
                }
            })
        });
        for person in people.collect::<Vec<_>>() {
            person.await.unwrap();
        }
        let commits = commits.load(Ordering::Relaxed);
        assert!(commits < 15, "{commits} commits for four people who wrote ten times each");
    }

    #[tokio::test(start_paused = true)]
    async fn who_does_not_write_again_holds_nobody_up_for_long() {
        let (writer, _) = slow(COMMIT);
        let (_, _) = tokio::join!(writer.store(1), writer.store(2));
        assert_eq!(time_of(&writer, 3).await, COMMIT * 3 / 2, "it waits for one of the two");
        assert_eq!(time_of(&writer, 3).await, COMMIT);
    }

    #[tokio::test(start_paused = true)]
    async fn a_stalled_disk_makes_nobody_wait_for_long_afterwards() {
        let stall = Duration::from_secs(1);
        let (writer, _) = slow(stall);
        let (_, _) = tokio::join!(writer.store(1), writer.store(2));
        assert_eq!(time_of(&writer, 3).await, stall + COMMIT);
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_is_waited_for_later_or_after_a_fault() {
        let (writer, _) = slow(COMMIT);
        let (_, _) = tokio::join!(writer.store(1), writer.store(2));
        advance(Duration::from_secs(60)).await;
        assert_eq!(time_of(&writer, 3).await, COMMIT);
        let (one, _) = tokio::join!(writer.store(13), writer.store(2));
        assert_eq!(one, Err(Fault::Full));
        assert_eq!(time_of(&writer, 3).await, COMMIT);
    }
}
