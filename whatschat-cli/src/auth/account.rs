//! Shows your account.

use crate::chats::presence_text;
use crate::clock;
use crate::context::Context;
use crate::failure::Failure;
use crate::text::Text;

/// Shows the account of who is logged in.
pub(super) async fn show(context: &Context) -> Result<(), Failure> {
    let account = context.client.auth().me().await?;
    if context.screen.is_json() {
        context.screen.json(&account);
        return Ok(());
    }
    let rows = [
        ("user name", Text::new().person(&account.username)),
        ("e-mail", Text::new().plain(&account.email)),
        ("phone", Text::new().plain(account.phone.as_deref().unwrap_or("none"))),
        ("status", Text::new().plain(&account.status)),
        ("presence", presence_text(account.presence)),
        ("since", Text::new().plain(&clock::short(account.created_at, clock::now()))),
        ("server", Text::new().plain(&context.server)),
        ("profile", Text::new().plain(context.profile.name())),
    ];
    for (name, value) in rows {
        context.screen.show(Text::new().plain("  ").dim(name).pad_to(14).then(value));
    }
    Ok(())
}
