//! Plays a script in place of a person.

use crate::app::App;
use crate::command::Options;
use crate::complete::{Margin, Names};
use crate::context::Context;
use crate::failure::Failure;
use crate::input::{Input, Script};
use crate::profile::Profile;
use crate::screen::Screen;
use std::io::Read;
use std::path::PathBuf;

/// Which script to play.
#[derive(Debug, clap::Args)]
pub(crate) struct Play {
    /// The script; `-` is standard input, which is read to its end first.
    file: PathBuf,
    /// Go on after a command that failed, and end with the exit code of the first that did
    #[arg(long)]
    keep_going: bool,
}

impl Play {
    /// Plays the script.
    pub(crate) async fn run(self, options: &Options, profile: Profile) -> Result<(), Failure> {
        let text = self.read().map_err(|why| {
            Failure::Usage(format!("cannot read the script {}: {why}", self.file.display()))
        })?;
        play(options, profile, Script::file(&text), !self.keep_going).await
    }

    fn read(&self) -> std::io::Result<String> {
        if self.file.as_os_str() != "-" {
            return std::fs::read_to_string(&self.file);
        }
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    }
}

/// Plays `script`; with `stops`, up to the first command that fails.
pub(super) async fn play(
    options: &Options,
    profile: Profile,
    (script, screen): (Script, Screen),
    stops: bool,
) -> Result<(), Failure> {
    let _lock = profile.lock()?;
    let context = Context::open(options, profile, screen)?;
    let mut app = App::new(context, Input::Script(script), Names::default(), Margin::default());
    app.converse(stops).await
}
