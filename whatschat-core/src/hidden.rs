//! Types with something secret in them: their debug output leaves it out, so that no log can
//! hold it.

/// Implements `Debug` with the fields that may be seen: `Login { email }`.
macro_rules! hides_the_rest {
    ($($type:ident { $($shown:ident),* })*) => {$(
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($type))
                    $(.field(stringify!($shown), &self.$shown))*
                    .finish_non_exhaustive()
            }
        }
    )*};
}
pub(crate) use hides_the_rest;

#[cfg(test)]
mod tests {
    use crate::auth::{Login, Tokens};

    #[test]
    fn debug_output_holds_no_secret() {
        let login = Login { email: "a@example.com".into(), password: "hunter2".into() };
        assert_eq!(format!("{login:?}"), r#"Login { email: "a@example.com", .. }"#);
        let tokens = Tokens { token: "t0ken".into(), refresh_token: "r3fresh".into() };
        assert_eq!(format!("{tokens:?}"), "Tokens { .. }");
    }
}
