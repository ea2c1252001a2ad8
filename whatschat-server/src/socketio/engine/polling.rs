//! Sessions by HTTP long-polling.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use poem::error::ReadBodyError;
use poem::http::header;
use poem::{Body, Request, Response};
use tokio::time::timeout;

use super::packet::Frame;
use super::refusal::Refusal;
use super::session::{Polled, Transport};
use super::table::Connection;
use super::{CloseReason, Engine, Service, payload};

/// How long a body may take to arrive: nothing else of its client is handled meanwhile.
const BODY_TIMEOUT: Duration = Duration::from_secs(15);

impl<S: Service> Engine<S> {
    pub(super) fn open_polling(&self, request: &Request) -> Result<Response, Refusal> {
        let connection = self.open(Transport::Polling, request)?;
        let id = connection.session.id();
        let open = Frame::open(id, &["websocket"], &self.0.config);
        Ok(text(payload::encode([&open])))
    }

    pub(super) async fn poll(&self, id: &str) -> Result<Response, Refusal> {
        let connection = self.find(id)?;
        let polled = connection.session.poll().await;
        if let Some(reason) = connection.session.close_reason() {
            self.end(&connection, reason);
        }
        match polled {
            None => Err(Refusal::BadRequest),
            Some(Polled::Only(frame)) => Ok(text(payload::encode([&frame]))),
            Some(Polled::Batch(batch)) => Ok(text(payload::encode(&batch.frames))),
        }
    }

    /// In a task of its own: a client that hangs up must not cut a handler in the middle.
    pub(super) async fn post(&self, id: &str, body: Body) -> Result<Response, Refusal> {
        let connection = self.find(id)?;
        if connection.session.has_websocket() {
            return Err(Refusal::BadRequest);
        }
        let engine = self.clone();
        let task = async move { engine.receive_body(&connection, body).await };
        match self.0.tasks.spawn(task).await {
            Ok(received) => {
                received.map(|()| Response::builder().content_type("text/html").body("ok"))
            }
            Err(_handler_panicked) => Err(Refusal::BadRequest),
        }
    }

    async fn receive_body(
        &self,
        connection: &Arc<Connection<S>>,
        body: Body,
    ) -> Result<(), Refusal> {
        // Locked before the body is read: of many posts only one takes memory.
        let mut inbox = connection.inbox.lock().await;
        let body = tokio::select! {
            body = timeout(BODY_TIMEOUT, self.read_body(body)) => {
                body.unwrap_or(Err(Refusal::BadRequest))?
            }
            () = connection.session.closed() => return Err(Refusal::UnknownSession),
        };
        let Err(reason) = self.receive_payload(connection, &mut inbox, &body).await else {
            return Ok(());
        };
        self.end(connection, reason);
        if reason == CloseReason::Client {
            return Ok(());
        }
        Err(Refusal::BadRequest)
    }

    async fn read_body(&self, body: Body) -> Result<Bytes, Refusal> {
        let limit = self.0.config.max_payload_bytes;
        body.into_bytes_limit(limit).await.map_err(|error| match error {
            ReadBodyError::PayloadTooLarge => Refusal::PayloadTooLarge,
            ReadBodyError::BodyHasBeenTaken | ReadBodyError::Utf8(_) | ReadBodyError::Io(_) => {
                Refusal::BadRequest
            }
        })
    }
}

/// Nothing on the way may keep an answer: each is for one request of one client.
fn text(payload: String) -> Response {
    Response::builder()
        .content_type("text/plain; charset=UTF-8")
        .header(header::CACHE_CONTROL, "no-store")
        .body(payload)
}
