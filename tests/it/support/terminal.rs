//! A real terminal, by tmux: what a person types, and what they see.

use super::LIMIT;
use super::cli::Cli;
use super::program::program;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// A terminal in which one person's client runs; it ends with the value.
pub(crate) struct Terminal {
    socket: PathBuf,
}

impl Terminal {
    /// Opens the interactive client.
    pub(crate) fn open(cli: &Cli) -> Self {
        let terminal = Self { socket: cli.folder().with_extension("tmux") };
        let settings = cli.environment().map(|(name, value)| format!("{name}='{value}'"));
        let client = format!(
            "{} {}; sleep 1000",
            settings.join(" "),
            program("whatschat-cli", "whatschat").display()
        );
        let size = ["-x", "100", "-y", "30"];
        terminal.tmux(&[&["-f", "/dev/null", "new-session", "-d"], &size[..], &[&client]].concat());
        terminal
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
