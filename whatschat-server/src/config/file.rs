//! The configuration file.

use super::Environment;
use crate::StartError;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// What a file may set: the flags' names with underscores.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) listen: Option<SocketAddr>,
    pub(super) data_dir: Option<PathBuf>,
    pub(super) database_url: Option<String>,
    pub(super) env: Option<Environment>,
    pub(super) secret: Option<String>,
    pub(super) public_url: Option<String>,
    pub(super) access_token_ttl_s: Option<u32>,
    pub(super) refresh_token_ttl_s: Option<u32>,
    pub(super) mail_from: Option<String>,
}

pub(super) fn read(file: Option<&Path>) -> Result<File, StartError> {
    let Some(file) = file else { return Ok(File::default()) };
    let failed = |why: String| StartError::ConfigFile { file: file.to_owned(), why };
    let text = std::fs::read_to_string(file).map_err(|why| failed(why.to_string()))?;
    toml::from_str(&text).map_err(|why| failed(why.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_setting_is_named() {
        let wrong = toml::from_str::<File>("lisen = \"127.0.0.1:1\"").unwrap_err();
        assert!(wrong.to_string().contains("lisen"), "{wrong}");
    }
}
