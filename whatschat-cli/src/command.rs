//! The command line of `whatschat`.

use crate::context::Context;
use crate::failure::{CANNOT_WRITE, EXIT_CODES, Failure};
use crate::input::interrupted;
use crate::profile::Profile;
use crate::screen::{self, Screen};
use crate::{auth, chats, files, health, messages, repl, status, users};
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// The profile where none is named.
const DEFAULT: &str = "default";

/// The WhatsChat terminal client
///
/// Without a command it opens the interactive client.
#[derive(Debug, Parser)]
#[command(name = "whatschat", version, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What holds for every command.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The server's address [env: WHATSCHAT_SERVER] [default: where you logged in last, else
    /// http://localhost:3001]
    #[arg(long, value_name = "URL", global = true)]
    pub(crate) server: Option<String>,
    /// Which of your accounts on this computer [env: WHATSCHAT_PROFILE] [default: default]
    #[arg(long, value_name = "NAME", global = true)]
    profile: Option<String>,
    /// The folder of all profiles [env: WHATSCHAT_CONFIG_DIR]
    #[arg(long, value_name = "DIR", global = true)]
    config_dir: Option<PathBuf>,
    /// Answer in JSON, one document a line
    #[arg(long, global = true)]
    json: bool,
}

/// Every command for scripts, room by room.
#[derive(Debug, Subcommand)]
enum Command {
    #[command(flatten)]
    Messages(messages::Command),
    #[command(flatten)]
    Files(files::Command),
    #[command(flatten)]
    Chats(chats::Command),
    #[command(flatten)]
    Users(users::Command),
    #[command(flatten)]
    Status(status::Command),
    #[command(flatten)]
    Auth(auth::Command),
    #[command(flatten)]
    Health(health::Command),
    /// Run commands from a file as if they were typed
    ///
    /// A line is a message or a command; `#` begins a comment. `/wait PATTERN [SECONDS]` waits
    /// until a line is shown that contains the pattern.
    Run(repl::Play),
}

impl Cli {
    /// Carries the command out, and tells what went wrong.
    pub(crate) async fn run(self) -> ExitCode {
        let screen = Screen::output(self.options.json);
        let done = run(self.options.complete(), self.command, &screen).await;
        // What is done stays done; who reads what it printed must know that it is not all.
        let lost = screen::why_lost().map(|why| Failure::local(CANNOT_WRITE, why));
        match done.and(lost.map_or(Ok(()), Err)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => {
                // Who typed Ctrl-C knows.
                if !matches!(failure, Failure::Cancelled) {
                    report(&screen, &failure);
                }
                failure.into()
            }
        }
    }
}

impl Options {
    /// Takes from the environment what the command line leaves out. Were clap to do it, the usage
    /// that it shows would name these options as if they had to be given.
    fn complete(mut self) -> Self {
        let given = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        let text = |name| given(name).map(|value| value.to_string_lossy().into_owned());
        self.server = self.server.or_else(|| text("WHATSCHAT_SERVER"));
        self.profile = self.profile.or_else(|| text("WHATSCHAT_PROFILE"));
        self.config_dir = self.config_dir.or_else(|| given("WHATSCHAT_CONFIG_DIR").map(Into::into));
        self
    }

    fn profile(&self) -> Result<Profile, Failure> {
        Profile::open(self.config_dir.clone(), self.profile.as_deref().unwrap_or(DEFAULT))
    }
}

async fn run(options: Options, command: Option<Command>, screen: &Screen) -> Result<(), Failure> {
    let profile = options.profile()?;
    match command {
        None => Box::pin(repl::interact(&options, profile)).await,
        Some(Command::Run(play)) => Box::pin(play.run(&options, profile)).await,
        Some(command) => {
            let context = Context::open(&options, profile, screen.clone())?;
            let user = context.client.user_id();
            let done = tokio::select! {
                done = Box::pin(command.run(&context)) => done,
                () = interrupted() => Err(Failure::Cancelled),
            };
            let done = context.save_session().and(done);
            let cleared = match user.filter(|_| !context.is_logged_in()) {
                Some(user) => auth::forget_unlocked(&context, &context.server, user).await,
                None => Ok(()),
            };
            done.and(cleared).map_err(|failure| context.explain(failure))
        }
    }
}

impl Command {
    async fn run(self, context: &Context) -> Result<(), Failure> {
        match self {
            Self::Messages(command) => command.run(context).await,
            Self::Files(command) => command.run(context).await,
            Self::Chats(command) => command.run(context).await,
            Self::Users(command) => command.run(context).await,
            Self::Status(command) => command.run(context).await,
            Self::Auth(command) => command.run(context).await,
            Self::Health(command) => command.run(context).await,
            Self::Run(_) => Ok(()),
        }
    }
}

fn report(screen: &Screen, failure: &Failure) {
    if screen.is_json() {
        screen.fail_json(&failure.to_json());
    } else {
        screen.fail(failure.to_string().into());
    }
}
