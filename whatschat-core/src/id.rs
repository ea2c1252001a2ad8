//! Identifiers: UUID version 7, so they sort by the time they were made.

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, schema::Type};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The id of all zeros, which no record has.
            pub const fn nil() -> Self {
                Self(Uuid::nil())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                uuid_schema()
            }
        }

        impl ToSchema for $name {}
    )*};
}

ids! {
    /// Names a user.
    UserId;
    /// Names a session: one login on one device.
    SessionId;
    /// Names a chat; a group's id is its chat's.
    ChatId;
    /// Names a message.
    MessageId;
    /// Chosen by the sender, so that a repeated send is recognised.
    ClientMessageId;
    /// Names a call.
    CallId;
    /// Names an uploaded file.
    FileId;
}

impl ClientMessageId {
    /// A new one, of version 7: its time, a counter that begins at 41 random bits in each
    /// millisecond, and 32 random bits. So no clock can make two alike, and a sender's ids follow
    /// each other in the server's index as they do in time.
    #[expect(clippy::disallowed_methods, reason = "a client has no clock but its machine's")]
    pub fn fresh() -> Self {
        Self(Uuid::now_v7())
    }

    /// When it was made; `None` where its version does not tell.
    pub fn made_at(self) -> Option<Timestamp> {
        let (seconds, nanos) = self.0.get_timestamp()?.to_unix();
        let seconds = i64::try_from(seconds).ok()?;
        Some(Timestamp(seconds.checked_mul(1000)?.checked_add(i64::from(nanos / 1_000_000))?))
    }
}

fn uuid_schema() -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_version_7_tells_when_it_was_made() {
        let id = "018cc251-f400-7000-8000-000000000000".parse().unwrap();
        assert_eq!(ClientMessageId(id).made_at(), Some(Timestamp(0x018c_c251_f400)));
        let by_lot = "9f2c6a1e-5b7d-4c3e-8a90-1b2c3d4e5f60".parse().unwrap();
        assert_eq!(ClientMessageId(by_lot).made_at(), None);
    }
}
