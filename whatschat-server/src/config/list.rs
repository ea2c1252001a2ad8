//! The macro that makes of one list all that a setting needs.

use super::Config;

/// A setting, without its type.
pub(super) struct Setting {
    /// As the file and `--print-config` call it.
    pub(super) name: &'static str,
    /// What it is for.
    pub(super) help: &'static str,
    pub(super) value_name: &'static str,
    /// Whether it is never shown.
    pub(super) secret: bool,
    pub(super) check: fn(&str) -> Result<(), String>,
    pub(super) set: fn(&mut Config, &str) -> Result<(), String>,
    pub(super) show: fn(&Config) -> Option<String>,
}

impl Setting {
    /// Its flag: `data-dir`.
    pub(super) fn flag(&self) -> String {
        self.name.replace('_', "-")
    }

    /// Its environment variable: `WHATSCHAT_DATA_DIR`.
    pub(super) fn variable(&self) -> String {
        format!("WHATSCHAT_{}", self.name.to_uppercase())
    }

    /// What it holds, if it may be shown.
    pub(super) fn shown(&self, config: &Config) -> Option<String> {
        let text = (self.show)(config)?;
        Some(if self.secret { "(hidden)".into() } else { text })
    }
}

/// Declares [`Config`] with its defaults, and the list of its settings.
macro_rules! settings {
    ($(
        $(#[doc = $doc:literal])+
        $field:ident $(as $name:ident)?: $type:ty = $default:expr, $value_name:literal
        $(, $secret:ident)?;
    )*) => {
        /// What a server needs to know to run. Its debug output leaves out what is secret.
        #[derive(Clone)]
        pub struct Config {$(
            $(#[doc = $doc])+
            pub $field: $type,
        )*}

        impl Default for Config {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }

        /// Every setting there is.
        const SETTINGS: &[list::Setting] = &[$(list::Setting {
            name: settings!(@name $field $($name)?),
            help: concat!($($doc),+),
            value_name: $value_name,
            secret: settings!(@secret $($secret)?),
            check: |text| <$type as value::Value>::parse(text).map(drop),
            set: |config, text| {
                config.$field = value::Value::parse(text)?;
                Ok(())
            },
            show: |config| value::Value::show(&config.$field),
        }),*];

        impl fmt::Debug for Config {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut shown = f.debug_struct("Config");
                for setting in SETTINGS.iter().filter(|setting| !setting.secret) {
                    shown.field(setting.name, &setting.shown(self));
                }
                shown.finish_non_exhaustive()
            }
        }
    };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $name:ident) => { stringify!($name) };
    (@secret) => { false };
    (@secret secret) => { true };
}
pub(super) use settings;
