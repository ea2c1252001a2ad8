//! Which operations share a rate limit.

use crate::endpoint::{Auth, Body, Info, Method};
use utoipa::openapi::{RefOr, Schema};

macro_rules! classes {
    ($($(#[$doc:meta])* $class:ident = $name:literal $per_minute:literal;)*) => {
        /// Operations of one class share a rate limit. An operation's class follows from its
        /// form, so a new one has a limit without anybody's doing.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Class { $($(#[$doc])* $class,)* }

        impl Class {
            /// Every class there is.
            pub const ALL: &'static [Self] = &[$(Self::$class),*];

            /// Its name in the configuration.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$class => $name),* }
            }

            /// How often in a minute, by default.
            pub const fn per_minute(self) -> u32 {
                match self { $(Self::$class => $per_minute),* }
            }
        }
    };
}

classes! {
    /// What opens accounts and sessions, or tries to; for each address.
    Entry = "entry" 120;
    /// What anyone may read; for each address.
    Public = "public" 600;
    /// New connections to the socket; for each address, and again for each user.
    Connect = "connect" 600;
    /// What a user reads, also by a signed link.
    Read = "read" 3000;
    /// What a user searches.
    Search = "search" 300;
    /// What a user writes.
    Write = "write" 1200;
    /// What a user uploads.
    Upload = "upload" 60;
    /// A user's socket events.
    Event = "event" 1200;
}

impl Class {
    /// The class of an operation.
    pub fn of(info: &Info) -> Self {
        match (info.auth, info.method) {
            (Auth::Open, Method::GET) => Self::Public,
            (Auth::Open, _) => Self::Entry,
            (_, Method::GET) if searches(info) => Self::Search,
            (_, Method::GET) => Self::Read,
            _ if info.body == Body::Multipart => Self::Upload,
            _ => Self::Write,
        }
    }
}

/// Whether a request may name words to look for.
fn searches(info: &Info) -> bool {
    let RefOr::T(Schema::Object(request)) = (info.request)().root else { return false };
    request.properties.contains_key("search")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(name: &str) -> Class {
        let all = crate::endpoints();
        Class::of(all.iter().find(|info| info.name == name).unwrap())
    }

    #[test]
    fn an_operations_class_follows_from_its_form() {
        for (name, expected) in [
            ("Login", Class::Entry),
            ("ForgotPassword", Class::Entry),
            ("RefreshTokens", Class::Entry),
            ("GetHealth", Class::Public),
            ("ListChats", Class::Read),
            ("SearchMessages", Class::Search),
            ("UploadFile", Class::Upload),
            ("SendMessage", Class::Write),
            ("DeleteChat", Class::Write),
        ] {
            assert_eq!(class(name), expected, "{name}");
        }
    }
}
