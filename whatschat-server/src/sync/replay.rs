//! Rows of the log as the events that they were, for one who reads them later.

use super::store::LogRow;
use crate::app::App;
use crate::error::ApiError;
use crate::store::Conn;
use crate::{calls, messages, users};
use serde::de::DeserializeOwned;
use std::collections::HashMap;
use uuid::Uuid;
use whatschat_core::calls::{CallStatusUpdate, IncomingCall};
use whatschat_core::id::{CallId, ChatId, UserId};
use whatschat_core::messages::{
    Message, MessageDeleted, MessageUpdated, PinChanged, ReactionsChanged,
};
use whatschat_core::socket::{ServerEvent, ServerEventKind};
use whatschat_core::users::UserChanged;

/// What the rows of a page are about, as the reader sees it now.
struct Subjects {
    messages: HashMap<(ChatId, u64), Message>,
    calls: HashMap<CallId, calls::Missed>,
    users: HashMap<UserId, UserChanged>,
}

/// The events with their positions. What is not for the reader's eyes any more is left out, such as
/// a message that they have hidden.
pub(super) async fn events(
    app: &App,
    conn: &mut Conn,
    reader: UserId,
    rows: Vec<LogRow>,
) -> Result<Vec<(u64, ServerEvent)>, ApiError> {
    let subjects = Subjects::of(app, conn, reader, &rows).await?;
    let event = |row: LogRow| Some((row.pos, subjects.event(&row)?));
    Ok(rows.into_iter().filter_map(event).collect())
}

impl Subjects {
    async fn of(
        app: &App,
        conn: &mut Conn,
        reader: UserId,
        rows: &[LogRow],
    ) -> Result<Self, ApiError> {
        let places: Vec<_> = rows.iter().filter_map(LogRow::place).collect();
        let about = |names: &[&str]| -> Vec<Uuid> {
            let rows = rows.iter().filter(|row| names.contains(&row.event.as_str()));
            rows.filter_map(|row| row.about).collect()
        };
        let calls = about(&[IncomingCall::EVENT, CallStatusUpdate::EVENT]);
        let users = about(&[UserChanged::EVENT]);
        Ok(Self {
            messages: messages::at_places(app, conn, reader, &places).await?,
            calls: calls::missed(conn, reader, app.clock.now(), &calls).await?,
            users: users::as_changed(app, conn, &users).await?,
        })
    }

    fn event(&self, row: &LogRow) -> Option<ServerEvent> {
        let message = || self.messages.get(&row.place()?).cloned();
        Some(match row.event.as_str() {
            Message::EVENT => ServerEvent::NewMessage(message()?),
            MessageUpdated::EVENT => ServerEvent::MessageUpdated(message()?),
            MessageDeleted::EVENT => ServerEvent::MessageDeleted(message()?),
            PinChanged::EVENT => {
                let user_id = UserId(row.about?);
                ServerEvent::PinChanged(PinChanged { user_id, message: message()? })
            }
            ReactionsChanged::EVENT => {
                let Message { chat_id, id: message_id, reactions, .. } = message()?;
                let user_id = UserId(row.about?);
                let change = ReactionsChanged { chat_id, message_id, user_id, reactions };
                ServerEvent::ReactionsChanged(change)
            }
            IncomingCall::EVENT => self.calls.get(&CallId(row.about?))?.incoming(),
            CallStatusUpdate::EVENT => self.calls.get(&CallId(row.about?))?.update(),
            UserChanged::EVENT => {
                ServerEvent::UserChanged(self.users.get(&UserId(row.about?))?.clone())
            }
            name => ServerEvent::read(name, detail(row)?)?.ok()?,
        })
    }
}

fn detail<T: DeserializeOwned>(row: &LogRow) -> Option<T> {
    let detail = serde_json::from_str(row.detail.as_deref()?);
    detail
        .inspect_err(|why| tracing::error!(%why, pos = row.pos, "an entry of the log is damaged"))
        .ok()
}

impl LogRow {
    /// The message that it is about.
    fn place(&self) -> Option<(ChatId, u64)> {
        Some((ChatId(self.stream), crate::store::unsigned(self.seq?)))
    }
}
