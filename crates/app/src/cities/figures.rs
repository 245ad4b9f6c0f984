//! Figures of cities from wherever they come (指標値の読み出し): what was imported first, then what the plan folder
//! prints, and what is reckoned for each citizen.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::RangeInclusive;

use fiscal::comparison::Figure;
use fiscal::{FiscalYear, Quantity};
use reform::city::catalogue::POPULATION;
use reform::city::group::find_designated_city;
use reform::city::{
    AreaCode, City, Group, Indicator, Section, all_indicators, designated_cities, figure_per_citizen, find_indicator,
    prefecture_name,
};
use reform::plan::Text;
use store::city::CityQuery;

use crate::App;
use crate::error::AppError;

/// A city by code and name (市).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CityName {
    /// Its code.
    pub code: AreaCode,
    /// Its name; English where the plan gives it.
    pub name: Text,
}

/// Where figures come from (出典).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FigureSource {
    /// What it is, in Japanese.
    pub title_ja: String,
    /// What it is, in English.
    pub title_en: String,
    /// The file: an imported one, or the plan folder's.
    pub file_name: String,
    /// Whether it was imported; otherwise it stands in the plan folder.
    pub is_imported: bool,
}

/// What is known of one indicator in one year.
#[derive(Clone, Debug, Default)]
pub(crate) struct YearFigures {
    /// The cities' figures.
    pub cities: BTreeMap<AreaCode, Figure>,
    /// The published averages by group.
    pub averages: Vec<(Group, Quantity)>,
    /// Where the figures come from.
    pub sources: BTreeSet<FigureSource>,
}

/// Figures by indicator and year.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures(BTreeMap<(&'static str, i32), YearFigures>);

/// Every city known, by code.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cities {
    known: BTreeMap<AreaCode, City>,
    english: HashMap<AreaCode, String>,
}

