//! Glue between core's list of endpoints and poem: everything about HTTP that is not a rule.

mod address;
mod allow;
mod budget;
mod caller;
pub(crate) mod cors;
mod depth;
mod docs;
mod headers;
mod listener;
mod meta;
mod reply;
mod request;
mod routes;
mod run;
mod schema;
mod serve;
#[cfg(test)]
mod tests;
mod validate;

pub(crate) use address::{address, customer};
pub(crate) use budget::asks_with;
pub(crate) use caller::{Caller, Visitor};
pub use docs::served_document;
pub(crate) use listener::Listener;
pub(crate) use reply::Reply;
pub(crate) use routes::{Http, Routes, answer};
pub(crate) use run::{to_the_end, unless_overdue};
pub(crate) use serve::serve;
pub(crate) use validate::Checker;

use crate::app::App;
use crate::socket::Sockets;
use crate::{auth, calls, chats, files, groups, health, messages, rates, status, sync, users};
use poem::endpoint::BoxEndpoint;
use poem::{EndpointExt, Response, Route};
use whatschat_core::BASE_PATH;
use whatschat_core::socket::SOCKET_PATH;

/// Everything that the server answers.
pub(crate) fn endpoint(app: App, sockets: Sockets) -> BoxEndpoint<'static, Response> {
    let rooms = routes(Some(app.clone()));
    serving(app, sockets, rooms)
}

/// The same with these routes.
fn serving(app: App, sockets: Sockets, routes: Routes) -> BoxEndpoint<'static, Response> {
    let outer = app.clone();
    let gate = app.clone();
    let sockets =
        sockets.around(move |endpoint, request| rates::admit(gate.clone(), endpoint, request));
    let api = docs::described(routes);
    let route = docs::add(Route::new()).nest(BASE_PATH, api).at(SOCKET_PATH, sockets);
    route
        .around(headers::check)
        .around(move |endpoint, request| reply::finish(app.clone(), endpoint, request))
        .around(move |endpoint, request| headers::add(outer.clone(), endpoint, request))
        .map_to_response()
        .boxed()
}

/// Each room adds its own.
fn routes(app: Option<App>) -> Routes {
    let rooms = [
        auth::api::routes,
        users::api::routes,
        messages::api::routes,
        files::api::routes,
        chats::api::routes,
        groups::api::routes,
        calls::api::routes,
        status::api::routes,
        sync::api::routes,
        health::api::routes,
    ];
    rooms.into_iter().fold(Routes::new(app), |routes, add| add(routes))
}

/// The operations of the contract that this server does not serve yet.
pub fn unserved() -> Vec<&'static str> {
    Routes::none().unserved()
}
