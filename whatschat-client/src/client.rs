//! The client itself; its calls stand in the rooms.

use crate::ClientBuilder;
use crate::attach::Attachment;
use crate::events::Sockets;
use crate::session::{self, Session};
use reqwest::header::HeaderMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::watch;
use url::Url;
use whatschat_core::{Locale, auth::Tokens, id::UserId};

/// A connection to one server, as at most one user.
///
/// Cloning is cheap, and all clones share one session. Every call may be dropped before it is
/// done: the session stays sound, though the server may have carried the call out.
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    /// Ends in a slash.
    pub(crate) server: Url,
    pub(crate) http: reqwest::Client,
    /// What goes with every request, also the socket's.
    pub(crate) headers: HeaderMap,
    /// And in which language it is answered.
    pub(crate) locale: RwLock<Locale>,
    pub(crate) tls: Arc<rustls::ClientConfig>,
    pub(crate) session: Session,
    pub(crate) sockets: Sockets,
    /// Changes with each sign that another attempt is worthwhile: the server has answered a call, or
    /// somebody has something new to send.
    pub(crate) signs: watch::Sender<()>,
    pub(crate) attachment: Attachment,
}

impl Client {
    /// Begins a client of the server at `url`, such as `https://chat.example.com`; the path of
    /// the API is added to it.
    pub fn builder(url: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(url.into())
    }

    /// The session's tokens, to be saved; `None` while nobody is logged in.
    pub fn tokens(&self) -> Option<Tokens> {
        self.0.session.tokens()
    }

    /// Follows the tokens: they change with a log-in, a log-out, and whenever the client has
    /// them renewed. `None` means logged out.
    ///
    /// A refresh token works once. An application that keeps its session must save each change,
    /// or the server takes the old token's return for a theft and ends the session.
    pub fn token_changes(&self) -> watch::Receiver<Option<Tokens>> {
        self.0.session.changes()
    }

    /// Drops the tokens without telling the server. Use [`logout`](crate::auth::Auth::logout)
    /// to end the session there too.
    pub fn forget_tokens(&self) {
        self.0.session.set(None);
    }

    /// Has the server speak another language from now on, to all clones of this client: in answers
    /// at once, and over the sockets of open [`EventStream`](crate::EventStream)s, too. It waits until
    /// these have answered, 30 seconds and more where one does not; that hears it when it opens again.
    pub async fn set_locale(&self, locale: Locale) {
        *self.0.locale.write().unwrap_or_else(PoisonError::into_inner) = locale;
        self.speak(locale).await;
    }

    /// The language in which the server is to speak.
    pub(crate) fn locale(&self) -> Locale {
        *self.0.locale.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who is logged in, by the access token; `None` while nobody is.
    pub fn user_id(&self) -> Option<UserId> {
        self.0.session.user_id()
    }

    /// Whom saved tokens belong to, by the access token; `None` where it does not tell.
    pub fn user_of(tokens: &Tokens) -> Option<UserId> {
        session::subject(tokens)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let server = self.0.server.as_str();
        f.debug_struct("Client").field("server", &server).finish_non_exhaustive()
    }
}
