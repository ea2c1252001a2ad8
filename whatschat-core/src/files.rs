//! Files: uploaded first, then named by messages and pictures of people and groups.

use crate::endpoint::{File, endpoints};
use crate::id::FileId;
use crate::{limits, openapi, time::Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::ObjectBuilder;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// Upload a file
///
/// A form with the one part `file`, at most 10 MB. What the file is, is told from its bytes and not
/// from its name. Pictures get a thumbnail and lose their metadata, such as the place where they
/// were taken. A file that nothing uses after a day is deleted.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct UploadFile {}

// By hand: the file itself travels beside the request.
impl PartialSchema for UploadFile {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .description(Some(
                "Upload a file\n\n\
                 A form with the one part `file`, at most 10 MB. What the file is, is told from \
                 its bytes and not from its name. Pictures get a thumbnail and lose their \
                 metadata, such as the place where they were taken. A file that nothing uses \
                 after a day is deleted.",
            ))
            .property("file", openapi::file())
            .required("file")
            .into()
    }
}

impl ToSchema for UploadFile {}

/// Show what is known of a file, with a new link
///
/// For who uploaded it, and who can see a message that uses it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct GetFile {
    /// Which file.
    pub id: FileId,
}

/// Download a file
///
/// With an access token: for who uploaded it, and who can see a message, a user or a group that
/// uses it. Or with the signed link that `url` is, which works for anybody until it expires.
/// Takes `Range` and `If-None-Match`. What a browser might run comes as an attachment.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DownloadFile {
    /// Which file.
    pub id: FileId,
    /// Its name; only for the eye.
    #[schema(schema_with = limits::file_name)]
    pub name: String,
    /// Whether to give the thumbnail of a picture instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<bool>,
    /// When the link expires, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::unix_seconds, required = false)]
    pub expires: Option<u64>,
    /// The link's signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = limits::signature, required = false)]
    pub signature: Option<String>,
}

/// An uploaded file
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileInfo {
    /// The file's id, for `metadata.fileId`.
    pub id: FileId,
    /// Its name, as it was uploaded.
    pub name: String,
    /// Its size in bytes, as it is kept.
    pub size: u64,
    /// Its media type, told from its bytes.
    pub r#type: String,
    /// A signed link, good for a while.
    pub url: String,
    /// A picture's width in pixels.
    #[schema(required)]
    pub width: Option<u32>,
    /// A picture's height in pixels.
    #[schema(required)]
    pub height: Option<u32>,
    /// A signed link to a picture's thumbnail.
    #[schema(required)]
    pub thumbnail_url: Option<String>,
    /// When it was uploaded.
    pub created_at: Timestamp,
}

endpoints! {
    UploadFile   = POST "/files"             => FileInfo, 201,        bearer, body: Multipart, say: "文件上传成功" / "File uploaded.", errors: [FileTooLarge, ImageTooLarge, QuotaExceeded];
    GetFile      = GET  "/files/{id}"        => FileInfo, 200,        bearer, errors: [FileNotFound];
    DownloadFile = GET  "/files/{id}/{name}" => File,     200 or 206, link,   errors: [FileNotFound, LinkInvalid, RangeNotSatisfiable];
}
