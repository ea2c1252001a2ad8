//! Sending: what REST and the socket both run.

use super::change::check_metadata;
use super::writer::{Draft, Outcome};
use crate::app::App;
use crate::error::ApiError;
use crate::files;
use crate::http::{Caller, Reply};
use crate::store::Fault;
use whatschat_core::ErrorCode;
use whatschat_core::id::MessageId;
use whatschat_core::messages::{ForwardMessage, Message, SendMessage};

/// Stores a message and tells the chat. Returns once it will survive a power cut. The same
/// `clientMessageId` again gives the first message back.
pub(crate) async fn send(
    app: &App,
    caller: Caller,
    request: SendMessage,
) -> Result<Reply<Message>, ApiError> {
    check_metadata(request.metadata.as_ref())?;
    files::require(request.r#type, request.metadata.as_ref())?;
    store(app, caller, request, None).await
}

/// Sends what another message says, as it is when this is stored.
pub(crate) async fn forward(
    app: &App,
    caller: Caller,
    request: ForwardMessage,
) -> Result<Reply<Message>, ApiError> {
    let client_message_id = request.client_message_id;
    let empty = SendMessage { client_message_id, ..SendMessage::text(request.chat_id, "") };
    store(app, caller, empty, Some(request.message_id)).await
}

async fn store(
    app: &App,
    caller: Caller,
    request: SendMessage,
    forwards: Option<MessageId>,
) -> Result<Reply<Message>, ApiError> {
    let draft = Draft { id: app.clock.new_id().into(), sender: caller.user, request, forwards };
    match app.writer.store(draft).await {
        Ok(Outcome::Stored(message)) => Ok(Reply { data: message, repeated: false }),
        Ok(Outcome::Known(message)) => Ok(Reply { data: message, repeated: true }),
        Ok(Outcome::Refused(refusal)) => Err(refusal),
        Err(Fault::Full) => Err(ErrorCode::StorageFull.into()),
        Err(Fault::Unreachable | Fault::Crossed | Fault::Refused | Fault::Bug) => {
            Err(ErrorCode::MessageNotStored.into())
        }
    }
}
