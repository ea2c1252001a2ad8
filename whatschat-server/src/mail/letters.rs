//! What the mails say, in both languages, as plain text and as HTML.

use whatschat_core::Locale;

/// A mail that brings a token.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Letter {
    /// To choose a new password with.
    Reset,
    /// To prove that the address is the user's.
    Verification,
}

/// The sentences of a mail.
pub(super) struct Words {
    pub(super) subject: &'static str,
    /// Stands before the token.
    request: &'static str,
    /// Stands before the address of the server.
    server: &'static str,
    /// For who asked for nothing.
    otherwise: &'static str,
}

impl Letter {
    pub(super) fn words(self, locale: Locale) -> Words {
        match (self, locale) {
            (Self::Reset, Locale::ZhCn) => Words {
                subject: "重置您的 WhatsChat 密码",
                request: "请在一小时内使用以下令牌重置密码：",
                server: "服务器：",
                otherwise: "如果这不是您本人的请求，请忽略此邮件。",
            },
            (Self::Reset, Locale::En) => Words {
                subject: "Reset your WhatsChat password",
                request: "Use this token within an hour to choose a new password:",
                server: "Server: ",
                otherwise: "If you did not ask for it, ignore this mail.",
            },
            (Self::Verification, Locale::ZhCn) => Words {
                subject: "验证您的 WhatsChat 邮箱",
                request: "请在一天内使用以下令牌验证您的邮箱：",
                server: "服务器：",
                otherwise: "如果您没有注册 WhatsChat，请忽略此邮件。",
            },
            (Self::Verification, Locale::En) => Words {
                subject: "Verify your e-mail address for WhatsChat",
                request: "Use this token within a day to verify your e-mail address:",
                server: "Server: ",
                otherwise: "If you have no account there, ignore this mail.",
            },
        }
    }
}

impl Words {
    pub(super) fn text(&self, token: &str, url: &str) -> String {
        let Self { request, server, otherwise, .. } = self;
        format!("{request}\n\n{token}\n\n{server}{url}\n\n{otherwise}\n")
    }

    pub(super) fn html(&self, token: &str, url: &str, locale: Locale) -> String {
        let Self { subject, request, server, otherwise } = self;
        let (language, token, url) = (locale.tag(), escaped(token), escaped(url));
        format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head><meta charset=\"utf-8\">\
             <title>{subject}</title></head>\n<body>\n<p>{request}</p>\n\
             <p><strong><code>{token}</code></strong></p>\n\
             <p>{server}<a href=\"{url}\">{url}</a></p>\n<p>{otherwise}</p>\n</body>\n</html>\n"
        )
    }
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_brings_its_token_in_both_languages_and_forms() {
        for letter in [Letter::Reset, Letter::Verification] {
            for locale in [Locale::ZhCn, Locale::En] {
                let words = letter.words(locale);
                assert_eq!(words.subject.is_ascii(), locale == Locale::En);
                let text = words.text("t0ken", "https://chat.example");
                assert!(text.contains("\n\nt0ken\n\n"), "{text}");
                let html = words.html("t0ken", "https://chat.example", locale);
                assert!(html.contains("<code>t0ken</code>"), "{html}");
                assert!(html.contains(r#"<a href="https://chat.example">"#), "{html}");
            }
        }
    }

    #[test]
    fn nothing_ends_the_html_early() {
        let html = Letter::Reset.words(Locale::En).html("t", r#"https://x/"><b>&"#, Locale::En);
        assert!(html.contains("https://x/&quot;&gt;&lt;b&gt;&amp;</a>"), "{html}");
    }
}
