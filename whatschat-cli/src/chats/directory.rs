//! From what somebody typed to a chat.

use crate::context::Context;
use crate::failure::Failure;
use crate::state::{Me, Resolution, Seen, State, resolve};
use whatschat_client::core::id::ChatId;
use whatschat_client::core::messages::Message;
use whatschat_client::core::users::{ListUsers, UserSummary};

/// The most pages of users that are searched for one name.
const PAGES: u32 = 20;

/// The chats of the user, for commands of scripts.
pub(crate) struct Directory {
    pub(crate) state: State,
}

impl Directory {
    /// Reads the list of chats.
    pub(crate) async fn load(context: &Context) -> Result<Self, Failure> {
        let id = context.client.user_id().ok_or(Failure::NotLoggedIn)?;
        let mut directory = Self { state: State::of(Me::unnamed(id)) };
        directory.refresh(context).await?;
        Ok(directory)
    }

    /// Reads the list of chats anew; what was seen stays.
    pub(crate) async fn refresh(&mut self, context: &Context) -> Result<(), Failure> {
        self.state.set_chats(context.client.chats().list().await?);
        Ok(())
    }

    /// The same, because of a message in a new chat: that message is not seen yet.
    pub(crate) async fn refresh_before(
        &mut self,
        context: &Context,
        message: &Message,
    ) -> Result<(), Failure> {
        self.refresh(context).await?;
        if let Some(known) = self.state.chat_mut(message.chat_id) {
            known.seen = Seen::up_to(message.seq.saturating_sub(1));
        }
        Ok(())
    }

    /// The chats with messages that were not seen, and up to where they were.
    pub(crate) fn behind(&self) -> Vec<(ChatId, u64)> {
        let all = self.state.chats().iter();
        let seen = all.map(|known| (known, known.seen.complete_to()));
        seen.filter(|(known, seen)| {
            known.chat.last_message.as_ref().is_some_and(|last| last.seq > *seen)
        })
        .map(|(known, seen)| (known.chat.id, seen))
        .collect()
    }

    /// The chat that is meant by `text`; a private one is created where there is none.
    pub(crate) async fn find(&mut self, context: &Context, text: &str) -> Result<ChatId, Failure> {
        find_chat(context, &mut self.state, text).await
    }

    /// The name of who sent a message.
    pub(crate) async fn sender(&mut self, context: &Context, message: &Message) -> String {
        let id = message.sender_id;
        if let Some(name) = self.state.name(id).filter(|_| !self.state.is_me(id)) {
            return name.into();
        }
        let user = context.client.users().get(id).await;
        let name = user.map_or_else(|_| "somebody".into(), |user| user.username);
        self.state.learn(id, &name);
        name
    }
}

/// The chat that is meant by `text`; a private one is created where there is none.
pub(crate) async fn find_chat(
    context: &Context,
    state: &mut State,
    text: &str,
) -> Result<ChatId, Failure> {
    let nothing = || Failure::Usage(format!("There is no chat and no person called {text}."));
    let person = match resolve(state, text) {
        Resolution::Chat(id) => return Ok(id),
        Resolution::Person(name) => find_user(context, &name).await?.ok_or_else(nothing)?,
        Resolution::PersonOrGroup(name, group) => match find_user(context, &name).await? {
            None => return Ok(group),
            Some(_) => {
                return Err(Failure::Usage(format!(
                    "{text} is a person and a group: say @{text} for the person, {group} for the group."
                )));
            }
        },
        Resolution::Several(chats) => return Err(several(state, text, chats)),
        Resolution::Nothing => return Err(nothing()),
    };
    Ok(context.client.chats().open_private(person.id).await?.id)
}

/// Asks to choose, by the numbers that this shows.
fn several(state: &mut State, text: &str, chats: Vec<ChatId>) -> Failure {
    let mut words = format!("Several chats are called {text}. Name one by its number or id:");
    for (at, known) in chats.iter().filter_map(|id| state.chat(*id)).enumerate() {
        let (number, kind) = (at + 1, known.chat.r#type.as_str());
        words += &format!("\n{number}  {} ({kind}) {}", known.chat.name, known.chat.id);
    }
    state.number(chats);
    Failure::Usage(words)
}

/// The user of exactly this name, without regard to case.
pub(crate) async fn find_user(
    context: &Context,
    name: &str,
) -> Result<Option<UserSummary>, Failure> {
    for page in 1..=PAGES {
        let request = ListUsers { page, limit: 100, search: Some(name.into()) };
        let found = context.client.users().list(request).await?;
        let mut users = found.users.into_iter();
        if let Some(user) = users.find(|user| user.username.eq_ignore_ascii_case(name)) {
            return Ok(Some(user));
        }
        if u64::from(page) >= found.pagination.pages {
            break;
        }
    }
    Ok(None)
}
