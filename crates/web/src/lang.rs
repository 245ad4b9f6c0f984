//! Language (言語): Japanese at the plain address, English beside it under `/en`.

use std::fmt;

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// 日本語, the default.
    #[default]
    Ja,
    /// English.
    En,
}

impl Lang {
    /// What stands before every path of this language.
    pub fn prefix(self) -> &'static str {
        match self {
            Lang::Ja => "",
            Lang::En => "/en",
        }
    }

    /// The address of a path in this language: `/programs` → `/en/programs`.
    pub fn href(self, path: &str) -> String {
        match (self, path) {
            (Lang::En, "/") => "/en".to_owned(),
            _ => format!("{}{path}", self.prefix()),
        }
    }

    /// The language of an address: `/en/…` is English.
    pub fn of_path(path: &str) -> Lang {
        if path == "/en" || path.starts_with("/en/") { Lang::En } else { Lang::Ja }
    }

    /// One of two texts.
    pub fn pick<'a>(self, ja: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Ja => ja,
            Lang::En => en,
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
