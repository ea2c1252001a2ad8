//! Settings that are one of a few words.

use super::value::Value;

/// Declares a setting's words: the first line is the setting, then each word and what it means.
macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $choice:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$of])* $choice,)* }

        impl Value for $name {
            fn parse(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok(Self::$choice),)*
                    _ => Err(format!("it is one of {}", [$($word),*].join(", "))),
                }
            }

            fn show(&self) -> Option<String> {
                match self { $(Self::$choice => Some($word.into()),)* }
            }
        }
    };
}

choices! {
    /// Whether people or machines depend on this server.
    Environment {
        /// Errors show their cause.
        Development = "development",
        /// Errors show a request id; the log is JSON; weak settings are refused.
        Production = "production",
    }
}

choices! {
    /// Whether an account proves its e-mail address.
    EmailVerification {
        /// Nobody is asked to.
        Off = "off",
        /// A mail asks for it; nothing depends on it.
        Optional = "optional",
        /// Before it is proved, the account may not write.
        Required = "required",
    }
}

choices! {
    /// Who sees a user's e-mail address and phone number.
    Directory {
        /// Every user.
        Public = "public",
        /// That user and admins.
        Private = "private",
    }
}
