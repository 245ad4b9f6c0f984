//! Published figures of cities (都市の指標): what is read from the store, and what an import hands over.

use std::ops::RangeInclusive;
use std::sync::Arc;

use fiscal::FiscalYear;
use fiscal::comparison::Figure;
use reform::city::{AreaCode, City, Group, Indicator};
pub use reform::city::{CitySeries, YearFrom};

/// What kind of file figures come from (出典の種類). Where two files give the same figure, the first kind goes before
/// the later ones, and of one kind the newest file before the older.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CitySourceKind {
    /// The ministry's table of main indicators (主要財政指標).
    Indicators,
    /// Settlement cards (決算カード).
    Cards,
    /// Future population (将来推計人口).
    Population,
    /// The table of municipality codes (全国地方公共団体コード).
    Municipalities,
}

/// A file of figures that is in force (出典ファイル).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitySource {
    /// Its number.
    pub id: i64,
    /// What kind of file it is.
    pub kind: CitySourceKind,
    /// Its fiscal year, when it is of one.
    pub fiscal_year: Option<FiscalYear>,
    /// Where that year was taken from.
    pub year_from: YearFrom,
    /// The file as its sender named it.
    pub file_name: String,
    /// SHA-256 of the file, in hex.
    pub file_sha256: String,
    /// Its size in bytes.
    pub file_bytes: u64,
    /// The mapping it was read with; empty when its own headings decide.
    pub mapping_name: String,
    /// When it was taken in (UTC, ISO 8601).
    pub at: String,
    /// By whom.
    pub actor: String,
    /// Rows of data read.
    pub read: u64,
    /// Figures it gives, averages included.
    pub figures: u64,
    /// Problems reported.
    pub problems: u64,
}

/// A published figure of a city (都市の指標値).
#[derive(Clone, Debug, PartialEq)]
pub struct CityFigure {
    /// The city.
    pub code: AreaCode,
    /// What is measured.
    pub indicator: &'static Indicator,
    /// The fiscal year; of projected population the calendar year.
    pub fiscal_year: FiscalYear,
    /// The figure as published; cities without one are left out.
    pub figure: Figure,
    /// The file.
    pub source: Arc<CitySource>,
    /// The sheet of the workbook.
    pub sheet: Option<Arc<str>>,
    /// The row in the file, counted from 1.
    pub row: u32,
}

/// An average as its source publishes it (公表された平均).
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedAverage {
    /// Over whom.
    pub group: Group,
    /// What is averaged; [`Indicator::averaging`] says how.
    pub indicator: &'static Indicator,
    /// The fiscal year.
    pub fiscal_year: FiscalYear,
    /// The figure as published.
    pub figure: Figure,
    /// The file.
    pub source: Arc<CitySource>,
    /// The sheet of the workbook.
    pub sheet: Option<Arc<str>>,
    /// The row in the file, counted from 1.
    pub row: u32,
}

/// Which figures to read (読み出しの条件).
#[derive(Clone, Debug, Default)]
pub struct CityQuery<'a> {
    /// Keys of indicators, in the order wanted; none means every stored one. Computed ones have no stored figures.
    pub indicators: &'a [&'a str],
    /// Fiscal years (calendar years of projected population), both ends included; `None` means every year.
    pub years: Option<RangeInclusive<i32>>,
    /// Only these cities; `None` means all.
    pub codes: Option<&'a [AreaCode]>,
}

/// What is stored of one indicator and year (収録状況).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CityCoverage {
    /// The indicator's key.
    pub indicator: String,
    /// The fiscal year.
    pub fiscal_year: i32,
    /// How many cities the fullest file gives.
    pub cities: u64,
}

/// The future population of a city (将来推計人口).
#[derive(Clone, Debug, PartialEq)]
pub struct PopulationProjection {
    /// Calendar year and persons, by year; the first is the census it starts from.
    pub people: Vec<(i32, i64)>,
    /// Persons under 15, 15 to 64, and 65 and over, with the calendar year they are of.
    pub ages: Option<(i32, [i64; 3])>,
    /// The file.
    pub source: Arc<CitySource>,
}

