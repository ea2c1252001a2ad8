//! The rest of a line, taken as it stands.

use std::convert::Infallible;
use std::str::FromStr;

/// The rest of a line. Quotation marks and apostrophes in it mean nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rest(pub(crate) String);

impl FromStr for Rest {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.into()))
    }
}

impl Rest {
    /// A name, for which quotation marks around the whole may be left out or not.
    pub(crate) fn into_name(self) -> String {
        let quoted = ['"', '\'']
            .into_iter()
            .find_map(|mark| self.0.strip_prefix(mark).and_then(|inner| inner.strip_suffix(mark)));
        quoted.map(Into::into).unwrap_or(self.0)
    }
}
