//! Events from clients: read against the published schemas, then run by the same rules as
//! requests.

use super::admission;
use super::gate::{speak, success};
use super::hub::Socket;
use crate::app::App;
use crate::error::ApiError;
use crate::http::{Caller, Checker, Reply};
use crate::socketio::Event;
use crate::{calls, messages, status};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::OnceLock;
use whatschat_core::ErrorCode;
use whatschat_core::calls::{
    AnswerCall, CallAnswered, CallLeft, CallRejected, CallResumed, CallRinging, EndCall,
    RejectCall, StartCall,
};
use whatschat_core::endpoint::Endpoint;
use whatschat_core::locale::Text;
use whatschat_core::messages::SendMessage;
use whatschat_core::socket::{Authenticate, ClientEvent, ClientEventKind, all_client_events};
use whatschat_core::status::{Typing, UpdateStatus};

const AUTHENTICATED: Text = Text { zh: "认证成功", en: "Authenticated." };

/// The compiled schemas of all events, by name.
pub(super) struct Readers(HashMap<&'static str, OnceLock<Checker>>);

impl Default for Readers {
    fn default() -> Self {
        let events = all_client_events().into_iter();
        Self(events.map(|event| (event.name, OnceLock::new())).collect())
    }
}

impl Readers {
    fn checked<T: ClientEventKind>(&self, payload: Value) -> Result<T, ApiError> {
        let checker = self.0.get(T::EVENT).ok_or(ErrorCode::UnknownEvent)?;
        checker.get_or_init(Checker::of::<T>).read(payload)
    }

    pub(super) fn authenticate(&self, payload: Value) -> Result<Authenticate, ApiError> {
        self.checked(payload)
    }

    /// An event has one argument, its payload.
    pub(super) fn read(&self, event: Event) -> Result<ClientEvent, ApiError> {
        let payload =
            event.args.values.into_iter().next().unwrap_or(Value::Object(Default::default()));
        Ok(match event.name.as_str() {
            Authenticate::EVENT => ClientEvent::Authenticate(self.checked(payload)?),
            SendMessage::EVENT => ClientEvent::SendMessage(self.checked(payload)?),
            StartCall::EVENT => ClientEvent::StartCall(self.checked(payload)?),
            CallRinging::EVENT => ClientEvent::CallRinging(self.checked(payload)?),
            CallAnswered::EVENT => ClientEvent::CallAnswered(self.checked(payload)?),
            CallRejected::EVENT => ClientEvent::CallRejected(self.checked(payload)?),
            CallLeft::EVENT => ClientEvent::CallLeft(self.checked(payload)?),
            CallResumed::EVENT => ClientEvent::CallResumed(self.checked(payload)?),
            Typing::EVENT => ClientEvent::Typing(self.checked(payload)?),
            UpdateStatus::EVENT => ClientEvent::UpdateStatus(self.checked(payload)?),
            _ => return Err(ErrorCode::UnknownEvent.into()),
        })
    }
}

/// Does what an event asks for; gives what its acknowledgement carries.
pub(super) async fn run(app: &App, socket: &Socket, event: ClientEvent) -> Result<Value, ApiError> {
    match event {
        ClientEvent::Authenticate(request) => {
            speak(socket, &request);
            success(socket, Some(AUTHENTICATED), admission::admit(app, socket, &request).await?)
        }
        ClientEvent::SendMessage(request) => {
            let sent: Reply<_> = messages::send(app, caller(app, socket).await?, request).await?;
            success(socket, SendMessage::MESSAGE, sent.data)
        }
        ClientEvent::UpdateStatus(request) => {
            let changed = status::choose(app, caller(app, socket).await?, request).await?;
            success(socket, UpdateStatus::MESSAGE, changed)
        }
        ClientEvent::Typing(request) => {
            success(socket, None, status::typing(app, caller(app, socket).await?, request).await?)
        }
        ClientEvent::StartCall(request) => {
            let started = calls::start(app, caller(app, socket).await?, request).await?;
            success(socket, StartCall::MESSAGE, started.data)
        }
        ClientEvent::CallRinging(CallRinging { call_id }) => {
            success(socket, None, calls::ringing(app, caller(app, socket).await?, call_id).await?)
        }
        ClientEvent::CallAnswered(CallAnswered { call_id }) => {
            let call = calls::answer(app, caller(app, socket).await?, call_id).await?;
            success(socket, AnswerCall::MESSAGE, call)
        }
        ClientEvent::CallRejected(CallRejected { call_id }) => {
            let call = calls::reject(app, caller(app, socket).await?, call_id).await?;
            success(socket, RejectCall::MESSAGE, call)
        }
        ClientEvent::CallLeft(CallLeft { call_id }) => {
            let call = calls::end(app, caller(app, socket).await?, call_id).await?;
            success(socket, EndCall::MESSAGE, call)
        }
        ClientEvent::CallResumed(CallResumed { call_id }) => {
            success(socket, None, calls::resume(app, caller(app, socket).await?, call_id).await?)
        }
    }
}

/// Whose socket it is, if its session goes on.
async fn caller(app: &App, socket: &Socket) -> Result<Caller, ApiError> {
    let login = socket.state().login().ok_or_else(|| {
        ApiError::from(ErrorCode::TokenInvalid).details("Send an `authenticate` event first.")
    })?;
    let caller = Caller { user: login.user, session: login.session, address: None };
    if login.expires_at <= app.clock.now() || !crate::auth::is_live(app, caller).await? {
        return Err(ErrorCode::TokenInvalid.into());
    }
    Ok(caller)
}
