//! What the user chose in this profile.

use super::Profile;
use crate::failure::Failure;
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use whatschat_client::Locale;

const FILE: &str = "settings.json";

/// The user's choices.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Settings {
    /// The language of the server's messages; the system's where nothing was chosen.
    pub(crate) language: Option<Language>,
}

/// A language of the server's messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl Settings {
    /// Reads the profile's choices.
    pub(crate) fn load(profile: &Profile) -> Result<Self, Failure> {
        Ok(profile.read(FILE)?.unwrap_or_default())
    }

    /// Keeps them.
    pub(crate) fn save(self, profile: &Profile) -> Result<(), Failure> {
        profile.write(FILE, &self)
    }

    /// The language to ask the server for.
    pub(crate) fn locale(self) -> Locale {
        match self.language.unwrap_or_else(Language::of_system) {
            Language::Zh => Locale::ZhCn,
            Language::En => Locale::En,
        }
    }
}

impl Language {
    fn of_system() -> Self {
        let tag = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|value| !value.is_empty());
        match tag {
            Some(tag) if tag.starts_with("zh") => Self::Zh,
            _ => Self::En,
        }
    }
}
