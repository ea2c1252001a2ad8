//! Files: upload, download.

mod download;
mod upload;

pub use download::Download;
pub use upload::Upload;

use crate::{Client, Error};
use std::path::Path;
use std::sync::Arc;
use tokio::fs::OpenOptions;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use whatschat_core::files::{FileInfo, GetFile};
use whatschat_core::id::FileId;

/// How far a transfer has come, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What has travelled.
    pub done: u64,
    /// How much there is.
    pub total: u64,
}

/// Is told of the progress; between two attempts it begins anew.
type Watcher = Arc<dyn Fn(Progress) + Send + Sync>;

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
    /// the caller's storage is used up. [`Error::Disk`]: it cannot be read.
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

    /// Downloads a file to a path of the caller's choice, and never over another file. Gives the
    /// number of bytes. Take no path from the name that the server gives: it is somebody else's.
    ///
    /// # Errors
    /// `FILE_001`: the caller sees no such file, or it has no thumbnail. [`Error::Disk`]: there
    /// is a file at the path, or it cannot be written.
    pub async fn download(
        &self,
        what: impl Into<Download>,
        to: impl AsRef<Path>,
    ) -> Result<u64, Error> {
        let path = to.as_ref();
        let file = OpenOptions::new().write(true).create_new(true).open(path).await;
        let mut file = file.map_err(|why| disk("write", path, &why))?;
        let written = what.into().receive(self.0, &mut file).await;
        if written.is_err() {
            drop(file);
            // The error that led here says more than one about what is left of the file.
            let _ = tokio::fs::remove_file(path).await;
        }
        written
    }

    /// Downloads a file into a writer. Gives the number of bytes.
    ///
    /// # Errors
    /// `FILE_001`: the caller sees no such file, or it has no thumbnail. [`Error::Disk`]: the
    /// writer failed.
    pub async fn download_to(
        &self,
        what: impl Into<Download>,
        mut to: impl AsyncWrite + Unpin,
    ) -> Result<u64, Error> {
        let written = what.into().receive(self.0, &mut to).await?;
        to.flush().await.map_err(|why| Error::Disk(format!("cannot write the file: {why}")))?;
        Ok(written)
    }
}

fn disk(what: &str, path: &Path, why: &std::io::Error) -> Error {
    Error::Disk(format!("cannot {what} {}: {why}", path.display()))
}
