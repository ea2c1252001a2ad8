//! Budgets where no operation of the contract is asked for: new connections to the socket.

use super::Bucket;
use crate::app::App;
use crate::http;
use crate::periodic;
use crate::socketio::engine::Peer;
use poem::{Endpoint, Request};
use std::sync::Arc;
use std::time::Duration;
use whatschat_core::class::Class;

/// How often budgets that are full again are forgotten.
const SWEEP: Duration = Duration::from_secs(60);

/// Lets a request to the socket pass. One without a session's id wants a new connection.
pub(crate) async fn admit<E: Endpoint>(
    app: App,
    endpoint: Arc<E>,
    mut request: Request,
) -> poem::Result<E::Output> {
    let known = http::asks_with(&request, "sid");
    if !known {
        let address = http::address(&app, &request);
        app.rates.take(Class::Connect, &Bucket::Address(address))?;
        request.set_data(Peer(address));
    }
    endpoint.call(request).await
}

/// Forgets, time and again, who has not asked for a while.
pub(crate) fn forget_idle(app: &App) {
    periodic::repeat(app, SWEEP, "the forgetting of budgets", async |app| {
        app.rates.forget_idle();
        Ok(())
    });
}
