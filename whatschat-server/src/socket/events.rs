//! Events from clients: read against the published schemas, then run by the same rules as
//! requests.

use super::admission;
use super::gate::success;
use super::hub::Socket;
use crate::app::App;
use crate::error::ApiError;
use crate::http::{Caller, Checker, Reply};
use crate::socketio::Event;
use crate::{messages, status};
use serde_json::Value;
use std::sync::LazyLock;
use whatschat_core::ErrorCode;
use whatschat_core::calls::StartCall;
use whatschat_core::endpoint::Endpoint;
use whatschat_core::locale::Text;
use whatschat_core::messages::SendMessage;
use whatschat_core::socket::{Authenticate, ClientEvent, ClientEventKind};
use whatschat_core::status::UpdateStatus;

const AUTHENTICATED: Text = Text { zh: "认证成功", en: "Authenticated." };

/// The compiled schemas of all events.
pub(super) struct Readers {
    authenticate: LazyLock<Checker>,
    send_message: LazyLock<Checker>,
    start_call: LazyLock<Checker>,
    update_status: LazyLock<Checker>,
}

impl Default for Readers {
    fn default() -> Self {
        Self {
            authenticate: LazyLock::new(Checker::of::<Authenticate>),
            send_message: LazyLock::new(Checker::of::<SendMessage>),
            start_call: LazyLock::new(Checker::of::<StartCall>),
            update_status: LazyLock::new(Checker::of::<UpdateStatus>),
        }
    }
}

impl Readers {
    pub(super) fn authenticate(&self, payload: Value) -> Result<Authenticate, ApiError> {
        self.authenticate.read(payload)
    }

    /// An event has one argument, its payload.
    pub(super) fn read(&self, event: Event) -> Result<ClientEvent, ApiError> {
        let payload =
            event.args.values.into_iter().next().unwrap_or(Value::Object(Default::default()));
        Ok(match event.name.as_str() {
            Authenticate::EVENT => ClientEvent::Authenticate(self.authenticate(payload)?),
            SendMessage::EVENT => ClientEvent::SendMessage(self.send_message.read(payload)?),
            StartCall::EVENT => ClientEvent::StartCall(self.start_call.read(payload)?),
            UpdateStatus::EVENT => ClientEvent::UpdateStatus(self.update_status.read(payload)?),
            _ => return Err(ErrorCode::UnknownEvent.into()),
        })
    }
}

/// Does what an event asks for; gives what its acknowledgement carries.
pub(super) async fn run(app: &App, socket: &Socket, event: ClientEvent) -> Result<Value, ApiError> {
    match event {
        ClientEvent::Authenticate(request) => {
            success(Some(AUTHENTICATED), admission::admit(app, socket, &request).await?)
        }
        ClientEvent::SendMessage(request) => {
            let sent: Reply<_> = messages::send(app, caller(app, socket).await?, request).await?;
            success(SendMessage::MESSAGE, sent.data)
        }
        ClientEvent::UpdateStatus(request) => {
            let changed = status::choose(app, caller(app, socket).await?, request).await?;
            success(UpdateStatus::MESSAGE, changed)
        }
        ClientEvent::StartCall(_) => {
            caller(app, socket).await?;
            Err(ApiError::from(ErrorCode::CallFailed)
                .details("This server does not serve calls yet."))
        }
    }
}

/// Whose socket it is, if its session goes on.
async fn caller(app: &App, socket: &Socket) -> Result<Caller, ApiError> {
    let login = socket.state().login().ok_or_else(|| {
        ApiError::from(ErrorCode::TokenInvalid).details("Send an `authenticate` event first.")
    })?;
    let caller = Caller { user: login.user, session: login.session };
    if login.expires_at <= app.clock.now() || !crate::auth::is_live(app, caller).await? {
        return Err(ErrorCode::TokenInvalid.into());
    }
    Ok(caller)
}
