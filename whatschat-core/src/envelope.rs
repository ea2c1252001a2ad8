//! The shape around every answer.

use crate::error::{ErrorCode, FieldError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A success: `{"success": true, "message": …, "data": …}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Success<T> {
    /// Always `true`.
    pub success: bool,
    /// What was done, in the caller's language; there on every write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The answer itself; left out where an operation has none.
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    pub data: Option<T>,
}

impl<T> Success<T> {
    /// Wraps `data`.
    pub fn new(message: Option<&str>, data: Option<T>) -> Self {
        Self { success: true, message: message.map(Into::into), data }
    }
}

/// A refusal: `{"success": false, "message": …, "error": {…}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Failure {
    /// Always `false`.
    pub success: bool,
    /// What went wrong, in the caller's language.
    pub message: String,
    /// The same for programs.
    pub error: ErrorBody,
}

/// Why an operation was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ErrorBody {
    /// The [`ErrorCode`], as text: a newer server may send one that this crate does not know.
    #[schema(value_type = ErrorCode)]
    pub code: String,
    /// What went wrong, in the caller's language.
    pub message: String,
    /// More about this one case, in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<String>,
    /// Each bad field; only with status 422.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldError>,
}

impl ErrorBody {
    /// The code, where this crate knows it.
    pub fn known_code(&self) -> Option<ErrorCode> {
        ErrorCode::from_text(&self.code)
    }
}

impl From<ErrorBody> for Failure {
    fn from(error: ErrorBody) -> Self {
        Self { success: false, message: error.message.clone(), error }
    }
}
