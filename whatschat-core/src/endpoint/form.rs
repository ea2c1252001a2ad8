//! What an operation of the API is made of.

use super::Schemas;
use serde::{Deserialize, Serialize};
use std::any::TypeId;
use utoipa::ToSchema;

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    GET,
    /// Creates, or does.
    POST,
    /// Changes.
    PUT,
    /// Removes.
    DELETE,
}

impl Method {
    /// How the fields of a request travel when its room does not say.
    pub const fn usual_body(self) -> Body {
        match self {
            Self::POST | Self::PUT => Body::Json,
            Self::GET | Self::DELETE => Body::None,
        }
    }

    /// The method as HTTP writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GET => "GET",
            Self::POST => "POST",
            Self::PUT => "PUT",
            Self::DELETE => "DELETE",
        }
    }
}

/// What the body of a request is. The fields that the path does not name travel in it; without
/// one they travel in the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// There is none.
    None,
    /// A JSON object of the fields.
    Json,
    /// `multipart/form-data`, for files.
    Multipart,
}

impl Body {
    /// The media type of the body.
    pub const fn media_type(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Json => Some("application/json"),
            Self::Multipart => Some("multipart/form-data"),
        }
    }
}

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auth {
    /// Anyone.
    Open,
    /// Who holds an access token.
    Bearer,
    /// Who holds an access token, or a link that the server has signed.
    Link,
}

/// What a success carries.
#[derive(Debug, Clone, Copy)]
pub enum Answer {
    /// Nothing.
    Nothing,
    /// Data in the envelope, as JSON.
    Data(fn() -> Schemas),
    /// A file of this media type, without the envelope.
    File(&'static str),
}

impl Answer {
    pub(super) fn of<T: ToSchema + 'static>() -> Self {
        let answer = TypeId::of::<T>();
        if answer == TypeId::of::<()>() {
            Self::Nothing
        } else if answer == TypeId::of::<File>() {
            Self::File("*/*")
        } else if answer == TypeId::of::<Zip>() {
            Self::File("application/zip")
        } else {
            Self::Data(Schemas::of::<T>)
        }
    }

    /// The schema of the data, if there are any.
    pub fn data(self) -> Option<Schemas> {
        match self {
            Self::Data(schemas) => Some(schemas()),
            Self::Nothing | Self::File(_) => None,
        }
    }
}

/// The answer of an operation that gives a file of any type.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct File;

/// The answer of an operation that gives a zip archive.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub struct Zip;
