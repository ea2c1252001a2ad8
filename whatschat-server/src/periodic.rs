//! Work that the server does again and again, for as long as it runs.

use crate::app::App;
use crate::error::ApiError;
use crate::http::unless_overdue;
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// How often what is done every hour looks at the server's clock.
const GLANCE: Duration = Duration::from_secs(1);
const HOUR_MS: i64 = 3600 * 1000;

/// Does some work with this pause before each time. What fails, or panics, is logged under its
/// name, and done again the next time.
pub(crate) fn repeat<F>(
    app: &App,
    pause: Duration,
    name: &'static str,
    work: impl Fn(App) -> F + Send + Sync + 'static,
) where
    F: Future<Output = Result<(), ApiError>> + Send,
{
    let weak = app.downgrade();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(pause).await;
            let Some(app) = weak.upgrade() else { return };
            watch(name, async { unless_overdue(app.clone(), work(app)).await }).await;
        }
    });
}

/// The same every hour, by the server's clock.
pub(crate) fn hourly<F>(
    app: &App,
    name: &'static str,
    work: impl Fn(App) -> F + Copy + Send + Sync + 'static,
) where
    F: Future<Output = Result<(), ApiError>> + Send,
{
    let next = AtomicI64::new(app.clock.now().plus_ms(HOUR_MS).0);
    repeat(app, GLANCE, name, move |app| {
        let now = app.clock.now();
        let is_due = next.load(Ordering::Relaxed) <= now.0;
        if is_due {
            next.store(now.plus_ms(HOUR_MS).0, Ordering::Relaxed);
        }
        async move { if is_due { work(app).await } else { Ok(()) } }
    });
}

async fn watch(name: &str, work: impl Future<Output = Result<(), ApiError>>) {
    // What a panic leaves half done is what a stop of the server would leave, too.
    match AssertUnwindSafe(work).catch_unwind().await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(work = name, code = error.code.as_str(), "not done"),
        Err(_) => tracing::error!(work = name, "it panicked"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_not_passed_on() {
        watch("a test", async { panic!("on purpose") }).await;
        watch("a test", async { Err(ApiError::internal("on purpose")) }).await;
    }
}
