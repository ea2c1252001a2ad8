use std::sync::Arc;
use std::time::Instant;

use poem::http::{StatusCode, header};
use poem::{Endpoint, IntoResponse, Request, Response};

use super::refusal::Refusal;
use super::request::Intent;
use super::table::Connection;
use super::{CloseReason, Engine, Service};

impl<S: Service> Endpoint for Engine<S> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let response = self.respond(request).await;
        Ok(response.unwrap_or_else(IntoResponse::into_response))
    }
}

impl<S: Service> Engine<S> {
    async fn respond(&self, mut request: Request) -> Result<Response, Refusal> {
        let (origin, host) = (request.header(header::ORIGIN), request.header(header::HOST));
        if !self.0.config.origins.allow(origin, host) {
            return Err(Refusal::Forbidden);
        }
        match Intent::of(&request)? {
            Intent::Open => self.open_polling(&request),
            Intent::Poll(id) => {
                // A poll takes long: it need not keep the request.
                drop(request);
                self.poll(&id).await
            }
            Intent::Post(id) => self.post(&id, request.take_body()).await,
            Intent::OpenWebSocket => self.open_websocket(&request),
            Intent::Upgrade(id) => self.upgrade(&id, &request),
            Intent::Options => Ok(options()),
        }
    }

    /// The session with this id, if it still lives.
    pub(super) fn find(&self, id: &str) -> Result<Arc<Connection<S>>, Refusal> {
        let connection = self.0.table.get(id).ok_or(Refusal::UnknownSession)?;
        if connection.session.tick(Instant::now()) {
            self.end(&connection, CloseReason::Transport);
            return Err(Refusal::UnknownSession);
        }
        Ok(connection)
    }
}

fn options() -> Response {
    Response::builder()
        .status(StatusCode::NO_CONTENT)
        .header(header::ALLOW, "GET, POST, OPTIONS")
        .finish()
}
