//! What happens to chats themselves.

use crate::app::App;
use whatschat_client::core::chats::{ChatChange, ChatChanged, ChatType};
use whatschat_client::core::id::ChatId;

impl App {
    /// Takes over a change of a chat. That the list cannot be read now is made up for later.
    pub(super) async fn chat_changed(&mut self, change: &ChatChanged) {
        let id = change.chat_id;
        let about_me = change.user_ids.iter().any(|user| self.state.is_me(*user));
        match change.change {
            ChatChange::Removed if about_me => self.gone(id, "You are in it no more"),
            ChatChange::Ended => self.gone(id, "It has ended"),
            ChatChange::Created | ChatChange::Added => self.begun(id).await,
            ChatChange::Details | ChatChange::Removed | ChatChange::Role | ChatChange::Cleared => {
                self.reread(id).await;
            }
        }
    }

    async fn begun(&mut self, id: ChatId) {
        let is_new = self.state.chat(id).is_none();
        self.reread(id).await;
        let Some(known) = self.state.chat(id).filter(|_| is_new) else { return };
        // The other's first words tell of a private chat.
        if known.chat.r#type == ChatType::Group && !self.state.is_open(id) {
            self.context.screen.note(&format!("— you are in the group {} —", known.chat.name));
        }
    }

    async fn reread(&mut self, id: ChatId) {
        if self.refresh_chats().await.is_err() {
            self.behind = true;
            return;
        }
        if let Some(name) = self.state.chat(id).map(|known| known.chat.name.clone()) {
            self.renamed(id, &name);
        }
    }

    fn gone(&mut self, id: ChatId, why: &str) {
        let name = self.state.forget(id);
        let was_open = self.state.open.take_if(|open| open.id == id);
        if let Some(name) = name.or(was_open.as_ref().map(|open| open.name.clone())) {
            self.context.screen.note(&format!("— {why}: {name} —"));
        }
        self.tell_names();
        if was_open.is_some() {
            self.ask_line_anew();
        }
    }

    /// The prompt shows what the open chat is called now.
    pub(crate) fn renamed(&mut self, id: ChatId, name: &str) {
        let open = self.state.open.as_mut().filter(|open| open.id == id && open.name != name);
        if let Some(open) = open {
            name.clone_into(&mut open.name);
            self.ask_line_anew();
        }
    }
}
