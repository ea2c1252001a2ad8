//! What signs tokens.

use crate::config::{Config, Environment};
use crate::error::StartError;
use hmac::{Hmac, KeyInit};
use rand::Rng;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// As long as what the signature makes of it (HS256).
const LEAST_BYTES: usize = 32;

/// How many different bytes it has at least; random ones have about thirty.
const LEAST_DIFFERENT: usize = 12;

/// A key that only the server knows.
pub(crate) struct Secret(pub(super) Vec<u8>);

impl Secret {
    /// The configured secret; else the one in the data folder, made on the first start.
    pub(crate) fn of(config: &Config) -> Result<Self, StartError> {
        let file = config.data_dir.join("secret");
        let secret = match &config.secret {
            Some(secret) => secret.clone().into_bytes(),
            None => kept(&file)
                .map_err(|why| StartError::DataDir { folder: config.data_dir.clone(), why })?,
        };
        if secret.len() < LEAST_BYTES {
            let why = format!(
                "it needs at least {LEAST_BYTES} bytes (else it is read from {})",
                file.display()
            );
            return Err(StartError::Setting { name: "secret", why });
        }
        if config.environment == Environment::Production && is_guessable(&secret) {
            let why = "it can be guessed; make one with `openssl rand -base64 48`".into();
            return Err(StartError::Setting { name: "secret", why });
        }
        Ok(Self(secret))
    }

    /// A key of its own for each purpose.
    pub(crate) fn derive(&self, purpose: &[u8]) -> Hmac<Sha256> {
        let mut key = Sha256::new();
        key.update(purpose);
        key.update(&self.0);
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        Hmac::new_from_slice(&key.finalize()).expect("a key of any length")
    }
}

/// What examples have, or a few letters over and over, is no secret, however long.
fn is_guessable(secret: &[u8]) -> bool {
    const EXAMPLES: [&str; 7] =
        ["secret", "changeme", "change-me", "change_me", "password", "example", "whatschat"];
    let text = String::from_utf8_lossy(secret).to_lowercase();
    let different = secret.iter().collect::<HashSet<_>>().len();
    different < LEAST_DIFFERENT || EXAMPLES.iter().any(|example| text.contains(example))
}

fn kept(file: &Path) -> std::io::Result<Vec<u8>> {
    match std::fs::read(file) {
        Err(why) if why.kind() == ErrorKind::NotFound => make(file),
        read => read,
    }
}

/// Whole, or not at all: half a secret would sign tokens as well.
fn make(file: &Path) -> std::io::Result<Vec<u8>> {
    let mut secret = vec![0; LEAST_BYTES];
    rand::rng().fill_bytes(&mut secret);
    let unfinished = file.with_extension("new");
    let mut new =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    new.write_all(&secret)?;
    new.sync_all()?;
    std::fs::rename(&unfinished, file)?;
    tracing::info!(file = %file.display(), "made a secret to sign tokens with; keep the file");
    Ok(secret)
}
