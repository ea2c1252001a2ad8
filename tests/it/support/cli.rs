//! The terminal client, as scripts run it.

use super::program::program;
use super::{TestServer, within};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// One person's terminal client, for scripts: a profile of its own.
pub(crate) struct Cli {
    url: String,
    config: PathBuf,
}

impl Cli {
    /// A profile beside the server's data, which goes away with it.
    pub(crate) fn new(server: &TestServer, name: &str) -> Self {
        Self { url: server.url(), config: server.config().data_dir.with_file_name(name) }
    }

    /// The same profile with another server.
    pub(crate) fn at(self, url: &str) -> Self {
        Self { url: url.into(), ..self }
    }

    /// The folder of the profile.
    pub(crate) fn folder(&self) -> &Path {
        &self.config
    }

    /// A file of the profile.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.config.join("profiles/default").join(name)
    }

    /// The files of the profile in which `text` stands.
    pub(crate) fn files_with(&self, text: &str) -> Vec<PathBuf> {
        let files = self.file("").read_dir().unwrap().map(|entry| entry.unwrap().path());
        let has = |bytes: Vec<u8>| bytes.windows(text.len()).any(|part| part == text.as_bytes());
        files.filter(|file| std::fs::read(file).is_ok_and(has)).collect()
    }

    /// Makes sure that `text` stands in no file of the profile.
    pub(crate) fn has_nothing_of(&self, text: &str) {
        let files = self.files_with(text);
        assert!(files.is_empty(), "{text:?} stands in {files:?}");
    }

    /// The environment that makes the client this person's.
    pub(crate) fn environment(&self) -> [(&'static str, String); 3] {
        [
            ("WHATSCHAT_SERVER", self.url.clone()),
            ("WHATSCHAT_CONFIG_DIR", self.config.display().to_string()),
            ("LANG", "C.UTF-8".into()),
        ]
    }

    /// Runs a command to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Done {
        self.run_with(arguments, "").await
    }

    /// The same, with something on its standard input.
    pub(crate) async fn run_with(&self, arguments: &[&str], input: &str) -> Done {
        let mut child = self.command(arguments).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A program that has ended reads no more, and that is its business.
        drop(stdin.write_all(input.as_bytes()).await);
        drop(stdin);
        within("the end of the command", child.wait_with_output()).await.unwrap().into()
    }

    /// A command that the test will end itself.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program("whatschat"));
        command.args(arguments).envs(self.environment()).env_remove("WHATSCHAT_PROFILE");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.kill_on_drop(true);
        command
    }

    /// Makes an account.
    pub(crate) async fn register(&self, name: &str) {
        let email = format!("{name}@example.com");
        let arguments = ["register", "--username", name, "--email", &email, "--password-stdin"];
        let done = self.run_with(&arguments, "Passw0rd\n").await;
        assert_eq!(done.code, 0, "{done:?}");
    }
}

/// What a command said, and how it ended.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Done {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}
