//! Signed links: whoever holds one may fetch the file until it expires, as an `<img>` must.

use super::name;
use super::store::FileRow;
use crate::auth::Secret;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use whatschat_core::BASE_PATH;
use whatschat_core::files::{DownloadFile, FileInfo};
use whatschat_core::id::FileId;
use whatschat_core::time::Timestamp;

const DAY_S: i64 = 24 * 3600;

/// Makes and checks links.
pub(crate) struct Links {
    key: Hmac<Sha256>,
    /// The address that people reach this server at.
    server: String,
}

impl Links {
    pub(super) fn new(secret: &Secret, server: &str) -> Self {
        Self { key: secret.derive(b"links to files"), server: server.trim_end_matches('/').into() }
    }

    /// A link that works for a day at least. All links of one day expire together, so that they
    /// are the same and what they lead to stays in caches.
    pub(super) fn to(
        &self,
        id: FileId,
        file_name: &str,
        thumbnail: bool,
        now: Timestamp,
    ) -> String {
        let expires = (now.0 / 1000 / DAY_S + 2) * DAY_S;
        let signature = BASE64.encode(self.sign(id, thumbnail, expires).finalize().into_bytes());
        let (server, name) = (&self.server, name::in_path(file_name));
        let what = if thumbnail { "thumbnail=true&" } else { "" };
        format!(
            "{server}{BASE_PATH}/files/{id}/{name}?{what}expires={expires}&signature={signature}"
        )
    }

    /// Whether a request's link is one of ours, and still holds.
    pub(super) fn hold(&self, request: &DownloadFile, now: Timestamp) -> bool {
        let expires = request.expires.and_then(|at| i64::try_from(at).ok()).unwrap_or(0);
        let signature = BASE64.decode(request.signature.as_deref().unwrap_or_default());
        let thumbnail = request.thumbnail.unwrap_or(false);
        let signed = self.sign(request.id, thumbnail, expires);
        expires > now.0 / 1000 && signature.is_ok_and(|bytes| signed.verify_slice(&bytes).is_ok())
    }

    fn sign(&self, id: FileId, thumbnail: bool, expires: i64) -> Hmac<Sha256> {
        let mut mac = self.key.clone();
        mac.update(format!("{id}:{thumbnail}:{expires}").as_bytes());
        mac
    }

    /// What is known of a file, with fresh links.
    pub(crate) fn info(&self, file: &FileRow, now: Timestamp) -> FileInfo {
        let link = |thumbnail| self.to(file.id, &file.name, thumbnail, now);
        FileInfo {
            id: file.id,
            name: file.name.clone(),
            size: file.size,
            r#type: file.r#type.clone(),
            url: link(false),
            width: file.width(),
            height: file.height(),
            thumbnail_url: file.thumbnail.is_some().then(|| link(true)),
            created_at: file.created_at,
        }
    }
}
