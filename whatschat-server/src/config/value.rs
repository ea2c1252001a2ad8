//! What a setting may hold, and how it is written: as text in flags and variables; in the file
//! also as a number, a truth value or a list.

use crate::rates::RateLimit;
use ipnet::IpNet;
use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

/// The type of a setting.
pub(super) trait Value: Sized {
    /// Reads it, or says what it must look like.
    fn parse(text: &str) -> Result<Self, String>;

    /// How it is written; `None` where it is not set.
    fn show(&self) -> Option<String>;
}

macro_rules! plain {
    ($($type:ty),*) => {$(
        impl Value for $type {
            fn parse(text: &str) -> Result<Self, String> {
                from_str(text)
            }

            fn show(&self) -> Option<String> {
                Some(self.to_string())
            }
        }
    )*};
}

plain![String, u32, u64, RateLimit];

fn from_str<T: FromStr<Err: Display>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|why: T::Err| why.to_string())
}

impl Value for SocketAddr {
    fn parse(text: &str) -> Result<Self, String> {
        let wrong =
            |_| "it is an address and a port, such as 127.0.0.1:3001 or [::]:3001".to_owned();
        text.parse().map_err(wrong)
    }

    fn show(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Value for PathBuf {
    fn parse(text: &str) -> Result<Self, String> {
        Ok(text.into())
    }

    fn show(&self) -> Option<String> {
        Some(self.display().to_string())
    }
}

impl<T: Value> Value for Option<T> {
    fn parse(text: &str) -> Result<Self, String> {
        T::parse(text).map(Some)
    }

    fn show(&self) -> Option<String> {
        self.as_ref().and_then(T::show)
    }
}

/// A network, or one address.
impl Value for IpNet {
    fn parse(text: &str) -> Result<Self, String> {
        let one = || text.parse::<IpAddr>().ok().map(Self::from);
        let net = text.parse().ok().or_else(one);
        net.ok_or_else(|| format!("`{text}` is no address, and no network such as 10.0.0.0/8"))
    }

    fn show(&self) -> Option<String> {
        Some(self.to_string())
    }
}

/// Items between commas.
impl<T: Value> Value for Vec<T> {
    fn parse(text: &str) -> Result<Self, String> {
        let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
        items.map(T::parse).collect()
    }

    fn show(&self) -> Option<String> {
        let items: Vec<_> = self.iter().filter_map(T::show).collect();
        (!items.is_empty()).then(|| items.join(","))
    }
}

/// A value of the file as a flag would give it.
pub(super) fn text_of(value: toml::Value) -> Result<String, String> {
    match value {
        toml::Value::String(text) => Ok(text),
        toml::Value::Integer(number) => Ok(number.to_string()),
        toml::Value::Boolean(truth) => Ok(truth.to_string()),
        toml::Value::Array(items) => {
            let texts: Result<Vec<_>, _> = items.into_iter().map(text_of).collect();
            Ok(texts?.join(","))
        }
        other => Err(format!("a {} is no setting", other.type_str())),
    }
}
