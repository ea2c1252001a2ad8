//! Where one is logged in, and whether the address is proved.

use crate::app::{App, Link};
use crate::clock;
use crate::failure::Failure;
use crate::text::Text;

/// Where the names of devices end.
const DEVICE: usize = 54;

/// Shows the sessions, numbered for `/revoke`.
pub(super) async fn list(app: &mut App) -> Result<(), Failure> {
    let sessions = app.context.client.auth().sessions().await?;
    for (at, session) in sessions.iter().enumerate() {
        let renewed = clock::short(session.last_used_at, clock::now());
        let device = session.user_agent.as_deref().unwrap_or("an unknown device");
        let text = Text::new().dim(&format!("{:>3}  ", at + 1)).plain(device).cut_to(DEVICE);
        let text = text.pad_to(DEVICE).dim(" renewed ").plain(&renewed);
        app.context.screen.row(if session.current { text.dim("  this one") } else { text });
    }
    app.listed_sessions = sessions;
    Ok(())
}

/// Ends the session with this number, or all.
pub(super) async fn revoke(app: &mut App, which: &str) -> Result<(), Failure> {
    if !app.context.is_logged_in() {
        return Err(Failure::NotLoggedIn);
    }
    if which == "all" {
        app.confirm("This logs you out here and on all your other devices.").await?;
        app.context.client.auth().end_all_sessions().await?;
        return super::leave(app, "You are logged out, here and everywhere.").await;
    }
    let number = which.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let session = number.and_then(|number| app.listed_sessions.get(number));
    let session = session
        .ok_or_else(|| Failure::Usage("Name a number that /sessions shows, or all.".into()))?;
    if session.current {
        return Err(Failure::Usage("That is this device: /logout.".into()));
    }
    app.context.client.auth().end_session(session.id).await?;
    app.context.screen.done("That device is logged out.");
    Ok(())
}

/// Proves the e-mail address, or has the mail for that sent.
pub(super) async fn verify(app: &mut App, token: Option<String>) -> Result<(), Failure> {
    let auth = app.context.client.auth();
    match token {
        Some(token) => {
            auth.verify_email(token).await?;
            app.context.screen.done("Your e-mail address is verified.");
            // The server may have let nobody in until now.
            if app.connection.link == Link::Down {
                app.connect().await?;
            }
        }
        None if auth.me().await?.email_verified => {
            app.context.screen.done("Your e-mail address is verified already.");
        }
        None => {
            auth.send_verification().await?;
            // The server answers the same where it asks nobody for that.
            let text = "If this server wants it, a mail is on its way. Then: /verify TOKEN";
            app.context.screen.done(text);
        }
    }
    Ok(())
}
