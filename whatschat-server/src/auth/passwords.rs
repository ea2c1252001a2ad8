//! Hashing passwords: slow on purpose, so away from the threads that serve requests, and only a
//! few at once.

use crate::error::ApiError;
use crate::turns::Turns;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, Params};
use std::num::NonZero;
use std::sync::OnceLock;

/// Argon2id at OWASP's minimum: 19 MiB, two passes, one lane.
pub(super) struct Passwords {
    /// One hash per core at most: a flood of logins leaves the rest quick.
    turns: Turns,
}

impl Default for Passwords {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self { turns: Turns::new(cores) }
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
        let turn = self.turns.take(1).await?;
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn; // given back when the work is done, also if nobody waits for it
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
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

    #[test]
    fn hashes_are_argon2id_at_owasps_minimum() {
        let hash = hash("Passw0rd").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(verify("Passw0rd", Some(&hash)));
        assert!(!verify("passw0rd", Some(&hash)));
        assert!(!verify("nobody's", None));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn there_are_no_more_hashes_at_once_than_cores() {
        static RUNNING: AtomicUsize = AtomicUsize::new(0);
        static MOST: AtomicUsize = AtomicUsize::new(0);
        let passwords = Arc::new(Passwords::default());
        let flood = (0..64).map(|_| {
            let passwords = passwords.clone();
            tokio::spawn(async move {
                let work = || {
                    MOST.fetch_max(RUNNING.fetch_add(1, SeqCst) + 1, SeqCst);
                    verify("Passw0rd", None);
                    RUNNING.fetch_sub(1, SeqCst);
                };
                passwords.work(work).await.unwrap();
            })
        });
        for hash in flood.collect::<Vec<_>>() {
            hash.await.unwrap();
        }
        let (most, cores) =
            (MOST.load(SeqCst), std::thread::available_parallelism().unwrap().get());
        assert!((1..=cores).contains(&most), "{most} hashes at once on {cores} cores");
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
