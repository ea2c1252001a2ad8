//! Text for the screen: pieces with a style, which are harmless from the moment they are added.

mod layout;

use crate::sanitise;

/// How a piece of text stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Dim,
    Bold,
    Good,
    Warning,
    Error,
    /// One of a few colours, always the same for one person.
    Person(u8),
}

impl Style {
    /// The colour of the person with this name.
    pub(crate) fn of_person(name: &str) -> Self {
        let sum = name.bytes().fold(0u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
        Self::Person(sum % 6)
    }

    /// The SGR parameters that switch it on; `None` for plain text.
    const fn sgr(self) -> Option<&'static str> {
        Some(match self {
            Self::Plain => return None,
            Self::Dim => "2",
            Self::Bold => "1",
            Self::Good => "32",
            Self::Warning => "33",
            Self::Error => "31",
            Self::Person(n) => ["1;36", "1;35", "1;34", "1;32", "1;33", "1;96"][n as usize % 6],
        })
    }
}

/// What [`Screen`](crate::screen::Screen) shows. Everything in it went through [`sanitise`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Text {
    pieces: Vec<(Style, String)>,
}

impl Text {
    /// An empty text.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A text of one style; line feeds stay.
    pub(crate) fn of(style: Style, text: &str) -> Self {
        Self::new().body(style, text)
    }

    /// Adds a piece of one line, such as a name.
    pub(crate) fn word(self, style: Style, text: &str) -> Self {
        self.push(style, sanitise::line(text))
    }

    /// Adds a piece that may have many lines; all but the first are indented when shown.
    pub(crate) fn body(self, style: Style, text: &str) -> Self {
        self.push(style, sanitise::lines(text))
    }

    /// Adds a person's name in the person's colour.
    pub(crate) fn person(self, name: &str) -> Self {
        self.word(Style::of_person(name), name)
    }

    /// Adds plain words.
    pub(crate) fn plain(self, text: &str) -> Self {
        self.word(Style::Plain, text)
    }

    /// Adds words that step back.
    pub(crate) fn dim(self, text: &str) -> Self {
        self.word(Style::Dim, text)
    }

    /// Adds spaces until the text is `width` columns wide.
    pub(crate) fn pad_to(self, width: usize) -> Self {
        let missing = width.saturating_sub(self.width());
        self.plain(&" ".repeat(missing))
    }

    /// Adds another text.
    pub(crate) fn then(mut self, other: Self) -> Self {
        self.pieces.extend(other.pieces);
        self
    }

    fn push(mut self, style: Style, text: String) -> Self {
        self.pieces.push((style, text));
        self
    }

    /// How many columns it takes on one line.
    pub(crate) fn width(&self) -> usize {
        self.pieces.iter().map(|(_, text)| layout::width(text)).sum()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::of(Style::Plain, text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::of(Style::Plain, &text)
    }
}
