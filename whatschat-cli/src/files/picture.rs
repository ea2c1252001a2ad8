//! Pictures of people.

use super::limit;
use crate::context::Context;
use crate::failure::Failure;
use crate::screen::ProgressBar;
use std::io::Read;
use std::path::Path;
use whatschat_client::core::files::FileInfo;
use whatschat_client::files::Upload;

/// Uploads a picture; any other file stays here.
pub(crate) async fn upload_picture(context: &Context, file: &Path) -> Result<FileInfo, Failure> {
    limit::check(file)?;
    // What cannot be read, the upload tells.
    if beginning(file).is_some_and(|bytes| !is_picture(&bytes)) {
        let file = file.display();
        return Err(Failure::Usage(format!("{file} is no picture: a JPEG, PNG, GIF or WebP.")));
    }
    let bar = ProgressBar::new(&context.screen, "sending");
    let upload = Upload::file(file).on_progress(bar.watcher());
    let uploaded = context.client.files().upload(upload).await;
    bar.finish();
    Ok(uploaded?)
}

/// The first bytes of a file.
fn beginning(file: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let is_file = file.metadata().ok()?.is_file();
    let opened = is_file.then(|| std::fs::File::open(file).ok())??;
    opened.take(12).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Whether a file that begins so is of a kind that the server takes for a picture.
fn is_picture(bytes: &[u8]) -> bool {
    let begins = |with: &[u8]| bytes.starts_with(with);
    let is_webp = begins(b"RIFF") && bytes.ends_with(b"WEBP");
    is_webp || begins(b"\xff\xd8\xff") || begins(b"\x89PNG\r\n") || begins(b"GIF8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_known_by_its_bytes() {
        assert!(is_picture(b"\x89PNG\r\n\x1a\n\0\0\0\r"));
        assert!(is_picture(b"RIFF\x24\0\0\0WEBP"));
        for other in [&b"a plan for .png"[..], b"RIFF\x24\0\0\0WAVE", b"", b"%PDF-1.7"] {
            assert!(!is_picture(other), "{other:?}");
        }
    }
}
