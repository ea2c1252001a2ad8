//! Whether an upload moves.

use crate::builder::REQUEST_TIMEOUT;
use crate::{Error, NetworkError};
use std::pin::pin;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::sleep;

/// The slowest that an upload may be, in bytes a second. What was handed over may still wait in
/// buffers on the way, which nobody here can look into: at this pace it gets through. The server
/// has no more patience with its largest file.
const SLOWEST: u64 = 16 * 1024;

/// How much of an upload was handed over to the network, as the other side hears of it.
pub(crate) struct Movement(watch::Receiver<u64>);

#[derive(Debug, thiserror::Error)]
#[error("the upload has stood still for {} s", .0.as_secs())]
struct StoodStill(Duration);

impl Movement {
    /// Nothing has moved yet, and whoever moves it tells how much.
    pub(super) fn new() -> (watch::Sender<u64>, Self) {
        let (moved, movement) = watch::channel(0);
        (moved, Self(movement))
    }

    /// Awaits the end of the upload, but no longer than it moves.
    pub(crate) async fn of<T>(
        mut self,
        upload: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let mut upload = pin!(upload);
        loop {
            let patience = patience(*self.0.borrow_and_update());
            tokio::select! {
                biased; // an answer counts, however late
                end = &mut upload => return end,
                Ok(()) = self.0.changed() => {}
                () = sleep(patience) => return Err(NetworkError::new(StoodStill(patience)).into()),
            }
        }
    }
}

fn patience(moved: u64) -> Duration {
    REQUEST_TIMEOUT + Duration::from_secs(moved / SLOWEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Retry;
    use std::future::pending;
    use tokio::time::Instant;

    const PIECE: u64 = 1024;

    #[tokio::test(start_paused = true)]
    async fn what_moves_goes_on_and_what_stands_still_may_be_tried_again() {
        let (moved, movement) = Movement::new();
        let begun = Instant::now();
        let upload = movement.of(async {
            for piece in 1..=100 {
                sleep(REQUEST_TIMEOUT - Duration::from_secs(1)).await;
                moved.send_replace(piece * PIECE);
            }
            pending::<Result<(), Error>>().await
        });
        let error = upload.await.unwrap_err();
        let waited = begun.elapsed().as_secs();
        assert_eq!(waited, 100 * 29 + 30 + 100 * PIECE / SLOWEST, "{error}");
        assert!(matches!(error, Error::Network(_)), "{error:?}");
        assert!(matches!(error.retry(), Retry::After(_)));
    }

    #[tokio::test(start_paused = true)]
    async fn once_all_is_handed_over_the_answer_is_awaited() {
        let (moved, movement) = Movement::new();
        moved.send_replace(100 * SLOWEST);
        drop(moved);
        let answer = async {
            sleep(Duration::from_secs(129)).await;
            Ok("stored")
        };
        assert_eq!(movement.of(answer).await.unwrap(), "stored");
    }
}
