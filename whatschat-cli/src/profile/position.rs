//! Up to where `tail` has printed, kept for the next time.

use super::{Profile, files};
use crate::failure::Failure;
use serde::{Deserialize, Serialize};
use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use whatschat_client::core::id::{ChatId, UserId};
use whatschat_client::core::sync::Cursor;

/// How long a cursor can be: with it, every content of the file has the same length, so that one
/// write replaces it as a whole.
const CURSOR_MAX: usize = 32;

/// The file with a position. It is this process's alone as long as it is open.
pub(crate) struct Position {
    file: File,
    whose: Whose,
    kept: Option<Cursor>,
}

/// Whose position it is: another user's, or at another server, means nothing here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Whose {
    server: String,
    user: UserId,
}

#[derive(Serialize, Deserialize)]
struct Content {
    #[serde(flatten)]
    whose: Whose,
    cursor: String,
}

impl Position {
    /// Opens the position of those who follow one chat, or all.
    pub(crate) fn open(
        profile: &Profile,
        server: &str,
        user: UserId,
        chat: Option<ChatId>,
    ) -> Result<Self, Failure> {
        let name = chat.map_or_else(|| "tail.json".into(), |chat| format!("tail-{chat}.json"));
        let cannot = |why| Failure::local(&format!("cannot use {name}"), why);
        let mut file = files::open_private(&profile.folder.join(&name)).map_err(cannot)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Failure::Usage(TAKEN.into())),
            Err(TryLockError::Error(why)) => return Err(cannot(why)),
        }
        let whose = Whose { server: server.into(), user };
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(cannot)?;
        let kept: Option<Content> = match text.as_str() {
            "" => None,
            text => serde_json::from_str(text).map_err(|why| cannot(why.into()))?,
        };
        let kept = kept.filter(|kept| kept.whose == whose);
        let kept = kept.and_then(|kept| kept.cursor.trim_end().parse().ok());
        Ok(Self { file, whose, kept })
    }

    /// Up to where was printed.
    pub(crate) fn kept(&self) -> Option<Cursor> {
        self.kept
    }

    /// Keeps how far it is now.
    pub(crate) fn keep(&mut self, cursor: Cursor) -> Result<(), Failure> {
        if self.kept == Some(cursor) {
            return Ok(());
        }
        let cursor_text = format!("{:<CURSOR_MAX$}", cursor.to_string());
        let content = Content { whose: self.whose.clone(), cursor: cursor_text };
        self.write(&content).map_err(|why| Failure::local("cannot keep the position", why))?;
        self.kept = Some(cursor);
        Ok(())
    }

    fn write(&mut self, content: &Content) -> std::io::Result<()> {
        let bytes = serde_json::to_vec(content)?;
        self.file.rewind()?;
        self.file.write_all(&bytes)?;
        self.file.set_len(bytes.len() as u64)
    }
}

const TAKEN: &str = "another `whatschat tail` of this profile is running, and keeps its place: \
                     give this one a --since, and it keeps none";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_comes_back_to_its_owner_alone_and_to_one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let profile = Profile::open(Some(folder.path().into()), "default").unwrap();
        let (me, other) = (UserId::nil(), "0190b5a4-0000-7000-8000-000000000001".parse().unwrap());
        let mut first = Position::open(&profile, "http://one", me, None).unwrap();
        assert_eq!(first.kept(), None);
        for pos in [9, 12_345_678, 7] {
            first.keep(Cursor { epoch: 1, pos }).unwrap();
        }
        assert_eq!(Position::open(&profile, "http://one", me, None).err().unwrap().code(), 2);
        drop(first);
        let kept = |server, user| Position::open(&profile, server, user, None).unwrap().kept();
        assert_eq!(kept("http://one", me), Some(Cursor { epoch: 1, pos: 7 }));
        assert_eq!(kept("http://two", me), None);
        assert_eq!(kept("http://one", other), None);
    }
}
