//! Sending: what REST and the socket both run.

use super::check_metadata;
use super::writer::{Draft, Outcome};
use crate::app::App;
use crate::error::ApiError;
use crate::http::{Caller, Reply};
use crate::store::Fault;
use whatschat_core::ErrorCode;
use whatschat_core::messages::{Message, MessageType, SendMessage};

/// Stores a message and tells the chat. Returns once it will survive a power cut. The same
/// `clientMessageId` again gives the first message back.
pub(crate) async fn send(
    app: &App,
    caller: Caller,
    request: SendMessage,
) -> Result<Reply<Message>, ApiError> {
    check_metadata(request.metadata.as_ref())?;
    if request.r#type != MessageType::Text {
        // Files are not served yet, so there is none that a message could name.
        return Err(ErrorCode::FileNotFound.into());
    }
    let draft = Draft { id: app.clock.new_id().into(), sender: caller.user, request };
    match app.writer.store(draft).await {
        Ok(Outcome::Stored(message)) => Ok(Reply { data: message, repeated: false }),
        Ok(Outcome::Known(message)) => Ok(Reply { data: message, repeated: true }),
        Ok(Outcome::OtherContent) => Err(ErrorCode::ClientMessageIdUsed.into()),
        Ok(Outcome::NotAMember) => Err(ErrorCode::ChatNotFound.into()),
        Ok(Outcome::Blocked) => Err(ErrorCode::Blocked.into()),
        Err(Fault::Full) => Err(ErrorCode::StorageFull.into()),
        Err(Fault::Unreachable | Fault::Refused | Fault::Bug) => {
            Err(ErrorCode::MessageNotStored.into())
        }
    }
}
