//! What is wrong with one field of a request.

use crate::limits;
use crate::locale::Locale;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A field that a request got wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// Where it stands: `password`, `participants[2]`, `metadata.fileId`; empty for the whole.
    pub field: String,
    /// What is wrong with it.
    pub code: FieldCode,
    /// The same for people.
    pub message: String,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldCode {
    /// It is missing.
    Required,
    /// It is of another JSON type.
    WrongType,
    /// It has too few characters.
    TooShort,
    /// It has too many characters.
    TooLong,
    /// The number is too small.
    TooSmall,
    /// The number is too big.
    TooBig,
    /// The list has too few items, or the object too few keys.
    TooFew,
    /// The list has too many items, or the object too many keys or bytes.
    TooMany,
    /// It is none of the values that can be.
    NotOneOf,
    /// It does not look like an e-mail address, a UUID, a time …
    WrongFormat,
    /// It has characters that cannot be, such as NUL.
    BadCharacter,
    /// It is a password that everybody tries first.
    TooCommon,
    /// It is the caller, who cannot do this to themself.
    Yourself,
    /// It is somebody who is not in the chat.
    NotInChat,
    /// Something else is wrong with it; also what a newer server says that this crate does not
    /// know.
    #[serde(other)]
    NotValid,
}

impl FieldCode {
    /// A sentence about it; `bound` is the limit, the pattern or the list that it broke.
    pub fn message(self, locale: Locale, bound: &str) -> String {
        match locale {
            Locale::ZhCn => self.zh(bound),
            Locale::En => self.en(bound),
        }
    }

    fn zh(self, bound: &str) -> String {
        match self {
            Self::Required => "不能为空".into(),
            Self::WrongType => format!("类型必须是 {bound}"),
            Self::TooShort => format!("至少需要 {bound} 个字符"),
            Self::TooLong => format!("最多 {bound} 个字符"),
            Self::TooSmall => format!("不能小于 {bound}"),
            Self::TooBig => format!("不能大于 {bound}"),
            Self::TooFew => format!("至少需要 {bound} 项"),
            Self::TooMany => format!("最多 {bound} 项"),
            Self::NotOneOf => format!("必须是以下之一：{bound}"),
            Self::WrongFormat => format!("格式不正确：{}", limits::describe(bound, Locale::ZhCn)),
            Self::BadCharacter => format!("包含不允许的字符 {bound}"),
            Self::TooCommon => "密码过于常见，请换一个".into(),
            Self::Yourself => "不能是您自己".into(),
            Self::NotInChat => "不是该聊天的成员".into(),
            Self::NotValid => format!("无效：{bound}"),
        }
    }

    fn en(self, bound: &str) -> String {
        match self {
            Self::Required => "is required".into(),
            Self::WrongType => format!("must be of type {bound}"),
            Self::TooShort => format!("needs at least {}", counted(bound, "character")),
            Self::TooLong => format!("takes at most {}", counted(bound, "character")),
            Self::TooSmall => format!("must be at least {bound}"),
            Self::TooBig => format!("must be at most {bound}"),
            Self::TooFew => format!("needs at least {}", counted(bound, "item")),
            Self::TooMany => format!("takes at most {}", counted(bound, "item")),
            Self::NotOneOf => format!("must be one of {bound}"),
            Self::WrongFormat => format!("must be {}", limits::describe(bound, Locale::En)),
            Self::BadCharacter => format!("has the character {bound}, which cannot be"),
            Self::TooCommon => "is one of the commonest passwords; choose another".into(),
            Self::Yourself => "cannot be yourself".into(),
            Self::NotInChat => "is not in the chat".into(),
            Self::NotValid => format!("is not valid: {bound}"),
        }
    }
}

/// English has one character, and two characters.
fn counted(bound: &str, what: &str) -> String {
    let plural = if bound == "1" { "" } else { "s" };
    format!("{bound} {what}{plural}")
}
