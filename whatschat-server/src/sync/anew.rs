//! When nobody knows whether a change stands.

use crate::app::App;
use std::time::Duration;

/// After how long PostgreSQL has given up a transaction that nobody goes on with.
const GIVEN_UP: Duration = Duration::from_secs(70);

/// Of a change nobody knows whether it stands: all sockets come anew, and of a call that it may have
/// made the deadline is looked for. And once more, for it may come to stand until its database has
/// given up, when who has come meanwhile was read as before.
pub(crate) fn start_anew(app: &App) {
    look(app);
    let app = app.downgrade();
    tokio::spawn(async move {
        tokio::time::sleep(GIVEN_UP).await;
        if let Some(app) = app.upgrade() {
            look(&app);
        }
    });
}

fn look(app: &App) {
    app.calls.note(Some(app.clock.now()));
    app.hub.start_anew();
}
