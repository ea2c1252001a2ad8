//! Sockets that read the log: after they were away, and where too much waits for them.

use super::hub::{After, Behind, Socket, Want, positioned};
use crate::app::{App, WeakApp};
use crate::error::ApiError;
use crate::socketio::{Packet, SendError};
use crate::sync::{self, Most};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc};
use whatschat_core::ErrorCode;
use whatschat_core::socket::ServerEventKind;
use whatschat_core::sync::{Cursor, ResetReason, SyncReset};

/// How many of them read the database at the same time: others need its four connections too.
const READERS: usize = 2;
/// How much of the log is read at once, and so may wait in memory for one who is slow.
const PAGE: Most = Most { events: 256, bytes: 512 << 10 };
/// How long one waits that could not read.
const RETRY: Duration = Duration::from_secs(1);
/// How often one place of the log is tried to be read that cannot be.
const ATTEMPTS: u32 = 3;

/// Lets the sockets that come to be behind read what they lack, each in a task of its own.
pub(super) async fn serve(weak: WeakApp, mut waiting: mpsc::UnboundedReceiver<Behind>) {
    let turns = Arc::new(Semaphore::new(READERS));
    while let Some(behind) = waiting.recv().await {
        let Some(app) = weak.upgrade() else { return };
        let reader = Reader { epoch: app.hub.published().epoch, app, behind, turns: turns.clone() };
        tokio::spawn(reader.run());
    }
}

/// Reads the log for one socket, until it has everything or is gone.
struct Reader {
    app: App,
    epoch: u32,
    behind: Behind,
    turns: Arc<Semaphore>,
}

/// Tells a socket that its position cannot be served, and from where its events go on.
pub(super) fn reset(socket: &Socket, reason: ResetReason, cursor: Cursor) {
    // Nobody is left to be told if the socket has closed.
    let _ = socket.emit(SyncReset::EVENT, &SyncReset { reason, cursor });
}

impl Reader {
    async fn run(mut self) {
        let (mut failures, mut at) = (0, self.behind.pos);
        while let Err(error) = self.read().await {
            let code = error.code;
            tracing::warn!(code = code.as_str(), "the log could not be read for a socket");
            failures = if self.behind.pos == at { failures + 1 } else { 1 };
            at = self.behind.pos;
            if code == ErrorCode::Internal && failures >= ATTEMPTS {
                self.give_up(ResetReason::TooOld); // what is damaged stays so
            }
            tokio::time::sleep(RETRY).await;
        }
    }

    async fn read(&mut self) -> Result<(), ApiError> {
        while self.has_room().await {
            let Behind { socket, login, pos, announce } = &self.behind;
            let want = Want { socket, login, pos: *pos, announce: *announce };
            match self.app.hub.after(&want) {
                After::Nothing => break,
                After::Some(packets, upto) => {
                    for packet in &packets {
                        self.send(packet).await;
                    }
                    self.behind.pos = upto;
                }
                After::Older => self.read_older().await?,
            }
        }
        Ok(())
    }

    async fn read_older(&mut self) -> Result<(), ApiError> {
        let turns = self.turns.clone();
        let turn = turns.acquire().await.map_err(|_| ErrorCode::Unavailable)?;
        let mut conn = self.app.db.snapshot().await?;
        let user = self.behind.login.user;
        if let Some(reason) = sync::gone(&mut conn, self.cursor(self.behind.pos)).await? {
            self.give_up(reason);
            return Ok(());
        }
        let form = |pos, event: &_| {
            let packet = positioned(event, self.cursor(pos)).ok_or(ErrorCode::Internal)?;
            let bytes = packet.bytes();
            Ok((packet, bytes))
        };
        let page = sync::page(&self.app, &mut conn, user, self.behind.pos, PAGE, form).await?;
        drop((conn, turn));
        for packet in &page.events {
            self.send(packet).await;
        }
        self.behind.pos = page.upto;
        Ok(())
    }

    /// Goes on at the end of the log, and tells the socket so.
    fn give_up(&mut self, reason: ResetReason) {
        self.behind.pos = self.app.hub.published().pos;
        reset(&self.behind.socket, reason, self.cursor(self.behind.pos));
    }

    fn cursor(&self, pos: u64) -> Cursor {
        Cursor { epoch: self.epoch, pos }
    }

    /// Waits until the socket can take more. One that is gone wants nothing, though its connection may
    /// stay, for another.
    async fn has_room(&self) -> bool {
        let socket = &self.behind.socket;
        socket.is_connected() && socket.room().await && socket.is_connected()
    }

    /// Waits until there is room for it, or the socket is gone.
    async fn send(&self, packet: &Packet) {
        while self.behind.socket.offer(packet) == Err(SendError::Full) && self.has_room().await {}
    }
}
