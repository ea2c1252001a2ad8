//! A PostgreSQL of one's own, which can be killed.

use crate::{NotHere, Result};
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, Uid, User};
use std::fs::File;
use std::io;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};

/// How often it is asked whether it is ready, and how often at most.
const PAUSE: Duration = Duration::from_millis(50);
const TIMES: usize = 600;

/// A PostgreSQL with its data in a folder, reached through a socket there. It ends with the value.
#[derive(Debug)]
pub struct Postgres {
    folder: PathBuf,
    programs: PathBuf,
    child: Child,
}

impl Postgres {
    /// Makes one in a new folder, as safe as it is by itself, and starts it.
    ///
    /// # Errors
    /// It is not installed, or does not start.
    pub async fn make(folder: PathBuf) -> Result<Self> {
        let programs = programs().ok_or(NotHere("PostgreSQL is not installed"))?;
        std::fs::create_dir(&folder)?;
        let mut initdb = ordinary(&programs.join("initdb"), &folder)?;
        initdb.args(["--username=tests", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]);
        let output = initdb.arg("--pgdata").arg(folder.join("data")).output().await?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        let child = start(&programs, &folder).await?;
        Ok(Self { folder, programs, child })
    }

    /// The address of its database.
    pub fn url(&self) -> String {
        format!("postgres://tests@localhost/postgres?host={}", self.folder.display())
    }

    /// Ends all of its processes as `kill -9` does.
    ///
    /// # Errors
    /// It has ended before.
    pub async fn kill(&mut self) -> Result<()> {
        let pid = self.child.id().ok_or("PostgreSQL has ended")?.cast_signed();
        // Each of its processes has a group of its own. Stopped, it starts no more of them.
        kill(Pid::from_raw(pid), Signal::SIGSTOP)?;
        let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"))?;
        let children = children.split_whitespace().map(str::parse).collect::<Vec<_>>();
        for child in children.into_iter().flatten().chain([pid]) {
            // One that ends by itself just now is as good.
            let _ = kill(Pid::from_raw(child), Signal::SIGKILL);
        }
        self.child.wait().await?;
        Ok(())
    }

    /// Starts it again on its data.
    ///
    /// # Errors
    /// It does not start.
    pub async fn start_again(&mut self) -> Result<()> {
        self.child = start(&self.programs, &self.folder).await?;
        Ok(())
    }
}

async fn start(programs: &Path, folder: &Path) -> Result<Child> {
    let log = folder.join("log");
    let mut postgres = ordinary(&programs.join("postgres"), folder)?;
    postgres.arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
    postgres.args(["-c", "listen_addresses=", "-c", "max_connections=100"]);
    let mut child = postgres.stderr(File::create(&log)?).kill_on_drop(true).spawn()?;
    for _ in 0..TIMES {
        let mut ready = Command::new(programs.join("pg_isready"));
        let status = ready.arg("-q").arg("-h").arg(folder).status().await?;
        if status.success() {
            return Ok(child);
        }
        if child.try_wait()?.is_some() {
            break;
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(format!("PostgreSQL does not start:\n{}", std::fs::read_to_string(log)?).into())
}

/// The newest that Debian has installed.
pub fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version = |folder: &Path| folder.file_name()?.to_str()?.parse::<u32>().ok();
    let folders = versions.map(|entry| entry.path());
    let installed = folders.filter(|folder| folder.join("bin/initdb").exists());
    Some(installed.max_by_key(|folder| version(folder))?.join("bin"))
}

/// PostgreSQL refuses to run as root. Where this does, the command runs as somebody else, whose the
/// folder is then.
///
/// # Errors
/// There is nobody else.
pub fn as_ordinary_user(command: &mut std::process::Command, folder: &Path) -> io::Result<()> {
    if !Uid::current().is_root() {
        return Ok(());
    }
    let user = ["postgres", "nobody"].iter().find_map(|name| User::from_name(name).ok()?);
    let user = user.ok_or_else(|| io::Error::other("there is no user `nobody`"))?;
    let (uid, gid) = (user.uid.as_raw(), user.gid.as_raw());
    chown(folder, Some(uid), Some(gid))?;
    command.uid(uid).gid(gid);
    Ok(())
}

/// A program of PostgreSQL's that may write into the folder.
fn ordinary(program: &Path, folder: &Path) -> Result<Command> {
    let mut command = std::process::Command::new(program);
    as_ordinary_user(&mut command, folder)?;
    command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    Ok(command.into())
}