/// How many cities have a figure, by indicator and year.
#[derive(Clone, Debug, Default)]
pub(crate) struct Coverage(BTreeMap<(&'static str, i32), u64>);

impl App {
    /// The figures of these indicators; those for each citizen are reckoned from their amounts.
    pub(crate) async fn figures(
        &self,
        indicators: &[&'static Indicator],
        years: Option<RangeInclusive<i32>>,
        codes: Option<&[AreaCode]>,
    ) -> Result<Figures, AppError> {
        let mut keys: Vec<&str> = Vec::new();
        for indicator in indicators {
            match indicator.per_citizen_of {
                Some(amount) => keys.extend([amount, POPULATION]),
                None => keys.push(indicator.key),
            }
        }
        keys.sort_unstable();
        keys.dedup();
        let query = CityQuery { indicators: &keys, years: years.clone(), codes };
        let mut figures = Figures::default();
        for found in self.store.city_figures(&query).await? {
            let year = figures.0.entry((found.indicator.key, found.fiscal_year.start())).or_default();
            year.cities.insert(found.code, found.figure);
            if !year.sources.iter().any(|source| source.file_name == found.source.file_name) {
                let (ja, en) = found.source.kind.names();
                year.sources.insert(FigureSource {
                    title_ja: ja.to_owned(),
                    title_en: en.to_owned(),
                    file_name: found.source.file_name.clone(),
                    is_imported: true,
                });
            }
        }
        for average in self.store.city_averages(&query).await? {
            if let Some(year) = figures.0.get_mut(&(average.indicator.key, average.fiscal_year.start()))
                && let Figure::Value(value) = average.figure
            {
                year.averages.push((average.group, value));
            }
        }
        figures.add_printed(self, &keys, years, codes);
        figures.reckon_per_citizen(indicators);
        Ok(figures)
    }

    /// Every city known: those imported, the designated cities, and those the plan names.
    pub(crate) async fn known_cities(&self) -> Result<Cities, AppError> {
        let mut cities = Cities::default();
        if let Ok(latest) = FiscalYear::new(*FiscalYear::RANGE.end()) {
            cities.known.extend(designated_cities(latest).map(|city| (city.code(), city.as_city())));
        }
        cities.known.extend(self.store.cities().await?.into_iter().map(|city| (city.code, city)));
        for row in &self.plan.population.rows {
            if let Some(name) = &row.name.en {
                cities.english.insert(AreaCode::from(&row.code), name.clone());
            }
        }
        Ok(cities)
    }

    /// How many cities have a figure, by indicator and year.
    pub(crate) async fn coverage(&self) -> Result<Coverage, AppError> {
        let mut coverage = Coverage::default();
        for stored in self.store.city_coverage().await? {
            if let Some(indicator) = find_indicator(&stored.indicator) {
                coverage.0.insert((indicator.key, stored.fiscal_year), stored.cities);
            }
        }
        let mut printed: BTreeMap<(&'static str, i32), u64> = BTreeMap::new();
        for figure in &self.printed.figures {
            *printed.entry((figure.indicator.key, figure.year.start())).or_default() += 1;
        }
        for (key, cities) in printed {
            coverage.0.entry(key).or_insert(cities);
        }
        let reckoned: Vec<((&'static str, i32), u64)> = all_indicators()
            .filter_map(|indicator| Some((indicator, indicator.per_citizen_of?)))
            .flat_map(|(indicator, amount)| {
                let years = coverage.years(amount);
                let coverage = &coverage;
                years.into_iter().filter_map(move |year| {
                    let cities = coverage.cities(amount, year).min(coverage.cities(POPULATION, year));
                    (cities > 0).then_some(((indicator.key, year), cities))
                })
            })
            .collect();
        coverage.0.extend(reckoned);
        Ok(coverage)
    }
}

impl Figures {
    /// What is known of an indicator in a year.
    pub(crate) fn of(&self, indicator: &str, year: i32) -> Option<&YearFigures> {
        self.0.get(&(find_indicator(indicator)?.key, year))
    }

    /// The years in which something is known of an indicator.
    pub(crate) fn years(&self, indicator: &str) -> Vec<i32> {
        self.0.keys().filter(|(key, _)| *key == indicator).map(|(_, year)| *year).collect()
    }

    /// A city's figure.
    pub(crate) fn figure(&self, indicator: &str, year: i32, city: AreaCode) -> Figure {
        self.of(indicator, year).and_then(|figures| figures.cities.get(&city)).copied().unwrap_or(Figure::Missing)
    }

    /// What the plan folder prints, where nothing was imported of an indicator in a year.
    fn add_printed(
        &mut self,
        app: &App,
        keys: &[&str],
        years: Option<RangeInclusive<i32>>,
        codes: Option<&[AreaCode]>,
    ) {
        let imported: BTreeSet<(&'static str, i32)> = self.0.keys().copied().collect();
        let wanted = |key: &str, year: FiscalYear| {
            keys.contains(&key) && years.as_ref().is_none_or(|years| years.contains(&year.start()))
        };
        let source = |text: &Text| FigureSource {
            title_ja: text.ja.clone(),
            title_en: text.en_or_ja().to_owned(),
            file_name: intake::designated_cities::FILE.to_owned(),
            is_imported: false,
        };
        for printed in &app.printed.figures {
            let key = (printed.indicator.key, printed.year.start());
            let is_asked = codes.is_none_or(|codes| codes.contains(&printed.city));
            if wanted(key.0, printed.year) && is_asked && !imported.contains(&key) {
                let year = self.0.entry(key).or_default();
                year.cities.insert(printed.city, printed.figure);
                year.sources.insert(source(&printed.source));
            }
        }
        for average in &app.printed.averages {
            let key = (average.indicator.key, average.year.start());
            if !imported.contains(&key)
                && let Some(year) = self.0.get_mut(&key)
            {
                year.averages.push((Group::DesignatedCities, average.value));
            }
        }
    }

    fn reckon_per_citizen(&mut self, indicators: &[&'static Indicator]) {
        for (indicator, amount) in indicators.iter().filter_map(|each| Some((each, each.per_citizen_of?))) {
            for at in self.years(amount) {
                let (Some(amounts), Some(people)) = (self.of(amount, at), self.of(POPULATION, at)) else { continue };
                let mut reckoned = YearFigures::default();
                for (code, amount) in &amounts.cities {
                    let population = people.cities.get(code).copied().unwrap_or(Figure::Missing);
                    // A city without people has no figure for each of them; it is told among the missing.
                    if let Ok(figure) = figure_per_citizen(*amount, population)
                        && figure != Figure::Missing
                    {
                        reckoned.cities.insert(*code, figure);
                    }
                }
                reckoned.sources = amounts.sources.union(&people.sources).cloned().collect();
                self.0.insert((indicator.key, at), reckoned);
            }
        }
    }
}

impl Cities {
    /// The name of a city; its code where nobody has named it.
    pub(crate) fn name(&self, code: AreaCode) -> CityName {
        let ja = self.known.get(&code).map_or_else(|| code.to_string(), |city| city.name.clone());
        CityName { code, name: Text { ja, en: self.english.get(&code).cloned() } }
    }

    /// The city of this code or name.
    pub(crate) fn find(&self, text: &str) -> Option<AreaCode> {
        let text = text.trim();
        match super::ask::area_code(text) {
            Some(code) => self.known.contains_key(&code).then_some(code),
            None => {
                let is_named = |city: &&City| city.name == text || city.name.strip_suffix('市') == Some(text);
                let english = |(_, name): &(&AreaCode, &String)| name.eq_ignore_ascii_case(text);
                self.known
                    .values()
                    .find(is_named)
                    .map(|city| city.code)
                    .or_else(|| self.english.iter().find(english).map(|(code, _)| *code))
            }
        }
    }

    /// The members of a group in a year, by code.
    pub(crate) fn members(&self, group: Group, year: FiscalYear) -> Vec<AreaCode> {
        match group {
            Group::DesignatedCities => designated_cities(year).map(|city| city.code()).collect(),
            group => {
                let belongs = |city: &&City| group.contains(city.code, city.kind, year);
                self.known.values().filter(belongs).map(|city| city.code).collect()
            }
        }
    }

    /// Every municipality known.
    pub(crate) fn all(&self) -> impl Iterator<Item = &City> {
        self.known.values()
    }
}

impl Coverage {
    /// How many cities have a figure.
    pub(crate) fn cities(&self, indicator: &str, year: i32) -> u64 {
        let cities: &BTreeMap<(&str, i32), u64> = &self.0;
        cities.get(&(indicator, year)).copied().unwrap_or(0)
    }

    /// The years with any figure.
    pub(crate) fn years(&self, indicator: &str) -> Vec<i32> {
        self.0.keys().filter(|(key, _)| *key == indicator).map(|(_, year)| *year).collect()
    }

    /// The indicators with any figure, in the order of the catalogue.
    pub(crate) fn indicators(&self) -> Vec<&'static Indicator> {
        let known: BTreeSet<&str> = self.0.keys().map(|(key, _)| *key).collect();
        all_indicators().filter(|indicator| known.contains(indicator.key)).collect()
    }
}

/// The name of a group of cities.
pub fn group_name(group: Group) -> Text {
    let (ja, en) = match group {
        Group::DesignatedCities => ("政令指定都市".to_owned(), "designated cities".to_owned()),
        Group::Municipalities => ("全国の市区町村".to_owned(), "municipalities of the country".to_owned()),
        Group::Prefecture(number) => {
            let name = prefecture_name(number).unwrap_or_default();
            (format!("{name}の市町村"), format!("municipalities of prefecture {number:02}"))
        }
    };
    Text { ja, en: Some(en) }
}

/// The indicator's name; of figures for each citizen with those words before it.
pub fn indicator_name(indicator: &Indicator) -> Text {
    match indicator.per_citizen_of {
        Some(_) => Text {
            ja: format!("市民一人当たり{}", indicator.name_ja),
            en: Some(format!("{} per citizen", indicator.name_en)),
        },
        None => Text { ja: indicator.name_ja.to_owned(), en: Some(indicator.name_en.to_owned()) },
    }
}

/// The year as it is written: fiscal, but calendar for projected population.
pub fn year_name(indicator: &Indicator, year: FiscalYear) -> Text {
    let (ja, en) = match indicator.section {
        Section::Projection => (format!("{}年", year.start()), year.start().to_string()),
        _ => (format!("{}（{}）", year.japanese(), year.start()), year.to_string()),
    };
    Text { ja, en: Some(en) }
}

/// The year as a chart or a column writes it: `R3`, `FY2021`, `2050`.
pub fn short_year(indicator: &Indicator, year: FiscalYear) -> Text {
    let (ja, en) = match indicator.section {
        Section::Projection => (year.start().to_string(), year.start().to_string()),
        _ => (year.short(), year.to_string()),
    };
    Text { ja, en: Some(en) }
}

/// A figure as a page writes it, without its unit: `96.3`, `−`, `1,094,999`; nothing where there is none.
pub fn shown(figure: Figure) -> Option<String> {
    match figure {
        Figure::Value(quantity) => Some(publish::table::shown_quantity(quantity)),
        Figure::Dash => Some("−".to_owned()),
        Figure::Missing => None,
    }
}

/// A computed number with so many decimals; nothing for what is no number.
pub(crate) fn rounded(value: f64, decimals: u8) -> Option<Quantity> {
    let units = (value * 10f64.powi(i32::from(decimals))).round();
    (units.abs() < 9e15).then_some(Quantity { units: units as i64, decimals })
}

/// The exact mean of figures with so many decimals, half away from zero; a dash counts as zero. Nothing of none.
pub(crate) fn mean(figures: &[Figure], decimals: u8) -> Option<Quantity> {
    let scaled = |figure: &Figure| match figure {
        Figure::Value(value) => {
            let missing = u32::from(Quantity::MAX_DECIMALS.saturating_sub(value.decimals));
            Some(i128::from(value.units) * 10i128.pow(missing))
        }
        Figure::Dash => Some(0),
        Figure::Missing => None,
    };
    let numbers: Vec<i128> = figures.iter().filter_map(scaled).collect();
    let count = i128::try_from(numbers.len()).ok().filter(|count| *count > 0)?;
    let sum: i128 = numbers.iter().sum();
    let unit = count * 10i128.pow(u32::from(Quantity::MAX_DECIMALS.saturating_sub(decimals)));
    let (size, half) = (sum.abs(), unit / 2);
    let units = i64::try_from((size + half) / unit).ok()?;
    Some(Quantity { units: if sum < 0 { -units } else { units }, decimals })
}

/// Whether a city is a designated city.
pub(crate) fn is_designated(code: AreaCode) -> bool {
    find_designated_city(code).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_is_exact_where_floats_are_not() {
        let figures = |texts: &[&str]| -> Vec<Figure> {
            let figure = |text: &&str| match *text {
                "−" => Figure::Dash,
                "" => Figure::Missing,
                text => Figure::Value(text.parse().unwrap()),
            };
            texts.iter().map(figure).collect()
        };
        let of = |texts: &[&str], decimals| mean(&figures(texts), decimals).map(|mean| mean.to_string());
        assert_eq!(of(&["92.78", "92.79"], 2).as_deref(), Some("92.79"));
        assert_eq!(of(&["1.0", "−", "2"], 1).as_deref(), Some("1.0"));
        assert_eq!(of(&["-1", "-2"], 0).as_deref(), Some("-2"));
        assert_eq!(of(&["5", ""], 0).as_deref(), Some("5"));
        assert_eq!((of(&[""], 1), of(&[], 1)), (None, None));
    }

    #[test]
    fn a_prefectures_group_is_named_by_it() {
        for (number, name) in [(1, "北海道"), (13, "東京都"), (27, "大阪府"), (40, "福岡県"), (47, "沖縄県")]
        {
            assert_eq!(group_name(Group::Prefecture(number)).ja, format!("{name}の市町村"));
        }
    }
}
