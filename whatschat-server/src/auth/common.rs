//! Passwords that everybody tries first.

use crate::config::Environment;
use crate::error::ApiError;
use std::collections::HashSet;
use std::sync::LazyLock;
use whatschat_core::error::FieldCode;

/// One a line, in lower case; `#` begins a remark.
const LIST: &str = include_str!("common_passwords.txt");

static COMMON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| LIST.lines().filter(|line| !line.starts_with('#')).collect());

/// Refuses a common password, whatever its case, where people depend on the server.
pub(super) fn refuse(
    environment: Environment,
    field: &str,
    password: &str,
) -> Result<(), ApiError> {
    let matters = environment == Environment::Production;
    if matters && COMMON.contains(password.to_lowercase().as_str()) {
        return Err(ApiError::bad_field(field, FieldCode::TooCommon, ""));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_passwords_are_refused_in_production_whatever_their_case() {
        assert_eq!(COMMON.len(), 3000);
        let refused = |environment, password| refuse(environment, "password", password).is_err();
        for password in ["Passw0rd", "Password1", "QWERTY123", "Abc123", "Trustno1"] {
            assert!(refused(Environment::Production, password), "{password}");
            assert!(!refused(Environment::Development, password), "{password}");
        }
        assert!(!refused(Environment::Production, "Tr0ub4dor&3"));
    }
}
