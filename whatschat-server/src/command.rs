//! What the program is asked to do.

pub use crate::admin::{Admin, When};

use crate::config::Config;
use crate::error::StartError;
use clap::{ArgMatches, FromArgMatches, Subcommand};

/// What the program is asked to do.
#[derive(Debug, Clone, Default)]
pub enum Command {
    /// Serve.
    #[default]
    Serve,
    /// Print the settings.
    PrintConfig,
    /// Something else than serving.
    Operate(Operation),
}

/// The commands besides plain serving.
#[derive(Debug, Clone, Subcommand)]
pub enum Operation {
    /// Admins, and the log of what touches security
    #[command(subcommand)]
    Admin(Admin),
}

impl Command {
    /// Adds the commands to the program's arguments.
    pub(crate) fn add_to(program: clap::Command) -> clap::Command {
        // Which takes what is said of the commands for what is said of the program.
        let about = program.get_about().cloned().unwrap_or_default();
        Operation::augment_subcommands(program).subcommand_required(false).about(about)
    }

    pub(crate) fn of(matches: &ArgMatches) -> Result<Self, clap::Error> {
        if matches.get_flag("print_config") {
            Ok(Self::PrintConfig)
        } else if matches.subcommand_name().is_none() {
            Ok(Self::Serve)
        } else {
            Operation::from_arg_matches(matches).map(Self::Operate)
        }
    }
}

impl Operation {
    /// Does it.
    ///
    /// # Errors
    /// What is needed for it cannot be used.
    pub async fn run(self, config: &Config) -> Result<(), StartError> {
        match self {
            Self::Admin(command) => command.run(config).await,
        }
    }
}
