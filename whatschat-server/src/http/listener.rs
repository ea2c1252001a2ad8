//! Where the server listens: plain, or with TLS.

use crate::config::Config;
use crate::error::StartError;
use poem::http::uri::Scheme;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use socket2::SockRef;
use std::net::{Shutdown, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// Accepts connections.
pub(crate) struct Listener {
    tcp: TcpListener,
    addr: SocketAddr,
    tls: Option<TlsAcceptor>,
}

impl Listener {
    pub(crate) async fn bind(config: &Config) -> Result<Self, StartError> {
        let listen = |why| StartError::Listen { address: config.listen.to_string(), why };
        let tls = tls(config)?;
        let tcp = TcpListener::bind(config.listen).await.map_err(listen)?;
        let addr = tcp.local_addr().map_err(listen)?;
        Ok(Self { tcp, addr, tls })
    }

    pub(crate) fn addr(&self) -> SocketAddr {
        self.addr
    }

    pub(crate) fn scheme(&self) -> Scheme {
        if self.tls.is_some() { Scheme::HTTPS } else { Scheme::HTTP }
    }

    pub(super) fn tls(&self) -> Option<TlsAcceptor> {
        self.tls.clone()
    }

    /// The next connection, with Nagle's algorithm off: with it, small events wait 40 ms for the
    /// peer's delayed acknowledgement.
    pub(super) async fn accept(&self) -> std::io::Result<(TcpStream, SocketAddr)> {
        let (stream, peer) = self.tcp.accept().await?;
        stream.set_nodelay(true)?;
        Ok((stream, peer))
    }
}

impl Drop for Listener {
    /// Closing is not enough: a program that another thread is just starting has a copy of the socket
    /// until it runs, and the port with it.
    fn drop(&mut self) {
        let _ = SockRef::from(&self.tcp).shutdown(Shutdown::Both); // not known of listeners everywhere
    }
}

fn tls(config: &Config) -> Result<Option<TlsAcceptor>, StartError> {
    let (Some(cert), Some(key)) = (&config.tls_cert, &config.tls_key) else { return Ok(None) };
    let certs: Vec<_> = CertificateDer::pem_file_iter(cert)
        .and_then(Iterator::collect)
        .map_err(|why| unreadable("tls_cert", cert, &why))?;
    if certs.is_empty() {
        return Err(unreadable("tls_cert", cert, &"it holds no certificate"));
    }
    let key = PrivateKeyDer::from_pem_file(key).map_err(|why| unreadable("tls_key", key, &why))?;
    // The same provider as the SDK's: a program that holds both must not have to choose.
    let wrong = |why: rustls::Error| unreadable("tls_cert", cert, &why);
    let server = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(wrong)?
        .with_no_client_auth()
        .with_single_cert(certs, key)
        .map_err(wrong)?;
    Ok(Some(TlsAcceptor::from(Arc::new(server))))
}

fn unreadable(name: &'static str, file: &Path, why: &dyn std::fmt::Display) -> StartError {
    StartError::Setting { name, why: format!("{}: {why}", file.display()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_is_free_again_though_a_child_that_starts_holds_its_socket() {
        let config = |listen| Config { listen, ..Config::default() };
        let first = Listener::bind(&config(([127, 0, 0, 1], 0).into())).await.unwrap();
        let (addr, in_the_child) = (first.addr(), SockRef::from(&first.tcp).try_clone().unwrap());
        assert!(Listener::bind(&config(addr)).await.is_err());
        drop(first);
        Listener::bind(&config(addr)).await.unwrap();
        drop(in_the_child);
    }
}
