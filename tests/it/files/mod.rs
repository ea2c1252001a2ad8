//! Files: uploaded, downloaded, in messages and as pictures of people and groups.

mod access;
mod avatars;
mod bucket;
mod client;
mod download;
mod headers;
mod memory;
mod messages;
mod orphans;
mod pictures;
mod quota;
mod standstill;
mod upload;

use crate::support::{Person, TestServer, within};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use reqwest::RequestBuilder;
use reqwest::header::HeaderMap;
use reqwest::multipart::{Form, Part};
use std::io::Cursor;
use whatschat_client::files::Upload;
use whatschat_core::files::FileInfo;

/// A form with one file.
pub(crate) fn form(name: &str, bytes: impl Into<Vec<u8>>) -> Form {
    Form::new().part("file", Part::bytes(bytes.into()).file_name(name.to_owned()))
}

/// A file as it came.
struct Got {
    status: u16,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl Got {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

async fn get(request: RequestBuilder) -> Got {
    let response = within("an answer", request.send()).await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let bytes = within("the end of an answer", response.bytes()).await.unwrap().to_vec();
    Got { status, headers, bytes }
}

/// Follows a link, as somebody who is not logged in.
async fn follow(server: &TestServer, link: &str) -> Got {
    get(server.http().get(link)).await
}

async fn upload(person: &Person, name: &str, bytes: impl Into<Vec<u8>>) -> FileInfo {
    person.client.files().upload(Upload::bytes(name, bytes.into())).await.unwrap()
}

/// A picture with something on it.
fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let colour = |x: u32, y: u32| Rgb([x, y, x ^ y].map(|n| u8::try_from(n % 256).unwrap()));
    let image = DynamicImage::from(RgbImage::from_fn(width, height, colour));
    let mut bytes = Cursor::new(vec![]);
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    picture(width, height, ImageFormat::Png)
}
