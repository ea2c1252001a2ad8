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
use crate::{calls, chats, limits, messages, status};
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
            }),*]
        }
    };
}
pub(crate) use client_events;

/// Lists a room's events from the server: `Payload = "name";`
macro_rules! server_events {
    ($($payload:ident = $name:literal;)*) => {
        $(impl $crate::socket::ServerEventKind for $payload {
            const EVENT: &'static str = $name;
        })*

        /// The events of this room that the server sends.
        pub fn from_server() -> Vec<$crate::socket::EventInfo> {
            vec![$($crate::socket::EventInfo {
                name: $name,
                payload: $crate::endpoint::Schemas::of::<$payload>,
                ack: None,
            }),*]
        }
    };
}
pub(crate) use server_events;

/// Tell the server who one is
///
/// A socket that does not within 10 seconds is closed. Events begin with those that happen after
/// the acknowledgement.
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
}

/// Every event that the server may send, one variant a kind.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "each variant is documented by its payload")]
pub enum ServerEvent {
    NewMessage(messages::Message),
    MessageUpdated(messages::Message),
    MessageDeleted(messages::Message),
    MessageHidden(messages::MessageHidden),
    ReactionsChanged(messages::ReactionsChanged),
    PinChanged(messages::PinChanged),
    ChatChanged(chats::ChatChanged),
    ChatRead(chats::Marks),
    IncomingCall(calls::IncomingCall),
    CallStatusUpdate(calls::CallStatusUpdate),
    UserStatusChanged(status::UserStatusChanged),
    Error(Failure),
}

impl ServerEvent {
    /// Reads an event; `None` for a name that this crate does not know.
    ///
    /// # Errors
    /// The payload does not fit the name.
    pub fn read(name: &str, payload: Value) -> Option<serde_json::Result<Self>> {
        Some(match name {
            messages::Message::EVENT => parse(payload, Self::NewMessage),
            messages::MessageUpdated::EVENT => parse(payload, Self::MessageUpdated),
            messages::MessageDeleted::EVENT => parse(payload, Self::MessageDeleted),
            messages::MessageHidden::EVENT => parse(payload, Self::MessageHidden),
            messages::ReactionsChanged::EVENT => parse(payload, Self::ReactionsChanged),
            messages::PinChanged::EVENT => parse(payload, Self::PinChanged),
            chats::ChatChanged::EVENT => parse(payload, Self::ChatChanged),
            chats::Marks::EVENT => parse(payload, Self::ChatRead),
            calls::IncomingCall::EVENT => parse(payload, Self::IncomingCall),
            calls::CallStatusUpdate::EVENT => parse(payload, Self::CallStatusUpdate),
            status::UserStatusChanged::EVENT => parse(payload, Self::UserStatusChanged),
            Failure::EVENT => parse(payload, Self::Error),
            _ => return None,
        })
    }

    /// The event's name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NewMessage(_) => messages::Message::EVENT,
            Self::MessageUpdated(_) => messages::MessageUpdated::EVENT,
            Self::MessageDeleted(_) => messages::MessageDeleted::EVENT,
            Self::MessageHidden(_) => messages::MessageHidden::EVENT,
            Self::ReactionsChanged(_) => messages::ReactionsChanged::EVENT,
            Self::PinChanged(_) => messages::PinChanged::EVENT,
            Self::ChatChanged(_) => chats::ChatChanged::EVENT,
            Self::ChatRead(_) => chats::Marks::EVENT,
            Self::IncomingCall(_) => calls::IncomingCall::EVENT,
            Self::CallStatusUpdate(_) => calls::CallStatusUpdate::EVENT,
            Self::UserStatusChanged(_) => status::UserStatusChanged::EVENT,
            Self::Error(_) => Failure::EVENT,
        }
    }
}

/// The payload alone, as the event carries it; [`ServerEvent::name`] has the rest.
impl Serialize for ServerEvent {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::NewMessage(m) | Self::MessageUpdated(m) | Self::MessageDeleted(m) => {
                m.serialize(serializer)
            }
            Self::MessageHidden(hidden) => hidden.serialize(serializer),
            Self::ReactionsChanged(change) => change.serialize(serializer),
            Self::PinChanged(change) => change.serialize(serializer),
            Self::ChatChanged(change) => change.serialize(serializer),
            Self::ChatRead(marks) => marks.serialize(serializer),
            Self::IncomingCall(incoming) => incoming.serialize(serializer),
            Self::CallStatusUpdate(update) => update.serialize(serializer),
            Self::UserStatusChanged(change) => change.serialize(serializer),
            Self::Error(failure) => failure.serialize(serializer),
        }
    }
}

fn parse<T: DeserializeOwned, U>(payload: Value, wrap: fn(T) -> U) -> serde_json::Result<U> {
    serde_json::from_value(payload).map(wrap)
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
        status::from_server(),
        from_server(),
    ]
    .concat()
}
