//! What Socket.IO does with the messages of an Engine.IO session.

use std::sync::Arc;

use serde_json::{Value, json};

use super::args::{Args, Event};
use super::assembler::{Assembler, Limits};
use super::config::Config;
use super::engine::{CloseReason, Malformed, Message, Service, Session};
use super::handler::{Handler, Reason};
use super::packet::Packet;
use super::parser::{Body, Received};
use super::socket::Socket;

pub(super) struct Protocol<H> {
    pub(super) handler: H,
    pub(super) config: Config,
}

/// What is kept for a client between its messages.
pub(super) struct Inbox<H: Handler> {
    assembler: Assembler,
    /// One for each namespace the client is in: few.
    sockets: Vec<Socket<H>>,
    /// How often it has asked to be in one.
    connects: usize,
}

impl<H: Handler> Default for Inbox<H> {
    fn default() -> Self {
        Self { assembler: Assembler::default(), sockets: Vec::new(), connects: 0 }
    }
}

impl<H: Handler> Service for Protocol<H> {
    type Inbox = Inbox<H>;

    fn opened(&self, session: &Arc<Session>) {
        session.expire_after(self.config.connect_timeout);
    }

    async fn message(
        &self,
        session: &Arc<Session>,
        inbox: &mut Inbox<H>,
        message: Message<'_>,
    ) -> Result<(), Malformed> {
        match inbox.assembler.push(message, self.limits())? {
            Some(received) => self.receive(session, inbox, received).await,
            None => Ok(()),
        }
    }

    async fn closed(&self, _: &Arc<Session>, inbox: &mut Inbox<H>, reason: CloseReason) {
        for socket in std::mem::take(&mut inbox.sockets) {
            self.disconnect(&socket, Reason::Closed(reason)).await;
        }
    }
}

impl<H: Handler> Protocol<H> {
    fn limits(&self) -> Limits {
        Limits {
            attachments: self.config.max_attachments,
            bytes: self.config.engine.max_payload_bytes,
        }
    }

    async fn receive(
        &self,
        session: &Arc<Session>,
        inbox: &mut Inbox<H>,
        received: Received,
    ) -> Result<(), Malformed> {
        let Received { namespace, body } = received;
        inbox.connects += usize::from(matches!(body, Body::Connect(_)));
        if inbox.connects > self.config.max_connects {
            return Err(Malformed("too many connections to namespaces"));
        }
        let sockets = &mut inbox.sockets;
        let position = sockets.iter().position(|it| it.namespace() == namespace);
        match (body, position) {
            (Body::Connect(auth), None) => self.connect(session, sockets, namespace, auth).await,
            (Body::Connect(_), Some(_)) => Err(Malformed("connected to the namespace already")),
            (Body::Disconnect, Some(index)) => {
                let socket = sockets.swap_remove(index);
                if sockets.is_empty() {
                    session.expire_after(self.config.connect_timeout);
                }
                self.disconnect(&socket, Reason::Left).await;
                Ok(())
            }
            (Body::Event(event, id), Some(index)) => {
                self.event(&sockets[index], event, id).await;
                Ok(())
            }
            (Body::Ack, Some(_)) => Ok(()),
            (Body::Disconnect | Body::Event(..) | Body::Ack, None) => {
                Err(Malformed("not connected to the namespace"))
            }
        }
    }

    async fn connect(
        &self,
        session: &Arc<Session>,
        sockets: &mut Vec<Socket<H>>,
        namespace: String,
        auth: Value,
    ) -> Result<(), Malformed> {
        if sockets.len() >= self.config.max_namespaces {
            return Err(Malformed("too many namespaces"));
        }
        let socket = Socket::new(namespace, Arc::clone(session));
        // How long that takes is not the client's doing.
        session.keep();
        match self.admit(&socket, auth).await {
            Ok(()) => {
                sockets.push(socket.clone());
                // If the client is gone, `closed` will find the socket and disconnect it.
                let _ = session.send(&Packet::connect(socket.namespace(), socket.id()).frames);
                socket.set_connected(true);
                self.handler.connected(&socket);
            }
            Err(refusal) => {
                let error = Packet::connect_error(socket.namespace(), &refusal);
                let _ = session.send(&error.frames);
                if sockets.is_empty() {
                    session.expire_after(self.config.connect_timeout);
                }
            }
        }
        Ok(())
    }

    async fn admit(&self, socket: &Socket<H>, auth: Value) -> Result<(), Value> {
        if self.handler.serves(socket.namespace()) {
            self.handler.connect(socket, auth).await
        } else {
            Err(json!({ "message": "Invalid namespace" }))
        }
    }

    async fn event(&self, socket: &Socket<H>, event: Event, id: Option<u64>) {
        let answer = self.handler.event(socket, event).await;
        if let Some(id) = id {
            self.answer(socket, answer, id);
        }
        self.handler.answered(socket);
    }

    fn answer(&self, socket: &Socket<H>, answer: Option<Args>, id: u64) {
        let answer = answer.unwrap_or_default();
        match Packet::ack(socket.namespace(), id, &answer) {
            // A client that is gone needs no answer.
            Ok(ack) => drop(socket.send(&ack)),
            Err(error) => tracing::error!(%error, "an answer has no form in JSON"),
        }
    }

    async fn disconnect(&self, socket: &Socket<H>, reason: Reason) {
        socket.set_connected(false);
        self.handler.disconnect(socket, reason).await;
    }
}
