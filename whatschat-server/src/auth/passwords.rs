//! Hashing passwords: slow on purpose, so away from the threads that serve requests, and only a
//! few at once.

use crate::error::ApiError;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, Params};
use std::num::NonZero;
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;

/// Argon2id at OWASP's minimum: 19 MiB, two passes, one lane.
pub(super) struct Passwords {
    /// One hash per core at most: a flood of logins leaves the rest quick.
    slots: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self { slots: Arc::new(Semaphore::new(cores)) }
    }
}

impl Passwords {
    pub(super) async fn hash(&self, password: String) -> Result<String, ApiError> {
        self.work(move || hash(&password)).await?
    }

    /// Whether `password` fits `hash`; with no hash it takes the same time and never fits.
    pub(super) async fn verify(
        &self,
        password: String,
        hash: Option<String>,
    ) -> Result<bool, ApiError> {
        self.work(move || verify(&password, hash.as_deref())).await
    }

    /// A new hash where the known one is weaker than what is made now.
    pub(super) async fn renew(
        &self,
        password: String,
        known: &str,
    ) -> Result<Option<String>, ApiError> {
        if is_weak(known) { self.hash(password).await.map(Some) } else { Ok(None) }
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let slot = self.slots.clone().acquire_owned().await.map_err(ApiError::internal)?;
        let done = tokio::task::spawn_blocking(move || {
            let _slot = slot; // given back when the work is done, also if nobody waits for it
            work()
        });
        done.await.map_err(ApiError::internal)
    }
}

fn hash(password: &str) -> Result<String, ApiError> {
    let hash: PasswordHash =
        Argon2::default().hash_password(password.as_bytes()).map_err(ApiError::internal)?;
    Ok(hash.to_string())
}

fn is_weak(known: &str) -> bool {
    let Ok(known) = PasswordHash::new(known) else { return false };
    let wanted = Params::default();
    let strong = |has: Params| has.m_cost() >= wanted.m_cost() && has.t_cost() >= wanted.t_cost();
    known.algorithm.as_str() != "argon2id" || !Params::try_from(&known).is_ok_and(strong)
}

fn verify(password: &str, hash: Option<&str>) -> bool {
    static NOBODYS: OnceLock<String> = OnceLock::new();
    let nobodys = || NOBODYS.get_or_init(|| self::hash("nobody's").unwrap_or_default()).as_str();
    let known = PasswordHash::new(hash.unwrap_or_else(nobodys));
    let fits = known
        .is_ok_and(|known| Argon2::default().verify_password(password.as_bytes(), &known).is_ok());
    fits && hash.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_argon2id_at_owasps_minimum() {
        let hash = hash("Passw0rd").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(verify("Passw0rd", Some(&hash)));
        assert!(!verify("passw0rd", Some(&hash)));
        assert!(!verify("nobody's", None));
    }

    #[test]
    fn a_hash_that_is_weaker_than_what_is_made_now_is_known() {
        assert!(!is_weak(&hash("Passw0rd").unwrap()));
        let rest = "$c29tZXNhbHQ$iWh06vD8Fy27wf9npn6FXWiCX4K6pW6Ue1Bnzz07Z8A";
        for weak in [
            "argon2id$v=19$m=4096,t=2,p=1",
            "argon2id$v=19$m=19456,t=1,p=1",
            "argon2i$v=19$m=19456,t=2,p=1",
        ] {
            assert!(is_weak(&format!("${weak}{rest}")), "{weak}");
        }
        assert!(!is_weak(&format!("$argon2id$v=19$m=65536,t=3,p=1{rest}")));
    }
}
