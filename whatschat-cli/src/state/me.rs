//! Who is logged in.

use whatschat_client::core::id::UserId;

/// Stands for a name that is not known; too short for a user name.
const UNNAMED: &str = "me";

/// Who is logged in.
#[derive(Debug, Clone)]
pub(crate) struct Me {
    /// The user's id.
    pub(crate) id: UserId,
    /// The user name.
    pub(crate) name: String,
}

impl Me {
    /// Somebody of whom only the id is known, as long as the server cannot be asked.
    pub(crate) fn unnamed(id: UserId) -> Self {
        Self { id, name: UNNAMED.into() }
    }

    /// Whether the name is known.
    pub(crate) fn is_named(&self) -> bool {
        self.name != UNNAMED
    }
}
