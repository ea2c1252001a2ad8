//! A file on its way from the server.

use super::{Progress, Watcher};
use crate::{Client, Error, NetworkError};
use std::fmt;
use std::sync::Arc;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use whatschat_core::files::DownloadFile;
use whatschat_core::id::FileId;

/// What the path of a download ends with; any name would do.
const NAME: &str = "file";

/// A file to download; an id makes one too.
#[derive(Clone)]
#[must_use]
pub struct Download {
    id: FileId,
    thumbnail: bool,
    watcher: Option<Watcher>,
}

impl From<FileId> for Download {
    fn from(id: FileId) -> Self {
        Self { id, thumbnail: false, watcher: None }
    }
}

impl Download {
    /// A picture's thumbnail in its stead.
    pub fn thumbnail(id: FileId) -> Self {
        Self { thumbnail: true, ..id.into() }
    }

    /// Calls `watch` whenever a part of it has come.
    pub fn on_progress(mut self, watch: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.watcher = Some(Arc::new(watch));
        self
    }

    pub(super) async fn receive(
        self,
        client: &Client,
        to: &mut (impl AsyncWrite + Unpin),
    ) -> Result<u64, Error> {
        let thumbnail = self.thumbnail.then_some(true);
        let (name, expires, signature) = (NAME.into(), None, None);
        let request = DownloadFile { id: self.id, name, thumbnail, expires, signature };
        let mut response = client.download(&request).await?;
        let (total, mut done) = (response.content_length().unwrap_or(0), 0);
        let failed = |why| Error::Disk(format!("cannot write the file: {why}"));
        while let Some(piece) = response.chunk().await.map_err(NetworkError::from)? {
            to.write_all(&piece).await.map_err(failed)?;
            done += piece.len() as u64;
            if let Some(watch) = &self.watcher {
                watch(Progress { done, total });
            }
        }
        to.flush().await.map_err(failed)?;
        Ok(done)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("id", &self.id).finish_non_exhaustive()
    }
}
