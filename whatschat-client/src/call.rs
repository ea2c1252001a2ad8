//! The one place that speaks HTTP.

use crate::{Client, Error, NetworkError, Refusal};
use reqwest::header::HeaderMap;
use reqwest::multipart::Form;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::Duration;
use whatschat_core::endpoint::{Auth, Endpoint};
use whatschat_core::envelope::Success;
use whatschat_core::{BASE_PATH, wire::Wire};

/// How long a file may take to travel.
const TRANSFER_TIMEOUT: Duration = Duration::from_secs(600);

impl Client {
    /// Makes any call of the API; the methods of the rooms are short ways to it.
    ///
    /// A session whose access token has expired is renewed on the way. A call to
    /// [`Login`](whatschat_core::auth::Login) and its like answers with tokens but does not keep
    /// them: [`auth`](Client::auth) does. It makes one attempt, and sends the request as it
    /// stands: a message gets no `clientMessageId`. [`messages().send`](crate::messages::Messages::send)
    /// and [`send_request`](crate::messages::Messages::send_request) give it one, and repeat it
    /// where the network fails.
    ///
    /// # Errors
    /// Any [`Error`] but [`Error::Setup`]; see [`Error::retry`].
    pub async fn send<E: Endpoint>(&self, request: E) -> Result<E::Response, Error> {
        let wire = &Wire::of(&request);
        match E::AUTH {
            Auth::Open => self.call::<E>(wire, None).await,
            Auth::Bearer | Auth::Link => {
                self.with_token(|token| self.call::<E>(wire, Some(token))).await
            }
        }
    }

    async fn call<E: Endpoint>(
        &self,
        wire: &Wire,
        token: Option<String>,
    ) -> Result<E::Response, Error> {
        let mut request = self.request(E::METHOD.as_str(), wire)?;
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let response = request.send().await.map_err(NetworkError::from)?;
        read(response).await
    }

    /// Makes a call whose body is a form. `form` makes it anew for each attempt.
    pub(crate) async fn send_form<E: Endpoint, F>(
        &self,
        request: &E,
        form: impl Fn() -> F,
    ) -> Result<E::Response, Error>
    where
        F: Future<Output = Result<Form, Error>>,
    {
        let wire = &Wire::of(request);
        let attempt = async |token| {
            let request = self.request(E::METHOD.as_str(), wire)?.bearer_auth(token);
            let request = request.multipart(form().await?).timeout(TRANSFER_TIMEOUT);
            read(request.send().await.map_err(NetworkError::from)?).await
        };
        self.with_token(attempt).await
    }

    /// Makes a call that is answered with a file, and leaves its body to be read.
    pub(crate) async fn download<E: Endpoint>(&self, request: &E) -> Result<Response, Error> {
        let wire = &Wire::of(request);
        let attempt = async |token| {
            let request = self.request(E::METHOD.as_str(), wire)?.bearer_auth(token);
            let request = request.timeout(TRANSFER_TIMEOUT);
            let response = request.send().await.map_err(NetworkError::from)?;
            if response.status().is_success() { Ok(response) } else { Err(refused(response).await) }
        };
        self.with_token(attempt).await
    }

    fn request(&self, method: &str, wire: &Wire) -> Result<RequestBuilder, Error> {
        let method = Method::from_bytes(method.as_bytes())
            .map_err(|_| Error::protocol("the request has no HTTP method"))?;
        let path = format!("{}{}", BASE_PATH.trim_start_matches('/'), wire.path);
        let mut url =
            self.0.server.join(&path).map_err(|_| Error::protocol("the request makes no URL"))?;
        if !wire.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&wire.query);
        }
        let request = self.0.http.request(method, url);
        Ok(match &wire.body {
            Some(body) => request.json(body),
            None => request,
        })
    }
}

async fn read<R: DeserializeOwned>(response: Response) -> Result<R, Error> {
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response.bytes().await.map_err(NetworkError::from)?;
    if status.is_success() { data(status, &body) } else { Err(refusal(status, &headers, &body)) }
}

async fn refused(response: Response) -> Error {
    let (status, headers) = (response.status(), response.headers().clone());
    match response.bytes().await {
        Ok(body) => refusal(status, &headers, &body),
        Err(error) => NetworkError::from(error).into(),
    }
}

fn refusal(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Error {
    match Refusal::read(status.as_u16(), headers, body) {
        Some(refusal) => refusal.into(),
        None if status.is_redirection() => foreign(status, "redirects are not followed".into()),
        None => foreign(status, format!("status {status} without a reason")),
    }
}

/// Takes the data out of the envelope; an operation without any has `null` for its `()`.
fn data<R: DeserializeOwned>(status: StatusCode, body: &[u8]) -> Result<R, Error> {
    let envelope: Success<R> =
        serde_json::from_slice(body).map_err(|error| foreign(status, unreadable(&error)))?;
    let absent = |_| foreign(status, "a success without its data".into());
    envelope.data.map_or_else(|| serde_json::from_value(Value::Null).map_err(absent), Ok)
}

fn foreign(status: StatusCode, what: String) -> Error {
    Error::Protocol { status: Some(status.as_u16()), what }
}

/// Says where JSON does not fit. serde's own words could quote what people wrote.
pub(crate) fn unreadable(error: &serde_json::Error) -> String {
    let (kind, line, column) = (error.classify(), error.line(), error.column());
    format!("JSON that does not fit ({kind:?}, line {line}, column {column})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_data_for_an_operation_without_any() {
        assert!(data::<()>(StatusCode::OK, br#"{"success":true,"message":"ok"}"#).is_ok());
        assert!(data::<u32>(StatusCode::OK, br#"{"success":true}"#).is_err());
        assert_eq!(data::<u32>(StatusCode::OK, br#"{"success":true,"data":3}"#).ok(), Some(3));
    }

    #[test]
    fn an_error_never_quotes_the_answer() {
        let error = data::<u32>(StatusCode::OK, br#"{"success":true,"data":"secret"}"#);
        assert!(!error.unwrap_err().to_string().contains("secret"));
    }
}
