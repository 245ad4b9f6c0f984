//! One city (都市の一覧): all its indicators with their places by year, and the cities of its size.

use std::collections::BTreeMap;

use fiscal::FiscalYear;
use fiscal::comparison::{End, Figure};
use reform::city::catalogue::POPULATION;
use reform::city::{AreaCode, CityKind, Group, Indicator, Section, find_indicator};

use super::comparison::{Comparison, Who};
use super::figures::{CityName, FigureSource};
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// How many similar cities are shown.
const SIMILAR: usize = 10;

/// A city with all that is known of it (都市の一覧).
#[derive(Clone, Debug)]
pub struct CityProfile {
    /// The city.
    pub city: CityName,
    /// Its prefecture; empty when not known.
    pub prefecture: String,
    /// The group its places are counted in.
    pub group: Group,
    /// The years of any figure, the latest first.
    pub years: Vec<FiscalYear>,
    /// One row an indicator, in the order of the catalogue.
    pub rows: Vec<ProfileRow>,
    /// The municipalities nearest in population, itself left out; empty where no population was imported.
    pub similar: Vec<SimilarCity>,
    /// The year of that population.
    pub similar_year: Option<FiscalYear>,
    /// Where the figures come from.
    pub sources: Vec<FigureSource>,
}

/// One indicator of a city.
#[derive(Clone, Debug)]
pub struct ProfileRow {
    /// The indicator.
    pub indicator: &'static Indicator,
    /// The years with a figure, the latest first.
    pub years: Vec<PlaceInYear>,
}

/// A city's figure and place in a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlaceInYear {
    /// The year.
    pub year: FiscalYear,
    /// The figure.
    pub figure: Figure,
    /// Its place from the high side, and among how many; nothing where it is alone or all are alike.
    pub place: Option<(usize, usize)>,
}

/// A municipality of about the same size (類似の団体).
#[derive(Clone, Debug)]
pub struct SimilarCity {
    /// The city.
    pub city: CityName,
    /// Its prefecture.
    pub prefecture: String,
    /// Its population.
    pub population: i64,
    /// Its figures for each indicator of [`CityProfile::SIMILAR_BY`].
    pub figures: Vec<Figure>,
    /// Whether it is the city itself.
    pub is_own: bool,
}

impl CityProfile {
    /// Where the figures come from, in words.
    pub fn source(&self, lang: publish::chart::Lang) -> String {
        super::source_names(&self.sources, lang)
    }

    /// The indicators shown of similar cities.
    pub const SIMILAR_BY: [&str; 5] = [
        "fiscal-capacity-index",
        "ordinary-balance-ratio",
        "real-debt-service-ratio",
        "future-burden-ratio",
        "bonds-per-citizen",
    ];
}

impl App {
    /// All that is known of a city.
    ///
    /// # Errors
    /// When the actor may not see it, or there is no such city.
    pub async fn city_profile(&self, actor: &Actor, city: &str) -> Result<CityProfile, AppError> {
        permit(actor, Action::ReadCities)?;
        let cities = self.known_cities().await?;
        let own = self.city_asked(&cities, city)?;
        let is_designated = super::figures::is_designated(own);
        let group = if is_designated { Group::DesignatedCities } else { Group::Prefecture(own.prefecture()) };
        let coverage = self.coverage().await?;
        let indicators: Vec<&'static Indicator> =
            coverage.indicators().into_iter().filter(|indicator| indicator.section != Section::Projection).collect();
        let now = FiscalYear::new(*FiscalYear::RANGE.end()).ok();
        let everybody = now.map(|year| cities.members(group, year)).unwrap_or_default();
        let mut wanted = everybody;
        if !wanted.contains(&own) {
            wanted.push(own);
        }
        let figures = self.figures(&indicators, None, Some(&wanted)).await?;
        let mut members_of: BTreeMap<i32, Vec<AreaCode>> = BTreeMap::new();
        let mut rows = Vec::new();
        let mut years: Vec<FiscalYear> = Vec::new();
        let mut sources: Vec<FigureSource> = Vec::new();
        for indicator in indicators {
            let mut found = Vec::new();
            for at in figures.years(indicator.key) {
                let (figure, Ok(year)) = (figures.figure(indicator.key, at, own), FiscalYear::new(at)) else {
                    continue;
                };
                if figure == Figure::Missing {
                    continue;
                }
                let members = members_of.entry(at).or_insert_with(|| cities.members(group, year));
                let who = Who { group, members, own, cities: &cities };
                let comparison = Comparison::new(&figures, indicator, year, End::High, &who);
                // Where all are alike, as when nobody has a deficit, there are no places.
                let ranked = comparison.own().filter(|row| row.sharing < comparison.among());
                let place = ranked.map(|row| (row.place, comparison.among()));
                sources.extend(comparison.sources.iter().cloned());
                found.push(PlaceInYear { year, figure, place });
                years.push(year);
            }
            found.reverse();
            if !found.is_empty() {
                rows.push(ProfileRow { indicator, years: found });
            }
        }
        years.sort_unstable_by(|a, b| b.cmp(a));
        years.dedup();
        sources.sort();
        sources.dedup();
        let (similar, similar_year) = self.similar_cities(&cities, own).await?;
        let known = cities.all().find(|known| known.code == own);
        Ok(CityProfile {
            city: cities.name(own),
            prefecture: known.map(|city| city.prefecture.clone()).unwrap_or_default(),
            group,
            years,
            rows,
            similar,
            similar_year,
            sources,
        })
    }

    /// The municipalities nearest in population, by population, the city itself among them.
    async fn similar_cities(
        &self,
        cities: &super::Cities,
        own: AreaCode,
    ) -> Result<(Vec<SimilarCity>, Option<FiscalYear>), AppError> {
        let coverage = self.coverage().await?;
        let latest = coverage.years(POPULATION).into_iter().max();
        let (Some(population), Some(year)) = (find_indicator(POPULATION), latest) else {
            return Ok((Vec::new(), None));
        };
        let people = self.figures(&[population], Some(year..=year), None).await?;
        let of = |code: AreaCode| match people.figure(POPULATION, year, code) {
            Figure::Value(persons) => Some(persons.units),
            _ => None,
        };
        let Some(size) = of(own) else { return Ok((Vec::new(), None)) };
        let mut nearest: Vec<(i64, AreaCode)> = cities
            .all()
            .filter(|city| city.kind != CityKind::CityWard)
            .filter_map(|city| Some((of(city.code)?, city.code)))
            .collect();
        nearest.sort_by_key(|(persons, code)| (persons.abs_diff(size), *code != own, *code));
        nearest.truncate(SIMILAR + 1);
        nearest.sort_by_key(|(persons, code)| (-persons, *code));
        let codes: Vec<AreaCode> = nearest.iter().map(|(_, code)| *code).collect();
        let by: Vec<&'static Indicator> = CityProfile::SIMILAR_BY.into_iter().filter_map(find_indicator).collect();
        let figures = self.figures(&by, Some(year..=year), Some(&codes)).await?;
        let city = |(population, code): (i64, AreaCode)| SimilarCity {
            city: cities.name(code),
            prefecture: cities
                .all()
                .find(|city| city.code == code)
                .map(|city| city.prefecture.clone())
                .unwrap_or_default(),
            population,
            figures: by.iter().map(|indicator| figures.figure(indicator.key, year, code)).collect(),
            is_own: code == own,
        };
        Ok((nearest.into_iter().map(city).collect(), FiscalYear::new(year).ok()))
    }
}
