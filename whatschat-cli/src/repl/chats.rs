//! What happens to chats themselves.

use crate::app::App;
use crate::failure::Failure;
use std::collections::HashSet;
use whatschat_client::core::chats::{ChatChange, ChatChanged, ChatType};
use whatschat_client::core::id::ChatId;

impl App {
    /// Tells that a chat is no more. What else has changed in one, the store tells.
    pub(super) fn chat_changed(&mut self, change: &ChatChanged) {
        let id = change.chat_id;
        let about_me = change.user_ids.iter().any(|user| self.state.is_me(*user));
        match change.change {
            ChatChange::Removed if about_me => {
                self.gone(id, |name| format!("You are no longer in {name}"));
            }
            ChatChange::Ended => self.gone(id, |name| format!("{name} was disbanded")),
            _ => {}
        }
    }

    /// Takes over what has changed in the store.
    pub(super) async fn stored(&mut self) -> Result<(), Failure> {
        let before: HashSet<ChatId> = self.state.chats().iter().map(|known| known.id).collect();
        self.reload().await?;
        if self.connection.synced {
            self.tell_new_groups(&before);
        }
        let open = self.state.open.as_ref().and_then(|open| self.state.chat(open.id));
        if let Some((id, name)) =
            open.map(|known| (known.id, self.state.title_of(known).to_owned()))
        {
            self.renamed(id, &name);
        }
        self.tell_refused().await
    }

    /// Says in which groups one is now. The other's first words tell of a private chat.
    fn tell_new_groups(&self, before: &HashSet<ChatId>) {
        for known in self.state.chats() {
            let is_group = known.r#type == ChatType::Group;
            // One that comes back to the list was left by nobody.
            let is_known = self.connection.told.contains_key(&known.id);
            if is_group && !is_known && !before.contains(&known.id) && !self.state.is_open(known.id)
            {
                self.context.screen.note(&format!("— you are in the group {} —", known.name));
            }
        }
    }

    /// Tells that a chat is no more, and closes it.
    pub(super) fn gone(&mut self, id: ChatId, why: impl Fn(&str) -> String) {
        if let Some(name) = self.state.title(id) {
            self.context.screen.note(&format!("— {} —", why(name)));
        }
        if self.state.is_open(id) {
            self.close_chat();
            self.ask_line_anew();
        }
    }

    /// The prompt shows what the open chat is called now.
    pub(crate) fn renamed(&mut self, id: ChatId, name: &str) {
        self.state.entitle(id, name);
        let open = self.state.open.as_mut().filter(|open| open.id == id && open.name != name);
        if let Some(open) = open {
            name.clone_into(&mut open.name);
            self.ask_line_anew();
        }
    }
}
