//! Mails: those that a server writes into its data folder, and a mail server to take them.

use super::{LIMIT, TestServer, eventually, within};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// What stands above the token in a mail that resets a password, and in one that verifies an
/// address.
pub(crate) const RESET: &str = "choose a new password:";
pub(crate) const VERIFICATION: &str = "verify your e-mail address:";

impl TestServer {
    /// The mails of a kind to someone that were written so far, the oldest first.
    pub(crate) fn mails(&self, to: &str, kind: &str) -> Vec<String> {
        let files = std::fs::read_dir(self.config().data_dir.join("mails")).into_iter().flatten();
        let mails = files.map(|file| file.unwrap().path());
        let is_whole = |file: &PathBuf| file.extension().is_some_and(|is| is == "eml");
        let mut mails: Vec<_> = mails.filter(is_whole).collect();
        mails.sort(); // their names begin with the time
        let mails = mails.into_iter().map(|file| std::fs::read_to_string(file).unwrap());
        let to = format!("To: {to}@example.com");
        mails.filter(|mail| mail.contains(kind) && mail.contains(&to)).collect()
    }

    /// The same, once there are so many.
    pub(crate) async fn mails_once(&self, to: &str, kind: &str, count: usize) -> Vec<String> {
        // A mail is written after the answer, and nothing tells when.
        let written = async || self.mails(to, kind).len() >= count;
        eventually(LIMIT, "a mail", written).await;
        let mails = self.mails(to, kind);
        assert_eq!(mails.len(), count, "as many were written in all");
        mails
    }
}

/// The token in a mail in English.
pub(crate) fn token_in(mail: &str) -> String {
    let mut lines = mail.lines();
    let above = |line: &str| line.ends_with(RESET) || line.ends_with(VERIFICATION);
    lines.find(|line| above(line)).expect("something stands above the token");
    lines.nth(1).expect("the token stands below").to_owned()
}

/// A mail server; it ends with this.
pub(crate) struct MailServer {
    port: u16,
    mails: Lines<BufReader<ChildStdout>>,
    _program: Child,
}

impl MailServer {
    /// Starts one at this port (0 for a free one), in a mode that `tests/clients/smtp.py` knows.
    pub(crate) async fn start(port: u16, mode: &str, authority: Option<&Path>) -> Self {
        let clients = Path::new(env!("CARGO_MANIFEST_DIR")).join("clients");
        let mut command = Command::new(clients.join(".venv/bin/python"));
        command.arg(clients.join("smtp.py")).arg(port.to_string()).arg(mode).args(authority);
        command.stdout(Stdio::piped()).kill_on_drop(true);
        let mut program = command.spawn().expect("tests/run installs Python's aiosmtpd");
        let mails = BufReader::new(program.stdout.take().unwrap()).lines();
        let mut server = Self { port, mails, _program: program };
        let port = server.next().await["port"].as_u64().unwrap();
        server.port = port.try_into().unwrap();
        server
    }

    /// Its address, with what stands before and behind host and port.
    pub(crate) fn url(&self, before: &str, behind: &str) -> String {
        format!("{before}localhost:{}{behind}", self.port)
    }

    /// The next mail that it takes.
    pub(crate) async fn next(&mut self) -> Value {
        let line = within("a mail at the mail server", self.mails.next_line()).await;
        serde_json::from_str(&line.unwrap().expect("the mail server runs")).unwrap()
    }
}
