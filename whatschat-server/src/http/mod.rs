//! Glue between core's list of endpoints and poem: everything about HTTP that is not a rule.

mod caller;
mod docs;
mod listener;
mod meta;
mod reply;
mod request;
mod routes;
mod schema;
mod validate;

pub(crate) use caller::{Caller, Visitor};
pub use docs::served_document;
pub(crate) use listener::NoDelay;
pub(crate) use reply::Reply;
pub(crate) use routes::Routes;
#[expect(unused_imports, reason = "the rooms that take files come next")]
pub(crate) use routes::{Http, answer};
pub(crate) use validate::Checker;

use crate::app::App;
use crate::socket::Sockets;
use crate::{auth, chats, groups, health, messages, status, users};
use poem::endpoint::BoxEndpoint;
use poem::{EndpointExt, Route};
use whatschat_core::BASE_PATH;
use whatschat_core::socket::SOCKET_PATH;

/// Everything that the server answers.
pub(crate) fn endpoint(app: App, sockets: Sockets) -> BoxEndpoint<'static> {
    let api = docs::described(routes(Some(app.clone())));
    let route = docs::add(Route::new()).nest(BASE_PATH, api).at(SOCKET_PATH, sockets);
    route
        .around(move |endpoint, request| reply::finish(app.clone(), endpoint, request))
        .map_to_response()
        .boxed()
}

/// Each room adds its own.
fn routes(app: Option<App>) -> Routes {
    let rooms = [
        auth::api::routes,
        users::api::routes,
        messages::api::routes,
        chats::api::routes,
        groups::api::routes,
        status::api::routes,
        health::api::routes,
    ];
    rooms.into_iter().fold(Routes::new(app), |routes, add| add(routes))
}

/// The operations of the contract that this server does not serve yet.
pub fn unserved() -> Vec<&'static str> {
    Routes::none().unserved()
}
