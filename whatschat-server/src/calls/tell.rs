//! Who is told of what becomes of a call: its participants' devices, and its chat.

use super::change::Change;
use super::store::Record;
use super::view;
use crate::app::App;
use crate::clock::Clock;
use crate::messages;
use crate::store::Tx;
use serde_json::json;
use std::collections::HashSet;
use whatschat_core::calls::{CallStatusUpdate, IncomingCall};
use whatschat_core::id::UserId;
use whatschat_core::messages::{Happening, Message, Metadata, SystemEvent};
use whatschat_core::socket::ServerEvent;

impl Change {
    /// Tells of the change, after the commit.
    pub(crate) fn publish(&self, app: &App) {
        if !self.made {
            return;
        }
        app.calls.note(self.record.state.due_at());
        if let Some(message) = &self.message {
            app.hub.send_message(message, ServerEvent::MessageUpdated);
        }
        let mut users: HashSet<UserId> =
            self.record.state.told().map(|member| member.user).collect();
        let update = self.update();
        if let (Some(by), Some(_)) = (self.by, self.elsewhere) {
            users.remove(&by.user);
            let other = CallStatusUpdate { reason: self.elsewhere, ..update.clone() };
            let (one, other) = (
                ServerEvent::CallStatusUpdate(update.clone()),
                ServerEvent::CallStatusUpdate(other),
            );
            app.hub.send_to_devices(by.user, |device| device == by.session, &one);
            app.hub.send_to_devices(by.user, |device| device != by.session, &other);
        }
        app.hub.send_to_users(&users, &ServerEvent::CallStatusUpdate(update));
    }

    fn update(&self) -> CallStatusUpdate {
        CallStatusUpdate {
            call_id: self.record.id,
            version: self.record.state.version,
            status: self.record.state.status(),
            participants: view::participants(&self.record),
            reason: self.reason,
            by_device: self.by.map(|by| by.session),
        }
    }

    /// Tells of a new call: it rings where it can be answered, and the others learn of it.
    pub(super) fn publish_new(&self, app: &App) {
        let record = &self.record;
        app.calls.note(record.state.due_at());
        if let Some(message) = &self.message {
            app.hub.send_message(message, ServerEvent::NewMessage);
        }
        let (waiting, others): (Vec<_>, Vec<_>) =
            record.state.told().partition(|member| member.is_waiting());
        let users =
            |members: Vec<_>| members.into_iter().map(|m: &super::state::Member| m.user).collect();
        let incoming =
            IncomingCall { call: view::call(record), expires_at: record.state.rings_until };
        app.hub.send_to_users(&users(waiting), &ServerEvent::IncomingCall(incoming));
        app.hub.send_to_users(&users(others), &ServerEvent::CallStatusUpdate(self.update()));
    }
}

/// Leaves a message about a new call in its chat.
pub(super) async fn write(
    tx: &mut Tx,
    clock: &Clock,
    record: &Record,
) -> sqlx::Result<Option<Message>> {
    let (Some(chat), Some(caller)) = (record.chat, record.state.members.first()) else {
        return Ok(None);
    };
    let event = SystemEvent { call_id: Some(record.id), ..SystemEvent::of(Happening::Call) };
    let message = messages::append_system(tx, clock, chat, caller.user, event).await?;
    messages::describe_system(tx, clock, message.id, metadata(record)).await
}

/// Has that message say where the call stands now.
pub(super) async fn rewrite(
    tx: &mut Tx,
    clock: &Clock,
    record: &Record,
) -> sqlx::Result<Option<Message>> {
    match record.message {
        Some(id) => messages::describe_system(tx, clock, id, metadata(record)).await,
        None => Ok(None),
    }
}

fn metadata(record: &Record) -> Metadata {
    let mut metadata = Metadata::new();
    metadata.insert("type".into(), json!(record.r#type));
    metadata.insert("status".into(), json!(record.state.status()));
    if let Some(duration) = view::duration_s(&record.state) {
        metadata.insert("duration".into(), json!(duration));
    }
    metadata
}
