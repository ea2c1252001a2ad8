//! Other people: find them.

use crate::app::App;
use crate::chats::presence_text;
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

async fn find(context: &Context, search: Option<String>) -> Result<UserPage, Failure> {
    let request = ListUsers { limit: LISTED, search, ..ListUsers::default() };
    Ok(context.client.users().list(request).await?)
}

fn show(context: &Context, found: &UserPage) {
    for user in &found.users {
        let text = Text::new().person(&user.username).pad_to(22).plain(" ");
        let text = text.then(presence_text(user.presence)).pad_to(33).plain(" ");
        context.screen.show(text.word(Style::Dim, &user.status));
    }
    let (shown, total) = (found.users.len() as u64, found.pagination.total);
    if total > shown {
        context.screen.note(&format!("— {shown} of {total}: search for part of a name —"));
    } else if total == 0 {
        context.screen.note("— nobody found —");
    }
}
