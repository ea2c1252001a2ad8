//! What travels over the socket: Socket.IO events at `/socket.io/`.
//!
//! A client begins with [`Authenticate`], in an `authenticate` event or as the handshake's
//! `auth`. An acknowledgement has the shape of a REST answer: [`Success`](crate::envelope::Success)
//! or [`Failure`]. A refusal of an event without an acknowledgement
//! comes as an `error` event.

use crate::endpoint::Schemas;
use crate::envelope::Failure;
use crate::hidden::hides_the_rest;
use crate::id::UserId;
use crate::sync::Cursor;
use crate::{auth, calls, chats, limits, messages, status, sync, users};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use utoipa::ToSchema;

/// The path of the Socket.IO server.
pub const SOCKET_PATH: &str = "/socket.io/";

/// An event that a client sends.
pub trait ClientEventKind: Serialize + DeserializeOwned + ToSchema + Send + Sync + 'static {
    /// Its name, such as `send_message`.
    const EVENT: &'static str;
    /// What its acknowledgement carries.
    type Ack: Serialize + DeserializeOwned + ToSchema + Send + Sync + 'static;
}

/// An event that the server sends.
pub trait ServerEventKind: Serialize + DeserializeOwned + ToSchema + Send + Sync + 'static {
    /// Its name, such as `new_message`.
    const EVENT: &'static str;
}

/// What a document needs to know of an event, without its type.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the parts of the event traits")]
pub struct EventInfo {
    pub name: &'static str,
    pub payload: fn() -> Schemas,
    /// What its acknowledgement carries; `None` for the server's events.
    pub ack: Option<fn() -> Schemas>,
    /// Whether it is an entry of the log, and carries a cursor.
    pub logged: bool,
}

/// Lists a room's events from clients: `Payload = "name" => what the acknowledgement carries;`
macro_rules! client_events {
    ($($payload:ident = $name:literal => $ack:ty;)*) => {
        $(impl $crate::socket::ClientEventKind for $payload {
            const EVENT: &'static str = $name;
            type Ack = $ack;
        })*

        /// The events of this room that clients send.
        pub fn from_clients() -> Vec<$crate::socket::EventInfo> {
            vec![$($crate::socket::EventInfo {
                name: $name,
                payload: $crate::endpoint::Schemas::of::<$payload>,
                ack: Some($crate::endpoint::Schemas::of::<$ack>),
                logged: false,
            }),*]
        }
    };
}
pub(crate) use client_events;

/// Lists a room's events from the server: `Payload = "name";`, or `Payload = "name", logged;` for
/// those that are kept in the log.
macro_rules! server_events {
    ($($payload:ident = $name:literal $(, $logged:ident)?;)*) => {
        $(impl $crate::socket::ServerEventKind for $payload {
            const EVENT: &'static str = $name;
        })*

        /// The events of this room that the server sends.
        pub fn from_server() -> Vec<$crate::socket::EventInfo> {
            vec![$($crate::socket::EventInfo {
                name: $name,
                payload: $crate::endpoint::Schemas::of::<$payload>,
                ack: None,
                logged: $crate::socket::server_events!(@logged $($logged)?),
            }),*]
        }
    };
    (@logged) => { false };
    (@logged logged) => { true };
}
pub(crate) use server_events;

/// Tell the server who one is
///
/// A socket that does not within 10 seconds is closed. With `since`, what has happened since comes
/// first, in order; then, as without it, what happens from now on. `synced` stands between.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct Authenticate {
    /// An access token.
    #[schema(schema_with = limits::token)]
    pub token: String,
    /// The language of acknowledgements and errors, as `Accept-Language` has it; that header of
    /// the handshake holds where this is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::languages, required = false)]
    pub language: Option<String>,
    /// The cursor of the newest event that the client knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub since: Option<Cursor>,
}

/// Who the server takes the socket for
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Authenticated {
    /// The user.
    pub user_id: UserId,
}

hides_the_rest! { Authenticate {} }

client_events! { Authenticate = "authenticate" => Authenticated; }
server_events! { Failure = "error"; }

