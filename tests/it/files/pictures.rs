//! Pictures: their size, their thumbnails, and what they no longer tell.

use super::{follow, picture, png, upload};
use crate::support::{TestServer, on_both_databases, refusal};
use image::{DynamicImage, ImageFormat, ImageReader, Rgba, RgbaImage};
use std::io::Cursor;
use whatschat_client::ErrorCode;
use whatschat_client::files::Upload;

on_both_databases![
    every_kind_of_picture_has_a_size_and_a_thumbnail,
    what_shines_through_stays_so_in_the_thumbnail,
    a_picture_does_not_tell_where_it_was_taken,
    a_turned_picture_stays_turned,
    a_picture_of_too_many_pixels_is_refused,
    a_broken_picture_is_a_plain_file,
];

const SECRET: &[u8] = b"51.5007N 0.1246W";

async fn every_kind_of_picture_has_a_size_and_a_thumbnail(server: TestServer) {
    let alice = server.person("alice").await;
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP] {
        let bytes = picture(640, 200, format);
        let file = upload(&alice, "a", bytes.clone()).await;
        assert_eq!(file.r#type, format.to_mime_type());
        assert_eq!((file.width, file.height), (Some(640), Some(200)));
        let got = follow(&server, &file.url).await;
        assert_eq!(got.header("content-type"), format.to_mime_type());
        let (before, after) =
            (image::load_from_memory(&bytes), image::load_from_memory(&got.bytes));
        assert!(before.unwrap() == after.unwrap(), "{format:?}: other pixels");
        let small = follow(&server, &file.thumbnail_url.unwrap()).await;
        assert_eq!(small.status, 200);
        let image = image::load_from_memory(&small.bytes).unwrap();
        assert_eq!((image.width(), image.height()), (320, 100), "{format:?}");
    }
}

async fn what_shines_through_stays_so_in_the_thumbnail(server: TestServer) {
    let alice = server.person("alice").await;
    let image = DynamicImage::from(RgbaImage::from_pixel(400, 400, Rgba([9, 9, 9, 100])));
    let mut bytes = Cursor::new(vec![]);
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    let file = upload(&alice, "a.png", bytes.into_inner()).await;
    let small = follow(&server, &file.thumbnail_url.unwrap()).await;
    assert_eq!(small.header("content-type"), "image/png");
    let pixel = image::load_from_memory(&small.bytes).unwrap().to_rgba8()[(50, 50)];
    assert_eq!(pixel[3], 100);
}

/// A PNG's chunk.
fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let named = [&kind[..], content].concat();
    [&length[..], &named, &crc32(&named).to_be_bytes()].concat()
}

/// A JPEG's segment.
fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker][..], &length, content].concat()
}

fn inserted(bytes: &[u8], at: usize, more: &[u8]) -> Vec<u8> {
    [&bytes[..at], more, &bytes[at..]].concat()
}

