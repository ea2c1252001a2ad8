//! Sending, and what is sent: texts, answers, forwards.

use super::Messages;
use crate::files::Upload;
use crate::{Error, Retry, backoff::Backoff};
use std::time::Duration;
use whatschat_core::endpoint::Endpoint;
use whatschat_core::files::FileInfo;
use whatschat_core::id::{ChatId, ClientMessageId, MessageId};
use whatschat_core::messages::{ForwardMessage, Message, MessageType, SendMessage};

/// How often one send is tried.
const SEND_ATTEMPTS: u32 = 4;
/// The longest that a send waits on the server's word before it is tried again.
const PATIENCE: Duration = Duration::from_secs(10);

impl Messages<'_> {
    /// Sends a text: [`draft`](Self::draft), then [`send_request`](Self::send_request).
    ///
    /// # Errors
    /// Those of [`send_request`](Self::send_request).
    pub async fn send(&self, chat: ChatId, text: impl Into<String>) -> Result<Message, Error> {
        self.send_request(self.draft(chat, text)).await
    }

    /// Makes a text message ready to send, with a fresh `clientMessageId`. Keep it where a send
    /// must be repeated later: the same draft never becomes two messages.
    pub fn draft(&self, chat_id: ChatId, text: impl Into<String>) -> SendMessage {
        let id = Some(ClientMessageId::fresh());
        SendMessage { client_message_id: id, ..SendMessage::text(chat_id, text) }
    }

    /// Uploads a file and sends it, with its name for a text. Where it must be repeated later, keep
    /// a [`file_draft`](Self::file_draft) of the uploaded file: this would send another message.
    ///
    /// # Errors
    /// Those of [`Files::upload`](crate::files::Files::upload) and of
    /// [`send_request`](Self::send_request).
    pub async fn send_file(&self, chat: ChatId, upload: Upload) -> Result<Message, Error> {
        let file = self.0.files().upload(upload).await?;
        self.send_request(self.file_draft(chat, &file)).await
    }

    /// Makes a message with an uploaded file ready to send: its type is the file's, and its text,
    /// which may be changed, the file's name. See [`draft`](Self::draft).
    pub fn file_draft(&self, chat_id: ChatId, file: &FileInfo) -> SendMessage {
        let r#type = match file.r#type.split('/').next() {
            Some("image") => MessageType::Image,
            Some("video") => MessageType::Video,
            Some("audio") => MessageType::Audio,
            _ => MessageType::File,
        };
        let id = serde_json::Value::String(file.id.to_string());
        let metadata = Some([("fileId".to_owned(), id)].into_iter().collect());
        SendMessage { r#type, metadata, ..self.draft(chat_id, file.name.as_str()) }
    }

    /// Sends a message, and gives it one `clientMessageId` if it has none.
    ///
    /// Where the network fails or the server asks for patience, it tries up to four times, which
    /// the id makes harmless. Sends that are awaited one after the other keep their order.
    ///
    /// # Errors
    /// `MSG_002`: the caller is in no such chat; `MSG_003`: it answers no message that the caller
    /// sees there; `FILE_001`: no such file; `MSG_004`: the id belongs to another message;
    /// `USER_004`: one of the two has blocked the other; `REQ_002`: it mentions someone who is not in
    /// the chat. After [`Error::Network`] nobody knows
    /// whether it was sent: send the same request again.
    pub async fn send_request(&self, mut request: SendMessage) -> Result<Message, Error> {
        request.client_message_id.get_or_insert_with(ClientMessageId::fresh);
        self.insist(request).await
    }

    /// Answers a message with a text, in its chat. Where it must be repeated later, keep a
    /// [`draft`](Self::draft) with `reply_to`: this would send another message.
    ///
    /// # Errors
    /// `MSG_003`: the caller does not see that message any more; and those of
    /// [`send_request`](Self::send_request).
    pub async fn reply(&self, to: &Message, text: impl Into<String>) -> Result<Message, Error> {
        let draft = self.draft(to.chat_id, text);
        self.send_request(SendMessage { reply_to: Some(to.id), ..draft }).await
    }

    /// Sends what a message says into another chat, and tries as often as
    /// [`send_request`](Self::send_request). Where it must be repeated later,
    /// [send](crate::Client::send) a [`ForwardMessage`] with a `clientMessageId` of your own:
    /// this would send another message.
    ///
    /// # Errors
    /// `MSG_003`: the caller sees no such message; `MSG_005`: it is deleted; `AUTH_004`: it is
    /// the server's own; `MSG_002`: the caller is not in that chat; `USER_004`: one of the two there
    /// has blocked the other.
    pub async fn forward(&self, id: MessageId, to: ChatId) -> Result<Message, Error> {
        let client_message_id = Some(ClientMessageId::fresh());
        self.insist(ForwardMessage { message_id: id, chat_id: to, client_message_id }).await
    }

    /// Makes a call that may be repeated, for as long as there is hope, and in nobody else's name
    /// where another logs in meanwhile.
    async fn insist<E: Endpoint + Clone>(&self, request: E) -> Result<E::Response, Error> {
        let mut backoff = Backoff::new(Duration::from_millis(200), Duration::from_secs(2));
        let user = self.0.user_id();
        for _ in 1..SEND_ATTEMPTS {
            match self.0.send_by(user, request.clone()).await {
                Err(error) if let Some(asked) = patience(&error) => {
                    tracing::debug!(%error, "the send is tried again");
                    tokio::time::sleep(backoff.next(asked)).await;
                }
                result => return result,
            }
        }
        self.0.send_by(user, request).await
    }
}

/// Whether a send is worth another attempt, and how long the server wants it to wait.
fn patience(error: &Error) -> Option<Option<Duration>> {
    match error.retry() {
        Retry::After(wait) if wait <= PATIENCE => Some(error.asked_wait()),
        _ => None,
    }
}
