//! The folder that a server keeps its data in.

use super::DATABASE;
use crate::config::Config;
use crate::error::StartError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

const LOCK: &str = ".lock";

/// The folder, which no other server uses as long as this is kept.
#[derive(Debug)]
pub(crate) struct DataFolder {
    lock: File,
}

impl DataFolder {
    /// Makes the folder, or finds it.
    ///
    /// # Errors
    /// It cannot be written, or another server uses it.
    pub(crate) fn open(config: &Config) -> Result<Self, StartError> {
        let folder = &config.data_dir;
        let failed = |why| StartError::DataDir { folder: folder.to_owned(), why };
        let lock = make_writable(folder).map_err(failed)?;
        if config.database_url.is_none() {
            keep_private(&folder.join(DATABASE)).map_err(failed)?;
        }
        match lock.try_lock() {
            Ok(()) => Ok(Self { lock }),
            Err(TryLockError::WouldBlock) => {
                Err(StartError::DataDirInUse { folder: folder.to_owned() })
            }
            Err(TryLockError::Error(why)) => Err(failed(why)),
        }
    }
}

impl Drop for DataFolder {
    /// Closing the file is not enough: a program that another thread is just starting has a copy of it
    /// open until it runs, and the lock with it.
    fn drop(&mut self) {
        if let Err(why) = self.lock.unlock() {
            tracing::warn!(%why, "the data folder may stay locked for a moment");
        }
    }
}

/// What is in it is nobody else's business: addresses, tokens in mails, the secret.
fn make_writable(folder: &Path) -> io::Result<File> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let probe = folder.join(".writable");
    std::fs::write(&probe, "")?;
    std::fs::remove_file(&probe)?;
    keep_private(&folder.join(LOCK))
}

/// A file is made here for its mode's sake; what SQLite puts beside its own takes the same.
fn keep_private(file: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).create(true).mode(0o600).open(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_free_again_though_a_child_that_starts_holds_its_lock() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { data_dir: folder.path().into(), ..Config::default() };
        let first = DataFolder::open(&config).unwrap();
        let in_the_child = first.lock.try_clone().unwrap();
        assert!(matches!(DataFolder::open(&config), Err(StartError::DataDirInUse { .. })));
        drop(first);
        DataFolder::open(&config).unwrap();
        drop(in_the_child);
    }
}
