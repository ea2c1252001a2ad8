//! Pictures: their size, their thumbnail, and what they tell of whoever took them.

use super::scrub::scrub;
use bytes::Bytes;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use std::io::Cursor;
use std::path::Path;
use whatschat_core::limits::{IMAGE_MAX_PIXELS, THUMBNAIL_MAX_SIDE};

/// The most memory that reading one takes: 16 bits for each of four channels.
const MOST_BYTES: u64 = IMAGE_MAX_PIXELS * 8;
/// The quality of thumbnails that are JPEGs, of 100.
const QUALITY: u8 = 80;

/// A picture that can be read.
pub(super) struct Picture {
    pub(super) width: u32,
    pub(super) height: u32,
    /// The picture itself, without metadata.
    pub(super) scrubbed: Bytes,
    pub(super) thumbnail: Vec<u8>,
    pub(super) thumbnail_type: &'static str,
}

/// Why there is no picture.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    TooManyPixels,
    /// It cannot be read.
    Broken,
}

impl From<image::ImageError> for Flaw {
    fn from(_: image::ImageError) -> Self {
        Self::Broken
    }
}

/// How many pixels a picture has, by its header.
pub(super) fn pixels(file: &Path, kind: &str) -> Result<u64, Flaw> {
    let format = ImageFormat::from_mime_type(kind).ok_or(Flaw::Broken)?;
    let mut reader = ImageReader::open(file).map_err(|_| Flaw::Broken)?;
    reader.set_format(format);
    let (width, height) = reader.into_dimensions()?;
    let pixels = u64::from(width) * u64::from(height);
    if pixels > IMAGE_MAX_PIXELS { Err(Flaw::TooManyPixels) } else { Ok(pixels) }
}

/// Reads a picture whose [`pixels`] are known to be few enough. Takes a while.
pub(super) fn read(bytes: Bytes, kind: &str) -> Result<Picture, Flaw> {
    let format = ImageFormat::from_mime_type(kind).ok_or(Flaw::Broken)?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes.clone()), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder)?;
    let (thumbnail, thumbnail_type) = thumbnail(&image, orientation)?;
    let (width, height) = turned(orientation, image.width(), image.height());
    drop(image);
    let scrubbed = scrub(bytes, format, orientation).ok_or(Flaw::Broken)?;
    Ok(Picture { width, height, scrubbed, thumbnail, thumbnail_type })
}

/// A JPEG, or a PNG where something shines through.
fn thumbnail(
    image: &DynamicImage,
    orientation: Orientation,
) -> Result<(Vec<u8>, &'static str), Flaw> {
    let most = THUMBNAIL_MAX_SIDE;
    let mut small = if image.width().max(image.height()) > most {
        image.thumbnail(most, most)
    } else {
        image.clone()
    };
    small.apply_orientation(orientation);
    let mut bytes = Cursor::new(vec![]);
    if small.color().has_alpha() {
        small.to_rgba8().write_to(&mut bytes, ImageFormat::Png)?;
        return Ok((bytes.into_inner(), "image/png"));
    }
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    small.to_rgb8().write_with_encoder(encoder)?;
    Ok((bytes.into_inner(), "image/jpeg"))
}

fn turned(orientation: Orientation, width: u32, height: u32) -> (u32, u32) {
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => (height, width),
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => (width, height),
    }
}
