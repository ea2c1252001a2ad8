//! Sends what waits: one message at a time in each chat, many chats at a time.

use super::Outbox;
use crate::backoff::Backoff;
use crate::store::{Outcome, Waiting};
use crate::{Client, Error, Retry};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use tokio::task::{Id, JoinSet};
use whatschat_core::id::{ChatId, UserId};

const LEAST_WAIT: Duration = Duration::from_millis(500);
const MOST_WAIT: Duration = Duration::from_secs(30);
/// How many messages are on their way at a time.
const AT_ONCE: usize = 8;

/// Sends all that comes, until the store fails or the session is over.
pub(crate) async fn send_all(
    client: &Client,
    user: UserId,
    outbox: &Outbox,
    connections: watch::Receiver<u64>,
) -> Result<(), Error> {
    let (mut senders, mut chats) = (JoinSet::new(), HashMap::<Id, ChatId>::new());
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        for chat in outbox.store.chats_waiting().await? {
            if !chats.values().any(|busy| *busy == chat) {
                let (client, outbox) = (client.clone(), outbox.clone());
                let (turns, connections) = (turns.clone(), connections.clone());
                let sender = Sender { client, user, outbox, chat, turns, connections };
                chats.insert(senders.spawn(sender.run()).id(), chat);
            }
        }
        tokio::select! {
            () = outbox.wake.notified() => {}
            Some(done) = senders.join_next_with_id() => match done {
                Ok((id, done)) => {
                    chats.remove(&id);
                    done?;
                }
                Err(why) => return Err(Error::Store(format!("a sender has ended: {why}"))),
            }
        }
    }
}

/// Sends what waits in one chat.
struct Sender {
    client: Client,
    user: UserId,
    outbox: Outbox,
    chat: ChatId,
    turns: Arc<Semaphore>,
    /// Changes with each connection: the network is back.
    connections: watch::Receiver<u64>,
}

impl Sender {
    /// Done when nothing waits, or what is first was refused.
    async fn run(mut self) -> Result<(), Error> {
        let mut backoff = Backoff::new(LEAST_WAIT, MOST_WAIT);
        loop {
            let turn = self.turns.acquire().await;
            let Some(Waiting { id, draft }) = self.outbox.store.take(self.chat).await? else {
                return Ok(());
            };
            self.connections.mark_unchanged(); // one that opens from here on is worth an attempt
            let said = self.client.send_as(self.user, draft).await;
            drop(turn);
            match judge(said) {
                Verdict::Settled(outcome) => {
                    self.outbox.store.settle(self.chat, id, &outcome).await?;
                    backoff.reset();
                }
                Verdict::Later(asked) => {
                    self.outbox.store.pause(self.chat, id);
                    self.wait(backoff.next(asked), asked.is_some()).await;
                }
            }
        }
    }

    /// Waits, but not longer than until the network is back, unless the server asked for it.
    async fn wait(&mut self, time: Duration, asked: bool) {
        let sleep = tokio::time::sleep(time);
        if asked {
            return sleep.await;
        }
        tokio::select! {
            () = sleep => {}
            Ok(()) = self.connections.changed() => {}
        }
    }
}

/// What becomes of a message after an attempt.
#[derive(Debug)]
enum Verdict {
    Settled(Outcome),
    /// Try again, at the earliest after what the server asked for.
    Later(Option<Duration>),
}

fn judge(said: Result<whatschat_core::messages::Message, Error>) -> Verdict {
    let error = match said {
        Ok(message) => return Verdict::Settled(Outcome::Sent(Box::new(message))),
        Err(error) => error,
    };
    match &error {
        // The end of the session ends the attachment, and us with it.
        _ if error.retry() == Retry::LogIn => Verdict::Later(None),
        Error::Refused(refusal) if is_passing(refusal.status) => {
            Verdict::Later(refusal.retry_after)
        }
        Error::Refused(refusal) => Verdict::Settled(Outcome::Refused {
            why: refusal.to_string(),
            code: refusal.code,
            // Who blocked may unblock, and who was removed come back; a bad text stays bad.
            can_retry: matches!(refusal.status, 403 | 404),
        }),
        // Whatever answers without our envelope, it is not the server.
        _ => Verdict::Later(None),
    }
}

/// Whether a refusal says nothing about the message.
fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 429 | 500..)
}
