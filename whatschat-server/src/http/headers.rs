//! What is said in the heads of all answers, and how large those of requests may be.

use super::cors;
use crate::app::App;
use crate::error::ApiError;
use poem::http::{HeaderName, HeaderValue, header};
use poem::{Endpoint, IntoResponse, Request, Response};
use std::sync::Arc;
use whatschat_core::ErrorCode;
use whatschat_core::limits::HEAD_MAX_BYTES;

/// Nothing of ours is a part of another's page.
const NO_FRAMES: HeaderValue = HeaderValue::from_static("frame-ancestors 'none'");
/// Nothing is taken for a script by mistake, and no other site is told where its visitor was.
const ALWAYS: [(HeaderName, &str); 2] =
    [(header::X_CONTENT_TYPE_OPTIONS, "nosniff"), (header::REFERRER_POLICY, "no-referrer")];

/// Refuses a request whose head is too large.
pub(super) async fn check<E: Endpoint>(
    endpoint: Arc<E>,
    request: Request,
) -> poem::Result<E::Output> {
    let fields = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len());
    if fields.sum::<usize>() + request.original_uri().to_string().len() > HEAD_MAX_BYTES {
        return Err(ApiError::from(ErrorCode::HeadTooLarge).into());
    }
    endpoint.call(request).await
}

/// Answers preflights, and adds to every answer what all have.
pub(super) async fn add<E: Endpoint>(
    app: App,
    endpoint: Arc<E>,
    request: Request,
) -> poem::Result<Response> {
    let origins = &app.config.cors_origins;
    let origin = cors::allowed(origins, &request);
    let mut response = if origin.is_some() && cors::is_preflight(&request) {
        cors::preflight()
    } else {
        endpoint.call(request).await?.into_response()
    };
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Beside a policy of the handler's own: both hold.
    headers.append(header::CONTENT_SECURITY_POLICY, NO_FRAMES);
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if !origins.is_empty() {
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
    }
    if let Some(origin) = origin {
        cors::allow(origin, headers);
    }
    Ok(response)
}
