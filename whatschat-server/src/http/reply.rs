//! Answers in the envelope: those of handlers, and every refusal of the framework.

use super::{allow, caller};
use crate::app::App;
use crate::config::Environment;
use crate::error::ApiError;
use futures_util::FutureExt;
use poem::endpoint::Endpoint;
use poem::error::{
    MethodNotAllowedError, NotFoundError, ParsePathError, ResponseError, SizedLimitError,
};
use poem::http::{HeaderName, HeaderValue, StatusCode, header};
use poem::{Body, IntoResponse, Request, Response};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use tracing::Instrument;
use whatschat_core::envelope::Success;
use whatschat_core::locale::Text;
use whatschat_core::{ErrorCode, Locale};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A success, and whether its work was done already.
pub(crate) struct Reply<T> {
    pub(crate) data: T,
    pub(crate) repeated: bool,
}

impl<T> From<T> for Reply<T> {
    fn from(data: T) -> Self {
        Self { data, repeated: false }
    }
}

/// A success in the envelope.
pub(crate) fn success<T: serde::Serialize>(
    status: u16,
    message: Option<Text>,
    data: Option<T>,
    locale: Locale,
) -> Response {
    let message = message.map(|text| text.to(locale));
    json(status, &Success::new(message, data))
}

fn json(status: u16, body: &impl serde::Serialize) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = serde_json::to_vec(body).unwrap_or_default();
    Response::builder()
        .status(status)
        .content_type("application/json; charset=utf-8")
        .body(Body::from_vec(body))
}

/// On its way through poem a refusal has no envelope yet.
impl ResponseError for ApiError {
    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// Runs around every request: whatever goes wrong in it leaves in the envelope, in the
/// caller's language, with the request's id.
pub(super) async fn finish<E: Endpoint>(
    app: App,
    endpoint: Arc<E>,
    request: Request,
) -> poem::Result<Response> {
    let locale = caller::locale(&request);
    let id = app.clock.new_id().to_string();
    let path = request.uri().path().to_owned();
    let span = tracing::info_span!("request", %id);
    let answer = AssertUnwindSafe(endpoint.call(request)).catch_unwind().instrument(span).await;
    let mut response = match answer {
        Ok(Ok(response)) => response.into_response(),
        Ok(Err(error)) => envelope(&error_of(error), locale, app.config.environment, &id),
        Err(_) => {
            envelope(&ApiError::internal("a handler panicked"), locale, app.config.environment, &id)
        }
    };
    if response.status() == StatusCode::METHOD_NOT_ALLOWED
        && let Some(methods) = allow::methods(&path)
    {
        response.headers_mut().entry(header::ALLOW).or_insert(methods);
    }
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    Ok(response)
}

fn envelope(
    error: &ApiError,
    locale: Locale,
    environment: Environment,
    request_id: &str,
) -> Response {
    let status = error.code.status();
    let mut response = json(status, &error.to_failure(locale, environment, Some(request_id)));
    let headers = response.headers_mut();
    if let Some(seconds) = error.retry_after_s {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    if status == 401 {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// What an error of the framework means.
fn error_of(error: poem::Error) -> ApiError {
    let error = match error.downcast::<ApiError>() {
        Ok(refusal) => return refusal,
        Err(other) => other,
    };
    let details = error.to_string();
    if error.is::<NotFoundError>() || error.is::<ParsePathError>() {
        return ErrorCode::PathNotFound.into();
    }
    if error.is::<MethodNotAllowedError>() {
        return ErrorCode::MethodNotAllowed.into();
    }
    if error.is::<SizedLimitError>() {
        return ErrorCode::BodyTooLarge.into();
    }
    match error.status().as_u16() {
        404 => ErrorCode::PathNotFound.into(),
        405 => ErrorCode::MethodNotAllowed.into(),
        413 => ErrorCode::BodyTooLarge.into(),
        415 => ErrorCode::WrongContentType.into(),
        400..500 => ApiError::from(ErrorCode::Malformed).details(details),
        _ => ApiError::internal(details),
    }
}