/// Pictures that tell where they were taken, in every place that there is.
fn telling() -> Vec<Vec<u8>> {
    let jpeg = picture(64, 64, ImageFormat::Jpeg);
    let png = png(64, 64);
    let gif = picture(64, 64, ImageFormat::Gif);
    let webp = picture(64, 64, ImageFormat::WebP);
    let exif = [&b"Exif\0\0"[..], SECRET].concat();
    let comment = [&[0x21, 0xfe, 16][..], SECRET, &[0]].concat();
    let mut riff =
        [&webp[..], b"EXIF", &16_u32.to_le_bytes(), SECRET, b"XMP ", &16_u32.to_le_bytes(), SECRET]
            .concat();
    let length = u32::try_from(riff.len() - 8).unwrap().to_le_bytes();
    riff[4..8].copy_from_slice(&length);
    vec![
        inserted(&jpeg, 2, &segment(0xe1, &exif)),
        inserted(&jpeg, 2, &segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", SECRET].concat())),
        inserted(&jpeg, 2, &segment(0xed, SECRET)),
        inserted(&jpeg, 2, &segment(0xfe, SECRET)),
        [&jpeg, SECRET].concat(),
        inserted(&png, 33, &chunk(b"eXIf", SECRET)),
        inserted(&png, 33, &chunk(b"tEXt", &[b"Comment\0", SECRET].concat())),
        inserted(&png, 33, &chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", SECRET].concat())),
        [&png, SECRET].concat(),
        inserted(&gif, gif.len() - 1, &comment),
        [&gif, SECRET].concat(),
        riff,
        [&webp, SECRET].concat(),
    ]
}

async fn a_picture_does_not_tell_where_it_was_taken(server: TestServer) {
    let alice = server.person("alice").await;
    let tells = |bytes: &[u8]| bytes.windows(SECRET.len()).any(|part| part == SECRET);
    for (n, bytes) in telling().into_iter().enumerate() {
        assert!(tells(&bytes));
        let file = upload(&alice, "a", bytes.clone()).await;
        assert!(file.width.is_some(), "{n}: it is no picture");
        let got = follow(&server, &file.url).await;
        assert!(!tells(&got.bytes), "{n}: it still tells");
        assert_eq!(file.size, got.bytes.len() as u64);
        let (before, after) =
            (image::load_from_memory(&bytes), image::load_from_memory(&got.bytes));
        assert!(before.unwrap() == after.unwrap(), "{n}: other pixels");
    }
}

async fn a_turned_picture_stays_turned(server: TestServer) {
    let alice = server.person("alice").await;
    let tiff = b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let exif = segment(0xe1, &[&b"Exif\0\0"[..], tiff, SECRET].concat());
    let bytes = inserted(&picture(640, 200, ImageFormat::Jpeg), 2, &exif);
    let file = upload(&alice, "a.jpg", bytes).await;
    assert_eq!((file.width, file.height), (Some(200), Some(640)), "as one sees it");
    let got = follow(&server, &file.url).await;
    let reader = ImageReader::with_format(Cursor::new(got.bytes), ImageFormat::Jpeg);
    let mut decoder = reader.into_decoder().unwrap();
    let turned = image::ImageDecoder::orientation(&mut decoder).unwrap();
    assert_eq!(turned, image::metadata::Orientation::Rotate90);
    let small = follow(&server, &file.thumbnail_url.unwrap()).await;
    let small = image::load_from_memory(&small.bytes).unwrap();
    assert_eq!((small.width(), small.height()), (100, 320));
}

async fn a_picture_of_too_many_pixels_is_refused(server: TestServer) {
    let alice = server.person("alice").await;
    // A header that promises 100,000 by 100,000, and nothing behind it.
    let mut bomb = png(3, 3);
    bomb[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
    let sum = crc32(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&sum.to_be_bytes());
    let refused = alice.client.files().upload(Upload::bytes("a.png", bomb)).await;
    assert_eq!(refusal(refused), ErrorCode::ImageTooLarge);
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
    let byte = |sum: u32, byte: &u8| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum));
    !bytes.iter().fold(u32::MAX, byte)
}

async fn a_broken_picture_is_a_plain_file(server: TestServer) {
    let alice = server.person("alice").await;
    let mut torn = png(64, 64);
    torn.truncate(60);
    for bytes in [
        torn,
        b"\x89PNG\r\n\x1a\nnothing".to_vec(),
        b"GIF89a".to_vec(),
        b"\xff\xd8\xff\xe0".to_vec(),
    ] {
        let file = upload(&alice, "a.png", bytes.clone()).await;
        assert_eq!((&*file.r#type, file.width), ("application/octet-stream", None));
        assert!(file.thumbnail_url.is_none());
        let got = follow(&server, &file.url).await;
        assert!(got.header("content-disposition").starts_with("attachment"));
        assert_eq!(got.bytes, bytes);
    }
}
