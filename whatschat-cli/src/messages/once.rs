//! What is done to a message once: who does it again is told so.

use crate::app::App;
use crate::failure::Failure;
use whatschat_client::core::messages::Message;

/// Reacts to a message, once.
pub(super) async fn react(app: &mut App, number: u64, emoji: String) -> Result<(), Failure> {
    let message = app.message(number).await?;
    if has_reacted(app, &message, &emoji) {
        return note(app, &format!("#{number} has {emoji} from you already"));
    }
    let now = app.context.client.messages().react(message.id, emoji).await?;
    app.show_unseen(number, &now)
}

/// Takes a reaction back, where there is one.
pub(super) async fn unreact(app: &mut App, number: u64, emoji: String) -> Result<(), Failure> {
    let message = app.message(number).await?;
    let is_certain = message.reactions.iter().all(|one| one.count as usize == one.user_ids.len());
    if is_certain && !has_reacted(app, &message, &emoji) {
        return note(app, &format!("#{number} has no {emoji} from you"));
    }
    let now = app.context.client.messages().unreact(message.id, emoji).await?;
    app.show_unseen(number, &now)
}

fn has_reacted(app: &App, message: &Message, emoji: &str) -> bool {
    let mut same = message.reactions.iter().filter(|one| one.emoji == emoji);
    same.any(|one| one.user_ids.iter().any(|user| app.state.is_me(*user)))
}

/// Pins a message, once.
pub(super) async fn pin(app: &mut App, number: u64) -> Result<(), Failure> {
    let message = app.message(number).await?;
    if message.pinned_at.is_some() {
        return note(app, &format!("#{number} is pinned already"));
    }
    Ok(app.context.client.messages().pin(message.id).await.map(drop)?)
}

/// Unpins a message that is pinned.
pub(super) async fn unpin(app: &mut App, number: u64) -> Result<(), Failure> {
    let message = app.message(number).await?;
    if message.pinned_at.is_none() {
        return note(app, &format!("#{number} is not pinned"));
    }
    Ok(app.context.client.messages().unpin(message.id).await.map(drop)?)
}

fn note(app: &App, what: &str) -> Result<(), Failure> {
    app.context.screen.note(&format!("— {what} —"));
    Ok(())
}
