//! Mails to users. They leave in the background: no request waits for a mail server, or fails
//! for one.

mod courier;
mod letters;
mod outbox;

pub(crate) use letters::Letter;

use crate::clock::Clock;
use crate::config::Config;
use crate::error::StartError;
use courier::Courier;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use outbox::Outbox;
use std::time::{Duration, UNIX_EPOCH};
use tokio_util::task::TaskTracker;
use whatschat_core::Locale;

/// Takes mails to users.
pub(crate) struct Mailer {
    clock: Clock,
    from: Mailbox,
    /// What links begin with: from the configuration, whatever a request calls this server.
    public_url: String,
    outbox: Outbox,
}

impl Mailer {
    pub(crate) fn start(
        config: &Config,
        clock: &Clock,
        tasks: &TaskTracker,
    ) -> Result<Self, StartError> {
        let from = config.mail_from.parse().map_err(|_| StartError::Setting {
            name: "mail_from",
            why: "write it as `Name <address@example.org>`".into(),
        })?;
        Ok(Self {
            clock: clock.clone(),
            from,
            public_url: config.public_url.trim_end_matches('/').to_owned(),
            outbox: Outbox::new(Courier::of(config)?, tasks.clone()),
        })
    }

    /// Sends a letter with the token that it brings. Returns at once.
    pub(crate) fn send(&self, to: &str, letter: Letter, token: &str, locale: Locale) {
        match self.write(to, letter, token, locale) {
            Ok(mail) => self.outbox.post(mail),
            Err(why) => tracing::error!(%why, "a mail could not be written"),
        }
    }

    /// Nothing is tried again from now on.
    pub(crate) fn stop(&self) {
        self.outbox.stop();
    }

    fn write(
        &self,
        to: &str,
        letter: Letter,
        token: &str,
        locale: Locale,
    ) -> Result<Message, Box<dyn std::error::Error>> {
        let words = letter.words(locale);
        let sent_at = Duration::from_millis(u64::try_from(self.clock.now().0)?);
        let id = format!("<{}@{}>", self.clock.new_id(), self.from.email.domain());
        let mail = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to.parse()?))
            .subject(words.subject)
            .date(UNIX_EPOCH + sent_at)
            .message_id(Some(id))
            .raw_header(no_answer())
            .multipart(MultiPart::alternative_plain_html(
                words.text(token, &self.public_url),
                words.html(token, &self.public_url, locale),
            ))?;
        Ok(mail)
    }
}

/// Keeps programs that are out of the office from answering (RFC 3834).
fn no_answer() -> HeaderValue {
    let name = HeaderName::new_from_ascii_str("Auto-Submitted");
    HeaderValue::new(name, "auto-generated".into())
}
