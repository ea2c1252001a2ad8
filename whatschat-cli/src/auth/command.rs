//! Accounts for scripts.

use super::before::Before;
use super::{end, forget, show_account};
use crate::app::Unsent;
use crate::context::Context;
use crate::failure::Failure;
use crate::input::{ask_secret, blocking};
use crate::profile::SavedSession;
use clap::{Args, Subcommand};
use std::io::IsTerminal;
use whatschat_client::core::auth::{Account, Register};

/// Commands about your account, for scripts.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make an account and log in
    Register {
        /// 3 to 20 letters, digits or underscores.
        #[arg(long)]
        username: String,
        /// Your e-mail address.
        #[arg(long)]
        email: String,
        /// A mobile number of mainland China.
        #[arg(long)]
        phone: Option<String>,
        #[command(flatten)]
        password: PasswordFrom,
    },
    /// Log in
    Login {
        /// Your e-mail address.
        #[arg(long)]
        email: String,
        #[command(flatten)]
        password: PasswordFrom,
    },
    /// End this session
    Logout,
    /// Show your account
    Me,
}

/// Where a password comes from. Never from an argument: others on the computer could read it.
#[derive(Debug, Args)]
pub(crate) struct PasswordFrom {
    /// Read the password from standard input, as is done where that is no terminal
    #[arg(long)]
    password_stdin: bool,
}

impl Command {
    /// Carries the command out.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        let auth = context.client.auth();
        match self {
            Self::Register { username, email, phone, password } => {
                // An interactive client of this profile would go on as somebody else.
                let _lock = context.profile.lock()?;
                let password = password.read("Password").await?;
                let before = context.saved_session()?;
                let opened = auth.register(Register { username, email, password, phone }).await?;
                begin(context, &opened.user, before).await?;
            }
            Self::Login { email, password } => {
                let _lock = context.profile.lock()?;
                let password = password.read("Password").await?;
                let before = context.saved_session()?;
                let opened = auth.login(email, password).await?;
                begin(context, &opened.user, before).await?;
            }
            Self::Logout => {
                let said = end(&context.client).await?;
                if !context.screen.is_json() {
                    context.screen.done(said);
                }
            }
            Self::Me => show_account(context).await?,
        }
        Ok(())
    }
}

/// Goes on as who has just logged in. What another has left here goes first, since nobody knows of
/// it once the profile is no longer theirs; their server may take its time.
async fn begin(
    context: &Context,
    account: &Account,
    before: Option<SavedSession>,
) -> Result<(), Failure> {
    let before = before.map(|session| Before::of(context, session));
    let kept = match before.as_ref().and_then(Before::anothers) {
        Some(other) => forget(context, &other.server, other.user()).await,
        None => Ok(Unsent::default()),
    };
    welcome(context, account)?;
    if let Some(before) = before {
        before.end(context.screen.clone()).await;
    }
    kept.map(drop)
}

fn welcome(context: &Context, account: &Account) -> Result<(), Failure> {
    context.save_login()?;
    if context.screen.is_json() {
        context.screen.json(account);
    } else {
        context.screen.done(&format!("logged in as {} at {}", account.username, context.server));
    }
    Ok(())
}

impl PasswordFrom {
    async fn read(self, label: &'static str) -> Result<String, Failure> {
        let ask = !self.password_stdin && std::io::stdin().is_terminal();
        match blocking(move || if ask { ask_secret(label) } else { first_line() }).await {
            Err(why) if why.kind() == std::io::ErrorKind::Interrupted => Err(Failure::Cancelled),
            password => password.map_err(|why| Failure::local("cannot read the password", why)),
        }
    }
}

fn first_line() -> std::io::Result<String> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\n', '\r']).into())
}
