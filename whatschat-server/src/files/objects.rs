//! Where the bytes are: a folder, or a bucket of an S3-compatible store.

mod bucket;

use crate::config::Config;
use crate::error::StartError;
use crate::turns::Turns;
use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt, PutPayload};
use std::ops::Range;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tempfile::{NamedTempFile, TempPath};
use tokio::task::spawn_blocking;
use whatschat_core::time::Timestamp;

/// How many files may be on their way into a bucket at once: each is in memory meanwhile.
const PUTS: usize = 2;
/// The folder of what arrives.
const ARRIVING: &str = "arriving";

/// The store.
pub(super) struct Objects {
    store: Box<dyn ObjectStore>,
    prefix: Path,
    /// Where it is a folder.
    folder: Option<PathBuf>,
    arriving: PathBuf,
    puts: Turns,
}

/// Bytes on their way out of the store.
pub(crate) type Stream = BoxStream<'static, std::io::Result<Bytes>>;

/// Why the store did not do it.
pub(super) type Failure = Box<dyn std::error::Error + Send + Sync>;

impl Objects {
    pub(super) fn open(config: &Config) -> Result<Self, StartError> {
        let place = config.files_store.as_deref();
        if let Some(url) = place.filter(|place| place.starts_with("s3://")) {
            let (store, prefix) = bucket::open(url)
                .map_err(|why| StartError::Setting { name: "files_store", why })?;
            return Self::with(Box::new(store), prefix, None, config.data_dir.join(ARRIVING));
        }
        let folder = place.map_or_else(|| config.data_dir.join("files"), PathBuf::from);
        let arriving = folder.join(ARRIVING);
        let failed = |why| StartError::DataDir { folder: folder.clone(), why };
        make_folder(&arriving).map_err(failed)?;
        let store = LocalFileSystem::new_with_prefix(&folder)
            .map_err(|why| failed(std::io::Error::other(why)))?;
        Self::with(Box::new(store), Path::default(), Some(folder), arriving)
    }

    fn with(
        store: Box<dyn ObjectStore>,
        prefix: Path,
        folder: Option<PathBuf>,
        arriving: PathBuf,
    ) -> Result<Self, StartError> {
        make_folder(&arriving)
            .map_err(|why| StartError::DataDir { folder: arriving.clone(), why })?;
        Ok(Self { store, prefix, folder, arriving, puts: Turns::new(PUTS) })
    }

    /// A new file for what arrives; it goes away unless it is [`put`](Self::put).
    pub(super) async fn arrival(&self) -> std::io::Result<NamedTempFile> {
        let folder = self.arriving.clone();
        spawn_blocking(move || NamedTempFile::new_in(folder)).await?
    }

    /// Takes a file, whose bytes are on the disk already, under a name.
    pub(super) async fn put(&self, name: &str, file: TempPath) -> Result<(), Failure> {
        if let Some(folder) = &self.folder {
            let place = folder.join(name);
            spawn_blocking(move || file.persist(place)).await??;
            return Ok(tokio::fs::File::open(folder).await?.sync_all().await?);
        }
        let _turn = self.puts.take(1).await?;
        let bytes = tokio::fs::read(&file).await?;
        self.store.put(&self.path(name), PutPayload::from(bytes)).await?;
        Ok(())
    }

    /// The bytes of a file, or a part of them.
    pub(super) async fn get(
        &self,
        name: &str,
        range: Option<Range<u64>>,
    ) -> Result<(u64, Stream), Failure> {
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        let found = self.store.get_opts(&self.path(name), options).await?;
        let length = found.range.end - found.range.start;
        let bytes = found.into_stream();
        Ok((length, bytes.map(|part| part.map_err(std::io::Error::other)).boxed()))
    }

    /// Deletes a file; one that is not there is no error.
    pub(super) async fn delete(&self, name: &str) -> Result<(), Failure> {
        match self.store.delete(&self.path(name)).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            done => Ok(done?),
        }
    }

    /// Deletes what began to arrive before `time`, as a server that was killed leaves it behind.
    pub(super) async fn delete_arrivals(&self, time: Timestamp) -> std::io::Result<()> {
        let since_1970 = Duration::from_millis(u64::try_from(time.0).unwrap_or(0));
        let before: SystemTime = UNIX_EPOCH + since_1970;
        let mut files = tokio::fs::read_dir(&self.arriving).await?;
        while let Some(file) = files.next_entry().await? {
            if file.metadata().await?.modified()? < before {
                tokio::fs::remove_file(file.path()).await?;
            }
        }
        Ok(())
    }

    fn path(&self, name: &str) -> Path {
        self.prefix.clone().join(name)
    }
}

/// What is in it is nobody else's business.
fn make_folder(folder: &std::path::Path) -> std::io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}
