//! A closer look at a message: its earlier texts, and whom it has reached.

use super::find;
use crate::app::App;
use crate::clock;
use crate::failure::Failure;
use crate::text::{Style, Text};
use whatschat_client::core::id::UserId;

/// Shows what a message said before it was edited.
pub(super) async fn edits(app: &mut App, number: u64) -> Result<(), Failure> {
    let id = find(app, number).await?;
    let versions = app.context.client.messages().history(id).await?;
    for version in &versions {
        let time = clock::short(version.created_at, clock::now());
        let text = Text::new().dim(&time).plain(" ");
        app.context.screen.show(text.body(Style::Plain, &version.content));
    }
    if versions.is_empty() {
        app.context.screen.note(&format!("— #{number} has no earlier text —"));
    }
    Ok(())
}

/// Shows whom a message has reached.
pub(super) async fn seen(app: &mut App, number: u64) -> Result<(), Failure> {
    let id = find(app, number).await?;
    let receipts = app.context.client.messages().receipts(id).await?;
    let arrived = receipts.delivered.into_iter().filter(|user| !receipts.read.contains(user));
    let names = |app: &App, users: &mut dyn Iterator<Item = UserId>| {
        let names: Vec<_> = users.map(|user| app.name_of(user).to_owned()).collect();
        if names.is_empty() { "nobody".into() } else { names.join(", ") }
    };
    let arrived = names(app, &mut arrived.into_iter());
    let read = names(app, &mut receipts.read.clone().into_iter());
    app.context.screen.show(Text::new().dim("read by ").plain(&read));
    app.context.screen.show(Text::new().dim("arrived, not read: ").plain(&arrived));
    Ok(())
}
