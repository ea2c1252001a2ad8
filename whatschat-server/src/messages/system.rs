//! Messages of the server's own.

use super::store;
use crate::clock::Clock;
use crate::store::Tx;
use whatschat_core::id::{ChatId, MessageId, UserId};
use whatschat_core::messages::{Message, MessageType, Metadata, SystemEvent};

/// Adds a message about something that happened to its chat, in the transaction in which it
/// happens. After the commit it is for the caller to publish, who holds
/// [`changes`](crate::app::Parts::changes) all the while: its place comes after that of every
/// message published so far.
pub(crate) async fn append_system(
    tx: &mut Tx,
    clock: &Clock,
    chat: ChatId,
    by: UserId,
    event: SystemEvent,
) -> sqlx::Result<Message> {
    let now = clock.now();
    let message = Message {
        id: MessageId(clock.new_id()),
        content: String::new(),
        r#type: MessageType::System,
        sender_id: by,
        chat_id: chat,
        seq: store::lock_last_seq(tx, chat).await? + 1,
        metadata: Metadata::default(),
        system: Some(event),
        reply_to: None,
        mentions: vec![],
        forwarded_from: None,
        reactions: vec![],
        client_message_id: None,
        created_at: now,
        updated_at: now,
        edited_at: None,
        pinned_at: None,
        deleted_at: None,
    };
    let new = [(message.clone(), None)];
    store::insert(tx, &new).await?;
    store::advance(tx, &new).await?;
    Ok(message)
}

/// Gives such a message other particulars, as for [`append_system`]; `None` where it is gone.
pub(crate) async fn describe_system(
    tx: &mut Tx,
    clock: &Clock,
    id: MessageId,
    metadata: Metadata,
) -> sqlx::Result<Option<Message>> {
    let Some(row) = store::lock_message(tx, id).await? else { return Ok(None) };
    let message = Message { metadata, updated_at: clock.now(), ..row.message(None) };
    store::update(tx, &message).await?;
    Ok(Some(message))
}
