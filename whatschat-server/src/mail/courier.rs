//! Who carries the mails away: a mail server, or else a folder, for the operator (or a program of
//! theirs) to empty.

use crate::config::Config;
use crate::error::StartError;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a mail server may take to answer anything.
const SMTP_TIMEOUT: Duration = Duration::from_secs(20);

pub(super) enum Courier {
    /// TLS, name and password are as the URL says.
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// Writes each mail as an `.eml` file.
    Folder(PathBuf),
}

/// Why a mail did not get away.
#[derive(Debug)]
pub(super) struct Failure {
    /// Without the mail's words or addresses.
    pub(super) why: String,
    /// Whether another attempt would fail as well.
    pub(super) is_final: bool,
}

impl Courier {
    pub(super) fn of(config: &Config) -> Result<Self, StartError> {
        let Some(url) = &config.smtp_url else {
            return Ok(Self::Folder(config.data_dir.join("mails")));
        };
        let smtp = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| {
            let form = "write it as `smtps://user:password@host`, or \
                        `smtp://user:password@host:587?tls=required`";
            StartError::Setting { name: "smtp_url", why: form.into() }
        })?;
        Ok(Self::Smtp(smtp.timeout(Some(SMTP_TIMEOUT)).build()))
    }

    pub(super) async fn take(&self, mail: &Message) -> Result<(), Failure> {
        match self {
            Self::Smtp(smtp) => {
                smtp.send(mail.clone()).await.map(drop).map_err(|error| refused(&error))
            }
            Self::Folder(folder) => write(folder, mail).await.map_err(|error| unwritten(&error)),
        }
    }
}

/// What a mail server answers may quote an address: its code is enough.
fn refused(error: &lettre::transport::smtp::Error) -> Failure {
    let why = error.status().map_or_else(|| error.to_string(), |code| format!("status {code}"));
    Failure { why, is_final: error.is_permanent() }
}

fn unwritten(error: &std::io::Error) -> Failure {
    Failure { why: error.to_string(), is_final: false }
}

/// Whole, or not at all: who empties the folder finds no half mails.
async fn write(folder: &Path, mail: &Message) -> std::io::Result<()> {
    // Mails hold tokens: the folder is the operator's alone.
    tokio::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).await?;
    let file = folder.join(format!("{}.eml", name(mail)));
    let unfinished = file.with_extension("new");
    tokio::fs::write(&unfinished, mail.formatted()).await?;
    tokio::fs::rename(&unfinished, &file).await?;
    tracing::info!(file = %file.display(), "a mail waits to be sent");
    Ok(())
}

/// The mail's own id, which the server made: letters, digits and dashes.
fn name(mail: &Message) -> String {
    let id = mail.headers().get_raw("Message-ID").unwrap_or_default();
    id.trim_start_matches('<').chars().take_while(|letter| *letter != '@').collect()
}
