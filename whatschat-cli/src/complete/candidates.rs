//! What may stand where the cursor is. The commands come from clap; the names from the session.

use super::{Hint, files};
use crate::help;
use crate::typed::grammar::{self, Place};
use std::sync::{Arc, PoisonError, RwLock};

/// The names known so far; those that would need escapes on the screen are left out.
#[derive(Clone, Default)]
pub(crate) struct Names(Arc<RwLock<Known>>);

#[derive(Default)]
struct Known {
    chats: Vec<String>,
    users: Vec<String>,
}

impl Names {
    /// Takes over what is known now.
    pub(crate) fn set<'a>(
        &self,
        chats: impl Iterator<Item = &'a str>,
        users: impl Iterator<Item = &'a str>,
    ) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) =
            Known { chats: tidy(chats), users: tidy(users) };
    }

    fn with<T>(&self, read: impl FnOnce(&Known) -> T) -> T {
        read(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

fn tidy<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let harmless = |name: &&str| crate::sanitise::is_harmless(name);
    let mut names: Vec<String> = names.filter(harmless).map(Into::into).collect();
    names.sort_by_key(|name| name.to_lowercase());
    names.dedup();
    names
}

pub(super) struct Candidates {
    names: Names,
}

impl Candidates {
    pub(super) fn new(names: Names) -> Self {
        Self { names }
    }

    /// Where the word being typed begins, and what it may become.
    pub(super) fn find(&self, line: &str) -> (usize, Vec<String>) {
        let Some((start, place)) = grammar::place(line) else { return (line.len(), Vec::new()) };
        let word = line[start..].to_lowercase();
        let fits = |name: &String| name.to_lowercase().starts_with(&word);
        (start, self.all(&place, &line[start..]).into_iter().filter(fits).collect())
    }

    fn all(&self, place: &Place, typed: &str) -> Vec<String> {
        match place {
            Place::Command => {
                grammar::names().into_iter().map(|name| format!("/{name} ")).collect()
            }
            Place::Topic => {
                grammar::names().into_iter().chain(help::topics().map(Into::into)).collect()
            }
            Place::Choice(choices) => choices.clone(),
            Place::File => files::beside(typed),
            Place::User => self.names.with(|known| known.users.clone()),
            Place::Chat => self
                .names
                .with(|known| tidy(known.chats.iter().chain(&known.users).map(String::as_str))),
        }
    }

    /// The rest of the only candidate, or what the command still wants.
    pub(super) fn hint(&self, line: &str) -> Option<Hint> {
        if !line.starts_with('/') || line.len() < 2 {
            return None;
        }
        let (start, found) = self.find(line);
        if let [only] = found.as_slice()
            && let Some(rest) = only.get(line.len() - start..).map(str::trim_end)
            && !rest.is_empty()
            && start < line.len()
        {
            return Some(Hint { text: rest.into(), is_usage: false });
        }
        let usage = grammar::missing(line)?;
        Some(Hint { text: usage, is_usage: true })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates() -> Candidates {
        let names = Names::default();
        names
            .set(["我的 family", "bob", "evil\u{1b}[2J"].into_iter(), ["bob", "Carol"].into_iter());
        Candidates::new(names)
    }

    fn found(line: &str) -> Vec<String> {
        candidates().find(line).1
    }

    #[test]
    fn commands_names_and_choices_are_completed() {
        assert_eq!(found("/op"), ["/open "]);
        assert_eq!(found("/open "), ["bob", "Carol", "我的 family"]);
        assert_eq!(found("/open 我"), ["我的 family"]);
        assert_eq!(found("/open 我的 f"), ["我的 family"]);
        assert_eq!(found("/status b"), ["busy"]);
        assert_eq!(found("/lang "), ["zh", "en"]);
        assert_eq!(found("/group new family c"), ["Carol"]);
        assert_eq!(found("/help unm"), ["unmute"]);
        assert_eq!(found("/help wr"), ["writing"]);
        assert!(found("hello b").is_empty());
        assert!(found("/edit 3 b").is_empty());
    }

    #[test]
    fn a_name_with_escapes_is_never_offered() {
        assert!(!found("/open ").iter().any(|name| name.contains('\u{1b}')));
    }

    #[test]
    fn hints_show_the_rest_or_what_is_missing() {
        let hint = |line: &str| candidates().hint(line).map(|hint| hint.text);
        assert_eq!(hint("/sta").as_deref(), Some("tus"));
        assert_eq!(hint("/open").as_deref(), Some(" CHAT"));
        assert_eq!(hint("/open c").as_deref(), Some("arol"));
        assert_eq!(hint("/edit 3 ").as_deref(), Some("TEXT"));
        assert_eq!(hint("/edit 3 x"), None);
        assert_eq!(hint("hello"), None);
    }
}
