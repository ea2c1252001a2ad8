//! Why a request is refused: one closed list of codes, each with its HTTP status and its text
//! in both languages.

mod field;

pub use field::{FieldCode, FieldError};

use crate::locale::{Locale, Text};
use serde::{Deserialize, Serialize};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, schema::Type};
use utoipa::{PartialSchema, ToSchema};

macro_rules! codes {
    ($($name:ident = $code:literal $status:literal $zh:literal / $en:literal;)*) => {
        /// Names a reason for refusal. Codes are stable; texts are for people.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum ErrorCode {$(
            #[doc = concat!("`", $code, "`, status ", stringify!($status), ": ", $en)]
            #[serde(rename = $code)]
            $name,
        )*}

        impl ErrorCode {
            /// Every code there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code as it travels, such as `AUTH_001`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// The HTTP status that goes with it.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status),* }
            }

            const fn text(self) -> Text {
                match self { $(Self::$name => Text { zh: $zh, en: $en }),* }
            }
        }
    };
}

codes! {
    TokenInvalid        = "AUTH_001" 401 "令牌无效或过期" / "The token is invalid or has expired. Log in again.";
    UserNotFound        = "AUTH_002" 404 "用户不存在" / "There is no such user.";
    WrongPassword       = "AUTH_003" 401 "密码错误" / "The e-mail address or the password is wrong.";
    Forbidden           = "AUTH_004" 403 "权限不足" / "You are not allowed to do this.";
    ResetTokenInvalid   = "AUTH_005" 400 "重置令牌无效或已过期" / "The reset token is invalid or has expired. Ask for a new one.";
    RefreshTokenInvalid = "AUTH_006" 401 "刷新令牌无效或已过期" / "The refresh token is invalid or has expired. Log in again.";
    EmailNotVerified    = "AUTH_007" 403 "请先验证邮箱" / "Verify your e-mail address first.";
    VerificationInvalid = "AUTH_008" 400 "验证令牌无效或已过期" / "The verification token is invalid or has expired. Ask for a new one.";
    SessionNotFound     = "AUTH_009" 404 "会话不存在" / "You have no such session.";
    UsernameTaken       = "USER_001" 409 "用户已存在" / "That user name is taken.";
    EmailTaken          = "USER_002" 409 "用户已存在" / "That e-mail address has an account.";
    PhoneTaken          = "USER_003" 409 "用户已存在" / "That phone number has an account.";
    Blocked             = "USER_004" 403 "无法联系该用户" / "You cannot reach this user.";
    MessageNotStored    = "MSG_001" 503 "消息发送失败" / "The message could not be stored. Try again.";
    ChatNotFound        = "MSG_002" 404 "聊天不存在" / "There is no such chat.";
    MessageNotFound     = "MSG_003" 404 "消息不存在" / "There is no such message.";
    ClientMessageIdUsed = "MSG_004" 409 "该客户端消息ID已用于另一条消息" / "This clientMessageId belongs to another message of yours.";
    MessageDeleted      = "MSG_005" 409 "消息已被删除" / "The message has been deleted.";
    TooManyReactions    = "MSG_006" 409 "该消息的表情回应种类已达上限" / "The message has as many different reactions as it can have.";
    TooManyPins         = "MSG_007" 409 "该聊天的置顶消息已达上限" / "The chat has as many pinned messages as it can have. Unpin one first.";
    NotOnePeer          = "CHAT_001" 422 "私聊必须且只能有一位其他参与者" / "A private chat names exactly one other user.";
    TooManyChats        = "CHAT_002" 409 "聊天数量已达上限" / "You are in as many chats as you can be. Leave or delete one first.";
    NotInGroup          = "GRP_001" 404 "该用户不是群成员" / "That user is not a member of the group.";
    LastAdmin           = "GRP_002" 409 "群组必须至少有一位管理员" / "A group keeps at least one admin.";
    GroupFull           = "GRP_003" 409 "群组人数已达上限" / "The group is full.";
    CallFailed          = "CALL_001" 503 "通话发起失败" / "The call could not be started.";
    ParticipantsOffline = "CALL_002" 409 "参与者离线" / "Nobody who was called is online.";
    CallNotFound        = "CALL_003" 404 "通话不存在" / "There is no such call.";
    CallEnded           = "CALL_004" 409 "通话已结束" / "The call has ended.";
    AlreadyInCall       = "CALL_005" 409 "您正在通话中" / "You are in a call already.";
    FileNotFound        = "FILE_001" 404 "文件不存在" / "There is no such file. Upload it first, then name its id in metadata.fileId.";
    FileTooLarge        = "FILE_002" 413 "文件过大" / "The file is too large.";
    ImageTooLarge       = "FILE_003" 422 "图片像素过多" / "The picture has too many pixels.";
    QuotaExceeded       = "FILE_004" 403 "您的存储空间已用完" / "You have used up your storage.";
    LinkInvalid         = "FILE_005" 403 "链接无效或已过期" / "The link is invalid or has expired. Read the message again for a new one.";
    CursorGone          = "SYNC_001" 410 "该位置已不可用，请重新获取快照" / "What happened since that cursor is not known any more. Take a snapshot.";
    Malformed           = "REQ_001" 400 "请求格式错误" / "The request cannot be parsed.";
    Invalid             = "REQ_002" 422 "数据验证失败" / "The request has fields that are not valid.";
    PathNotFound        = "REQ_003" 404 "资源不存在" / "There is nothing at this path.";
    MethodNotAllowed    = "REQ_004" 405 "请求方法不被允许" / "This path does not take this method.";
    BodyTooLarge        = "REQ_005" 413 "请求内容过大" / "The request is too large.";
    WrongContentType    = "REQ_006" 415 "不支持的内容类型" / "Send the body as application/json.";
    TooManyRequests     = "REQ_007" 429 "请求过于频繁" / "Too many requests. Wait, then try again.";
    TimedOut            = "REQ_008" 408 "请求超时" / "The request took too long to arrive.";
    Internal            = "REQ_009" 500 "服务器内部错误" / "The server made a mistake.";
    Unavailable         = "REQ_010" 503 "服务暂时不可用" / "The server cannot do this just now. Try again.";
    StorageFull         = "REQ_012" 507 "服务器存储空间不足" / "The server has no room left to store this.";
    RangeNotSatisfiable = "REQ_013" 416 "请求的范围无效" / "The file does not have the range that you asked for.";
    HeadTooLarge        = "REQ_014" 431 "请求头过大" / "The request's head is too large.";
    UnknownEvent        = "REQ_011" 404 "未知的事件" / "There is no such event.";
}

