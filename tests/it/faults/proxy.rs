//! The proxy does what it says: a fault test proves nothing where there was no fault.

use crate::support::proxy::{Cut, Proxy, Storm, Weather};
use crate::support::{seed, within};
use std::io::{Error, ErrorKind};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// How long nothing must come for there to be silence.
const SILENCE: Duration = Duration::from_millis(200);

/// A server that says what it hears, to the client and to the test.
async fn echo() -> (SocketAddr, mpsc::UnboundedReceiver<u8>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let (heard, hears) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let heard = heard.clone();
            tokio::spawn(async move {
                while let Ok(byte) = stream.read_u8().await {
                    let _ = heard.send(byte); // not every test listens
                    drop(stream.write_u8(byte).await); // the client may be gone
                }
            });
        }
    });
    (addr, hears)
}

async fn through(proxy: &Proxy) -> TcpStream {
    let addr = proxy.url().replace("http://", "");
    within("a connection", TcpStream::connect(addr)).await.unwrap()
}

async fn say(stream: &mut TcpStream, byte: u8) -> Result<u8, Error> {
    stream.write_u8(byte).await?;
    within("an answer, or an end", stream.read_u8()).await
}

#[tokio::test]
async fn what_is_said_in_fair_weather_is_carried_both_ways() {
    let (addr, mut hears) = echo().await;
    let proxy = Proxy::start(addr, seed()).await.unwrap();
    let mut stream = through(&proxy).await;
    assert_eq!(say(&mut stream, 7).await.unwrap(), 7);
    assert_eq!((hears.recv().await, proxy.opened()), (Some(7), 1));
}

#[tokio::test]
async fn a_cut_reply_has_reached_the_server() {
    let (addr, mut hears) = echo().await;
    let proxy = Proxy::start(addr, seed()).await.unwrap();
    proxy.turn(Weather::CutReplies(1.0));
    let mut stream = through(&proxy).await;
    let cut = say(&mut stream, 7).await.unwrap_err();
    assert_eq!((cut.kind(), hears.recv().await), (ErrorKind::ConnectionReset, Some(7)));
    proxy.turn(Weather::Fair);
    assert_eq!(say(&mut through(&proxy).await, 8).await.unwrap(), 8);
}

#[tokio::test]
async fn a_connection_ends_the_way_it_is_cut_and_the_next_is_carried() {
    let (addr, _) = echo().await;
    let proxy = Proxy::start(addr, seed()).await.unwrap();
    for (cut, end) in
        [(Cut::Close, ErrorKind::UnexpectedEof), (Cut::Reset, ErrorKind::ConnectionReset)]
    {
        let mut stream = through(&proxy).await;
        assert_eq!(say(&mut stream, 1).await.unwrap(), 1);
        proxy.cut(cut);
        let ended = within("the end", stream.read_u8()).await.unwrap_err();
        assert_eq!(ended.kind(), end, "{cut:?}");
    }
    assert_eq!(say(&mut through(&proxy).await, 2).await.unwrap(), 2);
}

#[tokio::test]
async fn a_half_open_connection_is_silent_for_good() {
    let (addr, _) = echo().await;
    let proxy = Proxy::start(addr, seed()).await.unwrap();
    let mut old = through(&proxy).await;
    assert_eq!(say(&mut old, 1).await.unwrap(), 1);
    proxy.cut(Cut::HalfOpen);
    old.write_u8(2).await.unwrap();
    assert_eq!(say(&mut through(&proxy).await, 3).await.unwrap(), 3);
    assert!(tokio::time::timeout(SILENCE, old.read_u8()).await.is_err(), "it is not silent");
}

#[tokio::test]
async fn what_falls_into_a_black_hole_arrives_when_the_weather_turns() {
    let (addr, _) = echo().await;
    let proxy = Proxy::start(addr, seed()).await.unwrap();
    let mut stream = through(&proxy).await;
    proxy.turn(Weather::BlackHole);
    stream.write_u8(7).await.unwrap();
    assert!(tokio::time::timeout(SILENCE, stream.read_u8()).await.is_err(), "it is not silent");
    proxy.turn(Weather::Fair);
    assert_eq!(within("the answer", stream.read_u8()).await.unwrap(), 7);
}

#[tokio::test]
async fn slow_weather_is_slow() {
    let (addr, _) = echo().await;
    let proxy = Proxy::start(addr, seed()).await.unwrap();
    let delay = Duration::from_millis(50);
    proxy.turn(Weather::Slow { delay, bytes_per_second: 1_000_000 });
    let begun = Instant::now();
    assert_eq!(say(&mut through(&proxy).await, 7).await.unwrap(), 7);
    assert!(begun.elapsed() >= delay * 2, "there and back took {:?}", begun.elapsed());
}

#[tokio::test]
async fn after_a_storm_the_weather_is_fair() {
    let (addr, _) = echo().await;
    let proxy = Proxy::start(addr, seed()).await.unwrap();
    let mut stream = through(&proxy).await;
    for squall in Storm::of(seed(), Cut::ALL, 0..5).take(5) {
        within("the end of a squall", proxy.suffer(squall)).await;
    }
    proxy.cut(Cut::Reset);
    assert!(say(&mut stream, 1).await.is_err());
    assert_eq!(say(&mut through(&proxy).await, 2).await.unwrap(), 2);
}
