//! The setting `rate_limit`.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;
use whatschat_core::class::Class;

/// How often one may ask: `on`, `off`, or `on` with other numbers a minute for some classes, as
/// in `entry=60,write=600`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RateLimit {
    /// As often as one likes: for tests and benchmarks.
    Off,
    /// Within limits; the classes that are not named have their own.
    On(Vec<(Class, NonZeroU32)>),
}

impl Default for RateLimit {
    fn default() -> Self {
        Self::On(vec![])
    }
}

impl RateLimit {
    /// How often in a minute; `None` without limits.
    pub(super) fn per_minute(&self, class: Class) -> Option<NonZeroU32> {
        match self {
            Self::Off => None,
            Self::On(named) => {
                let named = named.iter().find(|(of, _)| *of == class).map(|(_, n)| *n);
                named.or(NonZeroU32::new(class.per_minute()))
            }
        }
    }
}

impl FromStr for RateLimit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "off" => Ok(Self::Off),
            "on" => Ok(Self::default()),
            named => named.split(',').map(one).collect::<Result<_, _>>().map(Self::On),
        }
    }
}

fn one(text: &str) -> Result<(Class, NonZeroU32), String> {
    let parts = text.split_once('=').and_then(|(name, number)| {
        let class = Class::ALL.iter().find(|class| class.name() == name.trim())?;
        Some((*class, number.trim().parse().ok()?))
    });
    parts.ok_or_else(|| {
        let names: Vec<_> = Class::ALL.iter().map(|class| class.name()).collect();
        format!("write `off`, `on` or `write=600`; the classes are {}", names.join(", "))
    })
}

impl fmt::Display for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("off"),
            Self::On(named) if named.is_empty() => f.write_str("on"),
            Self::On(named) => {
                let named = named.iter().map(|(class, n)| format!("{}={n}", class.name()));
                f.write_str(&named.collect::<Vec<_>>().join(","))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_as_it_is_written() {
        for text in ["on", "off", "entry=60,write=600"] {
            assert_eq!(text.parse::<RateLimit>().unwrap().to_string(), text);
        }
        for text in ["", "no", "write", "write=0", "write=-1", "wirte=5", "write=5,"] {
            let why = text.parse::<RateLimit>().unwrap_err();
            assert!(why.contains("entry, public"), "{why}");
        }
    }
}
