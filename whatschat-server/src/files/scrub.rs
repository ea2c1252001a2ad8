//! Taking the metadata out of pictures, and nothing else: where a picture was taken, with what,
//! by whom. The pixels stay as they are, bit for bit.

mod gif;
mod jpeg;

use bytes::Bytes;
use image::ImageFormat;
use image::metadata::Orientation;
use img_parts::ImageEXIF;
use img_parts::png::Png;
use img_parts::webp::WebP;

/// The chunks of a PNG that make its picture, colours and animation.
const PNG_KEPT: [&[u8; 4]; 17] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB",
    b"cICP", b"bKGD", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
];
/// The same of a WebP.
const WEBP_KEPT: [&[u8; 4]; 7] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];

/// The picture without metadata. How it is to be turned must stay known, and becomes all that its
/// EXIF says. `None` where it is broken.
pub(super) fn scrub(
    picture: Bytes,
    format: ImageFormat,
    orientation: Orientation,
) -> Option<Bytes> {
    let exif = exif(orientation);
    match format {
        ImageFormat::Jpeg => jpeg::scrub(&picture, exif).map(Into::into),
        ImageFormat::Gif => gif::scrub(&picture).map(Into::into),
        ImageFormat::Png => {
            let mut png = Png::from_bytes(picture).ok()?;
            png.chunks_mut().retain(|chunk| PNG_KEPT.contains(&&chunk.kind()));
            png.set_exif(exif);
            Some(png.encoder().bytes())
        }
        ImageFormat::WebP => {
            let mut webp = WebP::from_bytes(picture).ok()?;
            webp.chunks_mut().retain(|chunk| WEBP_KEPT.contains(&&chunk.id()));
            webp.set_exif(exif);
            Some(webp.encoder().bytes())
        }
        _ => None,
    }
}

/// EXIF (a TIFF header and one entry) that says how to turn a picture, where it is to be turned.
fn exif(orientation: Orientation) -> Option<Bytes> {
    if orientation == Orientation::NoTransforms {
        return None;
    }
    let mut exif = b"MM\0\x2a\0\0\0\x08\0\x01".to_vec(); // big-endian; one entry, at 8
    exif.extend(b"\x01\x12\0\x03\0\0\0\x01\0"); // 0x0112, of type SHORT, one of them
    exif.push(orientation.to_exif());
    exif.extend([0; 2 + 4]); // the rest of the value; no further entries
    Some(exif.into())
}
