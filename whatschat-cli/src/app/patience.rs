//! How long the server may keep somebody waiting at the prompt.

use std::time::Duration;
use tokio::time::timeout;

/// Nobody is listened to meanwhile.
const PATIENCE: Duration = Duration::from_secs(2);

/// What comes of asking the server, such as for a name; nothing where that takes it too long.
pub(crate) async fn in_time<T>(asked: impl Future<Output = T>) -> Option<T> {
    timeout(PATIENCE, asked).await.ok()
}
