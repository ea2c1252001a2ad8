//! What a client wants, as its request tells.

use poem::Request;
use poem::http::{HeaderName, Method, header};
use serde::Deserialize;

use super::refusal::Refusal;

#[derive(Debug, Deserialize)]
struct Query {
    #[serde(rename = "EIO")]
    version: Option<String>,
    transport: Option<String>,
    sid: Option<String>,
}

/// What a client wants.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Intent {
    /// A new session, by polling.
    Open,
    /// A new session, by WebSocket.
    OpenWebSocket,
    /// The frames that wait in this session.
    Poll(String),
    /// To send packets in this session.
    Post(String),
    /// To move this session to WebSocket.
    Upgrade(String),
    /// To know what is allowed; middleware answers about other origins.
    Options,
}

impl Intent {
    pub(super) fn of(request: &Request) -> Result<Self, Refusal> {
        if request.method() == Method::OPTIONS {
            return Ok(Self::Options);
        }
        let query: Query = request.params().map_err(|_| Refusal::BadRequest)?;
        match query.transport.as_deref() {
            Some("polling") => query.check_version()?.polling(request.method()),
            Some("websocket") => query.check_version()?.websocket(request),
            Some(_) | None => Err(Refusal::UnknownTransport),
        }
    }
}

impl Query {
    fn check_version(self) -> Result<Self, Refusal> {
        if self.version.as_deref() == Some("4") {
            Ok(self)
        } else {
            Err(Refusal::UnsupportedVersion)
        }
    }

    fn polling(self, method: &Method) -> Result<Intent, Refusal> {
        match (self.sid, method) {
            (None, &Method::GET) => Ok(Intent::Open),
            (Some(sid), &Method::GET) => Ok(Intent::Poll(sid)),
            (Some(sid), &Method::POST) => Ok(Intent::Post(sid)),
            (None, _) => Err(Refusal::BadMethod),
            (Some(_), _) => Err(Refusal::BadRequest),
        }
    }

    fn websocket(self, request: &Request) -> Result<Intent, Refusal> {
        if request.method() != Method::GET {
            return Err(Refusal::BadMethod);
        }
        if !asks_for_websocket(request) {
            return Err(Refusal::BadRequest);
        }
        Ok(self.sid.map_or(Intent::OpenWebSocket, Intent::Upgrade))
    }
}

fn asks_for_websocket(request: &Request) -> bool {
    has_token(request, &header::CONNECTION, "upgrade")
        && has_token(request, &header::UPGRADE, "websocket")
        && request.header(header::SEC_WEBSOCKET_VERSION) == Some("13")
        && request.header(header::SEC_WEBSOCKET_KEY).is_some()
}

/// Both headers are lists, in any case: Firefox says `Connection: keep-alive, Upgrade`.
fn has_token(request: &Request, name: &HeaderName, token: &str) -> bool {
    request
        .headers()
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|word| word.trim().eq_ignore_ascii_case(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn intent(method: Method, query: &str) -> Result<Intent, Refusal> {
        let uri = format!("/?{query}").parse();
        let uri = uri.unwrap_or_default();
        Intent::of(&Request::builder().method(method).uri(uri).finish())
    }

    fn websocket(headers: [(&str, &str); 4]) -> Result<Intent, Refusal> {
        let mut request = Request::builder().uri_str("/?EIO=4&transport=websocket");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        Intent::of(&request.finish())
    }

    #[test]
    fn polling_requests_are_told_apart() {
        let sid = || "a".to_owned();
        let both = "EIO=4&transport=polling&t=x";
        let with_sid = "EIO=4&transport=polling&sid=a";
        assert_eq!(intent(Method::GET, both), Ok(Intent::Open));
        assert_eq!(intent(Method::GET, with_sid), Ok(Intent::Poll(sid())));
        assert_eq!(intent(Method::POST, with_sid), Ok(Intent::Post(sid())));
        assert_eq!(intent(Method::POST, both), Err(Refusal::BadMethod));
        assert_eq!(intent(Method::PUT, with_sid), Err(Refusal::BadRequest));
    }

    #[test]
    fn other_versions_and_transports_are_refused() {
        let refused = |query| intent(Method::GET, query);
        assert_eq!(refused("EIO=4"), Err(Refusal::UnknownTransport));
        assert_eq!(refused("EIO=4&transport=a"), Err(Refusal::UnknownTransport));
        assert_eq!(refused("transport=polling"), Err(Refusal::UnsupportedVersion));
        assert_eq!(refused("EIO=3&transport=polling"), Err(Refusal::UnsupportedVersion));
        assert_eq!(refused("EIO=4&EIO=4"), Err(Refusal::BadRequest));
    }

    #[test]
    fn a_websocket_is_asked_for_in_any_case() {
        let headers = [
            ("connection", "keep-alive, UPGRADE"),
            ("upgrade", "WebSocket"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ];
        assert_eq!(websocket(headers), Ok(Intent::OpenWebSocket));
        for missing in 0..headers.len() {
            let mut headers = headers;
            headers[missing].1 = "8";
            let expected =
                if missing == 3 { Ok(Intent::OpenWebSocket) } else { Err(Refusal::BadRequest) };
            assert_eq!(websocket(headers), expected);
        }
    }
}
