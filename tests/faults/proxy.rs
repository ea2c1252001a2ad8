//! A proxy that does to connections what networks do.

mod pump;
mod storm;

pub use storm::{Squall, Storm};

use rand::{SeedableRng, rngs::StdRng};
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::AbortHandle;

/// Stands between clients and a server, on a port of its own. It and all of its connections end
/// with the value.
#[derive(Debug)]
pub struct Proxy {
    addr: SocketAddr,
    network: Arc<watch::Sender<Network>>,
    accepting: AbortHandle,
}

/// How the network behaves from now on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Weather {
    /// It carries everything.
    Fair,
    /// It carries what clients say. What the server says is lost, with the connection, in this
    /// share of cases: 1.0 is always.
    CutReplies(f64),
    /// It carries nothing, and tells nobody; connections open and stay silent. What was said
    /// meanwhile arrives when the weather turns, as TCP repeats it.
    BlackHole,
    /// It resets every connection at once, new ones too.
    Refusing,
    /// Whatever it carries is late, and no faster than this.
    Slow {
        /// How late each piece is.
        delay: Duration,
        /// How much it carries in a second, each way of each connection.
        bytes_per_second: u32,
    },
}

/// How connections end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// In order, as if the other side had closed.
    Close,
    /// With a reset.
    Reset,
    /// Not at all: both sides hear nothing more, and nobody tells them.
    HalfOpen,
}

impl Cut {
    /// Every way.
    pub const ALL: &'static [Self] = &[Self::Close, Self::Reset, Self::HalfOpen];
    /// Those that both sides notice at once.
    pub const NOTICED: &'static [Self] = &[Self::Close, Self::Reset];
}

/// What every connection looks at before it carries anything.
#[derive(Debug, Clone, Copy)]
struct Network {
    weather: Weather,
    /// How many connections were opened.
    opened: u64,
    /// Which connections were cut, the last way of each: those numbered below.
    cuts: [(Cut, u64); 3],
}

impl Proxy {
    /// Begins to carry connections to `upstream`. The seed decides which replies are cut.
    ///
    /// # Errors
    /// No port is free.
    pub async fn start(upstream: SocketAddr, seed: u64) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let addr = listener.local_addr()?;
        let cuts = [(Cut::Close, 0), (Cut::Reset, 0), (Cut::HalfOpen, 0)];
        let network = Network { weather: Weather::Fair, opened: 0, cuts };
        let network = Arc::new(watch::Sender::new(network));
        let lots = Arc::new(Mutex::new(StdRng::seed_from_u64(seed)));
        let accepting = tokio::spawn(accept(listener, upstream, network.clone(), lots));
        Ok(Self { addr, network, accepting: accepting.abort_handle() })
    }

    /// Where clients reach the server through it.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// How many connections were opened through it so far.
    pub fn opened(&self) -> u64 {
        self.network.borrow().opened
    }

    /// Changes how the network behaves, for open connections and those to come.
    pub fn turn(&self, weather: Weather) {
        self.network.send_modify(|network| network.weather = weather);
    }

    /// Cuts every open connection; those that are opened from now on are carried.
    pub fn cut(&self, how: Cut) {
        self.network.send_modify(|network| {
            let opened = network.opened;
            let cut = network.cuts.iter_mut().find(|(cut, _)| *cut == how);
            cut.into_iter().for_each(|(_, below)| *below = opened);
        });
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        // Half-open connections, too, end with this one.
        self.cut(Cut::Reset);
    }
}

impl Network {
    /// How the connection of this number was cut; what closes it comes before what silences it.
    fn cut(&self, number: u64) -> Option<Cut> {
        self.cuts.iter().find(|(_, below)| number < *below).map(|(how, _)| *how)
    }
}

async fn accept(
    listener: TcpListener,
    upstream: SocketAddr,
    network: Arc<watch::Sender<Network>>,
    lots: Arc<Mutex<StdRng>>,
) {
    while let Ok((client, _)) = listener.accept().await {
        let mut number = 0;
        network.send_modify(|network| {
            number = network.opened;
            network.opened += 1;
        });
        let (network, lots) = (network.subscribe(), lots.clone());
        tokio::spawn(async move {
            // Where the server is away, the client sees its connection end at once, as it would
            // without a proxy.
            if let Ok(server) = TcpStream::connect(upstream).await {
                pump::Link { number, network, lots }.carry(client, server).await;
            }
        });
    }
}
