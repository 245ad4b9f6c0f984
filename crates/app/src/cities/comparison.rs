//! One indicator of a group of cities in one year (順位): who stands where, from which end, against which average.

use std::collections::HashMap;

use fiscal::comparison::average::median;
use fiscal::comparison::{End, Figure, Verdict, deviation_scores, judge, rank, weighted_average};
use fiscal::{FiscalYear, Quantity, Yen};
use reform::city::catalogue::POPULATION;
use reform::city::{AreaCode, Averaging, Group, Indicator};

use super::figures::{Cities, CityName, FigureSource, Figures, YearFigures, mean, rounded};
use super::{CitiesError, ask};
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// What is asked (順位の問い合わせ), each part as somebody wrote it; an empty part means what is usual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompareAsk {
    /// The indicator's key; the ordinary balance ratio when empty.
    pub indicator: String,
    /// The year: `2021`, `R3`; the latest with most cities when empty.
    pub year: String,
    /// The group's key; the designated cities when empty.
    pub group: String,
    /// The city looked at, by code or name; the plan's own when empty.
    pub city: String,
    /// `high` or `low`: the end places are counted from; `high` when empty.
    pub from: String,
}

/// One indicator of a group of cities in one year (順位).
#[derive(Clone, Debug)]
pub struct Comparison {
    /// What is compared.
    pub indicator: &'static Indicator,
    /// Of which year.
    pub year: FiscalYear,
    /// Who is compared.
    pub group: Group,
    /// The end places are counted from.
    pub from: End,
    /// How many belonged to the group in that year, with a figure or without.
    pub members: usize,
    /// Those with a figure, the first place first.
    pub rows: Vec<ComparedCity>,
    /// Those without one.
    pub missing: Vec<CityName>,
    /// The average the source publishes for this group; [`Indicator::averaging`] says how it is taken.
    pub published: Option<Quantity>,
    /// The simple average of the figures shown, a dash counted as zero.
    pub simple: Option<Quantity>,
    /// All cities taken together as one, where amounts and people are known.
    pub weighted: Option<Quantity>,
    /// The middle figure.
    pub median: Option<Quantity>,
    /// The city looked at.
    pub city: CityName,
    /// Where the figures come from.
    pub sources: Vec<FigureSource>,
    /// The years that can be compared, with at least two of the group.
    pub years: Vec<FiscalYear>,
}

/// A city with its place (順位のついた市).
#[derive(Clone, Debug)]
pub struct ComparedCity {
    /// The city.
    pub city: CityName,
    /// Its figure.
    pub figure: Figure,
    /// Its place from the end asked for.
    pub place: usize,
    /// How many share that place.
    pub sharing: usize,
    /// Its place from the good side; nothing when neither side is good.
    pub place_from_good: Option<usize>,
    /// How it stands to the average of [`Comparison::reference`].
    pub verdict: Option<Verdict>,
    /// 50 at the mean, 10 for each standard deviation towards the good side.
    pub deviation: Option<f64>,
    /// Whether it is the city looked at.
    pub is_own: bool,
}

/// Which average a city is judged by (比べる平均).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// The one the source publishes.
    Published,
    /// All cities taken together as one.
    Weighted,
    /// The simple average.
    Simple,
}

/// Who is compared, and whose place is looked at.
#[derive(Clone, Copy)]
pub(super) struct Who<'a> {
    /// The group.
    pub group: Group,
    /// Its members in the year.
    pub members: &'a [AreaCode],
    /// The city looked at.
    pub own: AreaCode,
    /// The names.
    pub cities: &'a Cities,
}

impl App {
    /// Compares the cities of a group.
    ///
    /// # Errors
    /// When the actor may not see it, or what is asked is not there: [`CitiesError`] says what is.
    pub async fn compare_cities(&self, actor: &Actor, asked: &CompareAsk) -> Result<Comparison, AppError> {
        permit(actor, Action::ReadCities)?;
        let coverage = self.coverage().await?;
        let cities = self.known_cities().await?;
        let key = if asked.indicator.trim().is_empty() { super::FIRST_INDICATOR } else { &asked.indicator };
        let indicator = ask::indicator(key, &coverage.indicators())?;
        let group = ask::group(&asked.group)?;
        let from = ask::end(&asked.from)?;
        let city = self.city_asked(&cities, &asked.city)?;
        let years = super::comparable_years(&coverage, indicator, group);
        let year = super::year_asked(&coverage, indicator, &years, &asked.year)?;
        let members = cities.members(group, year);
        let figures = self.figures(&[indicator], Some(year.start()..=year.start()), Some(&members)).await?;
        let who = Who { group, members: &members, own: city, cities: &cities };
        let mut comparison = Comparison::new(&figures, indicator, year, from, &who);
        comparison.years = years;
        Ok(comparison)
    }
}

