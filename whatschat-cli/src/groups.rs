//! Groups: begin one, who is in it, what they may do.

use crate::app::App;
use crate::chats::{enter, user_named};
use crate::failure::Failure;
use crate::typed::Rest;
use clap::{Subcommand, ValueEnum};
use whatschat_client::core::chats::ChatType;
use whatschat_client::core::groups::{Role, UpdateGroup};
use whatschat_client::core::id::{ChatId, UserId};

/// Commands about groups.
#[derive(Debug, Subcommand)]
pub(crate) enum Typed {
    /// Begin a chat of many, and open it
    Group {
        /// To begin one.
        what: GroupWhat,
        /// What it is to be called; in quotation marks if it has spaces.
        #[arg(value_name = "NAME")]
        name: String,
        /// Who is in it besides you.
        #[arg(value_name = "USER", required = true)]
        users: Vec<String>,
    },
    /// Add people to the open group; for its admins
    Invite {
        /// Whom.
        #[arg(value_name = "USER", required = true)]
        users: Vec<String>,
    },
    /// Remove somebody from the open group; for its admins
    Kick {
        /// Whom.
        #[arg(value_name = "USER")]
        user: String,
    },
    /// Leave the open group
    Leave,
    /// Make somebody an admin of the open group, or a member like others; for its admins
    Role {
        /// Whom.
        #[arg(value_name = "USER")]
        user: String,
        /// What they may do from now on.
        role: GroupRole,
    },
    /// Show what the open group is about; its admins may say it anew
    Describe {
        /// What it is about; `-` takes the description away. It is shown when left out.
        #[arg(value_name = "TEXT")]
        text: Option<Rest>,
    },
    /// End the open group for everyone, with all that was said in it; for its admins
    Disband,
}

/// What to do with a group that is not open.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum GroupWhat {
    /// Begin one.
    New,
}

/// What a member may do.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum GroupRole {
    /// Changes the group and its members.
    Admin,
    /// Reads and writes.
    Member,
}

impl Typed {
    /// Carries the command out. What it changes is told to all members, and so shown here.
    pub(crate) async fn run(self, app: &mut App) -> Result<(), Failure> {
        match self {
            Self::Group { what: GroupWhat::New, name, users } => begin(app, name, &users).await,
            Self::Invite { users } => invite(app, &users).await,
            Self::Kick { user } => {
                let id = group(app)?;
                let user = user_named(&app.context, &user).await?.id;
                if app.state.is_me(user) {
                    return Err(Failure::Usage("That is you: /leave leaves the group.".into()));
                }
                Ok(app.context.client.groups().remove_participant(id, user).await?)
            }
            Self::Leave => leave(app).await,
            Self::Role { user, role } => {
                let id = group(app)?;
                let user = user_named(&app.context, &user).await?.id;
                app.context.client.groups().change_role(id, user, role.into()).await?;
                Ok(())
            }
            Self::Describe { text: None } => show_description(app).await,
            Self::Describe { text: Some(text) } => describe(app, text.0).await,
            Self::Disband => disband(app).await,
        }
    }
}

/// The open group, or the advice to open one.
fn group(app: &App) -> Result<ChatId, Failure> {
    let open = app.open_chat()?;
    let known = app.state.chat(open.id);
    if known.is_some_and(|known| known.r#type == ChatType::Private) {
        let name = &open.name;
        return Err(Failure::Usage(format!(
            "The chat with {name} is no group: /group begins one."
        )));
    }
    Ok(open.id)
}

async fn begin(app: &mut App, name: String, users: &[String]) -> Result<(), Failure> {
    let ids = ids(app, users).await?;
    let chat = app.context.client.chats().create_group(name, ids).await?;
    enter(app, chat.id).await
}

async fn invite(app: &mut App, users: &[String]) -> Result<(), Failure> {
    let group = group(app)?;
    let ids = ids(app, users).await?;
    let added = app.context.client.groups().add_participants(group, ids).await?;
    if added.added_participants.is_empty() {
        app.context.screen.note("— they are in it already —");
    }
    Ok(())
}

async fn ids(app: &App, users: &[String]) -> Result<Vec<UserId>, Failure> {
    let mut ids = Vec::new();
    for name in users {
        ids.push(user_named(&app.context, name).await?.id);
    }
    Ok(ids)
}

async fn leave(app: &mut App) -> Result<(), Failure> {
    let id = group(app)?;
    let me = app.context.client.user_id().ok_or(Failure::NotLoggedIn)?;
    let name = &app.open_chat()?.name;
    let loss = format!("You leave {name}: only its admins can let you in again.");
    app.confirm(&loss).await?;
    Ok(app.context.client.groups().remove_participant(id, me).await?)
}

async fn disband(app: &mut App) -> Result<(), Failure> {
    let id = group(app)?;
    let name = &app.open_chat()?.name;
    let loss = format!("This ends {name} for everyone, and all that was said in it is lost.");
    app.confirm(&loss).await?;
    Ok(app.context.client.groups().delete(id).await?)
}

async fn show_description(app: &App) -> Result<(), Failure> {
    let chat = app.context.client.chats().get(group(app)?).await?;
    match chat.description.filter(|text| !text.is_empty()) {
        Some(text) => app.context.screen.show(text),
        None => app.context.screen.note(&format!("— {} has no description —", chat.name)),
    }
    Ok(())
}

async fn describe(app: &mut App, text: String) -> Result<(), Failure> {
    let id = group(app)?;
    let description = Some(if text == "-" { String::new() } else { text });
    let change = UpdateGroup { id, name: None, description, avatar: None };
    let group = app.context.client.groups().update(change).await?;
    let has = if group.description.is_none_or(|text| text.is_empty()) { "no" } else { "a new" };
    app.context.screen.done(&format!("{} has {has} description.", group.name));
    Ok(())
}

impl From<GroupRole> for Role {
    fn from(role: GroupRole) -> Self {
        match role {
            GroupRole::Admin => Self::Admin,
            GroupRole::Member => Self::Member,
        }
    }
}
