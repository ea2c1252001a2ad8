//! What a file is, told from its bytes.

use whatschat_core::messages::MessageType;

/// What is none of the known types: downloaded, never shown.
pub(super) const PLAIN: &str = "application/octet-stream";

/// The pictures that the server can read: they get a size and a thumbnail, and lose their
/// metadata. Others, whose metadata it could not find, do not pass as pictures.
pub(super) const PICTURES: [&str; 4] = ["image/jpeg", "image/png", "image/gif", "image/webp"];

/// What browsers play but do not run.
const PLAYED: [&str; 9] = [
    "video/mp4",
    "video/webm",
    "video/quicktime",
    "audio/mpeg",
    "audio/ogg",
    "audio/x-wav",
    "audio/m4a",
    "audio/x-flac",
    "audio/aac",
];

/// What is named truly, and downloaded.
const OTHERS: [&str; 14] = [
    "application/pdf",
    "application/zip",
    "application/gzip",
    "application/x-7z-compressed",
    "application/x-tar",
    "application/vnd.rar",
    "application/epub+zip",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "video/x-matroska",
];

/// The media type of a file that begins with `head`.
pub(super) fn of(head: &[u8]) -> &'static str {
    let kind = infer::get(head).map(|kind| kind.mime_type());
    let known = PICTURES.iter().chain(&PLAYED).chain(&OTHERS);
    known.copied().find(|known| kind == Some(known)).unwrap_or(PLAIN)
}

/// Whether a browser may show it in its place.
pub(super) fn is_inline(kind: &str) -> bool {
    PICTURES.contains(&kind) || PLAYED.contains(&kind)
}

pub(super) fn is_picture(kind: &str) -> bool {
    PICTURES.contains(&kind)
}

/// Whether messages of this type may name such a file. Recordings come in films' containers too.
pub(super) fn fits(message: MessageType, kind: &str) -> bool {
    match message {
        MessageType::Image => is_picture(kind),
        MessageType::Video => kind.starts_with("video/"),
        MessageType::Audio => {
            kind.starts_with("audio/") || ["video/mp4", "video/webm"].contains(&kind)
        }
        MessageType::File => true,
        MessageType::Text | MessageType::System => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_might_run_is_a_plain_file() {
        for text in [
            "<!DOCTYPE html><script>alert(1)</script>",
            "<html><body onload=alert(1)>",
            "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>",
            "#!/bin/sh\n",
            "",
        ] {
            assert_eq!(of(text.as_bytes()), PLAIN, "{text}");
        }
        assert_eq!(of(b"\x89PNG\r\n\x1a\n"), "image/png");
        assert_eq!(of(b"%PDF-1.7\n"), "application/pdf");
        assert!(!is_inline("application/pdf"));
    }
}
