//! Settings that make no sense, or are too weak to depend on.

use super::{Config, Environment, RateLimit};
use crate::StartError;
use crate::http::cors;
use url::Url;

impl Config {
    /// Refuses settings that do not make sense.
    pub(crate) fn check(&self) -> Result<(), StartError> {
        let checks = [
            ("mail_from", self.mail_from()),
            ("cors_origins", self.cors_origins()),
            ("tls_key", self.tls()),
            ("rate_limit", self.rate_limit()),
            ("smtp_url", self.smtp_url()),
        ];
        let wrong = checks.into_iter().find_map(|(name, why)| why.map(|why| (name, why)));
        wrong.map_or(Ok(()), |(name, why)| Err(StartError::Setting { name, why: why.into() }))
    }

    fn mail_from(&self) -> Option<&'static str> {
        let fits = self.mail_from.parse::<lettre::message::Mailbox>().is_ok();
        (!fits).then_some("write it as `Name <address@example.org>`")
    }

    fn cors_origins(&self) -> Option<&'static str> {
        let any = self.cors_origins.iter().any(|origin| origin == cors::ANY);
        if any && self.environment == Environment::Production {
            return Some("`*` lets every web page in; in production name those that may");
        }
        let fits = self.cors_origins.iter().all(|origin| origin == cors::ANY || is_origin(origin));
        (!fits).then_some("write each as browsers do: `https://chat.example`, with nothing behind")
    }

    fn tls(&self) -> Option<&'static str> {
        let halves = self.tls_cert.is_some() != self.tls_key.is_some();
        halves.then_some("tls_cert and tls_key go together")
    }

    fn rate_limit(&self) -> Option<&'static str> {
        let is_off = self.rate_limit == RateLimit::Off;
        (is_off && self.environment == Environment::Production).then_some(
            "`off` lets anybody guess passwords; in production write other numbers, such as \
             `entry=600,write=6000`",
        )
    }

    /// What is no URL is named where the mailer starts.
    fn smtp_url(&self) -> Option<&'static str> {
        let url = Url::parse(self.smtp_url.as_deref()?).ok()?;
        let is_safe = url.scheme() == "smtps"
            || url.query_pairs().any(|(name, value)| name == "tls" && value == "required");
        let weak = url.password().is_some() && !is_safe;
        (weak && self.environment == Environment::Production).then_some(
            "its password would travel without TLS; write `smtps://` or add `?tls=required`",
        )
    }
}

/// Scheme, host and perhaps a port, in lower case.
fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| {
        let odd = |c: char| c.is_ascii_uppercase() || "/?#@*, ".contains(c);
        !host.is_empty() && !host.contains(odd)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_do() {
        for origin in ["https://chat.example", "http://localhost:5173", "http://[::1]:80"] {
            assert!(is_origin(origin), "{origin}");
        }
        for wrong in
            ["chat.example", "https://", "https://chat.example/", "https://*.example", "null"]
        {
            assert!(!is_origin(wrong), "{wrong}");
        }
    }
}
