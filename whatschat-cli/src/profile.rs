//! The config folder: what is kept on this computer, for each profile apart.

mod files;
mod position;
mod session;
mod settings;

pub(crate) use position::Position;
pub(crate) use session::{SavedSession, SessionFile};
pub(crate) use settings::{Language, Settings};

use crate::failure::Failure;
use etcetera::{BaseStrategy, choose_base_strategy};
use serde::{Serialize, de::DeserializeOwned};
use std::fs::File;
use std::path::PathBuf;
use whatschat_client::core::id::UserId;

/// The file with the lines that were typed.
const HISTORY: &str = "history";

/// One account's folder.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    name: String,
    folder: PathBuf,
}

impl Profile {
    /// Opens the profile `name` in `config`, or in the user's own config folder.
    pub(crate) fn open(config: Option<PathBuf>, name: &str) -> Result<Self, Failure> {
        if !is_name(name) {
            let rule = "a profile's name has only letters, digits, `-` and `_`";
            return Err(Failure::Usage(rule.into()));
        }
        let config = config.map_or_else(default_folder, Ok)?;
        let folder = config.join("profiles").join(name);
        files::create_private_folder(&folder)
            .map_err(|why| Failure::local(&format!("cannot make {}", folder.display()), why))?;
        Ok(Self { name: name.into(), folder })
    }

    /// The profile's name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Where the lines that were typed are kept.
    pub(crate) fn history(&self) -> PathBuf {
        self.folder.join(HISTORY)
    }

    /// Removes them.
    pub(crate) fn forget_history(&self) -> Result<(), Failure> {
        self.remove(HISTORY)
    }

    /// The file with a user's chats, messages and unsent messages, for its owner alone.
    pub(crate) fn store(&self, server: &str, user: UserId) -> Result<PathBuf, Failure> {
        let path = self.store_path(server, user);
        let cannot = |why| Failure::local(&format!("cannot make {}", path.display()), why);
        files::open_private(&path).map_err(cannot)?;
        Ok(path)
    }

    /// The same, where there is one already.
    pub(crate) fn kept_store(&self, server: &str, user: UserId) -> Option<PathBuf> {
        Some(self.store_path(server, user)).filter(|path| path.exists())
    }

    /// Removes it.
    pub(crate) fn forget_store(&self, server: &str, user: UserId) -> Result<(), Failure> {
        let path = self.store_path(server, user);
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        [String::new(), "-wal".into(), "-shm".into()]
            .into_iter()
            .try_for_each(|suffix| self.remove(&format!("{name}{suffix}")))
    }

    fn store_path(&self, server: &str, user: UserId) -> PathBuf {
        let server = server.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
        self.folder.join(format!("{server}-{user}.db"))
    }

    /// Keeps a second interactive client out: what is sent and shown would be told to one of them.
    /// The lock ends with the file that is given back.
    pub(crate) fn lock(&self) -> Result<File, Failure> {
        let cannot = |why| Failure::local("cannot lock the profile", why);
        let file = files::open_private(&self.folder.join("lock")).map_err(cannot)?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(std::fs::TryLockError::WouldBlock) => Err(Failure::Usage(format!(
                "another whatschat uses the profile `{}`: close it, or choose another with \
                 --profile NAME",
                self.name
            ))),
            Err(std::fs::TryLockError::Error(why)) => Err(cannot(why)),
        }
    }

    /// Waits until no other process reads and writes the session. The lock ends with the file.
    fn lock_session(&self) -> Result<File, Failure> {
        let file = files::open_private(&self.folder.join("session.lock"));
        file.and_then(|file| file.lock().map(|()| file))
            .map_err(|why| Failure::local("cannot lock the session", why))
    }

    /// Reads a file; `None` where there is none.
    pub(crate) fn read<T: DeserializeOwned>(&self, file: &str) -> Result<Option<T>, Failure> {
        let path = self.folder.join(file);
        let broken = |why: &dyn std::fmt::Display| {
            Failure::Local(format!("cannot read {}: {why}", path.display()))
        };
        match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|why| broken(&why)),
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(why) => Err(broken(&why)),
        }
    }

    /// Writes a file, whole or not at all, that only its owner can read.
    pub(crate) fn write(&self, file: &str, content: &impl Serialize) -> Result<(), Failure> {
        let path = self.folder.join(file);
        let bytes = serde_json::to_vec_pretty(content).map_err(std::io::Error::from);
        bytes
            .and_then(|bytes| files::replace(&path, &bytes))
            .map_err(|why| Failure::local(&format!("cannot write {}", path.display()), why))
    }

    /// Removes a file; that it is not there is as good.
    pub(crate) fn remove(&self, file: &str) -> Result<(), Failure> {
        match std::fs::remove_file(self.folder.join(file)) {
            Err(why) if why.kind() != std::io::ErrorKind::NotFound => {
                Err(Failure::local("cannot remove a file of the profile", why))
            }
            _ => Ok(()),
        }
    }
}

fn default_folder() -> Result<PathBuf, Failure> {
    let strategy = choose_base_strategy()
        .map_err(|why| Failure::local("no home folder; set WHATSCHAT_CONFIG_DIR", why))?;
    Ok(strategy.config_dir().join("whatschat"))
}

/// A name becomes a folder's name: nothing in it may lead elsewhere.
fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    !name.is_empty() && name.len() <= 64 && name.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_the_folder() {
        for name in ["..", ".", "a/b", "", "a b", "C:", &"x".repeat(65)] {
            assert!(!is_name(name), "{name}");
        }
        assert!(is_name("work-2") && is_name("工作"));
    }

    #[test]
    fn a_second_client_is_kept_out_until_the_first_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let profile = Profile::open(Some(folder.path().into()), "default").unwrap();
        let first = profile.lock().unwrap();
        assert_eq!(profile.lock().unwrap_err().code(), 2);
        drop(first);
        profile.lock().unwrap();
    }
}
