//! The server's settings. Each is one entry of the list below, and is taken from its flag, its
//! environment variable, the configuration file, or its default, in this order.

mod check;
mod choices;
mod environment;
mod list;
mod read;
mod value;

pub use crate::rates::RateLimit;
pub use choices::{Directory, EmailVerification, Environment};
pub use environment::misspelt;
pub use read::Settings;

use ipnet::IpNet;
use list::settings;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

// name: type = default, "what --help calls the value"[, secret];
settings! {
    /// Where to listen; port 0 picks a free port.
    listen: SocketAddr = SocketAddr::from(([127, 0, 0, 1], 3001)), "ADDR";
    /// The folder for database, secret, files and mails.
    data_dir: PathBuf = "whatschat-data".into(), "DIR";
    /// `postgres://…`, or `sqlite:FILE` (default: a file in the data folder).
    database_url: Option<String> = None, "URL", secret;
    /// `development` shows the causes of errors; `production` refuses weak settings.
    environment as env: Environment = Environment::Development, "ENV";
    /// What signs access tokens, at least 32 bytes (default: made once, kept in the data folder).
    secret: Option<String> = None, "TEXT", secret;
    /// The address that people reach this server at, for links in mails.
    public_url: String = "http://localhost:3001".into(), "URL";
    /// How long an access token holds, in seconds.
    access_token_ttl_s: u32 = 7 * 24 * 3600, "SECONDS";
    /// How long a refresh token holds, in seconds.
    refresh_token_ttl_s: u32 = 30 * 24 * 3600, "SECONDS";
    /// How often one may ask: `on`, `off` (for tests and benchmarks), or other numbers a minute
    /// for some classes: `entry=60,write=600`.
    rate_limit: RateLimit = RateLimit::default(), "LIMITS";
    /// The web pages that may use the API and the socket, as browsers name them:
    /// `https://chat.example`; `*` for all. The server's own may; with none named, in development
    /// any page may use the socket.
    cors_origins: Vec<String> = vec![], "ORIGINS";
    /// The proxies in front of the server, whose `X-Forwarded-For` counts: addresses or networks.
    trusted_proxies: Vec<IpNet> = vec![], "NETWORKS";
    /// The certificate chain to serve TLS with, in PEM.
    tls_cert: Option<PathBuf> = None, "FILE";
    /// The certificate's private key, in PEM.
    tls_key: Option<PathBuf> = None, "FILE";
    /// The sender of mails.
    mail_from: String = "WhatsChat <no-reply@localhost>".into(), "MAILBOX";
    /// The server that takes mails: `smtps://user:password@host`, or
    /// `smtp://user:password@host:587?tls=required` (default: mails are written into the data
    /// folder).
    smtp_url: Option<String> = None, "URL", secret;
    /// Whether an account proves its e-mail address: `off`, `optional`, or `required` before it
    /// may write.
    email_verification: EmailVerification = EmailVerification::Off, "WHEN";
    /// Who sees a user's e-mail address and phone number: everyone (`public`), or that user and
    /// admins alone (`private`).
    directory: Directory = Directory::Public, "WHO";
    /// Where uploaded files are kept: a folder, or `s3://…` (default: the data folder).
    files_store: Option<String> = None, "PLACE", secret;
    /// How many bytes of files one user may keep.
    files_quota_bytes: u64 = 1024 * 1024 * 1024, "BYTES";
    /// How many days what has happened is kept for clients that were away; who was away for longer
    /// reads everything anew.
    log_days: u32 = 30, "DAYS";
    /// How many members a group may have.
    group_members_max: u32 = 5000, "MEMBERS";
    /// How many messages one search may read, more or less, that only look as if they had its
    /// words; it goes on with the next page.
    search_reads: u32 = 8_000, "MESSAGES";
}
