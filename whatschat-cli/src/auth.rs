//! Your account: register, log in, profile, passwords.

mod before;
mod command;
mod dialogues;
mod forget;
mod profile;
mod sessions;

pub(crate) use command::Command;
pub(crate) use forget::{forget, forget_unlocked};

use crate::app::App;
use crate::chats::presence_text;
use crate::clock;
use crate::context::Context;
use crate::failure::Failure;
use crate::files;
use crate::text::Text;
use crate::typed::Rest;
use clap::{Subcommand, ValueEnum};
use whatschat_client::Client;

/// Commands about your account.
#[derive(Debug, Subcommand)]
pub(crate) enum Typed {
    /// Make an account, step by step
    Register,
    /// Log in to your account
    Login,
    /// End this session
    Logout,
    /// Show your account
    Me,
    /// Change your user name, your status text or your picture
    ///
    /// For `picture`, name a JPEG, PNG, GIF or WebP file of this computer, which everybody can
    /// see then, or its address on the web; `none` takes it away.
    ///
    /// /status is another thing: whether others see you as there.
    Profile {
        /// What to change.
        what: ProfileField,
        /// The new name, the new text, or the file of the picture.
        #[arg(value_name = "VALUE")]
        value: Rest,
    },
    /// Change your password; logs out all other devices
    Password,
    /// Have a mail sent with which you can choose a new password
    Forgot,
    /// Choose a new password with the token from the mail
    Reset,
    /// Prove that your e-mail address is yours, with the token from the mail
    ///
    /// Without the token it has the mail sent.
    Verify {
        /// The token from the mail.
        #[arg(value_name = "TOKEN")]
        token: Option<String>,
    },
    /// List where you are logged in
    Sessions,
    /// Log another device out, or all of them
    Revoke {
        /// A number of /sessions, or `all`, which logs you out here too.
        #[arg(value_name = "N|all")]
        which: String,
    },
    /// Save everything that the server holds about you, as a zip archive
    Export {
        /// The file to make.
        #[arg(value_name = "FILE")]
        file: Rest,
    },
    /// Delete your account, for ever
    DeleteAccount,
}

/// A part of the profile.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ProfileField {
    /// The user name.
    Username,
    /// The status text.
    Status,
    /// The picture: a file, an address on the web, or `none`.
    Picture,
}

impl Typed {
    /// Carries the command out.
    pub(crate) async fn run(self, app: &mut App) -> Result<(), Failure> {
        match self {
            Self::Register => dialogues::register(app).await,
            Self::Login => dialogues::login(app).await,
            Self::Logout => logout(app).await,
            Self::Me => show_account(&app.context).await,
            Self::Profile { what, value } => profile::change(app, what, value.into_name()).await,
            Self::Password => dialogues::password(app).await,
            Self::Forgot => dialogues::forgot(app).await,
            Self::Reset => dialogues::reset(app).await,
            Self::Verify { token } => sessions::verify(app, token).await,
            Self::Sessions => sessions::list(app).await,
            Self::Revoke { which } => sessions::revoke(app, &which).await,
            Self::Export { file } => files::export(&app.context, &file.into_name()).await,
            Self::DeleteAccount => dialogues::delete_account(app).await,
        }
    }
}

async fn logout(app: &mut App) -> Result<(), Failure> {
    app.confirm_end().await?;
    app.marks.tell_now(&app.context.client).await;
    let said = end(&app.context.client).await?;
    leave(app, said).await
}

/// Forgets the session that has just ended, and says so.
async fn leave(app: &mut App, said: &str) -> Result<(), Failure> {
    let kept = app.end_session().await;
    app.context.screen.done(said);
    app.tell_waiting(kept?);
    Ok(())
}

/// Ends the session, at least here, and gives the words that say so.
async fn end(client: &Client) -> Result<&'static str, Failure> {
    match client.auth().logout().await.map_err(Failure::from) {
        Ok(()) => Ok("You are logged out."),
        Err(Failure::Away(_)) => {
            client.forget_tokens();
            Ok("You are logged out here. The server is away: there the session stays open until \
                it expires.")
        }
        Err(Failure::Foreign(_)) => {
            client.forget_tokens();
            Ok("You are logged out here. What answers is no WhatsChat server, or one that this \
                client does not know yet: there the session stays open until it expires.")
        }
        Err(failure) => Err(failure),
    }
}

/// Shows the account of who is logged in.
async fn show_account(context: &Context) -> Result<(), Failure> {
    let account = context.client.auth().me().await?;
    if context.screen.is_json() {
        context.screen.json(&account);
        return Ok(());
    }
    let verified = if account.email_verified { "  verified" } else { "" };
    let rows = [
        ("user name", Text::new().person(&account.username)),
        ("e-mail", Text::new().plain(&account.email).dim(verified)),
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
