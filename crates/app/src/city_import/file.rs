//! What a file of figures is taken for (ファイルの種類).

use fiscal::FiscalYear;
use store::city::CitySourceKind;

/// How an upload that is a file of figures is told from one of programs.
const KEPT: &str = "city-file:";

/// What a file is taken for (ファイルの種類).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CityFile {
    /// A table of main indicators; the year may be said where the file does not.
    Indicators(Option<FiscalYear>),
    /// Settlement cards, by the name of a mapping or its file; the year unless the mapping has a column for it.
    Cards(String, Option<FiscalYear>),
    /// Future population.
    Population,
    /// The table of municipality codes.
    Municipalities,
}

impl CityFile {
    /// The name of the card mapping used when none is named.
    pub const DEFAULT_CARDS: &'static str = "settlement-card";

    /// The kind of source it makes.
    pub fn kind(&self) -> CitySourceKind {
        match self {
            CityFile::Indicators(_) => CitySourceKind::Indicators,
            CityFile::Cards(..) => CitySourceKind::Cards,
            CityFile::Population => CitySourceKind::Population,
            CityFile::Municipalities => CitySourceKind::Municipalities,
        }
    }

    /// What a form offers (`indicators`, `cards/NAME`, `population`, `municipalities`) with a year; nothing when the
    /// word is none of them.
    pub fn choose(word: &str, year: Option<FiscalYear>) -> Option<CityFile> {
        match word {
            "indicators" => Some(CityFile::Indicators(year)),
            "population" => Some(CityFile::Population),
            "municipalities" => Some(CityFile::Municipalities),
            _ => word.strip_prefix("cards/").map(|name| CityFile::Cards(name.to_owned(), year)),
        }
    }

    /// As it is kept with an upload: `city-file:indicators@2023`.
    pub(super) fn to_word(&self) -> String {
        let (what, year) = match self {
            CityFile::Indicators(year) => ("indicators".to_owned(), *year),
            CityFile::Cards(name, year) => (format!("cards/{name}"), *year),
            CityFile::Population => ("population".to_owned(), None),
            CityFile::Municipalities => ("municipalities".to_owned(), None),
        };
        format!("{KEPT}{what}@{}", year.map(|year| year.start().to_string()).unwrap_or_default())
    }

    /// Reads [`CityFile::to_word`] back.
    pub(super) fn from_word(word: &str) -> Option<CityFile> {
        let (what, year) = word.strip_prefix(KEPT)?.rsplit_once('@')?;
        let year = match year {
            "" => None,
            digits => Some(FiscalYear::new(digits.parse().ok()?).ok()?),
        };
        CityFile::choose(what, year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_with_an_upload_reads_back() {
        let year = Some(FiscalYear::new(2023).unwrap());
        for what in [
            CityFile::Indicators(None),
            CityFile::Indicators(year),
            CityFile::Cards("a@b".into(), year),
            CityFile::Population,
            CityFile::Municipalities,
        ] {
            assert_eq!(CityFile::from_word(&what.to_word()), Some(what));
        }
        for word in
            ["standard", "city-file:", "city-file:other@", "city-file:indicators@x", "city-file:indicators@99999"]
        {
            assert_eq!(CityFile::from_word(word), None, "{word}");
        }
    }
}
