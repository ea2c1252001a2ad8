//! One connection, and what becomes of it.

use super::{Cut, Network, Weather};
use rand::{RngExt, rngs::StdRng};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::sync::watch;

/// What one connection knows of the network.
#[derive(Clone)]
pub(super) struct Link {
    pub(super) number: u64,
    pub(super) network: watch::Receiver<Network>,
    pub(super) lots: Arc<Mutex<StdRng>>,
}

#[derive(Clone, Copy, PartialEq)]
enum From {
    Client,
    Server,
}

impl Link {
    /// Carries everything both ways until one side ends or the network ends it.
    pub(super) async fn carry(self, mut client: TcpStream, mut server: TcpStream) {
        let end = {
            let (client_reads, client_writes) = client.split();
            let (server_reads, server_writes) = server.split();
            tokio::select! {
                end = self.clone().pump(From::Client, client_reads, server_writes) => end,
                end = self.clone().pump(From::Server, server_reads, client_writes) => end,
                end = self.cut() => end,
            }
        };
        if end == Cut::Reset {
            // Fails where the side is gone already, and then there is nothing to reset.
            drop(client.set_zero_linger());
            drop(server.set_zero_linger());
        }
    }

    async fn pump(mut self, from: From, mut reads: ReadHalf<'_>, mut writes: WriteHalf<'_>) -> Cut {
        let mut piece = vec![0; 16 * 1024];
        loop {
            let read = reads.read(&mut piece).await;
            // That a side has gone travels as what it says does.
            let length = *read.as_ref().unwrap_or(&0);
            if let Some(end) = self.passage(from, length).await {
                return end;
            }
            match read {
                Ok(0) => return Cut::Close,
                Err(_) => return Cut::Reset,
                Ok(_) => {}
            }
            if let Err(why) = writes.write_all(&piece[..length]).await {
                return ending(&why);
            }
        }
    }

    /// Waits until the network carries a piece of this length; or says how it ends the connection
    /// instead.
    async fn passage(&mut self, from: From, length: usize) -> Option<Cut> {
        let lets_through = |network: &Network| {
            network.weather != Weather::BlackHole && network.cut(self.number).is_none()
        };
        let weather = match self.network.wait_for(lets_through).await {
            Ok(network) => network.weather,
            Err(_) => return Some(Cut::Reset), // the proxy has ended
        };
        match weather {
            Weather::CutReplies(share) if from == From::Server && length > 0 => self.draws(share),
            Weather::Slow { delay, bytes_per_second } => {
                let length = Duration::from_secs(length as u64);
                tokio::time::sleep(delay + length / bytes_per_second.max(1)).await;
                None
            }
            _ => None,
        }
    }

    /// Whether a reply is cut, by lot.
    fn draws(&self, share: f64) -> Option<Cut> {
        let mut lots = self.lots.lock().unwrap_or_else(PoisonError::into_inner);
        lots.random_bool(share).then_some(Cut::Reset)
    }

    /// Waits until the network ends the connection.
    async fn cut(mut self) -> Cut {
        let number = self.number;
        let mut how = Cut::Reset;
        let ended = self.network.wait_for(|network| {
            let refused = (network.weather == Weather::Refusing).then_some(Cut::Reset);
            let cut = network.cut(number).filter(|cut| *cut != Cut::HalfOpen).or(refused);
            how = cut.unwrap_or(how);
            cut.is_some()
        });
        drop(ended.await); // fails where the proxy has ended, which resets as well
        how
    }
}

fn ending(why: &io::Error) -> Cut {
    match why.kind() {
        io::ErrorKind::ConnectionReset => Cut::Reset,
        _ => Cut::Close,
    }
}
