//! Files that come from the server.

use crate::builder::REQUEST_TIMEOUT;
use crate::files::{Progress, Watcher};
use crate::{Error, NetworkError};
use bytes::Bytes;
use reqwest::Response;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use tokio::fs::OpenOptions;
use tokio::io::{AsyncWrite, AsyncWriteExt};

/// A file that is on its way here. It comes in pieces, so that its size costs no memory.
#[must_use]
pub struct Download {
    response: Response,
    size: Option<u64>,
    done: u64,
    watcher: Option<Watcher>,
}

impl Download {
    pub(crate) fn new(response: Response) -> Self {
        let size = response.content_length(); // of what is left, once it is being read
        Self { response, size, done: 0, watcher: None }
    }

    /// How many bytes it has, where the server says so.
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// Calls `watch` whenever a part of it has come.
    pub fn on_progress(mut self, watch: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.watcher = Some(Arc::new(watch));
        self
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// [`Error::Network`]: the connection broke, or nothing came for 30 seconds.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let piece = tokio::time::timeout(REQUEST_TIMEOUT, self.response.chunk()).await;
        let piece = piece.map_err(NetworkError::new)?.map_err(NetworkError::from)?;
        self.done += piece.as_ref().map_or(0, |piece| piece.len() as u64);
        if let (Some(watch), Some(_)) = (&self.watcher, &piece) {
            watch(Progress { done: self.done, total: self.size.unwrap_or(0) });
        }
        Ok(piece)
    }

    /// Writes it into a new file, never over another one, and gives the number of bytes. Where
    /// something fails, the file is taken away again. Take no path from a name that the server
    /// gives: it is somebody else's.
    ///
    /// # Errors
    /// [`Error::File`]: there is a file already, or it cannot be written; and those of
    /// [`next`](Self::next).
    pub async fn save(self, file: impl AsRef<Path>) -> Result<u64, Error> {
        let path = file.as_ref();
        let new = OpenOptions::new().write(true).create_new(true).open(path).await;
        let mut new = new.map_err(|why| Error::file("write", path, &why))?;
        let saved = self.write(&mut new, path).await;
        if saved.is_err() {
            drop(new);
            // The error that led here says more than one about what is left of the file.
            let _ = tokio::fs::remove_file(path).await;
        }
        saved
    }

    /// Writes it into a writer, and gives the number of bytes.
    ///
    /// # Errors
    /// [`Error::File`]: the writer failed; and those of [`next`](Self::next).
    pub async fn write_to(self, mut writer: impl AsyncWrite + Unpin) -> Result<u64, Error> {
        self.write(&mut writer, Path::new("the file")).await
    }

    async fn write(
        mut self,
        to: &mut (impl AsyncWrite + Unpin),
        path: &Path,
    ) -> Result<u64, Error> {
        let failed = |why| Error::file("write", path, &why);
        while let Some(piece) = self.next().await? {
            to.write_all(&piece).await.map_err(failed)?;
        }
        to.flush().await.map_err(failed)?;
        Ok(self.done)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("size", &self.size).finish_non_exhaustive()
    }
}
