//! Sends what waits: one message at a time in each chat, many chats at a time.

use super::Outbox;
use crate::attach::Attached;
use crate::away::Away;
use crate::store::{Outcome, Waiting};
use crate::{Client, Error, Refusal, Retry, StoreError};
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::{Semaphore, watch};
use tokio::task::{Id, JoinSet};
use whatschat_core::ErrorCode;
use whatschat_core::id::{ChatId, UserId};

/// How many messages are on their way at a time.
const AT_ONCE: usize = 8;

/// Sends all that comes, for as long as a store is attached.
pub(crate) struct Sending {
    client: Client,
    attached: Attached,
    turns: Arc<Semaphore>,
    senders: JoinSet<Result<(), Error>>,
}

impl Sending {
    pub(crate) fn new(client: &Client, attached: &Attached) -> Self {
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        Self { client: client.clone(), attached: attached.clone(), turns, senders: JoinSet::new() }
    }

    /// Sends until the store fails.
    pub(crate) async fn run(&mut self) -> Result<Infallible, Error> {
        let mut chats = HashMap::<Id, ChatId>::new();
        let Outbox { store } = self.attached.outbox.clone();
        loop {
            for chat in store.chats_waiting().await? {
                if !chats.values().any(|busy| *busy == chat) {
                    chats.insert(self.senders.spawn(self.sender(chat).run()).id(), chat);
                }
            }
            tokio::select! {
                () = store.has_more_to_send() => {
                    self.client.0.signs.send_replace(());
                }
                Some(done) = self.senders.join_next_with_id() => match done {
                    Ok((id, done)) => {
                        chats.remove(&id);
                        done?;
                    }
                    Err(why) => return Err(StoreError::broken("a sender has ended", why).into()),
                }
            }
        }
    }

    fn sender(&self, chat: ChatId) -> Sender {
        let Attached { user, outbox, connections, .. } = self.attached.clone();
        Sender {
            client: self.client.clone(),
            user,
            outbox,
            chat,
            turns: self.turns.clone(),
            connections,
        }
    }

    /// Breaks off what is on its way. When this returns, none of it says any more that it is.
    pub(crate) async fn stop(mut self) {
        self.senders.shutdown().await;
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
        let mut away = Away::of(&self.client);
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
                    away.over();
                }
                Verdict::Later(why) => {
                    self.outbox.store.pause(self.chat, id, &why);
                    away.failed(&why);
                    self.wait(&mut away, why.asked_wait().is_some()).await;
                }
            }
        }
    }

    /// Waits, but not longer than until the network is back, unless the server asked for it.
    async fn wait(&mut self, away: &mut Away, asked: bool) {
        if asked {
            return away.wait().await;
        }
        tokio::select! {
            () = away.wait() => {}
            Ok(()) = self.connections.changed() => {}
        }
    }
}

/// What becomes of a message after an attempt.
#[derive(Debug)]
enum Verdict {
    Settled(Outcome),
    /// Try again, at the earliest after what the server asked for.
    Later(Error),
}

fn judge(said: Result<whatschat_core::messages::Message, Error>) -> Verdict {
    let error = match said {
        Ok(message) => return Verdict::Settled(Outcome::Sent(Box::new(message))),
        Err(error) => error,
    };
    match &error {
        // The end of the session ends the attachment, and us with it.
        _ if error.retry() == Retry::LogIn => Verdict::Later(error),
        // It is about the sender, who may have sent it before.
        Error::Refused(refusal) if refusal.code == Some(ErrorCode::EmailNotVerified) => {
            Verdict::Later(error)
        }
        Error::Refused(refusal) if is_passing(refusal.status) => Verdict::Later(error),
        Error::Refused(refusal) => Verdict::Settled(Outcome::Refused {
            why: refusal.to_string(),
            code: refusal.code,
            can_retry: may_be_taken_later(refusal),
        }),
        // Whatever answers without our envelope, it is not the server.
        _ => Verdict::Later(error),
    }
}

/// Who blocked may unblock, and who was removed come back; a bad text stays bad, and what the message
/// answers or carries is gone for good.
fn may_be_taken_later(refusal: &Refusal) -> bool {
    let is_gone =
        matches!(refusal.code, Some(ErrorCode::MessageNotFound | ErrorCode::FileNotFound));
    matches!(refusal.status, 403 | 404) && !is_gone
}

/// Whether a refusal says nothing about the message.
fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 429 | 500..)
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderMap;

    fn refused(status: u16, code: &str) -> Verdict {
        let error = serde_json::json!({"code": code, "message": "No."});
        let body = serde_json::json!({"success": false, "message": "No.", "error": error});
        let refusal = Refusal::read(status, &HeaderMap::new(), body.to_string().as_bytes());
        judge(Err(refusal.unwrap().into()))
    }

    #[test]
    fn what_is_no_verdict_on_the_message_is_tried_again() {
        for (status, code) in [(403, "AUTH_007"), (401, "AUTH_001"), (429, "REQ_007"), (503, "X")] {
            let verdict = refused(status, code);
            assert!(matches!(verdict, Verdict::Later(_)), "{code}: {verdict:?}");
        }
        for (status, code, later) in [
            (403, "USER_004", true),
            (404, "MSG_002", true),
            (404, "MSG_003", false),
            (404, "FILE_001", false),
            (422, "REQ_002", false),
        ] {
            let verdict = refused(status, code);
            let Verdict::Settled(Outcome::Refused { can_retry, .. }) = verdict else {
                panic!("{code}: {verdict:?}");
            };
            assert_eq!(can_retry, later, "{code}");
        }
    }
}
