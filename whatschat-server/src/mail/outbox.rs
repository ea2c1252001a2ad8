//! Mails on their way: tried again for a while where the mail server is away.

use super::courier::Courier;
use lettre::Message;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long to wait after each attempt; a token in a mail holds for an hour.
const PAUSES: [Duration; 5] = [
    Duration::from_secs(1),
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_secs(2 * 60),
    Duration::from_secs(10 * 60),
];
/// How many mails may be on their way.
const MOST_WAITING: usize = 10_000;
/// How many connections to the mail server there are at most.
const MOST_AT_ONCE: usize = 4;

pub(super) struct Outbox {
    desk: Arc<Desk>,
    waiting: Arc<Semaphore>,
    tasks: TaskTracker,
}

struct Desk {
    courier: Courier,
    connections: Semaphore,
    stop: CancellationToken,
}

impl Outbox {
    pub(super) fn new(courier: Courier, tasks: TaskTracker) -> Self {
        let connections = Semaphore::new(MOST_AT_ONCE);
        let desk = Desk { courier, connections, stop: CancellationToken::new() };
        Self { desk: Arc::new(desk), waiting: Arc::new(Semaphore::new(MOST_WAITING)), tasks }
    }

    pub(super) fn post(&self, mail: Message) {
        let Ok(place) = self.waiting.clone().try_acquire_owned() else {
            return lost("too many mails wait already");
        };
        let desk = self.desk.clone();
        self.tasks.spawn(async move {
            desk.deliver(&mail).await;
            drop(place);
        });
    }

    pub(super) fn stop(&self) {
        self.desk.stop.cancel();
    }
}

impl Desk {
    async fn deliver(&self, mail: &Message) {
        let mut pauses = PAUSES.into_iter();
        while let Err(failure) = self.attempt(mail).await {
            let pause = pauses.next().filter(|_| !failure.is_final);
            let Some(pause) = pause else { return lost(&failure.why) };
            tracing::warn!(why = failure.why, again_in = ?pause, "a mail was not taken");
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.stop.cancelled() => return lost("the server stops"),
            }
        }
    }

    async fn attempt(&self, mail: &Message) -> Result<(), super::courier::Failure> {
        let _connection = self.connections.acquire().await;
        self.courier.take(mail).await
    }
}

/// Neither whose mail it was nor what it said is for the log.
fn lost(why: &str) {
    tracing::error!(why, "a mail is lost");
}
