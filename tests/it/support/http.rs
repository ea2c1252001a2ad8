//! Raw HTTP, for what the SDK never sends: bad input, odd headers.

use super::{TestServer, within};
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use std::sync::Once;
use whatschat_client::rustls::crypto::ring;
use whatschat_core::endpoint::{Body, Info};
use whatschat_core::{BASE_PATH, ErrorCode};

/// Adds an operation's fields to a request of it: to the body, or to the query where it has none.
pub(crate) fn with_fields(request: RequestBuilder, info: &Info, fields: &Value) -> RequestBuilder {
    match info.body {
        _ if fields.is_null() => request,
        Body::Json => request.json(fields),
        Body::None | Body::Multipart => request.query(fields),
    }
}

/// An answer, as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    /// The body as JSON; `null` where it is something else.
    pub(crate) body: Value,
}

pub(crate) fn client() -> reqwest::Client {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| ring::default_provider().install_default().unwrap());
    reqwest::Client::new()
}

impl TestServer {
    /// Begins a request to the API, with messages in English.
    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let url = format!("{}{BASE_PATH}{path}", self.url());
        self.http().request(method, url).header("accept-language", "en")
    }
}

/// Sends a request. Whatever fails must fail in the envelope.
pub(crate) async fn answer(request: RequestBuilder) -> Answer {
    let response = within("an answer", request.send()).await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = within("the end of an answer", response.text()).await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or_default();
    let answer = Answer { status, headers, text, body };
    if status >= 400 {
        answer.check_envelope();
    }
    answer
}

impl Answer {
    /// The code of a refusal.
    pub(crate) fn code(&self) -> ErrorCode {
        let code = self.body["error"]["code"].as_str().and_then(ErrorCode::from_text);
        code.unwrap_or_else(|| panic!("no known error code in {self:?}"))
    }

    /// The bad fields that a refusal names, with their codes, in order of their names.
    pub(crate) fn bad_fields(&self) -> Vec<(&str, &str)> {
        fn text<'a>(field: &'a Value, key: &str) -> &'a str {
            field[key].as_str().expect("a bad field has a name and a code")
        }
        let fields = self.body["error"]["fields"].as_array().into_iter().flatten();
        let mut fields: Vec<_> =
            fields.map(|field| (text(field, "field"), text(field, "code"))).collect();
        fields.sort_unstable();
        fields
    }

    /// A header's text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// All of it but what differs from one answer to the next in any case.
    pub(crate) fn bytes(&self) -> (u16, Vec<(&str, &[u8])>, &str) {
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        let headers = headers.filter(|(name, _)| !matches!(*name, "date" | "x-request-id"));
        (self.status, headers.collect(), &self.text)
    }

    fn check_envelope(&self) {
        assert_eq!(self.body["success"], false, "{self:?}");
        assert_eq!(self.code().status(), self.status, "status and code disagree: {self:?}");
        let message = self.body["message"].as_str().unwrap_or_default();
        assert!(!message.is_empty(), "a refusal without a word: {self:?}");
        assert_eq!(self.body["error"]["message"], message, "{self:?}");
        let fields = self.body["error"].get("fields").is_some();
        assert!(!fields || self.status == 422, "fields are for 422 alone: {self:?}");
        assert!(self.header("x-request-id").is_some(), "no x-request-id: {self:?}");
    }
}
