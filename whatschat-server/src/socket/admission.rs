//! A socket says whose it is.

use super::hub::{Place, Size, Socket};
use super::identity::{Login, Start};
use super::reader;
use crate::app::App;
use crate::chats::{self, store::PlaceRow};
use crate::error::ApiError;
use crate::rates::Bucket;
use crate::store::Conn;
use crate::{auth, calls, status, sync, users};
use std::time::Duration;
use whatschat_core::class::Class;
use whatschat_core::limits::{PRESENCE_MEMBERS_MAX, SOCKETS_MAX};
use whatschat_core::socket::{Authenticate, Authenticated};
use whatschat_core::sync::Cursor;

/// When somebody with too many sockets may try again.
const FULL: Duration = Duration::from_secs(5);
/// How often someone's places are read beside other work that may change them.
const LOOKS: usize = 3;

/// Lets a socket in: once it was answered, it gets its user's [events](begin).
pub(super) async fn admit(
    app: &App,
    socket: &Socket,
    request: &Authenticate,
) -> Result<Authenticated, ApiError> {
    // What it waits for from here on is the server's doing.
    let stranger = Stranger::waits(app, socket);
    let session = auth::check_token(app, &request.token).await?.verified()?;
    let user = session.caller.user;
    let login = Login { user, session: session.caller.session, expires_at: session.expires_at };
    if let Some(known) = socket.state().login() {
        return renew(app, socket, known, login);
    }
    // One connection can have many sockets, one after the other, and each reads the user's chats.
    app.rates.take(Class::Connect, &Bucket::User(user))?;
    let start = start(app, request.since).await?;
    app.hub.add(socket, login).ok_or_else(too_many)?;
    let entry = Entry { app, socket, login, kept: false };
    // Only now: what is made meanwhile, a chat or a block, finds the socket and adds itself.
    catch_up(app, login).await?;
    status::arrived(app, user).await?;
    entry.keep(start);
    stranger.known();
    Ok(Authenticated { user_id: user })
}

/// Where a socket begins to read: after what its client knows, or else now.
async fn start(app: &App, since: Option<Cursor>) -> Result<Start, ApiError> {
    let now = app.hub.published();
    let Some(since) = since else { return Ok(Start { pos: now.pos, reset: None }) };
    if now.covers(since) {
        // Whether the log still reaches back so far, the reader sees where it has to look.
        return Ok(Start { pos: since.pos, reset: None });
    }
    let reset = sync::gone(&mut app.db.read().await?, since).await?;
    Ok(Start { pos: if reset.is_some() { now.pos } else { since.pos }, reset })
}

/// The socket was answered: now come what it missed, and what happens.
pub(super) fn begin(app: &App, socket: &Socket) {
    let state = socket.state();
    let (Some(login), Some(start)) = (state.login(), state.take_start()) else { return };
    if let Some(reason) = start.reset {
        reader::reset(socket, reason, Cursor { pos: start.pos, ..app.hub.published() });
    }
    app.hub.catch_up(socket, login, start.pos);
}

/// A socket keeps its user. Asking again with a newer token makes it last as long as that; where it is
/// one of another session, the first may have lost the device that was in a call.
fn renew(
    app: &App,
    socket: &Socket,
    known: Login,
    login: Login,
) -> Result<Authenticated, ApiError> {
    if known.user != login.user {
        return Err(another_user());
    }
    app.hub.renew(socket, login);
    socket.state().set(login);
    if known.session != login.session {
        calls::lost_later(app, known.user, known.session);
    }
    Ok(Authenticated { user_id: login.user })
}

fn another_user() -> ApiError {
    ApiError::from(whatschat_core::ErrorCode::Forbidden)
        .details("This socket belongs to another user. Open a new one.")
}

fn too_many() -> ApiError {
    ApiError::too_many(FULL).details(format!(
        "You have {SOCKETS_MAX} connections open. Close some of them, or end a session."
    ))
}

/// Learns who is apart from the user, and joins what the user is in. Who joins, leaves or clears a chat
/// between the look and the joining is looked at again, and nothing is done before: the user's other
/// sockets are told all the while. That a chat was closed is not seen, but then nothing is told of it any
/// more; nor that its size has changed, which is put right when it next does.
async fn catch_up(app: &App, login: Login) -> Result<(), ApiError> {
    let mut conn = app.db.read().await?;
    let apart = users::store::apart_from(&mut conn, login.user).await?;
    app.hub.learn_apart(login.user, apart);
    for _ in 0..LOOKS {
        if take_places(app, login, &mut conn).await? {
            return Ok(());
        }
    }
    drop(conn);
    // Too much goes on: all of it waits for one last look.
    let _in_order = app.changes.begin().await?;
    take_places(app, login, &mut app.db.read().await?).await.map(drop)
}

/// False where the user's places have changed meanwhile.
async fn take_places(app: &App, login: Login, conn: &mut Conn) -> Result<bool, ApiError> {
    let before = app.hub.changes_of_places(login.user);
    let rows = chats::store::places_of(conn, login.user, PRESENCE_MEMBERS_MAX).await?;
    let place = |row: &PlaceRow| {
        let size = Size::of(row.members);
        Place { size, from_seq: row.cleared_seq, from_pos: row.from_pos }
    };
    let places = rows.iter().map(|row| (row.chat_id, place(row))).collect();
    Ok(app.hub.put(login.user, places, before))
}

/// Where it is not let in and stays, it has as long to say whose it is as it had before it waited.
struct Stranger<'a> {
    app: &'a App,
    socket: &'a Socket,
    /// How long it had been one, if it was.
    age: Option<Duration>,
}

impl<'a> Stranger<'a> {
    fn waits(app: &'a App, socket: &'a Socket) -> Self {
        let since = app.hub.remove_stranger(socket);
        let age = since.map(|since| app.clock.passed().saturating_sub(since));
        Self { app, socket, age }
    }

    fn known(mut self) {
        self.age = None;
    }
}

impl Drop for Stranger<'_> {
    fn drop(&mut self) {
        if let Some(age) = self.age {
            let now = self.app.clock.passed();
            self.app.hub.add_stranger(self.socket, now.saturating_sub(age));
        }
    }
}

/// Takes the socket out again if it goes, or fails, before it is in.
struct Entry<'a> {
    app: &'a App,
    socket: &'a Socket,
    login: Login,
    kept: bool,
}

impl Entry<'_> {
    fn keep(mut self, start: Start) {
        self.socket.state().set(self.login);
        self.socket.state().start(start);
        self.kept = true;
    }
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        let Login { user, session, .. } = self.login;
        let departed = self.app.hub.remove(self.socket, user);
        // Others may have closed meanwhile, and found this one there: one by which the user was shown,
        // one of a device in a call.
        if let Some(departed) = departed {
            let app = self.app.clone();
            self.app.tasks.spawn(async move { status::depart(&app, user, &departed).await });
        }
        calls::lost_later(self.app, user, session);
    }
}
