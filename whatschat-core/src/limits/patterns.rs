//! What texts must look like, as regular expressions of ECMA 262 and in words.

use crate::locale::{Locale, Text};

pub(super) const USERNAME: &str = "^[A-Za-z0-9_]+$";
/// One mailbox, and nothing around it: the format alone would let `Bob <bob@example.org>` pass.
pub(super) const EMAIL: &str = r#"^[^\s@<>"\[\]()]+@[^\s@<>"\[\]()]+\.[^\s@<>"\[\]()]+$"#;
pub(super) const PHONE: &str = r"^(\+?86)?\s*1[3-9](\s*[0-9]){9}$";
/// Dialects of regular expressions differ in what `.` is.
pub(super) const PASSWORD: &str = r"^(?=[\s\S]*[a-z])(?=[\s\S]*[A-Z])(?=[\s\S]*[0-9])";
/// Something to see, and nothing that hides, reorders or commands: no control, zero-width or
/// bidi-override characters. (The joiners of emoji and Persian are neither.)
pub(super) const VISIBLE: &str = r"^(?=.*\S)[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$";

/// The same without blanks.
pub(super) const UNBROKEN: &str =
    r"^[^\s\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]+$";

/// 2^63 - 1 has nineteen digits.
pub(super) const CURSOR: &str = r"^[0-9a-f]{8}\.(0|[1-9][0-9]{0,18})$";

/// What a text must look like to fit a pattern or a format of this module.
pub(crate) fn describe(pattern: &str, locale: Locale) -> &str {
    let text = match pattern {
        USERNAME => Text {
            zh: "只能包含字母、数字和下划线",
            en: "letters, digits and underscores only",
        },
        PHONE => Text {
            zh: "必须是中国大陆手机号码", en: "a mobile number of mainland China"
        },
        PASSWORD => Text {
            zh: "必须包含大小写字母和数字",
            en: "a text with an upper-case letter, a lower-case letter and a digit",
        },
        VISIBLE => Text {
            zh: "不能只有空白，也不能包含控制字符或不可见字符",
            en: "a text that shows, without control or invisible characters",
        },
        CURSOR => Text {
            zh: "必须是服务器给出的游标", en: "a cursor that the server has given"
        },
        UNBROKEN => Text {
            zh: "不能包含空白、控制字符或不可见字符",
            en: "a text that shows, without blanks, control or invisible characters",
        },
        EMAIL | "email" => Text { zh: "必须是邮箱地址", en: "an e-mail address" },
        "uuid" => Text { zh: "必须是 UUID", en: "a UUID" },
        "date-time" => Text { zh: "必须是 RFC 3339 时间", en: "a time as RFC 3339 has it" },
        other => return other,
    };
    text.to(locale)
}
