//! The contract of WhatsChat, as types: what a client may ask, what a server answers, what
//! travels over the socket, how a refusal looks. It does no I/O.
//!
//! Each feature has a *room*, a module of the same name in every crate of the workspace
//! ([`auth`], [`users`], [`messages`], [`files`], [`chats`], [`groups`], [`calls`], [`status`], [`sync`], [`health`]).
//! A room declares its requests as structs and lists them in one `endpoints!` block. From that
//! list come the OpenAPI document ([`openapi`]), the SDK's calls and the server's routes.
//!
//! ```
//! use whatschat_core::{Endpoint, chats::GetChat, id::ChatId, wire::Wire};
//!
//! let request = GetChat { id: ChatId::nil() };
//! assert_eq!(Wire::of(&request).path, "/chats/00000000-0000-0000-0000-000000000000");
//! assert_eq!(GetChat::METHOD.as_str(), "GET");
//! ```

pub mod asyncapi;
pub mod auth;
pub mod calls;
pub mod chats;
pub mod class;
pub mod endpoint;
pub mod envelope;
pub mod error;
pub mod files;
pub mod groups;
pub mod health;
mod hidden;
pub mod id;
pub mod limits;
pub mod locale;
pub mod messages;
pub mod names;
pub mod openapi;
pub mod page;
pub mod socket;
pub mod status;
pub mod sync;
pub mod time;
pub mod users;
pub mod wire;

pub use endpoint::Endpoint;
pub use error::ErrorCode;
pub use locale::Locale;

/// Where every path of the API begins.
pub const BASE_PATH: &str = "/api/v1";

/// Every operation of the API, room by room.
pub fn endpoints() -> Vec<endpoint::Info> {
    [
        auth::endpoints(),
        users::endpoints(),
        messages::endpoints(),
        files::endpoints(),
        chats::endpoints(),
        groups::endpoints(),
        calls::endpoints(),
        status::endpoints(),
        sync::endpoints(),
        health::endpoints(),
    ]
    .concat()
}

/// The text of a published document: `openapi.yaml`, `openapi.json` or `asyncapi.yaml`.
pub fn published(name: &str) -> Option<String> {
    match name {
        "openapi.yaml" => yaml_serde::to_string(&openapi::document()).ok(),
        "openapi.json" => openapi::document().to_pretty_json().ok(),
        "asyncapi.yaml" => yaml_serde::to_string(&asyncapi::document()).ok(),
        _ => None,
    }
}
