//! How large a file may be.

use crate::failure::Failure;
use std::path::Path;
use whatschat_client::core::limits::FILE_MAX_BYTES;

const MEGABYTE: u64 = 1024 * 1024;

/// Refuses a file that the server would not take, before any of it travels.
pub(super) fn check(file: &Path) -> Result<(), Failure> {
    // What cannot be read, the upload tells.
    let size = file.metadata().map_or(0, |about| about.len());
    if size <= FILE_MAX_BYTES as u64 {
        return Ok(());
    }
    let (file, size, most) = (file.display(), megabytes(size), megabytes(FILE_MAX_BYTES as u64));
    Err(Failure::Usage(format!("{file} has {size}, and a file may have {most} at most.")))
}

/// Rounded up, so that what is too large looks so.
fn megabytes(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10).div_ceil(MEGABYTE);
    match tenths % 10 {
        0 => format!("{} MB", tenths / 10),
        tenth => format!("{}.{tenth} MB", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_byte_too_many_is_seen() {
        assert_eq!(megabytes(10 * MEGABYTE), "10 MB");
        assert_eq!(megabytes(10 * MEGABYTE + 1), "10.1 MB");
    }
}
