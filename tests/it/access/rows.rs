//! What each operation lets a stranger do.

use super::scene::Ids;
use serde_json::{Value, json};
use whatschat_client::ErrorCode;

/// The body of a request about something, or its query where it has no body.
pub(super) type Body = fn(&Ids) -> Value;

/// What an operation is about, and who may ask for it. Others are refused with the code: for whoever
/// is not in a chat, nothing in it exists.
pub(super) enum Access {
    /// The caller: it cannot even name what belongs to others.
    OwnAlone,
    /// For admins alone.
    AdminsAlone,
    /// Users, whom anyone may look at.
    AnyUser,
    /// A file: for who sees what uses it, as `files/access.rs` proves.
    File,
    /// A chat, or a message or a call in it: for its members.
    Members(ErrorCode, Body),
    /// The same, for those of them who are admins of the group.
    GroupAdmins(ErrorCode, Body),
    /// A message: for its sender.
    Sender(ErrorCode, Body),
    /// A message: for its sender and the admins of the group.
    SenderOrAdmins(ErrorCode, Body),
}

impl Access {
    /// The code and the body of what is about a chat.
    pub(super) fn in_a_chat(&self) -> Option<(ErrorCode, Body)> {
        match *self {
            Self::OwnAlone | Self::AdminsAlone | Self::AnyUser | Self::File => None,
            Self::Members(code, body)
            | Self::GroupAdmins(code, body)
            | Self::Sender(code, body)
            | Self::SenderOrAdmins(code, body) => Some((code, body)),
        }
    }
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
        "UpdateChat" => GroupAdmins(ChatNotFound, |_| json!({"name": "Mine"})),
        "Sync" | "TakeSnapshot" => OwnAlone,
        "ListGroups" => OwnAlone,
        "CreateGroup" => AnyUser,
        "GetGroup" => Members(ChatNotFound, |_| Value::Null),
        "DeleteGroup" | "RemoveParticipant" => GroupAdmins(ChatNotFound, |_| Value::Null),
        "UpdateGroup" => GroupAdmins(ChatNotFound, |_| json!({"name": "Mine"})),
        "AddParticipants" => GroupAdmins(ChatNotFound, |ids| json!({"userIds": [ids.member]})),
        "ChangeRole" => GroupAdmins(ChatNotFound, |_| json!({"role": "member"})),
        "MarkRead" | "MarkDelivered" => Members(ChatNotFound, |_| json!({"seq": 1})),
        "ListMessages" => Members(ChatNotFound, |_| Value::Null),
        "SendMessage" => Members(
            ChatNotFound,
            |ids| json!({"chatId": ids.chat, "type": "text", "content": "Let me in"}),
        ),
        "UpdateMessage" => Sender(MessageNotFound, |_| json!({"content": "Mine"})),
        "UploadFile" => OwnAlone,
        "GetFile" => File,
        "DeleteMessage" => SenderOrAdmins(MessageNotFound, |_| Value::Null),
        "ForwardMessage" => Members(ChatNotFound, |ids| json!({"chatId": ids.chat})),
        "GetHistory" | "GetReceipts" => Members(MessageNotFound, |_| Value::Null),
        "PinMessage" | "UnpinMessage" => GroupAdmins(MessageNotFound, |_| Value::Null),
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
