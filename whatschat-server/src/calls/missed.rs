//! Calls for a participant who was not there when they rang, or changed.

use super::change::Change;
use super::state::Member;
use super::store::{self, Record};
use super::tell::incoming;
use super::view;
use crate::store::Conn;
use std::collections::HashMap;
use uuid::Uuid;
use whatschat_core::id::{CallId, UserId};
use whatschat_core::socket::ServerEvent;
use whatschat_core::time::Timestamp;

/// A call as it stands now.
pub(crate) struct Missed {
    call: Change,
    /// Whether it still rings at the reader.
    rings: bool,
}

impl Missed {
    /// That it rings; where it stands, if it does so no more.
    pub(crate) fn incoming(&self) -> ServerEvent {
        match self.rings {
            true => ServerEvent::IncomingCall(incoming(&self.call.record)),
            false => self.update(),
        }
    }

    /// Where it stands.
    pub(crate) fn update(&self) -> ServerEvent {
        ServerEvent::CallStatusUpdate(self.call.update())
    }
}

/// These calls, for one of their participants.
pub(crate) async fn missed(
    conn: &mut Conn,
    user: UserId,
    now: Timestamp,
    ids: &[Uuid],
) -> sqlx::Result<HashMap<CallId, Missed>> {
    let missed = |record: Record| {
        let is_waiting = record.state.member(user).is_some_and(Member::is_waiting);
        let rings = is_waiting && record.state.rings_until > now;
        (record.id, Missed { call: Change::nothing(view::known_to(user, record)), rings })
    };
    Ok(store::by_ids(conn, ids).await?.into_iter().map(missed).collect())
}
