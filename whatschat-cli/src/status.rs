//! Presence: whether you are there, for others.

use crate::context::Context;
use crate::failure::Failure;
use clap::{Subcommand, ValueEnum};
use whatschat_client::core::status::ChosenPresence;

/// A presence one can choose, as one types it.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Chosen {
    /// There.
    Online,
    /// Away for a while.
    Away,
    /// There, and not to be disturbed.
    Busy,
    /// There, and offline to others.
    Invisible,
}

/// Commands about presence, typed or from scripts.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Choose how others see you
    ///
    /// The text beside your name is another thing: /profile status TEXT changes it.
    Status {
        /// Where `invisible` looks like offline.
        presence: Chosen,
    },
}

impl Command {
    /// Carries the command out.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        let Self::Status { presence } = self;
        choose(context, presence).await
    }
}

async fn choose(context: &Context, presence: Chosen) -> Result<(), Failure> {
    let changed = context.client.status().set(presence.into()).await?;
    if context.screen.is_json() {
        context.screen.json(&changed);
    } else {
        let shown = changed.status.to_others().as_str();
        context.screen.done(&format!("Others see you as {shown}."));
    }
    Ok(())
}

impl From<Chosen> for ChosenPresence {
    fn from(chosen: Chosen) -> Self {
        match chosen {
            Chosen::Online => Self::Online,
            Chosen::Away => Self::Away,
            Chosen::Busy => Self::Busy,
            Chosen::Invisible => Self::Invisible,
        }
    }
}
