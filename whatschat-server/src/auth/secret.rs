//! What signs tokens.

use crate::config::Config;
use crate::error::StartError;
use rand::Rng;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// A key that only the server knows.
pub(crate) struct Secret(pub(super) Vec<u8>);

impl Secret {
    /// The configured secret; else the one in the data folder, made on the first start.
    pub(crate) fn of(config: &Config) -> Result<Self, StartError> {
        if let Some(secret) = &config.secret {
            return Ok(Self(secret.clone().into_bytes()));
        }
        let file = config.data_dir.join("secret");
        let kept = std::fs::read(&file).or_else(|_| make(&file));
        kept.map(Self).map_err(|why| StartError::DataDir { folder: config.data_dir.clone(), why })
    }
}

fn make(file: &Path) -> std::io::Result<Vec<u8>> {
    let mut secret = vec![0; 32];
    rand::rng().fill_bytes(&mut secret);
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?.write_all(&secret)?;
    tracing::info!(file = %file.display(), "made a secret to sign tokens with; keep the file");
    Ok(secret)
}
