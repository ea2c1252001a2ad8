//! What the application does with its sockets.

use super::hub::Socket;
use super::identity::{Identity, Login};
use super::{admission, events};
use crate::app::App;
use crate::error::ApiError;
use crate::http::unless_overdue;
use crate::rates::Bucket;
use crate::socketio::{Args, Event, Handler, Reason};
use crate::{calls, status};
use serde_json::{Value, json};
use whatschat_core::Locale;
use whatschat_core::class::Class;
use whatschat_core::envelope::{Failure, Success};
use whatschat_core::locale::Text;
use whatschat_core::socket::{Authenticate, ServerEventKind};

/// Stands between the sockets and the rules.
pub(crate) struct Gate {
    app: App,
    readers: events::Readers,
}

impl Gate {
    pub(super) fn new(app: App) -> Self {
        Self { app, readers: events::Readers::default() }
    }

    /// A token in the handshake does what an `authenticate` event does.
    async fn handshake(&self, socket: &Socket, auth: Value) -> Result<(), ApiError> {
        if auth.get("token").is_none() {
            self.app.hub.add_stranger(socket, self.app.clock.passed());
            return Ok(());
        }
        let request: Authenticate = self.readers.authenticate(auth)?;
        speak(socket, &request);
        admission::admit(&self.app, socket, &request).await.map(drop)
    }

    async fn run(&self, socket: &Socket, event: Event) -> Result<Value, ApiError> {
        self.app.rates.take(Class::Event, &bucket(socket))?;
        let event = self.readers.read(event)?;
        // Not in a task of its own: a socket that closes meanwhile would stay let in.
        unless_overdue(self.app.clone(), events::run(&self.app, socket, event)).await
    }

    fn failure(&self, socket: &Socket, error: &ApiError) -> Failure {
        error.to_failure(locale(socket), self.app.config.environment, None)
    }
}

impl Handler for Gate {
    type State = Identity;

    async fn connect(&self, socket: &Socket, auth: Value) -> Result<(), Value> {
        let refusal = |error: ApiError| {
            let failure = self.failure(socket, &error);
            json!({"message": failure.error.code, "data": failure.error})
        };
        unless_overdue(self.app.clone(), self.handshake(socket, auth)).await.map_err(refusal)
    }

    /// Acknowledgements have the shape of REST answers; a refusal that nobody waits for comes as
    /// an `error` event.
    async fn event(&self, socket: &Socket, event: Event) -> Option<Args> {
        let wants_ack = event.wants_ack;
        match self.run(socket, event).await {
            Ok(answer) => Args::one(&answer).ok(),
            Err(error) if wants_ack => Args::one(&self.failure(socket, &error)).ok(),
            Err(error) => {
                // Nobody is left to be told if the socket has closed.
                let _ = socket.emit(Failure::EVENT, &self.failure(socket, &error));
                None
            }
        }
    }

    fn connected(&self, socket: &Socket) {
        admission::begin(&self.app, socket);
    }

    fn answered(&self, socket: &Socket) {
        admission::begin(&self.app, socket);
    }

    async fn disconnect(&self, socket: &Socket, _: Reason) {
        let Some(Login { user, session, .. }) = socket.state().login() else {
            self.app.hub.remove_stranger(socket);
            return;
        };
        if let Some(departed) = self.app.hub.remove(socket, user) {
            status::depart(&self.app, user, &departed).await;
        }
        calls::lost_later(&self.app, user, session);
    }
}

/// Whose budget an event counts against.
fn bucket(socket: &Socket) -> Bucket {
    let login = socket.state().login();
    login.map_or_else(|| Bucket::Stranger(socket.id().to_owned()), |login| Bucket::User(login.user))
}

/// The language that the socket is answered in.
pub(super) fn locale(socket: &Socket) -> Locale {
    let asked = || socket.languages().map_or_else(Locale::default, Locale::negotiate);
    socket.state().locale().unwrap_or_else(asked)
}

/// From here on the socket is spoken to in the language that it names.
pub(super) fn speak(socket: &Socket, request: &Authenticate) {
    if let Some(languages) = &request.language {
        socket.state().speak(languages);
    }
}

/// A success as an acknowledgement carries it.
pub(super) fn success<T: serde::Serialize>(
    socket: &Socket,
    message: Option<Text>,
    data: T,
) -> Result<Value, ApiError> {
    let message = message.map(|text| text.to(locale(socket)));
    serde_json::to_value(Success::new(message, Some(data))).map_err(ApiError::internal)
}
