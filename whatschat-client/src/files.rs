//! Files: upload, download.

mod movement;
mod upload;

pub(crate) use movement::Movement;
pub use upload::Upload;

use crate::{Client, Download, Error};
use std::sync::Arc;
use whatschat_core::files::{DownloadFile, FileInfo, GetFile};
use whatschat_core::id::FileId;

/// What the path of a download ends with; any name would do.
const NAME: &str = "file";

/// How far a transfer has come, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What has travelled, in bytes.
    pub done: u64,
    /// How much there is, in bytes; 0 where that is not known.
    pub total: u64,
}

/// Is told of the progress; between two attempts it begins anew.
pub(crate) type Watcher = Arc<dyn Fn(Progress) + Send + Sync>;

/// The calls about files; made by [`Client::files`].
#[derive(Debug, Clone, Copy)]
pub struct Files<'a>(&'a Client);

impl Client {
    /// The calls about files.
    pub fn files(&self) -> Files<'_> {
        Files(self)
    }
}

impl Files<'_> {
    /// Uploads a file. Who sends it in a message names its id; see
    /// [`send_file`](crate::messages::Messages::send_file). What nothing uses after a day is
    /// deleted.
    ///
    /// # Errors
    /// `FILE_002`: it is larger than 10 MB; `FILE_003`: a picture of too many pixels; `FILE_004`:
    /// the caller's storage is used up. [`Error::File`]: it cannot be read. [`Error::Network`]: the
    /// connection broke, or the upload stood still for 30 seconds, and for a second more with each
    /// 16 KiB that may still be under way. To repeat it does no harm.
    pub async fn upload(&self, upload: Upload) -> Result<FileInfo, Error> {
        upload.send(self.0).await
    }

    /// Shows what is known of a file, with new links to it.
    ///
    /// # Errors
    /// `FILE_001`: the caller sees no such file.
    pub async fn info(&self, id: FileId) -> Result<FileInfo, Error> {
        self.0.send(GetFile { id }).await
    }

    /// Fetches a file: the server has begun to send it, and where it goes is for the caller to
    /// say.
    ///
    /// # Errors
    /// `FILE_001`: the caller sees no such file.
    pub async fn download(&self, id: FileId) -> Result<Download, Error> {
        self.fetch(id, None).await
    }

    /// Fetches a picture's thumbnail.
    ///
    /// # Errors
    /// `FILE_001`: the caller sees no such file, or it has no thumbnail.
    pub async fn thumbnail(&self, id: FileId) -> Result<Download, Error> {
        self.fetch(id, Some(true)).await
    }

    async fn fetch(&self, id: FileId, thumbnail: Option<bool>) -> Result<Download, Error> {
        let (name, expires, signature) = (NAME.into(), None, None);
        self.0.download(DownloadFile { id, name, thumbnail, expires, signature }).await
    }
}
