//! Taking a file out of a form, onto the disk, without ever holding it whole.

use super::objects::Objects;
use super::{kind, name};
use crate::error::ApiError;
use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt};
use multer::{Constraints, Field, Multipart, SizeLimit};
use poem::Request;
use poem::http::header;
use std::io::Result as IoResult;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;
use tempfile::TempPath;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;
use whatschat_core::ErrorCode;
use whatschat_core::error::FieldCode;
use whatschat_core::limits::FILE_MAX_BYTES;

/// How long a sender may send nothing.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long a whole upload may take.
const LONGEST: Duration = Duration::from_secs(600);
/// What a form may hold around its file.
const AROUND: u64 = 64 * 1024;
/// How much of a file tells what it is.
const HEAD: usize = 8 * 1024;
/// How much of what is refused is still read, since many clients read the answer only once they
/// have sent everything.
const PASSED_OVER: usize = FILE_MAX_BYTES;

/// A file that has arrived.
pub(super) struct Arrived {
    pub(super) file: TempPath,
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) kind: &'static str,
}

type Parts = Pin<Box<dyn Stream<Item = IoResult<Bytes>> + Send>>;

/// Receives the form of a request.
pub(super) async fn receive(objects: &Objects, request: &mut Request) -> Result<Arrived, ApiError> {
    if request.headers().contains_key(header::CONTENT_ENCODING) {
        let hint = "Send the body uncompressed.";
        return Err(ApiError::from(ErrorCode::WrongContentType).details(hint));
    }
    let boundary = multer::parse_boundary(request.content_type().unwrap_or_default())
        .map_err(|_| wrong_type())?;
    let mut body: Parts = Box::pin(one_at_a_time(request.take_body().into_bytes_stream()));
    let received = timeout(LONGEST, file_of(objects, &mut body, boundary)).await;
    let received = received.unwrap_or_else(|_| Err(ErrorCode::TimedOut.into()));
    if matches!(&received, Err(error) if error.code != ErrorCode::TimedOut) {
        pass_over(body).await;
    }
    received
}

fn wrong_type() -> ApiError {
    ApiError::from(ErrorCode::WrongContentType).details("Send the file as multipart/form-data.")
}

/// multer reads on for as long as there is something to read, whether or not it is taken away:
/// so there is nothing, every other time.
fn one_at_a_time(
    parts: impl Stream<Item = IoResult<Bytes>> + Send + 'static,
) -> impl Stream<Item = IoResult<Bytes>> + Send + 'static {
    let (mut parts, mut pause) = (Box::pin(parts), true);
    stream::poll_fn(move |context| {
        pause = !pause;
        if pause {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        parts.poll_next_unpin(context)
    })
}

async fn file_of(
    objects: &Objects,
    body: &mut Parts,
    boundary: String,
) -> Result<Arrived, ApiError> {
    let most = FILE_MAX_BYTES as u64 + AROUND;
    let limits = Constraints::new().size_limit(SizeLimit::new().whole_stream(most));
    let mut form = Multipart::with_constraints(body, boundary, limits);
    while let Some(field) = in_time(form.next_field()).await? {
        if field.name() == Some("file") {
            return store(objects, field).await;
        }
    }
    Err(ApiError::bad_field("file", FieldCode::Required, ""))
}

async fn store(objects: &Objects, mut field: Field<'_>) -> Result<Arrived, ApiError> {
    let name = name::clean(field.file_name().unwrap_or_default());
    let (file, path) = objects.arrival().await.map_err(full)?.into_parts();
    let mut file = File::from_std(file);
    let (mut size, mut head) = (0, Vec::with_capacity(HEAD));
    while let Some(part) = in_time(field.chunk()).await? {
        size += part.len();
        if size > FILE_MAX_BYTES {
            return Err(ErrorCode::FileTooLarge.into());
        }
        head.extend(part.iter().take(HEAD - head.len()));
        file.write_all(&part).await.map_err(full)?;
    }
    file.flush().await.map_err(full)?;
    file.sync_all().await.map_err(full)?;
    Ok(Arrived { file: path, name, size: size as u64, kind: kind::of(&head) })
}

async fn in_time<T>(step: impl Future<Output = multer::Result<T>>) -> Result<T, ApiError> {
    match timeout(PATIENCE, step).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(multer::Error::StreamSizeExceeded { .. })) => Err(ErrorCode::FileTooLarge.into()),
        Ok(Err(why)) => Err(ApiError::from(ErrorCode::Malformed).details(why.to_string())),
        Err(_) => Err(ErrorCode::TimedOut.into()),
    }
}

/// The disk did not take it.
#[expect(clippy::needless_pass_by_value, reason = "the signature that `map_err` wants")]
pub(super) fn full(why: std::io::Error) -> ApiError {
    tracing::error!(%why, "a file was not stored");
    let full =
        matches!(why.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded);
    if full { ErrorCode::StorageFull.into() } else { ErrorCode::Unavailable.into() }
}

async fn pass_over(mut body: Parts) {
    let mut passed = 0;
    while passed < PASSED_OVER {
        match timeout(PATIENCE, body.next()).await {
            Ok(Some(Ok(part))) => passed += part.len(),
            _ => return,
        }
    }
}
