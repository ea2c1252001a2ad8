//! What people are called.

use super::State;
use whatschat_client::core::chats::{ChatSummary, ChatType};
use whatschat_client::core::id::UserId;

/// Stands for somebody whose account is no more.
const DELETED: &str = "deleted user";

/// How a user is called: the name of a deleted account is made of its id, and tells people nothing.
pub(crate) fn shown_name(id: UserId, username: &str) -> &str {
    let digits = id.0.simple().to_string();
    let is_deleted = username.strip_prefix("deleted_").is_some_and(|rest| digits.ends_with(rest));
    if is_deleted && username.len() > "deleted_".len() { DELETED } else { username }
}

impl State {
    /// What a chat in a list is called.
    pub(crate) fn title_of<'a>(&self, chat: &'a ChatSummary) -> &'a str {
        let mut others = chat.participants.iter().filter(|person| !self.is_me(person.id));
        match (chat.r#type, others.next()) {
            // A private chat without a name of its own has the other's.
            (ChatType::Private, Some(other)) if other.username == chat.name => {
                shown_name(other.id, &chat.name)
            }
            _ => &chat.name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_name_that_is_made_of_the_id_is_that_of_a_deleted_account() {
        let id: UserId = "0190b5a4-0000-7000-8000-85cc00000001".parse().unwrap();
        assert_eq!(shown_name(id, "deleted_85cc00000001"), DELETED);
        for name in ["deleted_85cc00000002", "deleted_", "deleted", "bob"] {
            assert_eq!(shown_name(id, name), name);
        }
    }
}
