//! Cities compared (都市比較): ranks, two indicators at once, the years, one city, and what the plan says of them.
//!
//! Figures are those imported ([`store`]); where nothing was imported of an indicator in a year, those that the plan
//! folder prints (`designated-cities.toml`). Every answer says who was compared, of which year, and from which file.

mod ask;
mod charts;
mod comparison;
mod cross;
mod figures;
mod profile;
mod statements;
mod tables;
mod trend;
pub mod words;

pub use ask::{CitiesError, UNKNOWN_CITY, UNKNOWN_END, UNKNOWN_GROUP, UNKNOWN_INDICATOR, UNKNOWN_YEAR};
pub use comparison::{CompareAsk, ComparedCity, Comparison, Reference};
pub use cross::{Cross, CrossAsk, CrossCity};
pub use figures::{CityName, FigureSource, group_name, indicator_name, short_year, shown, year_name};
pub use profile::{CityProfile, PlaceInYear, ProfileRow, SimilarCity};
pub use statements::{Finding, PlanStatement};
pub use trend::{Trend, TrendAsk, TrendLine};

pub(crate) use figures::{Cities, Coverage, rounded};
pub(crate) use tables::source_names;
pub use tables::{csv, with_source};

use fiscal::FiscalYear;
use reform::city::{AreaCode, Group, Indicator, Section, designated_cities};
use reform::plan::Text;

use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// The indicator looked at where nobody asks for another: 経常収支比率.
const FIRST_INDICATOR: &str = "ordinary-balance-ratio";

/// An indicator of which something is known (収録された指標).
#[derive(Clone, Debug)]
pub struct CoveredIndicator {
    /// The indicator.
    pub indicator: &'static Indicator,
    /// The years, and how many cities have a figure.
    pub years: Vec<(FiscalYear, u64)>,
}

/// A publication of figures, and how it is taken in (資料と取り込み方).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// What it is called.
    pub title: Text,
    /// The command that imports it.
    pub command: &'static str,
}

/// The publication that gives an indicator.
pub fn publication(indicator: &Indicator) -> Publication {
    let (ja, en, command) = match indicator.section {
        Section::Ratio => (
            "総務省「主要財政指標一覧（政令指定都市）」（各年度の xls・xlsx・csv）",
            "the ministry's main fiscal indicators of the designated cities (a file a year)",
            "henkaku import indicators FILE",
        ),
        Section::Projection => (
            "国立社会保障・人口問題研究所「日本の地域別将来推計人口」（市区町村別の csv）",
            "the regional population projection of the National Institute of Population (csv)",
            "henkaku import population FILE",
        ),
        _ => (
            "総務省「決算カード」（市町村別の csv）",
            "the ministry's settlement cards of municipalities (csv)",
            "henkaku import cards FILE --year 2023",
        ),
    };
    Publication { title: Text { ja: ja.to_owned(), en: Some(en.to_owned()) }, command }
}

impl App {
    /// The indicators of which something is known, in the order of the catalogue, with their years.
    ///
    /// # Errors
    /// When the actor may not see them, or the database fails.
    pub async fn covered_indicators(&self, actor: &Actor) -> Result<Vec<CoveredIndicator>, AppError> {
        permit(actor, Action::ReadCities)?;
        let coverage = self.coverage().await?;
        let years = |indicator: &'static Indicator| {
            let year = |at: i32| FiscalYear::new(at).ok().map(|year| (year, coverage.cities(indicator.key, at)));
            coverage.years(indicator.key).into_iter().filter_map(year).collect()
        };
        let covered = |indicator| CoveredIndicator { indicator, years: years(indicator) };
        Ok(coverage.indicators().into_iter().map(covered).collect())
    }

    /// The designated cities of today with their names, and the city of the plan first.
    ///
    /// # Errors
    /// When the actor may not see them, or the database fails.
    pub async fn compared_cities(&self, actor: &Actor) -> Result<Vec<CityName>, AppError> {
        permit(actor, Action::ReadCities)?;
        let cities = self.known_cities().await?;
        let own = self.own_code();
        let mut names = vec![cities.name(own)];
        if let Ok(latest) = FiscalYear::new(*FiscalYear::RANGE.end()) {
            names.extend(
                designated_cities(latest).filter(|city| city.code() != own).map(|city| cities.name(city.code())),
            );
        }
        Ok(names)
    }

    /// The code of the plan's city.
    pub(crate) fn own_code(&self) -> AreaCode {
        AreaCode::from(&self.plan.city.code)
    }

    /// The city asked for by code or name; the plan's own where none is.
    pub(crate) fn city_asked(&self, cities: &Cities, text: &str) -> Result<AreaCode, CitiesError> {
        if text.trim().is_empty() {
            return Ok(self.own_code());
        }
        cities.find(text).ok_or_else(|| {
            let some: Vec<String> = cities
                .all()
                .filter(|city| figures::is_designated(city.code))
                .map(|city| format!("{} {}", city.code, city.name))
                .collect();
            CitiesError::UnknownCity { name: text.trim().to_owned(), known: some.join(", ") }
        })
    }
}

/// The years in which at least two cities of a group can have a figure.
fn comparable_years(coverage: &Coverage, indicator: &Indicator, group: Group) -> Vec<FiscalYear> {
    let enough = |year: &i32| match group {
        Group::DesignatedCities => coverage.cities(indicator.key, *year) > 1,
        // The small table knows the designated cities only.
        Group::Municipalities | Group::Prefecture(_) => coverage.cities(indicator.key, *year) > 20,
    };
    let years = coverage.years(indicator.key).into_iter().filter(enough);
    years.filter_map(|year| FiscalYear::new(year).ok()).collect()
}

/// The year asked for, which must be one of those there are; the latest with most cities where none is asked for.
fn year_asked(
    coverage: &Coverage,
    indicator: &Indicator,
    years: &[FiscalYear],
    text: &str,
) -> Result<FiscalYear, CitiesError> {
    let unknown = || CitiesError::UnknownYear {
        indicator: indicator.key.to_owned(),
        year: text.trim().to_owned(),
        known: match years {
            [] => "–".to_owned(),
            years => years.iter().map(|year| year.start().to_string()).collect::<Vec<_>>().join(", "),
        },
    };
    if !text.trim().is_empty() {
        return ask::year(text).filter(|year| years.contains(year)).ok_or_else(unknown);
    }
    let cities = |year: &FiscalYear| coverage.cities(indicator.key, year.start());
    years.iter().copied().max_by_key(|year| (cities(year).min(20), year.start())).ok_or_else(unknown)
}
