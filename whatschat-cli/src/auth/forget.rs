//! What is left on this computer of a session that is over: nothing, but what is still to be sent.

use crate::app::Unsent;
use crate::context::Context;
use crate::failure::Failure;
use crate::profile::Profile;
use std::path::Path;
use whatschat_client::Error;
use whatschat_client::core::id::UserId;
use whatschat_client::store::Store;

/// Where it is not known whether something is still to be sent.
const STAYS: &str = "What is kept of these chats stays: messages in it may not be sent yet.";

/// Removes the lines that were typed, and what is kept of a user's chats unless something in it is
/// still to be sent, or it cannot be read. Says how many messages are. The profile must be locked.
pub(crate) async fn forget(
    context: &Context,
    server: &str,
    user: Option<UserId>,
) -> Result<Unsent, Failure> {
    let typed = context.profile.forget_history();
    let unsent = match user {
        Some(user) => forget_chats(&context.profile, server, user).await,
        None => Ok(Unsent::default()),
    };
    typed.and(unsent)
}

async fn forget_chats(profile: &Profile, server: &str, user: UserId) -> Result<Unsent, Failure> {
    let Some(file) = profile.kept_store(server, user) else { return Ok(Unsent::default()) };
    let unsent = unsent(&file).await;
    let unsent = unsent.map_err(|why| Failure::Local(format!("{why}\n{STAYS}")))?;
    if unsent.total() == 0 {
        profile.forget_store(server, user)?;
    }
    Ok(unsent)
}

async fn unsent(file: &Path) -> Result<Unsent, Error> {
    let store = Store::open(file).await?;
    let outgoing = store.outgoing(None).await;
    store.close().await;
    Ok(Unsent::of(&outgoing?, |_| true))
}

/// The same for commands of scripts. An interactive client that is running does it itself, as soon
/// as it hears of the end.
pub(crate) async fn forget_unlocked(
    context: &Context,
    server: &str,
    user: UserId,
) -> Result<(), Failure> {
    match context.profile.lock() {
        Ok(_lock) => forget(context, server, Some(user)).await.map(drop),
        Err(_) => Ok(()),
    }
}
