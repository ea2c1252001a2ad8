//! JPEG: segments that begin with 0xff and a letter, and between them what is compressed.

use bytes::Bytes;

const START: [u8; 2] = [0xff, 0xd8];
const END: [u8; 2] = [0xff, 0xd9];
const SCAN: u8 = 0xda;

/// Leaves out what does not make the picture, also between its scans and after its end, where
/// phones put films.
pub(super) fn scrub(jpeg: &[u8], exif: Option<Bytes>) -> Option<Vec<u8>> {
    let mut rest = jpeg.strip_prefix(&START)?;
    let mut kept = Vec::with_capacity(jpeg.len());
    kept.extend(START);
    if let Some(exif) = exif {
        push_exif(&mut kept, &exif);
    }
    while let Some((marker, after)) = next_marker(rest) {
        match marker {
            0xd9 => break,
            0x01 | 0xd0..=0xd8 => rest = after, // without content
            _ => {
                let length = u16::from_be_bytes(after.first_chunk().copied()?);
                let (segment, after) = after.split_at_checked(length.into())?;
                let scan = if marker == SCAN { compressed(after) } else { 0 };
                if is_picture(marker, segment.get(2..)?) {
                    kept.extend([0xff, marker]);
                    kept.extend(segment);
                    kept.extend(after.get(..scan)?);
                }
                rest = after.get(scan..)?;
            }
        }
    }
    kept.extend(END); // also of a picture that is cut short
    Some(kept)
}

fn push_exif(kept: &mut Vec<u8>, exif: &[u8]) {
    let length = u16::try_from(2 + 6 + exif.len()).unwrap_or(u16::MAX);
    kept.extend([0xff, 0xe1]);
    kept.extend(length.to_be_bytes());
    kept.extend(b"Exif\0\0");
    kept.extend(exif);
}

/// The next segment's letter, and what comes after it.
fn next_marker(rest: &[u8]) -> Option<(u8, &[u8])> {
    let start = rest.iter().position(|byte| *byte == 0xff)?;
    let marker = start + rest.get(start..)?.iter().position(|byte| *byte != 0xff)?;
    Some((*rest.get(marker)?, rest.get(marker + 1..)?))
}

/// How long the compressed part is that begins here: 0xff in it is followed by 0, or by one of
/// the marks that it may hold.
fn compressed(data: &[u8]) -> usize {
    let ends = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7 | 0xff);
    data.windows(2).position(ends).unwrap_or(data.len())
}

/// Of what applications add, the picture needs its colours: JFIF, ICC and Adobe's.
fn is_picture(marker: u8, content: &[u8]) -> bool {
    match marker {
        0xe0 => content.starts_with(b"JFIF\0"),
        0xe2 => content.starts_with(b"ICC_PROFILE\0"),
        0xee => content.starts_with(b"Adobe"),
        0xe1 | 0xe3..=0xef | 0xfe => false,
        _ => true,
    }
}
