//! A socket says whose it is.

use super::hub::{Size, Socket};
use super::identity::Login;
use crate::app::App;
use crate::error::ApiError;
use crate::{auth, chats, status, users};
use std::collections::HashSet;
use whatschat_core::id::ChatId;
use whatschat_core::limits::PRESENCE_MEMBERS_MAX;
use whatschat_core::socket::{Authenticate, Authenticated};

/// Lets a socket in: from here on it gets its user's events.
pub(super) async fn admit(
    app: &App,
    socket: &Socket,
    request: &Authenticate,
) -> Result<Authenticated, ApiError> {
    let session = auth::check_token(app, &request.token).await?.verified()?;
    let user = session.caller.user;
    let login = Login { user, session: session.caller.session, expires_at: session.expires_at };
    if let Some(known) = socket.state().login() {
        return if known.user == user { renew(app, socket, login) } else { Err(another_user()) };
    }
    let entry = Entry { app, socket, login, kept: false };
    let first = app.hub.add(socket, login);
    // Only now: what is made meanwhile, a chat or a block, finds the socket and adds itself.
    catch_up(app, login).await?;
    if first {
        status::arrived(app, user).await?;
    }
    entry.keep();
    Ok(Authenticated { user_id: user })
}

/// A socket keeps its user. Asking again with a newer token makes it last as long as that.
fn renew(app: &App, socket: &Socket, login: Login) -> Result<Authenticated, ApiError> {
    socket.state().set(login);
    app.hub.renew(socket, login);
    Ok(Authenticated { user_id: login.user })
}

fn another_user() -> ApiError {
    ApiError::from(whatschat_core::ErrorCode::Forbidden)
        .details("This socket belongs to another user. Open a new one.")
}

/// Learns who is apart from the user, and joins what the user is in. Who leaves a chat between
/// the look and the joining is seen to have left in another look.
async fn catch_up(app: &App, login: Login) -> Result<(), ApiError> {
    let apart = users::store::apart_from(&mut app.db.read().await?, login.user).await?;
    app.hub.learn_apart(login.user, apart);
    let mut joined = HashSet::new();
    loop {
        let departures = app.hub.departures();
        let chats = chats_of(app, login).await?;
        for (chat, members, from_seq) in &chats {
            app.hub.join(login.user, *chat, Size::of(*members), *from_seq);
        }
        let now: HashSet<ChatId> = chats.into_iter().map(|(chat, ..)| chat).collect();
        let stale = joined.difference(&now).copied().collect::<Vec<_>>();
        stale.into_iter().for_each(|chat| app.hub.leave(login.user, chat));
        joined = now;
        if app.hub.departures() == departures {
            return Ok(());
        }
    }
}

async fn chats_of(app: &App, login: Login) -> Result<Vec<(ChatId, usize, u64)>, ApiError> {
    let mut conn = app.db.read().await?;
    Ok(chats::store::sizes_of(&mut conn, login.user, PRESENCE_MEMBERS_MAX).await?)
}

/// Takes the socket out again if it goes, or fails, before it is in.
struct Entry<'a> {
    app: &'a App,
    socket: &'a Socket,
    login: Login,
    kept: bool,
}

impl Entry<'_> {
    fn keep(mut self) {
        self.app.hub.remove_stranger(self.socket);
        self.socket.state().set(self.login);
        self.kept = true;
    }
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        if !self.kept {
            self.app.hub.remove(self.socket, self.login.user);
        }
    }
}
