//! Whom a text mentions.

use crate::app::{App, in_time};
use crate::context::Context;
use crate::failure::Failure;
use crate::state::{State, named};
use whatschat_client::core::id::{ChatId, UserId};

/// The members of a chat whose names stand in `text` behind an `@`. The server is asked where a
/// name may belong to one of those whom a list of chats leaves out.
pub(crate) async fn mentioned(
    context: &Context,
    state: &State,
    chat: ChatId,
    text: &str,
) -> Result<Vec<UserId>, Failure> {
    if !state.may_mention_others(chat, text) {
        return Ok(state.mentioned(chat, text));
    }
    let people = context.client.chats().get(chat).await?.participants;
    Ok(named(&people, text))
}

impl App {
    /// The same for a message that must not wait for long: it may be sent much later.
    pub(crate) async fn mentioned(&self, chat: ChatId, text: &str) -> Vec<UserId> {
        let asked = mentioned(&self.context, &self.state, chat, text);
        if let Some(Ok(people)) = in_time(asked).await {
            return people;
        }
        let why = "— the server does not say who is in this group: some @names may not be told —";
        self.context.screen.note(why);
        self.state.mentioned(chat, text)
    }
}
