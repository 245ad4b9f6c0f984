//! One indicator over the years (推移): chosen cities beside the average of their group.

use fiscal::FiscalYear;
use fiscal::comparison::{End, Figure};
use reform::city::{AreaCode, Group, Indicator};
use reform::plan::Text;

use super::ask;
use super::comparison::{Comparison, Reference, Who};
use super::figures::FigureSource;
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// The most cities beside the one looked at.
const CITIES_MAX: usize = 6;

/// What is asked (推移の問い合わせ), as somebody wrote it; an empty part means what is usual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrendAsk {
    /// The indicator's key.
    pub indicator: String,
    /// The group whose average is shown.
    pub group: String,
    /// The city looked at.
    pub city: String,
    /// The others, by code or name; empty ones are passed over.
    pub others: Vec<String>,
}

/// One indicator over the years (推移).
#[derive(Clone, Debug)]
pub struct Trend {
    /// What is followed.
    pub indicator: &'static Indicator,
    /// The group whose average is shown.
    pub group: Group,
    /// The years, without gaps between the first and the last.
    pub years: Vec<FiscalYear>,
    /// The city looked at, the others, and the average last.
    pub lines: Vec<TrendLine>,
    /// How many belonged to the group in each year, and how many of them have a figure.
    pub members: Vec<(usize, usize)>,
    /// Where the figures come from.
    pub sources: Vec<FigureSource>,
}

/// One line of a [`Trend`].
#[derive(Clone, Debug)]
pub struct TrendLine {
    /// The city's name, or what the average is.
    pub name: Text,
    /// The city; nothing for the average.
    pub code: Option<AreaCode>,
    /// A figure a year, missing where there is none.
    pub figures: Vec<Figure>,
}

impl App {
    /// Follows an indicator over the years.
    ///
    /// # Errors
    /// When the actor may not see it, or what is asked is not there.
    pub async fn city_trend(&self, actor: &Actor, asked: &TrendAsk) -> Result<Trend, AppError> {
        permit(actor, Action::ReadCities)?;
        let coverage = self.coverage().await?;
        let cities = self.known_cities().await?;
        let key = if asked.indicator.trim().is_empty() { super::FIRST_INDICATOR } else { &asked.indicator };
        let indicator = ask::indicator(key, &coverage.indicators())?;
        let group = ask::group(&asked.group)?;
        let own = self.city_asked(&cities, &asked.city)?;
        let mut chosen = vec![own];
        for text in asked.others.iter().filter(|text| !text.trim().is_empty()) {
            let code = self.city_asked(&cities, text)?;
            if !chosen.contains(&code) && chosen.len() <= CITIES_MAX {
                chosen.push(code);
            }
        }
        // Nobody left a group yet: its members of the last year are all it ever had.
        let ever =
            FiscalYear::new(*FiscalYear::RANGE.end()).map(|year| cities.members(group, year)).unwrap_or_default();
        let wanted: Vec<AreaCode> = ever.into_iter().chain(chosen.iter().copied()).collect();
        let figures = self.figures(&[indicator], None, Some(&wanted)).await?;
        let known = figures.years(indicator.key);
        let span = known.iter().min().zip(known.iter().max());
        let years: Vec<FiscalYear> = span
            .map(|(first, last)| (*first..=*last).filter_map(|year| FiscalYear::new(year).ok()).collect())
            .unwrap_or_default();
        let of_city = |code: &AreaCode| TrendLine {
            name: cities.name(*code).name,
            code: Some(*code),
            figures: years.iter().map(|year| figures.figure(indicator.key, year.start(), *code)).collect(),
        };
        let mut lines: Vec<TrendLine> = chosen.iter().map(of_city).collect();
        let mut members = Vec::new();
        let mut averages = Vec::new();
        for year in &years {
            let codes = cities.members(group, *year);
            let who = Who { group, members: &codes, own, cities: &cities };
            let comparison = Comparison::new(&figures, indicator, *year, End::High, &who);
            members.push((codes.len(), comparison.among()));
            // Of a single city there is no average worth the name.
            averages.push(
                comparison.reference().filter(|(_, kind)| *kind == Reference::Published || comparison.among() > 1),
            );
        }
        lines.push(average_line(indicator, &averages));
        let mut sources: Vec<FigureSource> = years
            .iter()
            .filter_map(|year| figures.of(indicator.key, year.start()))
            .flat_map(|found| found.sources.iter().cloned())
            .collect();
        sources.sort();
        sources.dedup();
        Ok(Trend { indicator, group, years, lines, members, sources })
    }
}

impl Trend {
    /// Whether any line has a figure.
    pub fn is_empty(&self) -> bool {
        self.lines.iter().all(|line| line.figures.iter().all(|figure| *figure == Figure::Missing))
    }
}

/// The average of each year: the published one where there is, else the computed.
fn average_line(indicator: &Indicator, averages: &[Option<(fiscal::Quantity, Reference)>]) -> TrendLine {
    let has = |kind: Reference| averages.iter().flatten().any(|(_, other)| *other == kind);
    let kinds: Vec<Reference> =
        [Reference::Published, Reference::Weighted, Reference::Simple].into_iter().filter(|kind| has(*kind)).collect();
    let name = match kinds[..] {
        [] => Text { ja: "平均".into(), en: Some("average".into()) },
        [only] => {
            let (ja, en) = only.names(indicator.averaging);
            Text { ja, en: Some(en) }
        }
        _ => Text {
            ja: "平均（公表値、ない年度は計算値）".into(),
            en: Some("average (published, else computed)".into()),
        },
    };
    let figures = averages.iter().map(|average| average.map_or(Figure::Missing, |(value, _)| Figure::Value(value)));
    TrendLine { name, code: None, figures: figures.collect() }
}
