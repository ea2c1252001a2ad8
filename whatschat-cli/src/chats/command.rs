//! Chats for scripts.

use super::{Directory, list};
use crate::context::Context;
use crate::failure::Failure;

/// Commands about chats, for scripts.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List your chats, the one with the newest message first
    Chats,
}

impl Command {
    /// Carries the command out.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        let directory = Directory::load(context).await?;
        for known in directory.state.chats() {
            if context.screen.is_json() {
                context.screen.json(&known.chat);
            } else {
                context.screen.show(list::row(&directory.state, &known.chat));
            }
        }
        Ok(())
    }
}
