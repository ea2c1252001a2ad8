//! The realtime side: who is connected, and what their events do. The protocol itself is in
//! [`crate::socketio`]; the rules are those of the rooms, the same that HTTP runs.

mod admission;
mod events;
mod gate;
mod hub;
mod identity;
mod reader;

pub(crate) use gate::Gate;
pub(crate) use hub::{Behind, Departed, Hub, Size};

use crate::app::App;
use crate::auth;
use crate::config::Environment;
use crate::error::ApiError;
use crate::http::cors;
use crate::periodic;
use crate::socketio::engine::{self, Origins};
use crate::socketio::{Config, SocketIo};
use crate::sync;
use std::time::Duration;
use tokio::sync::mpsc;
use url::Url;
use whatschat_core::limits::MESSAGE_BODY_MAX_BYTES;

/// The Socket.IO endpoint of a server.
pub(crate) type Sockets = SocketIo<Gate>;

/// How far back it looks for sessions that another node ended, or that ended while their socket
/// was being let in. Clocks of nodes differ.
const LOOK_BACK_MS: i64 = 60_000;
/// How often the server looks for sockets whose time is over: they are closed within a second.
const SWEEP: Duration = Duration::from_millis(750);

/// The most bytes of what a client sends at once: a message, and the frame around it.
const EVENT_MAX_BYTES: usize = MESSAGE_BODY_MAX_BYTES + 4096;

/// Makes the endpoint, and sees to it that sockets end when their tokens do.
pub(crate) fn serve(app: App, behind: mpsc::UnboundedReceiver<Behind>) -> Sockets {
    periodic::repeat(&app, SWEEP, "the closing of sockets", sweep);
    periodic::repeat(&app, SWEEP, "the look at the end of the log", notice);
    tokio::spawn(reader::serve(app.downgrade(), behind));
    let engine = engine::Config {
        origins: origins(&app),
        max_payload_bytes: EVENT_MAX_BYTES,
        ..engine::Config::default()
    };
    // No event has attachments, and whoever is there could leave them half sent.
    let config = Config { engine, max_attachments: 0, ..Config::default() };
    SocketIo::new(Gate::new(app), config)
}

/// The pages that may connect are those that may use the API, and the server's own. Where none is
/// named, in development all may.
fn origins(app: &App) -> Origins {
    let named = &app.config.cors_origins;
    let open = named.is_empty() && app.config.environment == Environment::Development;
    let any = open || named.iter().any(|origin| origin == cors::ANY);
    if any {
        return Origins::Any;
    }
    let own = Url::parse(&app.config.public_url).map(|url| url.origin().ascii_serialization());
    Origins::Only(named.iter().cloned().chain(own).collect())
}

/// Finds what was written without this server's doing: by another one, or an operator's command.
async fn notice(app: App) -> Result<(), ApiError> {
    let head = async || sync::head(&mut app.db.read().await?).await;
    if head().await?.pos > app.hub.published().pos {
        // So nothing is under way that this server is about to publish.
        let _in_order = app.changes.begin().await?;
        app.hub.notice(head().await?.pos);
    }
    Ok(())
}

async fn sweep(app: App) -> Result<(), ApiError> {
    let now = app.clock.now();
    app.hub.close_sessions(|login| login.expires_at <= now);
    app.hub.close_strangers(app.clock.passed());
    auth::close_ended(&app, now.plus_ms(-LOOK_BACK_MS)).await
}
