//! Clients against a real server: by WebSocket through a port, by polling through the endpoint.

mod endings;
mod polling;
mod support;
mod websocket;
