//! Files of this computer, where a command takes one.

use crate::files::at_home;
use crate::sanitise;
use std::fs::{DirEntry, read_dir};

/// The files and folders beside what is typed so far; hidden ones once their dot is.
pub(super) fn beside(typed: &str) -> Vec<String> {
    let (folder, name) = typed.split_at(typed.rfind('/').map_or(0, |slash| slash + 1));
    let entries = read_dir(if folder.is_empty() { ".".into() } else { at_home(folder) });
    let wants_hidden = name.starts_with('.');
    let names = entries.into_iter().flatten().flatten().filter_map(|entry| name_of(&entry));
    let mut found: Vec<String> = names
        .filter(|name| name.starts_with('.') == wants_hidden && sanitise::is_harmless(name))
        .map(|name| format!("{folder}{name}"))
        .collect();
    found.sort();
    found
}

/// Its name, with a slash where it goes on; `None` where nobody could type it.
fn name_of(entry: &DirEntry) -> Option<String> {
    let name = entry.file_name().into_string().ok()?;
    Some(if entry.path().is_dir() { name + "/" } else { name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_looked_into_once_its_slash_is_typed() {
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
        let of_crate = beside(concat!(env!("CARGO_MANIFEST_DIR"), "/s"));
        assert!(of_crate.contains(&format!("{source}/")), "{of_crate:?}");
        assert!(beside(&format!("{source}/")).contains(&format!("{source}/main.rs")));
        assert!(beside("/no such folder/x").is_empty());
    }
}
