//! The server's settings. Each is taken from its flag, its environment variable, the
//! configuration file, or its default, in this order.

mod file;
mod table;

pub use table::Settings;

use crate::StartError;
use clap::{CommandFactory, FromArgMatches, Parser, ValueEnum};
use serde::Deserialize;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Whether people or machines depend on this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// Errors show their cause.
    #[default]
    Development,
    /// Errors show a request id; the log is JSON; weak settings are refused.
    Production,
}

/// What a server needs to know to run. Its debug output leaves out what is secret.
#[derive(Clone)]
pub struct Config {
    /// Where to listen; port 0 picks a free port.
    pub listen: SocketAddr,
    /// Where database, secret and mails are kept.
    pub data_dir: PathBuf,
    /// `sqlite:FILE` or `postgres://…`; a SQLite file in the data folder when left out.
    pub database_url: Option<String>,
    /// Development or production.
    pub environment: Environment,
    /// What signs access tokens; made and kept in the data folder when left out.
    pub secret: Option<String>,
    /// The address that people reach this server at, for links in mails.
    pub public_url: String,
    /// How long an access token holds, in seconds.
    pub access_token_ttl_s: u32,
    /// How long a refresh token holds, in seconds.
    pub refresh_token_ttl_s: u32,
    /// The sender of mails.
    pub mail_from: String,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("listen", &self.listen)
            .field("data_dir", &self.data_dir)
            .field("environment", &self.environment)
            .finish_non_exhaustive()
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 3001)),
            data_dir: "whatschat-data".into(),
            database_url: None,
            environment: Environment::Development,
            secret: None,
            public_url: "http://localhost:3001".into(),
            access_token_ttl_s: 7 * 24 * 3600,
            refresh_token_ttl_s: 30 * 24 * 3600,
            mail_from: "WhatsChat <no-reply@localhost>".into(),
        }
    }
}

/// The WhatsChat server: one program, SQLite inside.
///
/// Settings come from flags, then environment variables, then the configuration file (TOML, the
/// same names with underscores), then defaults.
#[derive(Clone, Parser)]
#[command(name = "whatschat-server", version)]
struct Cli {
    /// Where to listen; port 0 picks a free port
    #[arg(long, env = "WHATSCHAT_LISTEN", value_name = "ADDR", default_value = "127.0.0.1:3001")]
    listen: SocketAddr,
    /// The folder for database, secret and mails
    #[arg(long, env = "WHATSCHAT_DATA_DIR", value_name = "DIR", default_value = "whatschat-data")]
    data_dir: PathBuf,
    /// `postgres://…`, or `sqlite:FILE` (default: a file in the data folder)
    #[arg(long, env = "WHATSCHAT_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
    /// Development shows the causes of errors; production refuses weak settings
    #[arg(long = "env", env = "WHATSCHAT_ENV", value_name = "ENV", default_value = "development")]
    environment: Environment,
    /// What signs access tokens, at least 32 bytes (default: made once, kept in the data folder)
    #[arg(long, env = "WHATSCHAT_SECRET", value_name = "TEXT", hide_env_values = true)]
    secret: Option<String>,
    /// The address that people reach this server at, for links in mails
    #[arg(
        long,
        env = "WHATSCHAT_PUBLIC_URL",
        value_name = "URL",
        default_value = "http://localhost:3001"
    )]
    public_url: String,
    /// How long an access token holds, in seconds
    #[arg(
        long,
        env = "WHATSCHAT_ACCESS_TOKEN_TTL_S",
        value_name = "SECONDS",
        default_value_t = 604_800
    )]
    access_token_ttl_s: u32,
    /// How long a refresh token holds, in seconds
    #[arg(
        long,
        env = "WHATSCHAT_REFRESH_TOKEN_TTL_S",
        value_name = "SECONDS",
        default_value_t = 2_592_000
    )]
    refresh_token_ttl_s: u32,
    /// The sender of mails
    #[arg(
        long,
        env = "WHATSCHAT_MAIL_FROM",
        value_name = "MAILBOX",
        default_value = "WhatsChat <no-reply@localhost>"
    )]
    mail_from: String,
    /// The configuration file
    #[arg(long, env = "WHATSCHAT_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print each setting and where it comes from, secrets hidden, and exit
    #[arg(long)]
    print_config: bool,
}

impl Settings {
    /// Reads the program's arguments, environment and configuration file. Wrong arguments end
    /// the program with a usage message.
    ///
    /// # Errors
    /// The configuration file cannot be read, or a setting is not valid.
    pub fn read() -> Result<Self, StartError> {
        let matches = Cli::command().get_matches();
        let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
        let file = file::read(cli.config.as_deref())?;
        Ok(table::merge(cli, &matches, file))
    }
}

impl Config {
    /// Refuses settings that do not make sense.
    pub(crate) fn check(&self) -> Result<(), StartError> {
        if self.mail_from.parse::<lettre::message::Mailbox>().is_err() {
            let why = "write it as `Name <address@example.org>`".into();
            return Err(StartError::Setting { name: "mail_from", why });
        }
        Ok(())
    }
}
