//! Variables that look like settings and are none.

use super::SETTINGS;

/// What every variable of the project begins with.
const PREFIX: &str = "WHATSCHAT_";
/// The server's own that is no setting, and those of the terminal client and the examples.
const OTHERS: [&str; 6] = [
    "WHATSCHAT_CONFIG",
    "WHATSCHAT_CONFIG_DIR",
    "WHATSCHAT_EMAIL",
    "WHATSCHAT_PASSWORD",
    "WHATSCHAT_PROFILE",
    "WHATSCHAT_SERVER",
];

/// The variables of the environment that set nothing, although they begin like those that do: they
/// are misspelt, and what was meant does not hold.
pub fn misspelt() -> Vec<String> {
    std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).filter(is_unknown).collect()
}

fn is_unknown(name: &String) -> bool {
    name.starts_with(PREFIX)
        && !OTHERS.contains(&name.as_str())
        && SETTINGS.iter().all(|setting| setting.variable() != *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_only_looks_like_a_setting_is_found() {
        let unknown = |name: &str| is_unknown(&name.to_owned());
        assert!(unknown("WHATSCHAT_LISTENS"));
        for known in ["WHATSCHAT_LISTEN", "WHATSCHAT_CONFIG", "WHATSCHAT_SERVER", "PATH"] {
            assert!(!unknown(known), "{known}");
        }
    }
}
