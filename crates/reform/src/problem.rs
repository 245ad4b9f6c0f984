//! Problem (問題): what is wrong with something given to the system, where, and what to do about it.

use std::fmt;

/// How bad a problem is (重大度).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Taken in, but somebody should look (注意).
    Warning,
    /// This row or field could not be taken in (行のエラー); the rest goes on.
    Error,
    /// Nothing of the file can be taken in (取込不可).
    Fatal,
}

impl Severity {
    /// The stable word for machines: `warning`, `error`, `fatal`.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Warning => "warning",
            Severity::Error => "error",
            Severity::Fatal => "fatal",
        }
    }
}

/// One kind of problem (問題の種類) with its stable code; each room lists its own as constants.
///
/// The code never changes meaning. Messages say what and what to do; the place and the excerpt say where.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct ProblemKind {
    /// Stable code for machines, such as `IN-102`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in Japanese.
    pub title_ja: &'static str,
    /// What is wrong, in English.
    pub title_en: &'static str,
    /// What to do, in Japanese.
    pub hint_ja: &'static str,
    /// What to do, in English.
    pub hint_en: &'static str,
}

/// Declares kinds of problem once each, as errors, and their list `KINDS` from the same lines (指摘の種類の宣言).
///
/// `NAME = "RF-000" "題" "title" "すること" "what to do";` — code, title and hint in Japanese and English.
#[macro_export]
macro_rules! declare_kinds {
    ($($name:ident = $code:literal $title_ja:literal $title_en:literal $hint_ja:literal $hint_en:literal;)*) => {
        $(
            #[doc = $title_en]
            pub static $name: $crate::ProblemKind = $crate::ProblemKind {
                code: $code,
                severity: $crate::Severity::Error,
                title_ja: $title_ja,
                title_en: $title_en,
                hint_ja: $hint_ja,
                hint_en: $hint_en,
            };
        )*

        /// Every kind declared here, by code.
        pub static KINDS: &[&$crate::ProblemKind] = &[$(&$name),*];
    };
}

/// Where a problem stands (場所): as much of it as is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// The file's name as its sender called it.
    pub file: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Row (or line) number, counted from 1 as spreadsheets and editors show it.
    pub row: Option<u32>,
    /// Column letter (`BY`) of a sheet, or the field's name in a text file.
    pub column: Option<String>,
}

/// A problem found in one place (指摘).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which kind.
    pub kind: &'static ProblemKind,
    /// Where.
    pub place: Place,
    /// The offending text, cut to [`Problem::EXCERPT_CHARS`] characters; may be empty.
    pub excerpt: String,
}

impl Problem {
    /// The longest excerpt kept, in characters.
    pub const EXCERPT_CHARS: usize = 80;

    /// A problem of this kind at this place; a longer excerpt is cut and closed with `…`.
    pub fn new(kind: &'static ProblemKind, place: Place, excerpt: impl AsRef<str>) -> Problem {
        let excerpt = excerpt.as_ref();
        let mut short: String = excerpt.chars().take(Self::EXCERPT_CHARS).collect();
        if short.len() < excerpt.len() {
            short.push('…');
        }
        Problem { kind, place, excerpt: short }
    }
}

impl Place {
    /// A whole file.
    pub fn file(name: impl Into<String>) -> Place {
        Place { file: name.into(), ..Place::default() }
    }
}

/// `report.xlsx › Sheet1 › BY57`, leaving out what is not known.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(f, " › {sheet}")?;
        }
        match (self.row, &self.column) {
            (Some(row), Some(column)) if self.sheet.is_some() => write!(f, " › {column}{row}"),
            (Some(row), Some(column)) => write!(f, ":{row} › {column}"),
            (Some(row), None) => write!(f, ":{row}"),
            (None, Some(column)) => write!(f, " › {column}"),
            (None, None) => Ok(()),
        }
    }
}