// By hand: the derive does not see names that a macro gives.
impl PartialSchema for ErrorCode {
    fn schema() -> RefOr<Schema> {
        let codes = Self::ALL.iter().map(|code| code.as_str());
        let meanings =
            Self::ALL.iter().map(|code| format!("- `{}`: {}", code.as_str(), code.text().en));
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(codes))
            .description(Some(meanings.collect::<Vec<_>>().join("\n")))
            .into()
    }
}

impl ToSchema for ErrorCode {}

impl ErrorCode {
    /// What went wrong, for a person.
    pub fn message(self, locale: Locale) -> &'static str {
        self.text().to(locale)
    }

    /// The code that travels as `text`.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_its_own_and_has_both_texts() {
        for &code in ErrorCode::ALL {
            assert_eq!(ErrorCode::from_text(code.as_str()), Some(code), "{code:?} shares its code");
            assert!(!code.message(Locale::En).is_empty() && code.message(Locale::En).is_ascii());
            assert!(!code.message(Locale::ZhCn).is_ascii(), "{code:?} has no Chinese text");
            assert!((400..600).contains(&code.status()));
        }
    }

    #[test]
    fn the_codes_that_were_asked_for_keep_their_words() {
        let asked = [
            ("AUTH_001", "令牌无效或过期"),
            ("AUTH_002", "用户不存在"),
            ("AUTH_003", "密码错误"),
            ("AUTH_004", "权限不足"),
            ("MSG_001", "消息发送失败"),
            ("MSG_002", "聊天不存在"),
            ("CALL_001", "通话发起失败"),
            ("CALL_002", "参与者离线"),
        ];
        for (code, words) in asked {
            let code = ErrorCode::from_text(code).unwrap();
            assert_eq!(code.message(Locale::ZhCn), words);
        }
    }
}
