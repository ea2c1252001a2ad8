//! Why the server refuses a request, or to start.

use crate::config::Environment;
use std::path::PathBuf;
use whatschat_core::envelope::{ErrorBody, Failure};
use whatschat_core::error::{FieldCode, FieldError};
use whatschat_core::{ErrorCode, Locale};

/// A refusal on its way to the client. The texts are added when the client's language is known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", code.as_str())]
pub(crate) struct ApiError {
    /// Why.
    pub code: ErrorCode,
    /// More about this one case, in English; never anything secret.
    pub details: Option<String>,
    /// The bad fields.
    pub fields: Vec<BadField>,
    /// Seconds after which another try makes sense.
    pub retry_after_s: Option<u32>,
}

/// A field that a request got wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadField {
    /// Where it stands, such as `participants[2]`.
    pub field: String,
    /// What is wrong with it.
    pub code: FieldCode,
    /// The limit, pattern or list that it broke.
    pub bound: String,
}

impl ApiError {
    /// Adds a sentence about this one case.
    #[must_use]
    pub(crate) fn details(mut self, details: impl Into<String>) -> Self {
        self.details = Some(details.into());
        self
    }

    /// A request with bad fields.
    pub(crate) fn invalid(fields: Vec<BadField>) -> Self {
        Self { fields, ..ErrorCode::Invalid.into() }
    }

    /// A request with one bad field.
    pub(crate) fn bad_field(field: &str, code: FieldCode, bound: impl Into<String>) -> Self {
        Self::invalid(vec![BadField { field: field.into(), code, bound: bound.into() }])
    }

    /// A request that comes before its time.
    pub(crate) fn too_many(wait: std::time::Duration) -> Self {
        let seconds = u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX).max(1);
        Self { retry_after_s: Some(seconds), ..ErrorCode::TooManyRequests.into() }
            .details(format!("Try again in {seconds} s."))
    }

    /// A mistake of the server: logged here, and shown in development alone.
    pub(crate) fn internal(why: impl std::fmt::Display) -> Self {
        tracing::error!(%why, "internal error");
        Self::from(ErrorCode::Internal).details(why.to_string())
    }

    /// The refusal as it travels. In production a mistake of the server shows the request's id
    /// alone.
    pub(crate) fn to_failure(
        &self,
        locale: Locale,
        environment: Environment,
        request_id: Option<&str>,
    ) -> Failure {
        let hide = self.code.status() >= 500 && environment == Environment::Production;
        let fields = self.fields.iter().map(|bad| FieldError {
            field: bad.field.clone(),
            code: bad.code,
            message: bad.code.message(locale, &bad.bound),
        });
        Failure::from(ErrorBody {
            code: self.code.as_str().into(),
            message: self.code.message(locale).into(),
            details: if hide {
                request_id.map(|id| format!("request {id}"))
            } else {
                self.details.clone()
            },
            fields: fields.collect(),
        })
    }
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        let retry_after_s = matches!(code.status(), 503 | 507).then_some(1);
        Self { code, details: None, fields: vec![], retry_after_s }
    }
}

/// Why the server does not start; each says what to do.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences say it")]
pub enum StartError {
    #[error(
        "cannot listen on {address}: {why}. Choose another address with --listen (port 0 picks a free one)."
    )]
    Listen { address: String, why: std::io::Error },
    #[error("cannot write to the data folder {}: {why}. Choose another with --data-dir.", folder.display())]
    DataDir { folder: PathBuf, why: std::io::Error },
    #[error("another server uses the data folder {}. Stop it, or choose another with --data-dir.", folder.display())]
    DataDirInUse { folder: PathBuf },
    #[error("cannot open the database {url}: {why}.")]
    Database { url: String, why: sqlx::Error },
    #[error(
        "the database {url} was written by a newer whatschat-server (it has migration {version}). Use that version, or another database."
    )]
    DatabaseIsNewer { url: String, version: i64 },
    #[error("cannot bring the database {url} up to date: {why}.")]
    Migration { url: String, why: sqlx::migrate::MigrateError },
    #[error("cannot add older messages to the search: {why}.")]
    Search { why: sqlx::Error },
    #[error("the database {url} may lose acknowledged messages: {setting}. {remedy}")]
    NotDurable { url: String, setting: String, remedy: String },
    #[error("cannot read the configuration file {}: {why}", file.display())]
    ConfigFile { file: PathBuf, why: String },
    #[error("there is no database {} yet. Start the server once, or choose another with --data-dir or --database-url.", file.display())]
    NoDatabase { file: PathBuf },
    #[error("nobody with the e-mail address {email} has an account.")]
    NoSuchUser { email: String },
    #[error("nobody is called {user}, or has this address. Name a deleted account by its id.")]
    NobodyCalled { user: String },
    #[error("the database did not answer: {why}.")]
    Query { why: sqlx::Error },
    #[error("the setting {name} is not valid: {why}")]
    Setting { name: &'static str, why: String },
}
