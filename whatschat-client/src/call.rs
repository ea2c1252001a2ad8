//! The one place that speaks HTTP.

use crate::builder::REQUEST_TIMEOUT;
use crate::files::Movement;
use crate::{Client, Download, Error, NetworkError, Refusal};
use reqwest::header::ACCEPT_LANGUAGE;
use reqwest::multipart::Form;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::Duration;
use tokio::time::timeout;
use whatschat_core::endpoint::{Answer, Auth, Endpoint, Info};
use whatschat_core::envelope::Success;
use whatschat_core::{BASE_PATH, id::UserId, wire::Wire};

/// How long a whole file may take to travel; what stands still has a limit of its own.
const TRANSFER_TIMEOUT: Duration = Duration::from_secs(6 * 3600);

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

    /// The same in the name of this user, and of nobody who has logged in since.
    pub(crate) async fn send_as<E: Endpoint>(
        &self,
        user: UserId,
        request: E,
    ) -> Result<E::Response, Error> {
        self.send_by(Some(user), request).await
    }

    /// The same where the tokens may not tell who that is.
    pub(crate) async fn send_by<E: Endpoint>(
        &self,
        user: Option<UserId>,
        request: E,
    ) -> Result<E::Response, Error> {
        let wire = &Wire::of(&request);
        self.with_token_of(user, |token| self.call::<E>(wire, Some(token))).await
    }

    /// Makes a call that answers with a file, such as
    /// [`ExportMe`](whatschat_core::auth::ExportMe).
    ///
    /// # Errors
    /// As for [`send`](Self::send), and [`Error::Protocol`] where the call answers with something
    /// else.
    pub async fn download<E: Endpoint>(&self, request: E) -> Result<Download, Error> {
        if !matches!(Info::of::<E>().answer, Answer::File(_)) {
            return Err(Error::protocol("this call answers with no file"));
        }
        let wire = &Wire::of(&request);
        let download = |token| async move {
            let request = self.request(E::METHOD.as_str(), wire)?.timeout(TRANSFER_TIMEOUT);
            let begun = timeout(REQUEST_TIMEOUT, begin(request, token)).await;
            self.noted(begun.map_err(NetworkError::new)?)
        };
        match E::AUTH {
            Auth::Link if self.tokens().is_none() => download(None).await,
            Auth::Open => download(None).await,
            Auth::Bearer | Auth::Link => self.with_token(|token| download(Some(token))).await,
        }
    }

    async fn call<E: Endpoint>(
        &self,
        wire: &Wire,
        token: Option<String>,
    ) -> Result<E::Response, Error> {
        let request = self.request(E::METHOD.as_str(), wire)?;
        self.noted(async { read(attempt(request, token).await?).await }.await)
    }

    /// Makes a call whose body is a form, for as long as that moves. `form` makes it anew for each
    /// attempt.
    pub(crate) async fn send_form<E: Endpoint, F>(
        &self,
        request: &E,
        form: impl Fn() -> F,
    ) -> Result<E::Response, Error>
    where
        F: Future<Output = Result<(Form, Movement), Error>>,
    {
        let wire = &Wire::of(request);
        let send = async |token| {
            let request = self.request(E::METHOD.as_str(), wire)?.bearer_auth(token);
            let (form, movement) = form().await?;
            let request = request.multipart(form).timeout(TRANSFER_TIMEOUT);
            self.noted(movement.of(async { read(attempt(request, None).await?).await }).await)
        };
        self.with_token(send).await
    }

    /// Tells those who wait for the server where it has answered.
    fn noted<T>(&self, answer: Result<T, Error>) -> Result<T, Error> {
        let is_there = match &answer {
            Ok(_) => true,
            Err(Error::Refused(refusal)) => !matches!(refusal.status, 429 | 500..),
            Err(_) => false,
        };
        if is_there {
            self.0.signs.send_replace(());
        }
        answer
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
        let request = request.header(ACCEPT_LANGUAGE, self.locale().tag());
        Ok(match &wire.body {
            Some(body) => request.json(body),
            None => request,
        })
    }
}

