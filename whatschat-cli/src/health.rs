//! Whether the server is well.

use crate::context::Context;
use crate::failure::Failure;
use crate::text::{Style, Text};
use clap::Subcommand;
use std::time::Duration;
use whatschat_client::core::health::Condition;

/// Commands about the server, typed or from scripts.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show whether the server is well
    Health,
}

impl Command {
    /// Carries the command out.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        let Self::Health = self;
        show(context).await
    }
}

async fn show(context: &Context) -> Result<(), Failure> {
    let health = context.client.health().get().await?;
    if context.screen.is_json() {
        context.screen.json(&health);
        return Ok(());
    }
    let up = uptime(Duration::from_secs(health.uptime));
    let text = Text::new().plain(&context.server).plain(" is ").then(condition(health.status));
    context.screen.show(text.dim(&format!(", version {}, up {up}", health.version)));
    let parts = &health.services;
    let parts =
        [("database", parts.database), ("redis", parts.redis), ("websocket", parts.websocket)];
    for (name, part) in parts {
        context.screen.show(Text::new().plain("  ").plain(name).pad_to(13).then(condition(part)));
    }
    Ok(())
}

fn condition(condition: Condition) -> Text {
    let (style, word) = match condition {
        Condition::Healthy => (Style::Good, "healthy"),
        Condition::Unhealthy => (Style::Error, "unhealthy"),
        Condition::Disabled => (Style::Dim, "not used"),
    };
    Text::new().word(style, word)
}

fn uptime(time: Duration) -> String {
    let minutes = time.as_secs() / 60;
    match minutes {
        0 => format!("{} s", time.as_secs()),
        1..60 => format!("{minutes} min"),
        60..1440 => format!("{} h {} min", minutes / 60, minutes % 60),
        _ => format!("{} d {} h", minutes / 1440, minutes / 60 % 24),
    }
}
