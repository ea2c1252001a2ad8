//! Other people: find them.

use crate::app::App;
use crate::chats::{presence_text, user_named};
use crate::clock;
use crate::context::Context;
use crate::failure::Failure;
use crate::text::{Style, Text};
use crate::typed::Rest;
use clap::Subcommand;
use whatschat_client::core::users::{ListUsers, UserPage};

/// How many users are listed.
const LISTED: u32 = 50;

/// Commands about people.
#[derive(Debug, Subcommand)]
pub(crate) enum Typed {
    /// Find people by part of their name or e-mail address
    Users {
        /// Part of the name or address; everybody when left out.
        #[arg(value_name = "SEARCH")]
        search: Option<Rest>,
    },
    /// Show somebody: status text, whether they are there, since when they have an account
    User {
        /// Whom.
        #[arg(value_name = "USER")]
        user: Rest,
    },
    /// Block somebody: they can neither write to you nor call you, and see you as offline
    Block {
        /// Whom.
        #[arg(value_name = "USER")]
        user: Rest,
    },
    /// Unblock somebody
    Unblock {
        /// Whom.
        #[arg(value_name = "USER")]
        user: Rest,
    },
    /// List whom you have blocked
    Blocked,
}

/// Commands about people, for scripts.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find people by part of their name or e-mail address
    Users {
        /// Part of the name or address; everybody when left out.
        search: Option<String>,
    },
}

impl Typed {
    /// Carries the command out.
    pub(crate) async fn run(self, app: &mut App) -> Result<(), Failure> {
        match self {
            Self::Users { search } => {
                let found = find(&app.context, search.map(Rest::into_name)).await?;
                for user in &found.users {
                    app.state.learn(user.id, &user.username);
                }
                app.tell_names();
                show(&app.context, &found);
            }
            Self::User { user } => show_one(&app.context, &user.into_name()).await?,
            Self::Block { user } => {
                let user = user_named(&app.context, &user.into_name()).await?;
                if app.state.is_me(user.id) {
                    return Err(Failure::Usage("You cannot block yourself.".into()));
                }
                app.context.client.users().block(user.id).await?;
                app.context.screen.done(&format!("{} is blocked.", user.username));
            }
            Self::Unblock { user } => unblock(&app.context, &user.into_name()).await?,
            Self::Blocked => blocked(&app.context).await?,
        }
        Ok(())
    }
}

impl Command {
    /// Carries the command out.
    pub(crate) async fn run(self, context: &Context) -> Result<(), Failure> {
        let Self::Users { search } = self;
        let found = find(context, search).await?;
        if context.screen.is_json() {
            found.users.iter().for_each(|user| context.screen.json(user));
        } else {
            show(context, &found);
        }
        Ok(())
    }
}

/// Unblocks somebody; among those who are blocked may be some whom nobody finds any more.
async fn unblock(context: &Context, name: &str) -> Result<(), Failure> {
    let blocked = context.client.users().blocked().await?;
    let sought = name.trim_start_matches('@');
    let Some(user) = blocked.iter().find(|user| user.username.eq_ignore_ascii_case(sought)) else {
        let user = user_named(context, name).await?;
        return Err(Failure::Usage(format!("{} is not blocked.", user.username)));
    };
    context.client.users().unblock(user.id).await?;
    context.screen.done(&format!("{} is no longer blocked.", user.username));
    Ok(())
}

async fn show_one(context: &Context, name: &str) -> Result<(), Failure> {
    let user = context.client.users().get(user_named(context, name).await?.id).await?;
    let seen = user.last_seen.map_or("—".into(), |time| clock::short(time, clock::now()));
    let rows = [
        ("user name", Text::new().person(&user.username)),
        ("status", Text::new().plain(&user.status)),
        ("presence", presence_text(user.presence)),
        ("last seen", Text::new().plain(&seen)),
        ("e-mail", Text::new().plain(user.email.as_deref().unwrap_or("—"))),
        ("phone", Text::new().plain(user.phone.as_deref().unwrap_or("—"))),
        ("since", Text::new().plain(&clock::short(user.created_at, clock::now()))),
    ];
    for (name, value) in rows {
        context.screen.show(Text::new().plain("  ").dim(name).pad_to(14).then(value));
    }
    Ok(())
}

async fn blocked(context: &Context) -> Result<(), Failure> {
    let blocked = context.client.users().blocked().await?;
    for user in &blocked {
        context.screen.show(Text::new().plain("  ").person(&user.username));
    }
    if blocked.is_empty() {
        context.screen.note("— nobody —");
    }
    Ok(())
}

async fn find(context: &Context, search: Option<String>) -> Result<UserPage, Failure> {
    let request = ListUsers { limit: LISTED, search, ..ListUsers::default() };
    Ok(context.client.users().list(request).await?)
}

fn show(context: &Context, found: &UserPage) {
    for user in &found.users {
        let text = Text::new().person(&user.username).pad_to(22).plain(" ");
        let text = text.then(presence_text(user.presence)).pad_to(33).plain(" ");
        context.screen.row(text.word(Style::Dim, &user.status));
    }
    let (shown, total) = (found.users.len() as u64, found.pagination.total);
    if total > shown {
        context.screen.note(&format!("— {shown} of {total}: search for part of a name —"));
    } else if total == 0 {
        context.screen.note("— nobody found —");
    }
}
