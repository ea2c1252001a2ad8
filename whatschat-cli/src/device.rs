//! What this device calls itself, so that people know it in a list of those they use.

/// The most characters of each of its names.
const NAME: usize = 40;

/// The program, the computer, and which account on it.
pub(crate) fn agent(profile: &str) -> String {
    let program = concat!("whatschat-cli/", env!("CARGO_PKG_VERSION"));
    format!("{program} ({}, profile {})", plain(&host()), plain(profile))
}

#[cfg(unix)]
fn host() -> String {
    let name = nix::unistd::gethostname().ok().and_then(|name| name.into_string().ok());
    name.unwrap_or_default()
}

#[cfg(not(unix))]
fn host() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_default()
}

/// A name as a header may have it.
fn plain(name: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let name: String = name.chars().take(NAME).map(|c| if fits(c) { c } else { '?' }).collect();
    if name.is_empty() { "?".into() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_harmless_in_a_header() {
        assert_eq!(plain("ann's laptop\r\nX: 1)"), "ann?s?laptop??X??1?");
        assert_eq!(plain(""), "?");
        assert!(agent("小明").ends_with(", profile ??)"));
    }
}
