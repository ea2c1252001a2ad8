//! A zip archive that flows away while it is written.

use crate::app::App;
use crate::auth;
use crate::error::ApiError;
use crate::http::Caller;
use bytes::Bytes;
use futures_util::stream::{Stream, poll_fn};
use serde::Serialize;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

type Zip = ZipWriter<StreamWriter<Spool>>;

/// How much of an archive waits to be read at most: chunks of so many bytes, and so many of them.
const CHUNK_BYTES: usize = 64 * 1024;
const CHUNKS: usize = 2;
/// How long a reader may take for a chunk.
const PATIENCE: Duration = Duration::from_secs(60);

/// The writing end.
pub(super) struct Archive {
    app: App,
    caller: Caller,
    /// `None` after it has failed.
    zip: Option<Box<Zip>>,
    /// What is not compressed yet.
    waiting: Vec<u8>,
    spool: Spool,
    reader: mpsc::Sender<io::Result<Bytes>>,
}

/// The reading end.
pub(crate) struct Export(mpsc::Receiver<io::Result<Bytes>>);

/// Why an archive stays unfinished.
#[derive(Debug)]
pub(super) enum Broken {
    /// Nobody reads it any more.
    Unread,
    /// The session that asked for it has ended.
    Ended,
    /// The server could not go on.
    Failed(ApiError),
}

impl<E: Into<ApiError>> From<E> for Broken {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl Archive {
    pub(super) fn new(app: &App, caller: Caller) -> (Self, Export) {
        let (reader, export) = mpsc::channel(CHUNKS);
        let spool = Spool::default();
        let zip = Some(Box::new(ZipWriter::new_stream(spool.clone())));
        let app = app.clone();
        (Self { app, caller, zip, waiting: vec![], spool, reader }, Export(export))
    }

    /// Begins a file of the archive, and ends the one before.
    pub(super) async fn begin(&mut self, name: &str) -> Result<(), Broken> {
        self.compress().await?;
        let name = name.to_owned();
        let deflated = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .large_file(true); // its size is known at its end only
        self.work(move |zip| Ok(zip.start_file(name, deflated)?)).await
    }

    /// Adds to the file that was begun last.
    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<(), Broken> {
        for chunk in bytes.chunks(CHUNK_BYTES) {
            self.waiting.extend_from_slice(chunk);
            if self.waiting.len() >= CHUNK_BYTES {
                self.compress().await?;
            }
        }
        Ok(())
    }

    /// Compresses what waits, and gives away what has come out of it.
    async fn compress(&mut self) -> Result<(), Broken> {
        let waiting = std::mem::take(&mut self.waiting);
        self.work(move |zip| zip.write_all(&waiting)).await?;
        if self.spool.len() >= CHUNK_BYTES { self.flow().await } else { Ok(()) }
    }

    /// Works on the zip away from the threads that serve others.
    async fn work(
        &mut self,
        work: impl FnOnce(&mut Zip) -> io::Result<()> + Send + 'static,
    ) -> Result<(), Broken> {
        let mut zip = self.zip.take().ok_or_else(|| broken("the archive has failed"))?;
        let worked = tokio::task::spawn_blocking(move || work(&mut zip).map(|()| zip));
        self.zip = Some(worked.await.map_err(broken)?.map_err(broken)?);
        Ok(())
    }

    /// Gives away what is written, to whom it still belongs.
    async fn flow(&self) -> Result<(), Broken> {
        if !auth::is_live(&self.app, self.caller).await? {
            return Err(Broken::Ended);
        }
        let sent = self.reader.send(Ok(self.spool.take()));
        match tokio::time::timeout(PATIENCE, sent).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Broken::Unread),
        }
    }

    /// The same with a value as JSON.
    pub(super) async fn value(&mut self, value: &impl Serialize) -> Result<(), Broken> {
        let json = serde_json::to_vec(value).map_err(broken)?;
        self.write(&json).await
    }

    /// A whole file of one value.
    pub(super) async fn file(&mut self, name: &str, value: &impl Serialize) -> Result<(), Broken> {
        self.begin(name).await?;
        self.value(value).await
    }

    /// Ends the archive. One that is broken ends in an error, so that nobody takes it for whole.
    pub(super) async fn close(self, filled: Result<(), Broken>) {
        let reader = self.reader.clone();
        let closed = match filled {
            Ok(()) => self.finish().await,
            broken => broken,
        };
        match closed {
            Ok(()) => {}
            Err(Broken::Unread) => tracing::info!("an export was not read to its end"),
            Err(Broken::Ended) => {
                tracing::info!("an export ended with its session");
                break_off(&reader).await;
            }
            Err(Broken::Failed(error)) => {
                tracing::warn!(code = error.code.as_str(), "an export was broken off");
                break_off(&reader).await;
            }
        }
    }

    async fn finish(mut self) -> Result<(), Broken> {
        self.compress().await?;
        let zip = self.zip.take().ok_or_else(|| broken("the archive has failed"))?;
        let finished = tokio::task::spawn_blocking(move || zip.finish().map(drop));
        finished.await.map_err(broken)?.map_err(broken)?;
        self.flow().await
    }
}

/// Fails where nobody is left to be told.
async fn break_off(reader: &mpsc::Sender<io::Result<Bytes>>) {
    let _ = reader.send(Err(io::Error::other("the export was broken off"))).await;
}

impl Export {
    pub(crate) fn stream(mut self) -> impl Stream<Item = io::Result<Bytes>> {
        poll_fn(move |context| self.0.poll_recv(context))
    }
}

fn broken(error: impl std::fmt::Display) -> Broken {
    Broken::Failed(ApiError::internal(error))
}

/// Where the zip's bytes wait until they are given away.
#[derive(Clone, Default)]
struct Spool(Arc<Mutex<Vec<u8>>>);

impl Spool {
    fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn take(&self) -> Bytes {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into()
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