/// Every event that a client may send, one variant a kind.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each variant is documented by its payload")]
pub enum ClientEvent {
    Authenticate(Authenticate),
    SendMessage(messages::SendMessage),
    StartCall(calls::StartCall),
    CallRinging(calls::CallRinging),
    CallAnswered(calls::CallAnswered),
    CallRejected(calls::CallRejected),
    CallLeft(calls::CallLeft),
    CallResumed(calls::CallResumed),
    UpdateStatus(status::UpdateStatus),
    Typing(status::Typing),
}

/// Lists the server's events: `Variant(payload) as the type that names it;`
macro_rules! server_event {
    ($($variant:ident($payload:ty) as $kind:ty;)*) => {
        /// Every event that the server may send, one variant a kind.
        #[derive(Debug, Clone, PartialEq)]
        #[expect(missing_docs, reason = "each variant is documented by its payload")]
        pub enum ServerEvent { $($variant($payload),)* }

        impl ServerEvent {
            /// Reads an event; `None` for a name that this crate does not know.
            ///
            /// # Errors
            /// The payload does not fit the name.
            pub fn read(name: &str, payload: Value) -> Option<serde_json::Result<Self>> {
                Some(match name {
                    $(<$kind>::EVENT => serde_json::from_value(payload).map(Self::$variant),)*
                    _ => return None,
                })
            }

            /// The event's name.
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$variant(_) => <$kind>::EVENT),* }
            }
        }

        /// The payload alone, as the event carries it; [`ServerEvent::name`] has the rest.
        impl Serialize for ServerEvent {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self { $(Self::$variant(payload) => payload.serialize(serializer)),* }
            }
        }
    };
}

server_event! {
    NewMessage(messages::Message) as messages::Message;
    MessageUpdated(messages::Message) as messages::MessageUpdated;
    MessageDeleted(messages::Message) as messages::MessageDeleted;
    MessageHidden(messages::MessageHidden) as messages::MessageHidden;
    ReactionsChanged(messages::ReactionsChanged) as messages::ReactionsChanged;
    PinChanged(messages::PinChanged) as messages::PinChanged;
    ChatChanged(chats::ChatChanged) as chats::ChatChanged;
    ChatRead(chats::Marks) as chats::Marks;
    IncomingCall(calls::IncomingCall) as calls::IncomingCall;
    CallStatusUpdate(calls::CallStatusUpdate) as calls::CallStatusUpdate;
    UserStatusChanged(status::UserStatusChanged) as status::UserStatusChanged;
    UserTyping(status::UserTyping) as status::UserTyping;
    UserChanged(users::UserChanged) as users::UserChanged;
    BlockChanged(users::BlockChanged) as users::BlockChanged;
    SessionChanged(auth::SessionChanged) as auth::SessionChanged;
    Synced(sync::Synced) as sync::Synced;
    SyncReset(sync::SyncReset) as sync::SyncReset;
    Error(Failure) as Failure;
}

/// A logged event as it travels: its payload, and up to where the receiver knows everything.
#[derive(Debug, Clone, Serialize)]
pub struct Positioned<'a> {
    /// What has happened.
    #[serde(flatten)]
    pub event: &'a ServerEvent,
    /// Up to where the receiver knows everything with it.
    pub cursor: Cursor,
}

/// The cursor that a logged event carries beside its payload.
pub fn cursor_of(payload: &Value) -> Option<Cursor> {
    payload.get("cursor")?.as_str()?.parse().ok()
}

/// Every event that clients send, room by room.
pub fn all_client_events() -> Vec<EventInfo> {
    [from_clients(), messages::from_clients(), calls::from_clients(), status::from_clients()]
        .concat()
}

/// Every event that the server sends, room by room.
pub fn all_server_events() -> Vec<EventInfo> {
    [
        messages::from_server(),
        chats::from_server(),
        calls::from_server(),
        users::from_server(),
        status::from_server(),
        auth::from_server(),
        sync::from_server(),
        from_server(),
    ]
    .concat()
}
