//! Files that come from the server.

use crate::builder::REQUEST_TIMEOUT;
use crate::files::{Progress, Watcher};
use crate::{Error, NetworkError};
use bytes::Bytes;
use reqwest::Response;
use std::path::Path;
use std::sync::Arc;
use std::{fmt, io};
use tempfile::NamedTempFile;
use tokio::fs::File;
use tokio::io::{AsyncWrite, AsyncWriteExt};

/// A file that is on its way here. It comes in pieces, so that its size costs no memory.
#[must_use]
pub struct Download {
    response: Response,
    size: Option<u64>,
    done: u64,
    watcher: Option<Watcher>,
    is_private: bool,
}

impl Download {
    pub(crate) fn new(response: Response) -> Self {
        let size = response.content_length(); // of what is left, once it is being read
        Self { response, size, done: 0, watcher: None, is_private: false }
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

    /// Has it saved for the eyes of this computer's user alone.
    pub fn private(mut self) -> Self {
        self.is_private = true;
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

    /// Writes it into a new file, never over another one, and gives the number of bytes. The file is
    /// there when all of it is: until then it has another name beside that, `.whatschat-*.part`, and
    /// goes where something fails or the call is dropped. A program that is killed leaves it there.
    /// Take no path from a name that the server gives: it is somebody else's.
    ///
    /// # Errors
    /// [`Error::File`]: there is a file already, or it cannot be written; and those of
    /// [`next`](Self::next).
    pub async fn save(self, file: impl AsRef<Path>) -> Result<u64, Error> {
        let path = file.as_ref();
        let failed = |why: io::Error| Error::file("write", path, &why);
        if path.symlink_metadata().is_ok() {
            return Err(failed(io::ErrorKind::AlreadyExists.into())); // before all of it has come
        }
        let unfinished = beside(path, self.is_private).map_err(failed)?;
        let mut writer = File::from_std(unfinished.reopen().map_err(failed)?);
        let written = self.write(&mut writer, path).await?;
        writer.sync_all().await.map_err(failed)?; // a power cut must not leave the name alone
        name(unfinished, path).map_err(failed)?;
        Ok(written)
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

/// A new file in the same folder, under a name of its own, for those who may see new files there,
/// or for its owner alone.
#[cfg_attr(not(unix), expect(unused_variables, reason = "there files have no such bits"))]
fn beside(path: &Path, is_private: bool) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut unfinished = tempfile::Builder::new();
    unfinished.prefix(".whatschat-").suffix(".part");
    #[cfg(unix)]
    {
        let mode = if is_private { 0o600 } else { 0o666 }; // less the umask
        unfinished.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    }
    unfinished.tempfile_in(folder.unwrap_or_else(|| Path::new(".")))
}

/// Gives a finished file its name, unless another has that.
fn name(finished: NamedTempFile, path: &Path) -> io::Result<()> {
    match finished.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(why) if why.error.kind() == io::ErrorKind::AlreadyExists => Err(why.error),
        Err(why) => claim(why.file, path),
    }
}

/// The same in two steps, for file systems that cannot do it in one: an empty file takes the name,
/// and is replaced then.
fn claim(finished: NamedTempFile, path: &Path) -> io::Result<()> {
    drop(std::fs::File::create_new(path)?);
    finished.persist(path).map(drop).map_err(|why| {
        drop(std::fs::remove_file(path)); // it was empty
        why.error
    })
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("size", &self.size).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_finished_file_takes_a_free_name_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        for (way, free) in [(name as fn(_, &Path) -> _, "named"), (claim, "claimed")] {
            let free = folder.path().join(free);
            let finished = |words| {
                let finished = beside(&free, false).unwrap();
                fs::write(finished.path(), words).unwrap();
                finished
            };
            way(finished("first"), &free).unwrap();
            let taken = way(finished("second"), &free).unwrap_err();
            assert_eq!(taken.kind(), io::ErrorKind::AlreadyExists);
            assert_eq!(fs::read(&free).unwrap(), b"first");
        }
        assert_eq!(folder.path().read_dir().unwrap().count(), 2, "nothing is left behind");
    }
}
