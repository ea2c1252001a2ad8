//! Who is told of what becomes of a call: its participants' devices, and its chat.

use super::change::Change;
use super::state::Member;
use super::store::Record;
use super::view;
use crate::app::App;
use crate::clock::Clock;
use crate::messages;
use crate::store::Tx;
use crate::sync::{self, Entry, To};
use serde_json::json;
use whatschat_core::calls::{CallStatusUpdate, IncomingCall};
use whatschat_core::id::UserId;
use whatschat_core::messages::{Happening, Message, Metadata, SystemEvent};
use whatschat_core::socket::ServerEvent;

impl Change {
    /// Commits the change, and tells of it.
    pub(super) async fn commit(&self, app: &App, tx: Tx) -> sqlx::Result<()> {
        sync::commit_then(app, tx, self.entries(), || self.take_effect(app)).await
    }

    /// After the commit: time may have to change the call earlier now.
    pub(crate) fn take_effect(&self, app: &App) {
        if self.made {
            app.calls.note(self.record.state.due_at());
        }
    }

    /// What is told of the change.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        if !self.made {
            return vec![];
        }
        let message = self.message.iter();
        let message = message.map(|it| Entry::message(it, ServerEvent::MessageUpdated));
        let is_told = |member: &&Member| {
            !self.record.is_closed_to(member) || self.removed.contains(&member.user)
        };
        let members = self.record.state.told().filter(is_told);
        message.chain(members.map(|member| self.entry(member.user))).collect()
    }

    fn entry(&self, user: UserId) -> Entry {
        let update = self.update();
        let elsewhere = self.by.filter(|by| by.user == user).zip(self.elsewhere);
        let Some((by, reason)) = elsewhere else {
            return Entry::user(user, ServerEvent::CallStatusUpdate(update));
        };
        let other = CallStatusUpdate { reason: Some(reason), ..update.clone() };
        Entry {
            to: To::Devices { user, device: by.session },
            event: ServerEvent::CallStatusUpdate(update),
            other: Some(ServerEvent::CallStatusUpdate(other)),
        }
    }

    pub(super) fn update(&self) -> CallStatusUpdate {
        CallStatusUpdate {
            call_id: self.record.id,
            version: self.record.state.version,
            status: self.record.state.status(),
            participants: view::participants(&self.record),
            reason: self.reason,
            by_device: self.by.map(|by| by.session),
        }
    }

    /// What is told of a new call: it rings where it can be answered, and the others learn of it.
    pub(super) fn entries_of_new(&self) -> Vec<Entry> {
        let message = self.message.iter();
        let message = message.map(|it| Entry::message(it, ServerEvent::NewMessage));
        let told = |member: &Member| {
            let event = if member.is_waiting() {
                ServerEvent::IncomingCall(incoming(&self.record))
            } else {
                ServerEvent::CallStatusUpdate(self.update())
            };
            Entry::user(member.user, event)
        };
        message.chain(self.record.state.told().map(told)).collect()
    }
}

pub(super) fn incoming(record: &Record) -> IncomingCall {
    IncomingCall { call: view::call(record), expires_at: record.state.rings_until }
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
