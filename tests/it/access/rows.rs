//! What each operation lets a stranger do.

use serde_json::{Value, json};
use whatschat_client::ErrorCode;
use whatschat_core::id::{CallId, ChatId, MessageId, UserId};

/// A chat, a message in it, a call in it, and one of its members.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ids {
    pub(super) chat: ChatId,
    pub(super) message: MessageId,
    pub(super) call: CallId,
    pub(super) member: UserId,
}

/// What an operation is about.
pub(super) enum Access {
    /// The caller: it cannot even name what belongs to others.
    OwnAlone,
    /// For admins alone.
    AdminsAlone,
    /// Users, whom anyone may look at.
    AnyUser,
    /// A chat, a message or a call: for its members. Others are refused with this code, with the body
    /// (or the query, where there is none) made of the ids.
    Members(ErrorCode, fn(&Ids) -> Value),
    /// A file: for who sees what uses it, as `files/access.rs` proves.
    File,
}

/// The row of each served operation that wants a token.
pub(super) fn access(name: &str) -> Option<Access> {
    use Access::*;
    use ErrorCode::{CallNotFound, ChatNotFound, MessageNotFound};
    Some(match name {
        "Logout" | "GetMe" | "UpdateProfile" | "ChangePassword" | "DeleteMe" => OwnAlone,
        "SendVerification" | "ListSessions" | "EndAllSessions" | "ExportMe" => OwnAlone,
        "EndSession" => OwnAlone, // that others' are none is tried in auth/devices.rs
        "ListBlocked" => OwnAlone,
        "ListUsers" | "GetUser" | "BlockUser" | "UnblockUser" | "CreateChat" => AnyUser,
        "UpdateUser" | "DeleteUser" => AdminsAlone,
        "ListChats" | "SearchMessages" | "UpdateStatus" => OwnAlone,
        "GetChat" | "DeleteChat" | "ArchiveChat" | "UnarchiveChat" | "MuteChat" | "UnmuteChat"
        | "MarkUnread" | "ListMarks" => Members(ChatNotFound, |_| Value::Null),
        "UpdateChat" => Members(ChatNotFound, |_| json!({"name": "Mine"})),
        "ListGroups" => OwnAlone,
        "CreateGroup" => AnyUser,
        "GetGroup" | "DeleteGroup" | "RemoveParticipant" => Members(ChatNotFound, |_| Value::Null),
        "UpdateGroup" => Members(ChatNotFound, |_| json!({"name": "Mine"})),
        "AddParticipants" => Members(ChatNotFound, |ids| json!({"userIds": [ids.member]})),
        "ChangeRole" => Members(ChatNotFound, |_| json!({"role": "member"})),
        "MarkRead" | "MarkDelivered" => Members(ChatNotFound, |_| json!({"seq": 1})),
        "ListMessages" => Members(ChatNotFound, |_| Value::Null),
        "SendMessage" => Members(
            ChatNotFound,
            |ids| json!({"chatId": ids.chat, "type": "text", "content": "Let me in"}),
        ),
        "UpdateMessage" => Members(MessageNotFound, |_| json!({"content": "Mine"})),
        "UploadFile" => OwnAlone,
        "GetFile" => File,
        "DeleteMessage" | "GetReceipts" => Members(MessageNotFound, |_| Value::Null),
        "ForwardMessage" => Members(ChatNotFound, |ids| json!({"chatId": ids.chat})),
        "GetHistory" | "PinMessage" | "UnpinMessage" => Members(MessageNotFound, |_| Value::Null),
        "AddReaction" | "RemoveReaction" => Members(MessageNotFound, |_| json!({"emoji": "👍"})),
        "ListPins" => Members(ChatNotFound, |_| Value::Null),
        "ListCalls" => OwnAlone,
        "StartCall" => Members(
            ChatNotFound,
            |ids| json!({"type": "audio", "participants": [ids.member], "chatId": ids.chat}),
        ),
        "GetCall" | "AnswerCall" | "RejectCall" | "EndCall" => {
            Members(CallNotFound, |_| Value::Null)
        }
        _ => return None,
    })
}
