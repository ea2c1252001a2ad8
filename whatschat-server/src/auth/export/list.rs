//! Files of the archive that hold a list, which is read and written in pieces.

use super::archive::{Archive, Broken};
use serde::Serialize;

/// Such a file.
pub(super) struct List<'a> {
    archive: &'a mut Archive,
    separator: &'static [u8],
}

impl<'a> List<'a> {
    pub(super) async fn begin(archive: &'a mut Archive, name: &str) -> Result<Self, Broken> {
        archive.begin(name).await?;
        archive.write(b"[").await?;
        Ok(Self { archive, separator: b"\n" })
    }

    pub(super) async fn add(&mut self, entry: &impl Serialize) -> Result<(), Broken> {
        self.archive.write(self.separator).await?;
        self.separator = b",\n";
        self.archive.value(entry).await
    }

    pub(super) async fn end(self) -> Result<(), Broken> {
        self.archive.write(b"\n]\n").await
    }
}
