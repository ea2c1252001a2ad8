//! How rules run: to their end, whatever becomes of who has asked, but not for ever.

use crate::app::App;
use crate::error::ApiError;
use crate::sync;
use std::pin::pin;
use std::time::Duration;
use tracing::Instrument;
use whatschat_core::ErrorCode;

/// How long a client waits for a rule at most.
const RULE_TIMEOUT: Duration = Duration::from_secs(30);

/// Runs a rule in a task of its own: poem drops a request whose client hangs up, and what has
/// been committed by then must still be told to others. The same when it takes too long: the
/// client is told, and it goes on; but not where it keeps all others waiting.
pub(crate) async fn to_the_end<T: Send + 'static>(
    app: &App,
    rule: impl Future<Output = Result<T, ApiError>> + Send + 'static,
) -> Result<T, ApiError> {
    let running = app.tasks.spawn(unless_overdue(app.clone(), rule).in_current_span());
    match tokio::time::timeout(RULE_TIMEOUT, running).await {
        Ok(done) => done.unwrap_or_else(|_| Err(ApiError::internal("a handler panicked"))),
        Err(_) => Err(ErrorCode::Unavailable.into()),
    }
}

/// Breaks work off that holds [`changes`](crate::app::Parts::changes) for too long. What has become
/// of its commit is not known then.
pub(crate) async fn unless_overdue<T>(
    app: App,
    work: impl Future<Output = Result<T, ApiError>>,
) -> Result<T, ApiError> {
    let mut work = pin!(work); // it holds the changes until what follows is done
    tokio::select! {
        biased;
        done = &mut work => done,
        () = app.changes.overdue() => {
            tracing::error!("a change took too long, and was broken off");
            sync::start_anew(&app);
            Err(ErrorCode::Unavailable.into())
        }
    }
}
