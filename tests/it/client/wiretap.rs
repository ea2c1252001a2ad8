//! A wire between clients and a server, which keeps what clients say on it, and can change what the
//! server says.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What clients have said, each connection apart.
type Said = Arc<Mutex<Vec<Vec<u8>>>>;

/// Changes a piece of what the server says. It stays as long as it was.
type Forger = fn(&mut [u8]);

/// Where clients reach a server, and are listened to.
pub(super) struct Wiretap {
    url: String,
    said: Said,
}

impl Wiretap {
    /// Begins to carry connections to a server.
    pub(super) async fn on(server: SocketAddr) -> Self {
        Self::forging(server, |_| {}).await
    }

    /// The same, and changes what the server says.
    pub(super) async fn forging(server: SocketAddr, forger: Forger) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let said = Said::default();
        tokio::spawn(accept(listener, server, said.clone(), forger));
        Self { url, said }
    }

    /// Where clients reach the server through it.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// How often clients have said these words.
    pub(super) fn count(&self, words: &str) -> usize {
        let said = self.said.lock().unwrap();
        said.iter().map(|said| String::from_utf8_lossy(said).matches(words).count()).sum()
    }
}

async fn accept(listener: TcpListener, server: SocketAddr, said: Said, forger: Forger) {
    loop {
        let (client, _) = listener.accept().await.unwrap();
        tokio::spawn(carry(client, server, said.clone(), forger));
    }
}

/// Carries a connection until one side ends it.
async fn carry(
    client: TcpStream,
    server: SocketAddr,
    said: Said,
    forger: Forger,
) -> io::Result<()> {
    let (mut asks, mut hears) = client.into_split();
    let (mut answers, mut asked) = TcpStream::connect(server).await?.into_split();
    let asking = async {
        let (number, mut piece) = (begin(&said), vec![]);
        while asks.read_buf(&mut piece).await? > 0 {
            said.lock().unwrap()[number].extend_from_slice(&piece);
            asked.write_all(&piece).await?;
            piece.clear();
        }
        Ok(())
    };
    let answering = async {
        let mut piece = Vec::with_capacity(1 << 16); // an event comes in one
        while answers.read_buf(&mut piece).await? > 0 {
            forger(&mut piece);
            hears.write_all(&piece).await?;
            piece.clear();
        }
        Ok(())
    };
    tokio::select! {
        ended = asking => ended,
        ended = answering => ended,
    }
}

/// The number of a new connection.
fn begin(said: &Said) -> usize {
    let mut said = said.lock().unwrap();
    said.push(vec![]);
    said.len() - 1
}
