//! What is left on this computer of a session that is over: nothing, but what is still to be sent.

use crate::context::Context;
use crate::failure::Failure;
use crate::profile::SavedSession;
use std::time::Duration;
use tokio::time::timeout;
use whatschat_client::core::id::UserId;
use whatschat_client::store::Store;
use whatschat_client::{Client, Tokens};

/// How long the server of an earlier session may take to end it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Removes the lines that were typed, and what is kept of a user's chats unless something in it is
/// still to be sent. Says how many messages are. The profile must be locked.
pub(crate) async fn forget(
    context: &Context,
    server: &str,
    user: UserId,
) -> Result<usize, Failure> {
    context.profile.forget_history()?;
    let Some(file) = context.profile.kept_store(server, user) else { return Ok(0) };
    let store = Store::open(file).await?;
    let unsent = store.outgoing(None).await?.len();
    store.close().await;
    if unsent == 0 {
        context.profile.forget_store(server, user)?;
    }
    Ok(unsent)
}

/// The same for commands of scripts. An interactive client that is running does it itself, as soon
/// as it hears of the end.
pub(crate) async fn forget_unlocked(
    context: &Context,
    server: &str,
    user: UserId,
) -> Result<(), Failure> {
    match context.profile.lock() {
        Ok(_lock) => forget(context, server, user).await.map(drop),
        Err(_) => Ok(()),
    }
}

/// Ends the session that the profile had before this login: nobody could use it any more. What is
/// kept here stays where the same user goes on.
pub(super) async fn replace(
    context: &Context,
    before: Option<SavedSession>,
) -> Result<(), Failure> {
    let Some(SavedSession { server, tokens }) = before else { return Ok(()) };
    let user = Client::user_of(&tokens);
    let is_same = server == context.server && user == context.client.user_id();
    let ended = end(&server, tokens).await?;
    // One's own may be over already, which is why one logs in again: not worth a word.
    if !ended && !is_same {
        let why = format!("the session of before, at {server}, stays open until it expires");
        context.screen.fail(why.as_str().into());
    }
    match user {
        Some(user) if !is_same => forget(context, &server, user).await.map(drop),
        _ => Ok(()),
    }
}

/// Ends a session, where its server is there to do it. Says whether it did.
async fn end(server: &str, tokens: Tokens) -> Result<bool, Failure> {
    let client = Client::builder(server).tokens(Some(tokens)).build()?;
    Ok(matches!(timeout(PATIENCE, client.auth().logout()).await, Ok(Ok(()))))
}
