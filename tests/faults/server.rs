//! The server as a program, which can be killed.

use crate::Result;
use crate::truth::Database;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStderr, Command};

/// How long a server may take to be ready before it counts as broken.
const PATIENCE: Duration = Duration::from_secs(60);
/// How many of its last lines are shown when it fails.
const LINES: usize = 20;

/// Where a scenario takes place.
#[derive(Debug, Clone)]
pub struct Ground {
    /// The server's program.
    pub program: PathBuf,
    /// A program on the SDK, which somebody uses: `person`.
    pub person: PathBuf,
    /// An empty folder for its data.
    pub folder: PathBuf,
    /// An empty PostgreSQL database; SQLite in the folder where there is none.
    pub database_url: Option<String>,
    /// What chance is drawn from.
    pub seed: u64,
}

/// A running server, which ends with the value.
#[derive(Debug)]
pub struct Server {
    ground: Ground,
    /// A shell that sets limits for it, and becomes it.
    shell: Option<&'static str>,
    child: Child,
    url: String,
    said: Arc<Mutex<VecDeque<String>>>,
}

impl Ground {
    /// Where the server's data are.
    pub fn data_dir(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Where its database is.
    pub fn database(&self) -> Database {
        let file = || Database::File(self.data_dir().join("whatschat.db"));
        self.database_url.clone().map_or_else(file, Database::Url)
    }

    fn command(&self, shell: Option<&str>, listen: &str) -> Command {
        let mut command = match shell {
            None => Command::new(&self.program),
            Some(script) => {
                let mut command = Command::new("sh");
                command.args(["-c", script, "sh"]).arg(&self.program);
                command
            }
        };
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("WHATSCHAT_")) {
            command.env_remove(name);
        }
        command.env("RUST_LOG", "error");
        command.args(["--listen", listen, "--rate-limit", "off", "--data-dir"]);
        command.arg(self.data_dir());
        if let Some(url) = &self.database_url {
            command.args(["--database-url", url]);
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        command.kill_on_drop(true);
        command
    }
}

impl Server {
    /// Starts it on a free port.
    ///
    /// # Errors
    /// It does not get ready.
    pub async fn start(ground: &Ground) -> Result<Self> {
        Self::start_in(ground, None).await
    }

    /// The same by a shell, whose script ends in `exec "$@"`.
    ///
    /// # Errors
    /// It does not get ready.
    pub async fn start_in(ground: &Ground, shell: Option<&'static str>) -> Result<Self> {
        let said = Arc::default();
        let (child, url) = spawn(ground.command(shell, "127.0.0.1:0"), &said).await?;
        Ok(Self { ground: ground.clone(), shell, child, url, said })
    }

    /// Where it answers.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// Its process.
    ///
    /// # Errors
    /// It has ended.
    pub fn pid(&self) -> Result<u32> {
        self.child.id().ok_or_else(|| format!("the server has ended:\n{}", self.said()).into())
    }

    /// Ends it as `kill -9` does.
    ///
    /// # Errors
    /// It has ended before.
    pub async fn kill(&mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            return Err(format!("the server ended by itself, {status}:\n{}", self.said()).into());
        }
        Ok(self.child.kill().await?)
    }

    /// Starts it again where it was, and says how long it took to be ready.
    ///
    /// # Errors
    /// It does not get ready.
    pub async fn start_again(&mut self) -> Result<Duration> {
        let begun = Instant::now();
        let listen = self.url.replace("http://", "");
        let command = self.ground.command(self.shell, &listen);
        (self.child, self.url) = spawn(command, &self.said).await?;
        Ok(begun.elapsed())
    }

    /// How much memory it uses now, in bytes.
    ///
    /// # Errors
    /// It has ended.
    pub fn memory(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid()?))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        Ok(kib.ok_or("the system does not say how much memory a program uses")? * 1024)
    }

    /// Its last words.
    fn said(&self) -> String {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.iter().map(String::as_str).collect::<Vec<_>>().join("\n")
    }
}

async fn spawn(
    mut command: Command,
    said: &Arc<Mutex<VecDeque<String>>>,
) -> Result<(Child, String)> {
    let mut child = command.spawn()?;
    let stderr = child.stderr.take().ok_or("the program has no standard error")?;
    let mut lines = BufReader::new(stderr).lines();
    let url = tokio::time::timeout(PATIENCE, ready(&mut lines, said)).await??;
    let said = said.clone();
    tokio::spawn(async move {
        while let Ok(Some(line)) = lines.next_line().await {
            keep(&said, line);
        }
    });
    Ok((child, url))
}

/// Reads up to the line that says where it is.
async fn ready(
    lines: &mut Lines<BufReader<ChildStderr>>,
    said: &Mutex<VecDeque<String>>,
) -> Result<String> {
    while let Some(line) = lines.next_line().await? {
        if let Some(rest) = line.strip_prefix("whatschat-server is ready at ") {
            return Ok(rest.split(' ').next().unwrap_or_default().to_owned());
        }
        keep(said, line);
    }
    let said = said.lock().unwrap_or_else(PoisonError::into_inner);
    Err(format!("the server does not start:\n{}", Vec::from(said.clone()).join("\n")).into())
}

fn keep(said: &Mutex<VecDeque<String>>, line: String) {
    let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
    said.push_back(line);
    if said.len() > LINES {
        said.pop_front();
    }
}
