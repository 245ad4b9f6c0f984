//! Language (言語): Japanese at the plain path, English beside it under `en/`.

use std::fmt;

/// A language of the site (言語).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lang {
    /// 日本語, the default.
    #[default]
    Ja,
    /// English.
    En,
}

impl Lang {
    /// The language of a path of the site: `en/…` is English.
    pub fn of_path(path: &str) -> Lang {
        if path.starts_with("en/") { Lang::En } else { Lang::Ja }
    }

    /// One of two texts.
    pub fn pick<'a>(self, ja: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Ja => ja,
            Lang::En => en,
        }
    }

    /// The same language as `publish` calls it.
    pub fn of_charts(self) -> publish::plain::Lang {
        match self {
            Lang::Ja => publish::plain::Lang::Ja,
            Lang::En => publish::plain::Lang::En,
        }
    }

    /// The other language.
    pub fn other(self) -> Lang {
        match self {
            Lang::Ja => Lang::En,
            Lang::En => Lang::Ja,
        }
    }
}

/// The code for `lang` attributes: `ja`.
impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.pick("ja", "en"))
    }
}