async fn attempt(request: RequestBuilder, token: Option<String>) -> Result<Response, Error> {
    let request = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    Ok(request.send().await.map_err(NetworkError::from)?)
}

/// Has a file begin to come.
async fn begin(request: RequestBuilder, token: Option<String>) -> Result<Download, Error> {
    let response = attempt(request, token).await?;
    let refused = !response.status().is_success();
    if refused { Err(refusal(response).await?) } else { Ok(Download::new(response)) }
}

async fn read<R: DeserializeOwned>(response: Response) -> Result<R, Error> {
    let status = response.status();
    if !status.is_success() {
        return Err(refusal(response).await?);
    }
    data(status, &response.bytes().await.map_err(NetworkError::from)?)
}

async fn refusal(response: Response) -> Result<Error, NetworkError> {
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response.bytes().await?;
    Ok(match Refusal::read(status.as_u16(), &headers, &body) {
        Some(refusal) => refusal.into(),
        None if status.is_redirection() => foreign(status, "redirects are not followed".into()),
        None => {
            let what = format!("status {status} without a reason");
            Error::foreign(status.as_u16(), &headers, what)
        }
    })
}

/// Takes the data out of the envelope; an operation without any has `null` for its `()`.
fn data<R: DeserializeOwned>(status: StatusCode, body: &[u8]) -> Result<R, Error> {
    let envelope: Success<R> =
        serde_json::from_slice(body).map_err(|error| foreign(status, unreadable(&error)))?;
    let absent = |_| foreign(status, "a success without its data".into());
    envelope.data.map_or_else(|| serde_json::from_value(Value::Null).map_err(absent), Ok)
}

fn foreign(status: StatusCode, what: String) -> Error {
    Error::Protocol { status: Some(status.as_u16()), what, retry_after: None }
}

/// Says where JSON does not fit. serde's own words could quote what people wrote.
pub(crate) fn unreadable(error: &serde_json::Error) -> String {
    let (kind, line, column) = (error.classify(), error.line(), error.column());
    format!("JSON that does not fit ({kind:?}, line {line}, column {column})")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// The address of what answers one request after the other with these.
    pub(crate) async fn answering(answers: impl IntoIterator<Item = String>) -> String {
        let answers: Vec<_> = answers.into_iter().collect();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            for answer in answers {
                let (mut stream, _) = listener.accept().await.unwrap();
                let _ = stream.read(&mut [0; 4096]).await.unwrap();
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        url
    }

    #[tokio::test]
    async fn who_waits_for_the_server_hears_of_its_answers_and_of_nobody_elses() {
        let refusal = |status: u16| {
            let body =
                r#"{"success":false,"message":"No.","error":{"code":"AUTH_004","message":"No."}}"#;
            format!("HTTP/1.1 {status} No\r\nconnection: close\r\n\r\n{body}")
        };
        let proxys = "HTTP/1.1 502 No\r\nconnection: close\r\n\r\n".to_owned();
        let url = answering([refusal(403), refusal(503), proxys]).await;
        let client = Client::builder(url).build().unwrap();
        let mut heard = client.0.signs.subscribe();
        for is_told in [true, false, false] {
            client.health().get().await.unwrap_err();
            assert_eq!(heard.has_changed().unwrap(), is_told);
            heard.mark_unchanged();
        }
    }

    #[tokio::test]
    async fn a_proxy_may_ask_to_wait_too() {
        let proxys = "HTTP/1.1 429 No\r\nretry-after: 60\r\nconnection: close\r\n\r\n".to_owned();
        let client = Client::builder(answering([proxys]).await).build().unwrap();
        let error = client.health().get().await.unwrap_err();
        assert_eq!(error.retry(), crate::Retry::After(Duration::from_secs(60)), "{error:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_file_that_does_not_begin_to_come_is_not_waited_for_as_long_as_one_that_comes() {
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", silent.local_addr().unwrap());
        let client = Client::builder(url).build().unwrap();
        let (start, id) = (tokio::time::Instant::now(), whatschat_core::id::FileId::nil());
        assert!(matches!(client.files().download(id).await, Err(Error::Network(_))));
        assert!(start.elapsed() <= REQUEST_TIMEOUT, "{:?}", start.elapsed());
    }

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
