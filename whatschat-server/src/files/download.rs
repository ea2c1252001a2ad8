//! Downloads: who may have a file, and how it travels.

use super::objects::Failure;
use super::store::FileRow;
use super::{KEPT, THUMBNAIL, kind, name, object, seen, store};
use crate::app::App;
use crate::error::ApiError;
use crate::http::{Caller, Http};
use poem::http::{HeaderMap, HeaderValue, StatusCode, header};
use poem::web::headers::{ETag, HeaderMapExt, IfNoneMatch, IfRange, Range};
use poem::{Body, Response};
use std::ops::{Bound, Range as Bytes};
use whatschat_core::ErrorCode;
use whatschat_core::files::DownloadFile;
use whatschat_core::id::FileId;

/// A file never changes, so it may stay in the caches of who was let in.
const CACHING: &str = "private, max-age=86400, immutable";
/// A file that a browser opens all the same runs nothing and reaches nothing.
const POLICY: &str = "sandbox; default-src 'none'";

pub(crate) async fn download(
    app: &App,
    caller: Option<Caller>,
    request: DownloadFile,
    http: &Http,
) -> Result<Response, ApiError> {
    let file = allowed(app, caller, &request).await?;
    let content = if request.thumbnail.unwrap_or(false) {
        Content {
            kind: file.thumbnail.clone().ok_or(ErrorCode::FileNotFound)?,
            part: THUMBNAIL,
            file,
        }
    } else {
        Content { kind: file.r#type.clone(), part: KEPT, file }
    };
    content.answer(app, http.request.headers()).await
}

/// A link says enough, and a wrong one is refused whoever brings it.
async fn allowed(
    app: &App,
    caller: Option<Caller>,
    request: &DownloadFile,
) -> Result<FileRow, ApiError> {
    if request.expires.is_some() || request.signature.is_some() {
        if !app.files.links.hold(request, app.clock.now()) {
            return Err(ErrorCode::LinkInvalid.into());
        }
        let file = store::get(&mut app.db.read().await?, request.id).await?;
        return Ok(file.ok_or(ErrorCode::FileNotFound)?);
    }
    let caller = caller.ok_or_else(|| {
        let hint = "Use the file's `url` as it is, or send an access token.";
        ApiError::from(ErrorCode::TokenInvalid).details(hint)
    })?;
    seen(&mut app.db.read().await?, request.id, caller.user).await
}

/// A file or its thumbnail.
struct Content {
    file: FileRow,
    part: &'static str,
    kind: String,
}

impl Content {
    async fn answer(&self, app: &App, asked: &HeaderMap) -> Result<Response, ApiError> {
        let etag = format!("\"{}{}\"", self.file.id, self.part);
        let known: ETag = etag.parse().map_err(|_| ApiError::internal("not an entity tag"))?;
        if asked.typed_get::<IfNoneMatch>().is_some_and(|tags| !tags.precondition_passes(&known)) {
            return Ok(self
                .headers(Response::builder().status(StatusCode::NOT_MODIFIED), &etag)
                .finish());
        }
        let (size, range) = match self.range(asked, &known) {
            Some(range) => (self.file.size, Some(range?)),
            None => (self.file.size, None),
        };
        let found = app.files.objects.get(&object(self.file.id, self.part), range.clone()).await;
        let (length, bytes) = found.map_err(|why| lost(self.file.id, &why))?;
        let mut response =
            self.headers(Response::builder(), &etag).header(header::CONTENT_LENGTH, length);
        if let Some(range) = range {
            let part = format!("bytes {}-{}/{size}", range.start, range.end - 1);
            response =
                response.status(StatusCode::PARTIAL_CONTENT).header(header::CONTENT_RANGE, part);
        }
        Ok(response.body(Body::from_bytes_stream(bytes)))
    }

    /// The one range that was asked for. Several at once are answered with everything, as are
    /// ranges of something else, and those of thumbnails, which are small.
    fn range(&self, asked: &HeaderMap, etag: &ETag) -> Option<Result<Bytes<u64>, ApiError>> {
        let range = asked.typed_get::<Range>().filter(|_| self.part == KEPT)?;
        let changed = |condition: IfRange| condition.is_modified(Some(etag), None);
        let header = asked.get(header::RANGE)?.as_bytes();
        if header.contains(&b',') || asked.typed_get::<IfRange>().is_some_and(changed) {
            return None;
        }
        Some(one_of(&range, self.file.size).ok_or_else(|| ErrorCode::RangeNotSatisfiable.into()))
    }

    fn headers(&self, response: poem::ResponseBuilder, etag: &str) -> poem::ResponseBuilder {
        let name = match self.part {
            KEPT => self.file.name.clone(),
            _ => format!("{}.thumbnail", self.file.name),
        };
        response
            .header(header::CONTENT_TYPE, &self.kind)
            .header(
                header::CONTENT_DISPOSITION,
                name::disposition(kind::is_inline(&self.kind), &name),
            )
            .header(header::ETAG, etag)
            .header(header::ACCEPT_RANGES, if self.part == KEPT { "bytes" } else { "none" })
            .header(header::CACHE_CONTROL, CACHING)
            .header(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"))
            .header(header::CONTENT_SECURITY_POLICY, POLICY)
    }
}

/// The store does not give what it was given.
pub(super) fn lost(file: FileId, why: &Failure) -> ApiError {
    tracing::error!(%why, %file, "a file was not found in the store");
    ErrorCode::Unavailable.into()
}

/// The bytes that a range means, of so many; `None` where there are none.
fn one_of(range: &Range, size: u64) -> Option<Bytes<u64>> {
    let (from, to) = range.satisfiable_ranges(size).next()?;
    let start = match from {
        Bound::Included(start) => start,
        Bound::Excluded(_) | Bound::Unbounded => 0,
    };
    let end = match to {
        Bound::Included(last) => last.saturating_add(1).min(size),
        Bound::Excluded(_) | Bound::Unbounded => size,
    };
    (start < end).then_some(start..end)
}
