//! The languages in which the server speaks to people.

/// A language of `message` texts; codes never change with it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    /// Simplified Chinese, the default.
    #[default]
    ZhCn,
    /// English.
    En,
}

impl Locale {
    /// The best of an `Accept-Language` header (RFC 9110, 12.5.4); Chinese when nothing fits.
    ///
    /// ```
    /// use whatschat_core::Locale;
    /// assert_eq!(Locale::negotiate("fr, en-GB;q=0.8, zh;q=0.5"), Locale::En);
    /// assert_eq!(Locale::negotiate("*"), Locale::ZhCn);
    /// ```
    pub fn negotiate(accept_language: &str) -> Self {
        let mut best = (0.0, Self::default());
        for range in accept_language.split(',') {
            let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
            let quality = quality(parameters);
            if let Some(locale) = Self::from_tag(tag.trim())
                && quality > best.0
            {
                best = (quality, locale);
            }
        }
        best.1
    }

    fn from_tag(tag: &str) -> Option<Self> {
        match tag.split('-').next()?.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::ZhCn),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The language tag, for `Accept-Language` and `Content-Language`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::ZhCn => "zh-CN",
            Self::En => "en",
        }
    }
}

fn quality(parameters: &str) -> f32 {
    let value = parameters.trim().strip_prefix("q=");
    value.map_or(1.0, |q| q.trim().parse().unwrap_or(0.0))
}

/// One sentence in each language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// Simplified Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl Text {
    /// The sentence in `locale`.
    pub fn to(self, locale: Locale) -> &'static str {
        match locale {
            Locale::ZhCn => self.zh,
            Locale::En => self.en,
        }
    }
}
