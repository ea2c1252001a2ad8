//! A file on its way to the server.

use super::{Movement, Progress, Watcher};
use crate::{Client, Error};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use reqwest::Body;
use reqwest::multipart::{Form, Part};
use std::path::PathBuf;
use std::sync::Arc;
use std::{fmt, io};
use tokio::fs::File;
use tokio::sync::watch;
use tokio_util::io::ReaderStream;
use whatschat_core::files::{FileInfo, UploadFile};

/// How much of a file that is in memory travels between two words about the progress.
const PIECE: usize = 64 * 1024;

/// A file to upload.
#[derive(Clone)]
#[must_use]
pub struct Upload {
    source: Source,
    name: String,
    watcher: Option<Watcher>,
}

#[derive(Clone)]
enum Source {
    File(PathBuf),
    Bytes(Bytes),
}

impl Upload {
    /// The file at a path, under its own name. It is read while it travels.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into());
        Self { source: Source::File(path), name, watcher: None }
    }

    /// What is in memory, under a name.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self { source: Source::Bytes(bytes.into()), name: name.into(), watcher: None }
    }

    /// Gives it another name.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Calls `watch` whenever a part of it is on its way. It begins anew where the session had to
    /// be renewed.
    pub fn on_progress(mut self, watch: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.watcher = Some(Arc::new(watch));
        self
    }

    pub(super) async fn send(self, client: &Client) -> Result<FileInfo, Error> {
        client.send_form(&UploadFile {}, || self.form()).await
    }

    async fn form(&self) -> Result<(Form, Movement), Error> {
        let (moved, movement) = Movement::new();
        let (total, body) = match &self.source {
            Source::File(path) => {
                let failed = |why| Error::file("read", path, &why);
                let file = File::open(path).await.map_err(failed)?;
                let about = file.metadata().await.map_err(failed)?;
                if !about.is_file() {
                    return Err(failed(io::Error::other("it is no file")));
                }
                let total = about.len();
                (total, self.watched(total, moved, ReaderStream::with_capacity(file, PIECE)))
            }
            Source::Bytes(bytes) => {
                let total = bytes.len() as u64;
                (total, self.watched(total, moved, stream::iter(pieces(bytes).map(Ok))))
            }
        };
        let part = Part::stream_with_length(body, total).file_name(self.name.clone());
        Ok((Form::new().part("file", part), movement))
    }

    fn watched(
        &self,
        total: u64,
        moved: watch::Sender<u64>,
        pieces: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
    ) -> Body {
        let (watcher, mut done) = (self.watcher.clone(), 0);
        Body::wrap_stream(pieces.inspect(move |piece| {
            let Ok(piece) = piece else { return };
            done += piece.len() as u64;
            moved.send_replace(done);
            if let Some(watch) = &watcher {
                watch(Progress { done, total });
            }
        }))
    }
}

fn pieces(bytes: &Bytes) -> impl Iterator<Item = Bytes> + Send + 'static {
    let bytes = bytes.clone();
    (0..bytes.len()).step_by(PIECE).map(move |at| bytes.slice(at..bytes.len().min(at + PIECE)))
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload").field("name", &self.name).finish_non_exhaustive()
    }
}
