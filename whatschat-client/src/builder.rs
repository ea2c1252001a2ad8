//! What a client can be told before it starts.

use crate::attach::Attachment;
use crate::events::Sockets;
use crate::session::{Reload, Session};
use crate::{Client, Error, client::Inner, tls};
use reqwest::header::{HeaderMap, HeaderValue, USER_AGENT};
use std::sync::{Arc, RwLock};
use std::time::Duration;
use tokio::sync::watch;
use url::Url;
use whatschat_core::{Locale, auth::Tokens};

/// How long a connection may take to open.
pub(crate) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a call may take from its start to the end of its answer.
pub(crate) const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Builds a [`Client`]; made by [`Client::builder`].
#[derive(Debug)]
#[must_use]
pub struct ClientBuilder {
    server: String,
    locale: Locale,
    user_agent: String,
    tokens: Option<Tokens>,
    reload: Option<Reload>,
    tls: Option<rustls::ClientConfig>,
}

impl ClientBuilder {
    pub(crate) fn new(server: String) -> Self {
        let user_agent = concat!("whatschat-client/", env!("CARGO_PKG_VERSION")).to_owned();
        Self {
            server,
            locale: Locale::default(),
            user_agent,
            tokens: None,
            reload: None,
            tls: None,
        }
    }

    /// The language of the server's messages to people. Chinese when nothing is said;
    /// [`Client::set_locale`] changes it.
    pub fn locale(mut self, locale: Locale) -> Self {
        self.locale = locale;
        self
    }

    /// What the client calls itself, such as `my-bot/1.2`: visible ASCII.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = name.into();
        self
    }

    /// Continues the session of tokens that were saved; see [`Client::token_changes`].
    pub fn tokens(mut self, saved: impl Into<Option<Tokens>>) -> Self {
        self.tokens = saved.into();
        self
    }

    /// Where several processes share the saved tokens: reads them anew. The client asks before it
    /// renews its own, and goes on with newer ones of the same user instead. Blocking for longer
    /// than it takes to read a small file holds other work up.
    pub fn reload_tokens(
        mut self,
        saved: impl Fn() -> Option<Tokens> + Send + Sync + 'static,
    ) -> Self {
        self.reload = Some(Reload(Box::new(saved)));
        self
    }

    /// The TLS configuration for `https`, in place of one that trusts whom the operating system
    /// trusts.
    pub fn tls(mut self, config: rustls::ClientConfig) -> Self {
        self.tls = Some(config);
        self
    }

    /// Makes the client. Does no I/O but reading the system's certificates, for `https`.
    ///
    /// # Errors
    /// [`Error::Setup`]: the address is no `http` or `https` URL, the user agent cannot be a
    /// header, or the system has no certificates.
    pub fn build(self) -> Result<Client, Error> {
        let server = server_url(&self.server)?;
        let tls = match (self.tls, server.scheme()) {
            (Some(config), _) => config,
            (None, "https") => tls::trusting_the_platform()?,
            (None, _) => tls::trusting_nobody()?,
        };
        let headers = headers(&self.user_agent)?;
        let http = http_client(tls.clone(), headers.clone())?;
        let session = Session::new(self.tokens, self.reload);
        let (sockets, attachment) = (Sockets::default(), Attachment::default());
        let (tls, locale) = (Arc::new(tls), RwLock::new(self.locale));
        let signs = watch::Sender::new(());
        let inner =
            Inner { server, http, headers, locale, tls, session, sockets, signs, attachment };
        Ok(Client(Arc::new(inner)))
    }
}

/// Reads the server's address. It ends in a slash, so that paths can be joined to it.
fn server_url(text: &str) -> Result<Url, Error> {
    let wrong = |why: &str| Error::Setup(format!("`{text}` is no address of a server: {why}"));
    let mut url = Url::parse(text).map_err(|error| wrong(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong("it must begin with http:// or https://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::Setup("the server's address must not hold a password".into()));
    }
    url.set_query(None);
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

fn headers(user_agent: &str) -> Result<HeaderMap, Error> {
    let agent = HeaderValue::from_str(user_agent)
        .map_err(|_| Error::Setup(format!("`{user_agent}` cannot be a user agent")))?;
    Ok(HeaderMap::from_iter([(USER_AGENT, agent)]))
}

/// Follows no redirect: a token goes to the server that was named, or nowhere.
fn http_client(tls: rustls::ClientConfig, headers: HeaderMap) -> Result<reqwest::Client, Error> {
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .default_headers(headers)
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(REQUEST_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| Error::Setup(format!("HTTP cannot be set up: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_have_a_path_and_loses_its_query() {
        let url = |text| server_url(text).map(|url| url.to_string());
        assert_eq!(url("http://localhost:3001").unwrap(), "http://localhost:3001/");
        assert_eq!(url("https://example.com/chat?x#y").unwrap(), "https://example.com/chat/");
        assert!(url("localhost:3001").is_err());
        assert!(url("ftp://localhost").is_err());
        assert!(!url("http://a:secret@localhost").unwrap_err().to_string().contains("secret"));
    }

    #[test]
    fn plain_http_needs_no_certificates() {
        assert!(Client::builder("http://localhost:3001").build().is_ok());
        assert!(Client::builder("http://localhost").user_agent("a\nb").build().is_err());
    }
}
