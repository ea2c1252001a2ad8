//! Where on this computer a file goes.

use std::path::{Path, PathBuf};

/// What is not to be in the name of a file that one saves.
const UNSAFE: &[char] = &['/', '\\', ':', '\0'];

/// What was typed, as a path: here no shell has put the home folder in the place of `~`.
pub(crate) fn at_home(typed: &str) -> PathBuf {
    let in_home = match typed.strip_prefix('~') {
        Some("") => etcetera::home_dir().ok(),
        Some(rest) => {
            rest.strip_prefix('/').and_then(|rest| Some(etcetera::home_dir().ok()?.join(rest)))
        }
        None => None,
    };
    in_home.unwrap_or_else(|| typed.into())
}

/// The file that is meant by what was typed: in a folder, `name`.
pub(super) fn of(typed: &str, name: &Path) -> PathBuf {
    let place = at_home(typed);
    if place.is_dir() { place.join(name) } else { place }
}

/// A name for a file, if anything is left of it. Somebody else chose it, so it names no other
/// folder and hides nothing.
pub(super) fn harmless(given: &str) -> Option<String> {
    let harmless = |letter: &char| {
        !UNSAFE.contains(letter) && crate::sanitise::is_harmless(&letter.to_string())
    };
    let name: String = given.chars().filter(harmless).collect();
    Some(name.trim_matches([' ', '.']).to_owned()).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tilde_is_the_home_folder_only_where_it_is_one() {
        let home = etcetera::home_dir().unwrap();
        assert_eq!(at_home("~"), home);
        assert_eq!(at_home("~/a b/c"), home.join("a b/c"));
        for typed in ["~a", "a/~/b", "a~", "/tmp"] {
            assert_eq!(at_home(typed), Path::new(typed));
        }
    }

    #[test]
    fn a_file_goes_into_a_folder_under_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let typed = folder.path().to_str().unwrap();
        assert_eq!(of(typed, Path::new("a.txt")), folder.path().join("a.txt"));
        assert_eq!(of("no such folder/b", Path::new("a.txt")), Path::new("no such folder/b"));
    }

    #[test]
    fn somebody_elses_name_leads_nowhere() {
        assert_eq!(harmless("../../.bashrc").as_deref(), Some("bashrc"));
        assert_eq!(harmless("a/b\u{1b}[2J.txt").as_deref(), Some("ab[2J.txt"));
        assert_eq!(harmless(" .. "), None);
    }
}
