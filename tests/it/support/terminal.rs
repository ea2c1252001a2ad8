//! A real terminal, by tmux: what a person types, and what they see.

use super::LIMIT;
use super::cli::Cli;
use super::program::program;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// What the terminal shows once the client has ended.
const ENDED: &str = "the client has ended";

/// A terminal in which one person's client runs; it ends with the value.
pub(crate) struct Terminal {
    socket: PathBuf,
    /// The folder in which it was opened.
    folder: PathBuf,
}

impl Terminal {
    /// Opens the interactive client.
    pub(crate) fn open(cli: &Cli) -> Self {
        // One that is closed takes its time to go: another one has another socket.
        static OPENED: AtomicU32 = AtomicU32::new(0);
        let socket = format!("tmux{}", OPENED.fetch_add(1, Ordering::Relaxed));
        let (socket, folder) =
            (cli.folder().with_extension(socket), cli.folder().with_extension("home"));
        std::fs::create_dir_all(&folder).unwrap();
        let terminal = Self { socket, folder };
        let settings = cli.environment().map(|(name, value)| format!("{name}='{value}'"));
        let client = format!(
            "env {} sh -c 'echo $$ > {}; exec {}'; echo; echo {ENDED}; sleep 1000",
            settings.join(" "),
            terminal.file("pid").display(),
            program("whatschat").display()
        );
        let folder = terminal.folder.display().to_string();
        let place = ["-c", &folder, "-x", "100", "-y", "30"];
        terminal
            .tmux(&[&["-f", "/dev/null", "new-session", "-d"], &place[..], &[&client]].concat());
        terminal
    }

    /// Awaits the end of the client.
    pub(crate) async fn ends(&self) {
        self.shows(ENDED).await;
    }

    /// Kills the client, without a chance to end in order.
    pub(crate) fn kill(&self) {
        let pid: i32 = std::fs::read_to_string(self.file("pid")).unwrap().trim().parse().unwrap();
        kill(Pid::from_raw(pid), Signal::SIGKILL).unwrap();
    }

    /// A file of the folder in which it was opened.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes into a file from now on whatever comes to the screen, if only for a moment.
    pub(crate) fn records(&self, name: &str) -> PathBuf {
        let file = self.file(name);
        self.tmux(&["pipe-pane", &format!("cat > '{}'", file.display())]);
        file
    }

    /// Makes it as small as terminals are where nobody has made them larger.
    pub(crate) fn shrink(&self) {
        self.tmux(&["resize-window", "-x", "80", "-y", "24"]);
    }

    /// Types a line and ends it.
    pub(crate) fn line(&self, text: &str) {
        self.keys(text);
        self.press("Enter");
    }

    /// Types lines faster than any program can read them.
    pub(crate) fn lines(&self, lines: &[&str]) {
        let keys = lines.iter().flat_map(|line| [*line, "Enter"]);
        self.tmux(&["send-keys"].into_iter().chain(keys).collect::<Vec<_>>());
    }

    /// Types without ending the line.
    pub(crate) fn keys(&self, text: &str) {
        self.tmux(&["send-keys", "-l", text]);
    }

    /// Presses a key by its name in tmux, such as `C-c`.
    pub(crate) fn press(&self, key: &str) {
        self.tmux(&["send-keys", key]);
    }

    /// What the screen shows, without what the terminal wraps around it.
    pub(crate) fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-p", "-J"])
    }

    /// Awaits a screen that shows `text`.
    pub(crate) async fn shows(&self, text: &str) -> String {
        self.looks_like(&format!("a screen with {text:?}"), |screen| screen.contains(text)).await
    }

    /// Awaits a screen that fits. A terminal tells nobody when it changes: one has to look.
    pub(crate) async fn looks_like(&self, what: &str, fits: impl Fn(&str) -> bool) -> String {
        let begun = Instant::now();
        let mut look = tokio::time::interval(Duration::from_millis(30));
        loop {
            look.tick().await;
            let screen = self.screen();
            if fits(&screen) {
                return screen;
            }
            assert!(begun.elapsed() < LIMIT, "awaited {what}, and the screen is\n{screen}");
        }
    }

    fn tmux(&self, arguments: &[&str]) -> String {
        let mut tmux = Command::new("tmux");
        tmux.arg("-S").arg(&self.socket).args(arguments).env("LANG", "C.UTF-8").env_remove("TMUX");
        let output = tmux.output().expect("tmux runs: tests/run installs it");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "tmux {arguments:?}: {complaint}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let kill = Command::new("tmux").arg("-S").arg(&self.socket).arg("kill-server").output();
        drop(kill); // it may have ended by itself
    }
}
