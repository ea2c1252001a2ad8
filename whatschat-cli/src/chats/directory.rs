//! From what somebody typed to a chat.

use crate::context::Context;
use crate::failure::Failure;
use crate::state::{Me, Resolution, State, resolve};
use whatschat_client::Error;
use whatschat_client::core::id::ChatId;
use whatschat_client::core::messages::Message;
use whatschat_client::core::users::UserSummary;

/// Stands for somebody whom nobody knows any more.
const SOMEBODY: &str = "somebody";
/// Where one finds people, in the interactive client and in scripts.
pub(crate) const TYPED: &str = "/users";
const SCRIPTED: &str = "`whatschat users`";

/// What somebody's words mean.
enum Target {
    Chat(ChatId),
    /// Somebody with whom there is no chat yet.
    Person(UserSummary),
}

/// The chats of the user, for commands of scripts.
pub(crate) struct Directory {
    pub(crate) state: State,
}

impl Directory {
    /// Reads the list of chats.
    pub(crate) async fn load(context: &Context) -> Result<Self, Failure> {
        let id = context.client.user_id().ok_or(Failure::NotLoggedIn)?;
        let mut directory = Self { state: State::of(Me { id, name: None }) };
        directory.refresh(context).await?;
        Ok(directory)
    }

    /// Reads the list of chats anew.
    pub(crate) async fn refresh(&mut self, context: &Context) -> Result<(), Failure> {
        self.state.set_chats(context.client.chats().list().await?);
        Ok(())
    }

    /// The chat that is meant by `text`, where there is one.
    pub(crate) async fn find(&mut self, context: &Context, text: &str) -> Result<ChatId, Failure> {
        find(context, &mut self.state, text).await
    }

    /// The chat that is meant by `text`; a private one is created where there is none.
    pub(crate) async fn open(&mut self, context: &Context, text: &str) -> Result<ChatId, Failure> {
        find_or_begin(context, &mut self.state, text, SCRIPTED).await
    }
}

/// Finds out the names of those in a message who are not known, such as those who left a group.
pub(crate) async fn learn(context: &Context, state: &mut State, message: &Message) {
    let happened = message.system.iter().flat_map(|event| &event.user_ids);
    let quoted = message.reply_to.iter().map(|quote| &quote.sender_id);
    let others = happened.chain(quoted).chain(&message.forwarded_from);
    for id in others.chain([&message.sender_id]) {
        if state.name(*id).is_none() {
            match context.client.users().get(*id).await {
                Ok(user) => state.learn(*id, &user.username),
                Err(Error::Refused(_)) => state.learn(*id, SOMEBODY),
                Err(_) => return, // another time
            }
        }
    }
}

/// The chat that is meant by `text`; a private one is created where there is none. `directory` is
/// where people are found.
pub(crate) async fn find_or_begin(
    context: &Context,
    state: &mut State,
    text: &str,
    directory: &str,
) -> Result<ChatId, Failure> {
    match target(context, state, text, directory).await? {
        Target::Chat(id) => Ok(id),
        Target::Person(user) if state.is_me(user.id) => {
            Err(Failure::Usage("That is you: a chat is with somebody else.".into()))
        }
        Target::Person(user) => Ok(context.client.chats().open_private(user.id).await?.id),
    }
}

/// The chat that is meant by `text`, where there is one.
async fn find(context: &Context, state: &mut State, text: &str) -> Result<ChatId, Failure> {
    match target(context, state, text, SCRIPTED).await? {
        Target::Chat(id) => Ok(id),
        Target::Person(user) => {
            let (name, but) = (user.username, "where you have cleared it, nothing is left");
            Err(Failure::Usage(format!("There is no chat with {name} in your list; {but}.")))
        }
    }
}

async fn target(
    context: &Context,
    state: &mut State,
    text: &str,
    directory: &str,
) -> Result<Target, Failure> {
    let nothing = || {
        let why = format!("There is no chat and no person called {text}.");
        Failure::Usage(format!("{why} {directory} finds people."))
    };
    let users = context.client.users();
    match resolve(state, text) {
        Resolution::Chat(id) => Ok(Target::Chat(id)),
        Resolution::Person(name) => {
            users.find(&name).await?.map(Target::Person).ok_or_else(nothing)
        }
        Resolution::PersonOrGroup(name, group) => match users.find(&name).await? {
            None => Ok(Target::Chat(group)),
            Some(_) => Err(Failure::Usage(format!(
                "{text} is a person and a group: say @{text} for the person, {group} for the group."
            ))),
        },
        Resolution::Several(chats) => Err(several(state, text, chats)),
        Resolution::Nothing => Err(nothing()),
    }
}

/// Asks to choose, by the numbers that this shows.
fn several(state: &mut State, text: &str, chats: Vec<ChatId>) -> Failure {
    let mut words = format!("Several chats are called {text}. Name one by its number or id:");
    for (at, known) in chats.iter().filter_map(|id| state.chat(*id)).enumerate() {
        let (number, kind) = (at + 1, known.r#type.as_str());
        words += &format!("\n{number}  {} ({kind}) {}", state.title_of(known), known.id);
    }
    state.number(chats);
    Failure::Usage(words)
}

/// The user called `name`, with or without `@`.
pub(crate) async fn user_named(context: &Context, name: &str) -> Result<UserSummary, Failure> {
    let user = context.client.users().find(name.trim_start_matches('@')).await?;
    user.ok_or_else(|| {
        Failure::Usage(format!("There is nobody called {name}. /users finds people."))
    })
}