/// What a file says, on its way in (取り込む表).
#[derive(Clone, Debug)]
pub struct CityTable {
    /// What kind of file it is.
    pub kind: CitySourceKind,
    /// Its fiscal year, when it is of one.
    pub fiscal_year: Option<FiscalYear>,
    /// Where that year was taken from.
    pub year_from: YearFrom,
    /// The file as its sender named it.
    pub file_name: String,
    /// SHA-256 of the file, in hex.
    pub file_sha256: String,
    /// Its size in bytes.
    pub file_bytes: u64,
    /// The mapping it was read with; empty when its own headings decide.
    pub mapping_name: String,
    /// Rows of data read.
    pub read: u64,
    /// Problems reported while reading.
    pub problems: u64,
    /// The sheet of the workbook.
    pub sheet: Option<String>,
    /// The cities it names.
    pub cities: Vec<City>,
    /// Its figures.
    pub series: Vec<CitySeries>,
    /// Its averages: over whom, the indicator's key, the fiscal year, the figure and its row.
    pub averages: Vec<(Group, &'static str, i32, Figure, u32)>,
}

/// What taking in a file did, or would do (取込の結果).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CityImportOutcome {
    /// The source's number; `None` when nothing was written.
    pub source_id: Option<i64>,
    /// Whether a file taken in before was replaced.
    pub replaced: bool,
    /// Figures that were not there before.
    pub new: u64,
    /// Figures that are now another.
    pub changed: u64,
    /// Figures that are as they were.
    pub unchanged: u64,
    /// Figures that are gone.
    pub removed: u64,
    /// Cities that were not known before.
    pub new_cities: u64,
    /// Cities whose name, prefecture or kind is now another.
    pub changed_cities: u64,
    /// Figures on which another file says something else; the first [`CityImportOutcome::LISTED`].
    pub disagreements: Vec<Disagreement>,
    /// How many there are in all.
    pub disagreement_count: u64,
}

/// Two files that do not agree (出典の不一致).
#[derive(Clone, Debug, PartialEq)]
pub struct Disagreement {
    /// The city.
    pub code: AreaCode,
    /// The indicator's key.
    pub indicator: String,
    /// The fiscal year.
    pub fiscal_year: i32,
    /// What this file says.
    pub here: Figure,
    /// In which row.
    pub row: u32,
    /// What the other says.
    pub there: Figure,
    /// Which file that is.
    pub other_file: String,
}

impl CityImportOutcome {
    /// The most disagreements listed.
    pub const LISTED: usize = 1_000;

    /// Whether everything stays as it was.
    pub fn changes_nothing(&self) -> bool {
        self.new + self.changed + self.removed + self.new_cities + self.changed_cities == 0
    }
}

impl CitySourceKind {
    /// Every kind, in the order of precedence.
    pub const ALL: [CitySourceKind; 4] =
        [CitySourceKind::Indicators, CitySourceKind::Cards, CitySourceKind::Population, CitySourceKind::Municipalities];

    /// The stable word for the kind.
    pub fn word(self) -> &'static str {
        match self {
            CitySourceKind::Indicators => "indicators",
            CitySourceKind::Cards => "cards",
            CitySourceKind::Population => "population",
            CitySourceKind::Municipalities => "municipalities",
        }
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<CitySourceKind> {
        CitySourceKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Its name in Japanese and English.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            CitySourceKind::Indicators => ("主要財政指標", "Main fiscal indicators"),
            CitySourceKind::Cards => ("決算カード", "Settlement cards"),
            CitySourceKind::Population => ("将来推計人口", "Future population"),
            CitySourceKind::Municipalities => ("全国地方公共団体コード", "Municipality codes"),
        }
    }
}
