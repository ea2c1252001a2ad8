//! One kept-alive connection to the API. A client made for people would cost more than the server
//! that it is to measure.

use crate::{Result, Target};
use serde::de::DeserializeOwned;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use whatschat_core::BASE_PATH;
use whatschat_core::envelope::{Failure, Success};

/// A connection of one user.
pub(crate) struct Http {
    stream: BufReader<TcpStream>,
    head: String,
    body: Vec<u8>,
}

impl Target {
    /// Host and port, as a connection takes them.
    pub(crate) fn address(&self) -> Result<&str> {
        let address = self.server.strip_prefix("http://").map(|rest| rest.trim_end_matches('/'));
        address.filter(|address| !address.contains('/')).ok_or_else(|| {
            format!("`{}` is no address such as http://127.0.0.1:3001", self.server).into()
        })
    }
}

impl Http {
    /// Connects.
    pub(crate) async fn open(target: &Target, token: &str) -> Result<Self> {
        let address = target.address()?;
        let stream = TcpStream::connect(address).await;
        let stream = stream.map_err(|why| format!("no server answers at {address}: {why}"))?;
        stream.set_nodelay(true)?;
        let head = format!(
            "host: {address}\r\nauthorization: Bearer {token}\r\naccept-language: en\r\n\
             content-type: application/json\r\n"
        );
        Ok(Self { stream: BufReader::new(stream), head, body: Vec::new() })
    }

    /// Sends a body, and gives what the answer carries.
    pub(crate) async fn post<T: DeserializeOwned>(&mut self, path: &str, body: &str) -> Result<T> {
        let request = format!(
            "POST {BASE_PATH}{path} HTTP/1.1\r\n{}content-length: {}\r\n\r\n{body}",
            self.head,
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await?;
        let status = self.read_answer().await?;
        if status < 300 {
            let answer: Success<T> = serde_json::from_slice(&self.body)?;
            return answer.data.ok_or_else(|| "an answer carries nothing".into());
        }
        Err(match serde_json::from_slice::<Failure>(&self.body) {
            Ok(_) if status == 429 => {
                "the server limits how often one may ask: start it in development, and with \
                 WHATSCHAT_RATE_LIMIT=off"
                    .into()
            }
            Ok(failure) => format!("{} ({})", failure.error.message, failure.error.code).into(),
            Err(_) => format!("no WhatsChat server: it answers with status {status}").into(),
        })
    }

    /// Reads an answer's body, and gives its status.
    async fn read_answer(&mut self) -> Result<u16> {
        let (mut status, mut length, mut line) = (None, 0, String::new());
        loop {
            line.clear();
            if self.stream.read_line(&mut line).await? == 0 {
                return Err("the server closed the connection".into());
            }
            let text = line.trim_end();
            if text.is_empty() {
                break;
            }
            if status.is_none() {
                status = text.split(' ').nth(1).and_then(|code| code.parse().ok());
            } else if let Some(value) = header(text, "content-length") {
                length = value.parse()?;
            }
        }
        self.body.resize(length, 0);
        self.stream.read_exact(&mut self.body).await?;
        status.ok_or_else(|| "what answers is no HTTP server".into())
    }
}

fn header<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (key, value) = line.split_once(':')?;
    key.eq_ignore_ascii_case(name).then_some(value.trim())
}
