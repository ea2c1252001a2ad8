//! Serving connections. Our own loop, since poem's gives a client all the time in the world to
//! send a request's head, and no way to say how large it may be.

use super::listener::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use poem::endpoint::BoxEndpoint;
use poem::http::{self, uri::Scheme};
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Endpoint, Request, Response};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;

/// How long a head, or a TLS handshake, may take to arrive; an idle connection ends after it.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);
/// How long a client may take nothing of what is written to it.
const WRITE_TIMEOUT: Duration = Duration::from_secs(60);
/// What hyper reads of a head before it hangs up. Less than this and more than
/// [`HEAD_MAX_BYTES`](whatschat_core::limits::HEAD_MAX_BYTES) is refused in the envelope.
const READ_AHEAD_BYTES: usize = 64 * 1024;
/// How long to wait when the system has no file left for another connection.
const OUT_OF_FILES: Duration = Duration::from_millis(100);

/// What answers, for all connections.
type Answers = Arc<BoxEndpoint<'static, Response>>;

/// Serves until `stop` ends; then running requests have `grace` to finish.
pub(crate) async fn serve(
    listener: Listener,
    endpoint: BoxEndpoint<'static, Response>,
    stop: impl Future<Output = ()>,
    grace: Duration,
) {
    let (answers, stopping) = (Arc::new(endpoint), CancellationToken::new());
    let mut connections = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    let connection = Connection {
                        peer,
                        scheme: listener.scheme(),
                        answers: answers.clone(),
                        stopping: stopping.clone(),
                    };
                    let tls = listener.tls();
                    connections.spawn(async move { connection.run(stream, tls).await });
                }
                Err(why) => {
                    tracing::warn!(%why, "a connection was not accepted");
                    tokio::time::sleep(OUT_OF_FILES).await;
                }
            },
        }
    }
    drop(listener);
    stopping.cancel();
    let all = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(grace, all).await.is_err() {
        tracing::warn!("some connections were still busy at the stop");
    }
    connections.shutdown().await;
}

struct Connection {
    peer: SocketAddr,
    scheme: Scheme,
    answers: Answers,
    stopping: CancellationToken,
}

impl Connection {
    async fn run(self, stream: TcpStream, tls: Option<tokio_rustls::TlsAcceptor>) {
        let Ok(local) = stream.local_addr() else { return };
        let Some(tls) = tls else { return self.serve(stream, local).await };
        match tokio::time::timeout(HEAD_TIMEOUT, tls.accept(stream)).await {
            Ok(Ok(stream)) => self.serve(stream, local).await,
            Ok(Err(why)) => tracing::debug!(%why, "a TLS handshake failed"),
            Err(_) => tracing::debug!("a TLS handshake took too long"),
        }
    }

    async fn serve(
        self,
        io: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
        local: SocketAddr,
    ) {
        let (local, peer) = (LocalAddr(local.into()), RemoteAddr(self.peer.into()));
        let service = hyper::service::service_fn(move |request: http::Request<Incoming>| {
            let request =
                Request::from((request, local.clone(), peer.clone(), self.scheme.clone()));
            let answers = self.answers.clone();
            async move { Ok::<_, Infallible>(http::Response::from(answers.get_response(request).await)) }
        });
        let mut io = TimeoutStream::new(io);
        io.set_write_timeout(Some(WRITE_TIMEOUT));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .max_buf_size(READ_AHEAD_BYTES)
            .serve_connection(TokioIo::new(Box::pin(io)), service)
            .with_upgrades();
        let mut connection = pin!(connection);
        // How a connection ends is the client's business.
        tokio::select! {
            _ = &mut connection => {}
            () = self.stopping.cancelled() => {
                connection.as_mut().graceful_shutdown();
                let _ = connection.await;
            }
        }
    }
}
