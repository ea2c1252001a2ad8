//! From an HTTP request to a typed one.

use super::validate::Checker;
use crate::error::ApiError;
use poem::http::header;
use poem::{Request, RequestBody};
use serde_json::{Map, Value};
use std::time::Duration;
use tokio::io::{self, AsyncReadExt};
use whatschat_core::endpoint::{Body, Endpoint, path_fields};
use whatschat_core::{ErrorCode, limits};

/// How much of a body that is too large is read and dropped.
const DROPPED_BYTES: u64 = 1024 * 1024;
/// How long a body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(15);

/// Collects the fields of a request from where they travel, checks them against the published
/// schema and builds the typed request. Every bad field is named. A form is left, unread and unchecked, to its handler.
pub(super) async fn read<E: Endpoint>(
    request: &mut Request,
    checker: &Checker,
) -> Result<E, ApiError> {
    let mut fields = match E::BODY {
        Body::Json => {
            let body = request.take_body();
            json_object(request, body, most_bytes(E::PATH)).await?
        }
        Body::None => {
            let query: Vec<(String, String)> = request.params().unwrap_or_default();
            query.into_iter().map(|(name, text)| checker.field(name, text)).collect()
        }
        Body::Multipart => Map::new(),
    };
    // The path comes last: a body cannot override it.
    for (n, name) in path_fields(E::PATH).enumerate() {
        let text = request.raw_path_param(&path_name(n)).unwrap_or_default();
        fields.extend([checker.field(name.into(), text.into())]);
    }
    let fields = Value::Object(fields);
    if E::BODY == Body::Multipart {
        return serde_json::from_value(fields).map_err(ApiError::internal);
    }
    checker.read(fields)
}

/// How long a body may be.
fn most_bytes(path: &str) -> usize {
    if path.starts_with("/messages") {
        limits::MESSAGE_BODY_MAX_BYTES
    } else {
        limits::BODY_MAX_BYTES
    }
}

/// What poem's router calls the n-th field of a path: names of its own, since two operations
/// may name the same place differently.
pub(super) fn path_name(n: usize) -> String {
    format!("p{n}")
}

async fn json_object(
    request: &Request,
    body: poem::Body,
    most: usize,
) -> Result<Map<String, Value>, ApiError> {
    if request.headers().contains_key(header::CONTENT_ENCODING) {
        return Err(
            ApiError::from(ErrorCode::WrongContentType).details("Send the body uncompressed.")
        );
    }
    let body = bytes(RequestBody::new(body), most).await?;
    if body.is_empty() {
        return Ok(Map::new());
    }
    if !is_json(request.content_type().unwrap_or_default()) {
        return Err(ErrorCode::WrongContentType.into());
    }
    match serde_json::from_slice(&body) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => {
            Err(ApiError::from(ErrorCode::Malformed).details("The body must be a JSON object."))
        }
        Err(why) => {
            Err(ApiError::from(ErrorCode::Malformed)
                .details(format!("The body is not JSON: {why}")))
        }
    }
}

/// Reads a body. Of one that is too large more is read than is kept: a client that is still
/// sending would see its connection break, and not the refusal.
async fn bytes(mut body: RequestBody, most: usize) -> Result<Vec<u8>, ApiError> {
    let mut body = body.take().map_err(ApiError::internal)?.into_async_read();
    let mut bytes = vec![];
    let read = async {
        (&mut body).take(most as u64 + 1).read_to_end(&mut bytes).await?;
        if bytes.len() > most {
            io::copy(&mut body.take(DROPPED_BYTES), &mut io::sink()).await?;
        }
        io::Result::Ok(())
    };
    match tokio::time::timeout(BODY_TIMEOUT, read).await {
        Ok(Ok(())) if bytes.len() <= most => Ok(bytes),
        Ok(Ok(())) => Err(ErrorCode::BodyTooLarge.into()),
        Ok(Err(why)) => Err(ApiError::from(ErrorCode::Malformed).details(why.to_string())),
        Err(_) => Err(ErrorCode::TimedOut.into()),
    }
}

fn is_json(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}
