//! Opens the websocket.

use crate::{Client, Error, NetworkError, Refusal};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::header::{ACCEPT_LANGUAGE, HeaderValue};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::http::Response;
use tokio_tungstenite::tungstenite::{self, protocol::WebSocketConfig};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, client_async_tls_with_config};
use tower_service::Service;
use url::Url;
use whatschat_core::socket::SOCKET_PATH;

/// The most bytes of one event: far beyond what the limits of a message allow.
const MESSAGE_MAX_BYTES: usize = 4 * 1024 * 1024;
/// An idle connection should cost little; the default is eight times this.
const READ_BUFFER_BYTES: usize = 16 * 1024;

pub(super) type WebSocket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Opens the websocket to the client's server.
pub(super) async fn dial(client: &Client) -> Result<WebSocket, Error> {
    let config = WebSocketConfig::default()
        .max_message_size(Some(MESSAGE_MAX_BYTES))
        .max_frame_size(Some(MESSAGE_MAX_BYTES))
        .read_buffer_size(READ_BUFFER_BYTES);
    let tls = Connector::Rustls(client.0.tls.clone());
    let (upgrade, stream) = (upgrade(client)?, connect(&client.0.server).await?);
    let opened = client_async_tls_with_config(upgrade, stream, Some(config), Some(tls)).await;
    opened.map(|(socket, _)| socket).map_err(broken)
}

/// Tries the server's addresses as calls do, though through no proxy: where one leads nowhere, as IPv6
/// in some networks, there are others. Whoever opens a connection does not wait for ever.
async fn connect(server: &Url) -> Result<TcpStream, Error> {
    let mut connector = HttpConnector::new();
    connector.enforce_http(false);
    connector.set_nodelay(true);
    let server = server.as_str().parse().map_err(NetworkError::new)?;
    Ok(connector.call(server).await.map_err(NetworkError::new)?.into_inner())
}

fn upgrade(client: &Client) -> Result<Request, Error> {
    let url = socket_url(&client.0.server)
        .ok_or_else(|| Error::Setup("the server's address has no socket".into()))?;
    let mut request = url.as_str().into_client_request().map_err(broken)?;
    let headers = request.headers_mut();
    headers.extend(client.0.headers.clone());
    headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(client.locale().tag()));
    Ok(request)
}

fn socket_url(server: &Url) -> Option<Url> {
    let mut url = server.join(SOCKET_PATH.trim_start_matches('/')).ok()?;
    let scheme = if server.scheme() == "https" { "wss" } else { "ws" };
    url.set_scheme(scheme).ok()?;
    url.set_query(Some("EIO=4&transport=websocket"));
    Some(url)
}

/// Why there is no websocket, or none any more.
pub(super) fn broken(error: tungstenite::Error) -> Error {
    match error {
        tungstenite::Error::Http(response) => refused(&response),
        error => NetworkError::new(error).into(),
    }
}

/// Reads the answer to an upgrade that did not happen.
fn refused(response: &Response<Option<Vec<u8>>>) -> Error {
    let status = response.status().as_u16();
    let body = response.body().as_deref().unwrap_or_default();
    let foreign = || {
        let what = format!("status {status} where a websocket was to be");
        Error::foreign(status, response.headers(), what)
    };
    Refusal::read(status, response.headers(), body).map_or_else(foreign, Error::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_is_where_the_server_is() {
        let url = |server: &str| socket_url(&server.parse().unwrap()).unwrap().to_string();
        let query = "socket.io/?EIO=4&transport=websocket";
        assert_eq!(url("http://localhost:3001/"), format!("ws://localhost:3001/{query}"));
        assert_eq!(url("https://example.com/chat/"), format!("wss://example.com/chat/{query}"));
    }
}