impl Comparison {
    /// Ranks the members of a group by what is known of an indicator in a year.
    pub(super) fn new(
        known: &Figures,
        indicator: &'static Indicator,
        year: FiscalYear,
        from: End,
        who: &Who<'_>,
    ) -> Comparison {
        let Who { group, members, own, cities } = *who;
        let nothing = YearFigures::default();
        let found = known.of(indicator.key, year.start()).unwrap_or(&nothing);
        let name = |code: AreaCode| cities.name(code);
        let figures: Vec<Figure> =
            members.iter().map(|code| found.cities.get(code).copied().unwrap_or(Figure::Missing)).collect();
        let from_good = indicator.good.best_end().map(|end| rank(&figures, end)).unwrap_or_default();
        let good_places: HashMap<usize, usize> = from_good.iter().map(|ranked| (ranked.index, ranked.place)).collect();
        let scores = deviation_scores(&figures, indicator.good);
        let row = |ranked: &fiscal::comparison::Ranked| ComparedCity {
            city: name(members[ranked.index]),
            figure: figures[ranked.index],
            place: ranked.place,
            sharing: ranked.sharing,
            place_from_good: good_places.get(&ranked.index).copied(),
            verdict: None,
            deviation: scores[ranked.index],
            is_own: members[ranked.index] == own,
        };
        let rows = rank(&figures, from).iter().map(row).collect();
        let without = members.iter().zip(&figures).filter(|(_, figure)| **figure == Figure::Missing);
        let computed_decimals = indicator.decimals + u8::from(indicator.per_citizen_of.is_none());
        let mut comparison = Comparison {
            indicator,
            year,
            group,
            from,
            members: members.len(),
            rows,
            missing: without.map(|(code, _)| name(*code)).collect(),
            published: found.averages.iter().find(|(over, _)| *over == group).map(|(_, value)| *value),
            simple: mean(&figures, computed_decimals),
            weighted: weighted_per_citizen(known, indicator, year, members),
            median: median(&figures).and_then(|middle| rounded(middle, computed_decimals)),
            city: name(own),
            sources: found.sources.iter().cloned().collect(),
            years: Vec::new(),
        };
        comparison.judge_all();
        comparison
    }

    /// The average cities are judged by: the published one, else all cities as one, else the simple one.
    pub fn reference(&self) -> Option<(Quantity, Reference)> {
        let of = |value: Option<Quantity>, reference| value.map(|value| (value, reference));
        of(self.published, Reference::Published)
            .or_else(|| of(self.weighted, Reference::Weighted))
            .or_else(|| of(self.simple, Reference::Simple))
    }

    /// The city looked at, when it has a figure and is in the group.
    pub fn own(&self) -> Option<&ComparedCity> {
        self.rows.iter().find(|row| row.is_own)
    }

    /// How many have a figure.
    pub fn among(&self) -> usize {
        self.rows.len()
    }

    fn judge_all(&mut self) {
        let reference = self.reference().map(|(value, _)| value.to_f64());
        for row in &mut self.rows {
            row.verdict = reference.and_then(|average| judge(row.figure, average, self.indicator.good));
        }
    }
}

impl Reference {
    /// Its name in Japanese and English, with the way the source takes its average.
    pub fn names(self, averaging: Averaging) -> (String, String) {
        let (how_ja, how_en) = averaging.names();
        match self {
            Reference::Published => (format!("公表された平均（{how_ja}）"), format!("published average ({how_en})")),
            Reference::Weighted => {
                ("全市を合わせた平均（加重平均）".into(), "average of all taken together (weighted)".into())
            }
            Reference::Simple => ("単純平均（計算値）".into(), "simple average (computed)".into()),
        }
    }
}

/// Σ amounts over Σ people of the members that have both; nothing for what is not a figure for each citizen.
fn weighted_per_citizen(
    figures: &Figures,
    indicator: &Indicator,
    year: FiscalYear,
    members: &[AreaCode],
) -> Option<Quantity> {
    let amount = indicator.per_citizen_of?;
    let number = |key: &str, code: AreaCode| match figures.figure(key, year.start(), code) {
        Figure::Value(value) if value.decimals == 0 => Some(Yen(value.units)),
        Figure::Dash => Some(Yen::ZERO),
        _ => None,
    };
    let pairs: Vec<(Yen, Yen)> =
        members.iter().filter_map(|code| Some((number(amount, *code)?, number(POPULATION, *code)?))).collect();
    // Percent of "yen for each person": a hundred times the yen.
    let hundredfold = weighted_average(&pairs).ok()??.round(0);
    rounded(hundredfold.to_f64() / 100.0, indicator.decimals)
}

impl From<CitiesError> for AppError {
    fn from(error: CitiesError) -> AppError {
        AppError::Cities(error)
    }
}
