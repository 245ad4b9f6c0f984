//! What a file says of cities (読み取った表): the values readers hand over and the store keeps.

use fiscal::comparison::Figure;

use super::AreaCode;

/// One indicator of one year, of all its cities (系列).
#[derive(Clone, Debug, PartialEq)]
pub struct CitySeries {
    /// The indicator's key.
    pub indicator: &'static str,
    /// The fiscal year; of projected population the calendar year.
    pub fiscal_year: i32,
    /// City, figure and row; what is missing may be left out. Each city once.
    pub figures: Vec<(AreaCode, Figure, u32)>,
}

/// Where the fiscal year of a file was taken from (年度の根拠).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum YearFrom {
    /// The person who imports said it.
    Option,
    /// The title above the table.
    Title,
    /// The file's name.
    FileName,
    /// A column of the table.
    Column,
    /// The file is of no single year.
    None,
}

impl YearFrom {
    const ALL: [YearFrom; 5] =
        [YearFrom::Option, YearFrom::Title, YearFrom::FileName, YearFrom::Column, YearFrom::None];

    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            YearFrom::Option => "option",
            YearFrom::Title => "title",
            YearFrom::FileName => "file-name",
            YearFrom::Column => "column",
            YearFrom::None => "none",
        }
    }

    /// The one with this word.
    pub fn from_word(word: &str) -> Option<YearFrom> {
        YearFrom::ALL.into_iter().find(|from| from.word() == word)
    }

    /// As reports say it, in Japanese and English.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            YearFrom::Option => ("指定した年度", "as given"),
            YearFrom::Title => ("表の題名", "from the title"),
            YearFrom::FileName => ("ファイル名", "from the file's name"),
            YearFrom::Column => ("表の列", "from a column"),
            YearFrom::None => ("年度なし", "of no single year"),
        }
    }
}
