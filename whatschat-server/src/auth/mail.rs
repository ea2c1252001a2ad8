//! Mails to users: files in the data folder, for the operator (or a program of theirs) to send.

use crate::config::Config;
use crate::error::ApiError;
use lettre::message::Mailbox;
use lettre::{AsyncFileTransport, AsyncTransport, Message, Tokio1Executor};
use std::path::PathBuf;
use whatschat_core::Locale;

/// Writes each mail as an `.eml` file.
pub(super) struct Mailer {
    folder: PathBuf,
    from: String,
    public_url: String,
}

impl Mailer {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            folder: config.data_dir.join("mails"),
            from: config.mail_from.clone(),
            public_url: config.public_url.trim_end_matches('/').to_owned(),
        }
    }

    pub(super) async fn send_reset(
        &self,
        to: &str,
        token: &str,
        locale: Locale,
    ) -> Result<(), ApiError> {
        let (subject, body) = reset_text(&self.public_url, token, locale);
        let mail = Message::builder()
            .from(self.from.parse::<Mailbox>().map_err(ApiError::internal)?)
            .to(to.parse::<Mailbox>().map_err(ApiError::internal)?)
            .subject(subject)
            .header(lettre::message::header::ContentType::TEXT_PLAIN)
            .body(body)
            .map_err(ApiError::internal)?;
        // Mails hold tokens: the folder is the operator's alone.
        let mut folder = tokio::fs::DirBuilder::new();
        folder
            .recursive(true)
            .mode(0o700)
            .create(&self.folder)
            .await
            .map_err(ApiError::internal)?;
        let transport = AsyncFileTransport::<Tokio1Executor>::new(&self.folder);
        let id = transport.send(mail).await.map_err(ApiError::internal)?;
        let file = self.folder.join(format!("{id}.eml"));
        tracing::info!(file = %file.display(), "a mail waits to be sent");
        Ok(())
    }
}

fn reset_text(public_url: &str, token: &str, locale: Locale) -> (&'static str, String) {
    match locale {
        Locale::ZhCn => (
            "重置您的 WhatsChat 密码",
            format!(
                "请在一小时内使用以下令牌重置密码：\n\n{token}\n\n服务器：{public_url}\n\n如果这不是您本人的请求，请忽略此邮件。\n"
            ),
        ),
        Locale::En => (
            "Reset your WhatsChat password",
            format!(
                "Use this token within an hour to choose a new password:\n\n{token}\n\nServer: {public_url}\n\nIf you did not ask for it, ignore this mail.\n"
            ),
        ),
    }
}
