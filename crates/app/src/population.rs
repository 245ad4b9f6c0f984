//! The people to come (将来人口): how many there will be, of which age, and what that makes of an amount for each.

use fiscal::comparison::{Figure, per_citizen, simple_average};
use fiscal::{FiscalYear, Quantity, Yen};
use publish::chart::{Basis, Chart, Head, Lang, LineSeries, LineStyle, Lines, Ranking, lines, ranking};
use publish::table::{Cell, DataTable};
use reform::city::catalogue::PROJECTED;
use reform::city::{AreaCode, Group, Indicator, find_indicator};
use reform::plan::{AsOf, FigureValue, Text};

use crate::App;
use crate::cities::{CityName, FigureSource, rounded, source_names};
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// The figures of the plan whose amounts are divided by the people: the balance of the present course, and the lower.
const BALANCES: [&str; 2] = ["bond-balance-at-620", "bond-balance-at-560"];

/// What is asked (将来人口の問い合わせ), as somebody wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PopulationAsk {
    /// The city by code or name; the plan's own when empty.
    pub city: String,
    /// A balance in 億円 to be held against the plan's; empty for the plan's lower one.
    pub balance: String,
}

/// The people of a city over the years (将来人口).
#[derive(Clone, Debug)]
pub struct Population {
    /// The city.
    pub city: CityName,
    /// The years there are figures of, by year.
    pub points: Vec<PopulationPoint>,
    /// People under 15, 15 to 64, and 65 and over, with their year.
    pub ages: Option<(i32, [i64; 3])>,
    /// The amounts divided by the people: the plan's first, then the one asked for or the plan's lower one.
    pub balances: Vec<Balance>,
    /// The designated cities with a first and a last figure, the strongest fall first; empty where none were imported.
    pub peers: Vec<Peer>,
    /// Where the figures come from.
    pub sources: Vec<FigureSource>,
    /// What of the address could not be used, with the value.
    pub ignored: Vec<(&'static str, String)>,
}

/// The people of one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PopulationPoint {
    /// The calendar year.
    pub year: i32,
    /// How many.
    pub people: i64,
    /// Whether it was counted or estimated for a day that was, not projected.
    pub is_past: bool,
}

/// An amount divided by the people (一人当たりにする額).
#[derive(Clone, Debug, PartialEq)]
pub struct Balance {
    /// What it is.
    pub label: Text,
    /// The amount.
    pub amount: Yen,
    /// Whether the plan gives it; otherwise somebody asked for it.
    pub is_plan: bool,
    /// For each citizen, in yen, a value for each of [`Population::points`].
    pub each_yen: Vec<Option<Yen>>,
}

/// A city of the comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Peer {
    /// The city.
    pub city: CityName,
    /// The first year's people and the last's.
    pub people: [i64; 2],
    /// The last in percent of the first.
    pub index: Quantity,
    /// Whether it is the city looked at.
    pub is_own: bool,
}

impl App {
    /// The people of a city over the years, and what that makes of the bond balance for each.
    ///
    /// # Errors
    /// When the actor may not see it, or there is no such city.
    pub async fn population(&self, actor: &Actor, asked: &PopulationAsk) -> Result<Population, AppError> {
        permit(actor, Action::ReadCities)?;
        let cities = self.known_cities().await?;
        let code = self.city_asked(&cities, &asked.city)?;
        let indicators: Vec<&'static Indicator> = PROJECTED.into_iter().filter_map(find_indicator).collect();
        let members =
            FiscalYear::new(2020).map(|year| cities.members(Group::DesignatedCities, year)).unwrap_or_default();
        let wanted: Vec<AreaCode> = members.iter().copied().chain([code]).collect();
        let figures = self.figures(&indicators, None, Some(&wanted)).await?;
        let people = |year: i32, city: AreaCode| match figures.figure(PROJECTED[0], year, city) {
            Figure::Value(persons) if persons.decimals == 0 && persons.units > 0 => Some(persons.units),
            _ => None,
        };
        let years = figures.years(PROJECTED[0]);
        // The first year of an imported projection is the census it starts from; a lone year is a projection.
        let census = years.first().copied().filter(|_| years.len() > 1);
        let point = |year: &i32| {
            let people = people(*year, code)?;
            Some(PopulationPoint { year: *year, people, is_past: census == Some(*year) })
        };
        let mut points: Vec<PopulationPoint> = years.iter().filter_map(point).collect();
        let mut sources: Vec<FigureSource> = years
            .iter()
            .filter_map(|year| figures.of(PROJECTED[0], *year))
            .flat_map(|found| found.sources.iter().cloned())
            .collect();
        if code == self.own_code()
            && let Some(estimate) = self.estimated_population()
        {
            points.push(estimate);
            sources.push(self.estimate_source());
        }
        points.sort_by_key(|point| (point.year, !point.is_past));
        let age = |band: usize, year: i32| match figures.figure(PROJECTED[band], year, code) {
            Figure::Value(persons) => Some(persons.units),
            _ => None,
        };
        let ages = figures
            .years(PROJECTED[1])
            .into_iter()
            .rev()
            .find_map(|year| Some((year, [age(1, year)?, age(2, year)?, age(3, year)?])));
        let mut ignored = Vec::new();
        let balances = self.balances(code, asked, &points, &mut ignored);
        let ends = years.first().zip(years.last()).filter(|(first, last)| first < last);
        let peers = ends.map(|(first, last)| {
            let peer = |city: &AreaCode| {
                let both = [people(*first, *city)?, people(*last, *city)?];
                let index = rounded(both[1] as f64 / both[0] as f64 * 100.0, 1)?;
                Some(Peer { city: cities.name(*city), people: both, index, is_own: *city == code })
            };
            let mut peers: Vec<Peer> = members.iter().filter_map(peer).collect();
            peers.sort_by_key(|peer| (peer.index.units, peer.city.code));
            peers
        });
        sources.sort();
        sources.dedup();
        Ok(Population {
            city: cities.name(code),
            points,
            ages,
            balances,
            peers: peers.unwrap_or_default(),
            sources,
            ignored,
        })
    }

    /// The population the plan names for its city, when its date says the year.
    fn estimated_population(&self) -> Option<PopulationPoint> {
        let figure = self.plan.figure(&self.plan.city.population_figure)?;
        let FigureValue::Number { number, .. } = &figure.value else { return None };
        let year = match &figure.as_of {
            AsOf::Date(date) => date.year(),
            AsOf::CalendarYear(year) => *year,
            AsOf::FiscalYear(_) | AsOf::FiscalYears(..) => return None,
        };
        (number.decimals == 0 && number.units > 0).then_some(PopulationPoint {
            year,
            people: number.units,
            is_past: true,
        })
    }

    fn estimate_source(&self) -> FigureSource {
        let figure = self.plan.figure(&self.plan.city.population_figure);
        let document = figure.and_then(|figure| self.plan.document(&figure.source.document));
        let title = document.map(|document| document.title.clone()).unwrap_or_default();
        let place = figure.map(|figure| figure.source.to_string()).unwrap_or_default();
        FigureSource {
            title_ja: title.ja.clone(),
            title_en: title.en_or_ja().to_owned(),
            file_name: place,
            is_imported: false,
        }
    }

    fn balances(
        &self,
        code: AreaCode,
        asked: &PopulationAsk,
        points: &[PopulationPoint],
        ignored: &mut Vec<(&'static str, String)>,
    ) -> Vec<Balance> {
        let each = |amount: Yen| points.iter().map(|point| per_citizen(amount, point.people).ok()).collect();
        let of_plan = |id: &str| match self.plan.figure(id)?.value {
            FigureValue::Money { amount, .. } => {
                let label = self.plan.figure(id)?.label.clone();
                Some(Balance { label, amount, is_plan: true, each_yen: each(amount) })
            }
            _ => None,
        };
        let mut balances = Vec::new();
        if code == self.own_code() {
            balances.extend(BALANCES.into_iter().filter_map(of_plan));
        }
        let text = asked.balance.trim();
        if !text.is_empty() {
            match text.replace(',', "").parse::<i64>().ok().filter(|oku| (1..=1_000_000).contains(oku)) {
                Some(oku) => {
                    balances.truncate(1);
                    let amount = Yen(oku * 100_000_000);
                    let label = Text { ja: "指定した市債残高".into(), en: Some("The balance given".into()) };
                    balances.push(Balance { label, amount, is_plan: false, each_yen: each(amount) });
                }
                None => ignored.push(("balance", text.to_owned())),
            }
        }
        balances
    }
}

impl Population {
    /// The people as a line over the years; nothing for a single year.
    pub fn chart(&self, lang: Lang) -> Option<Chart> {
        if self.points.len() < 2 {
            return None;
        }
        // Every fifth year, as the projection gives them: an estimate between them would bend the line.
        let is_drawn = |point: &&PopulationPoint| !self.is_imported() || point.year % 5 == 0;
        let drawn: Vec<&PopulationPoint> = self.points.iter().filter(is_drawn).collect();
        let city = crate::cities::words::drawn_name(lang, &self.city);
        let drawn = Lines {
            category_heading: words(lang, "年", "Year"),
            categories: drawn.iter().map(|point| point.year.to_string()).collect(),
            unit: words(lang, "人", "people"),
            series: vec![LineSeries {
                name: words(lang, "人口", "People"),
                values: drawn.iter().map(|point| Some(Quantity::whole(point.people))).collect(),
                style: LineStyle::Main,
            }],
            references: Vec::new(),
            bands: Vec::new(),
        };
        let title = match lang {
            Lang::Ja => format!("{city}の人口の見通し"),
            Lang::En => format!("People of {city} over the years"),
        };
        let mut chart = lines(&self.head("population", title, lang), &drawn);
        chart.table = self.table(lang);
        Some(chart)
    }

    /// The designated cities by what is left of their people in the last year; nothing where none were imported.
    pub fn peers_chart(&self, lang: Lang) -> Option<Chart> {
        let own = self.peers.iter().find(|peer| peer.is_own);
        let name = |peer: &Peer| crate::cities::words::drawn_name(lang, &peer.city);
        let figures: Vec<Figure> = self.peers.iter().map(|peer| Figure::Value(peer.index)).collect();
        let average = rounded(simple_average(&figures)?, 1)?;
        let (first, last) = self.span()?;
        let title = match lang {
            Lang::Ja => format!("{last}年の人口（{first}年を100とする指数）、政令指定都市{}市", self.peers.len()),
            Lang::En => format!("People in {last} where {first} is 100, {} designated cities", self.peers.len()),
        };
        let drawn = Ranking {
            name_heading: words(lang, "市", "City"),
            value_heading: words(lang, "人口の指数", "Index of people"),
            unit: String::new(),
            rows: self.peers.iter().map(|peer| (name(peer), Some(peer.index))).collect(),
            dashes: Vec::new(),
            highlight: own.map(name),
            average: Some((words(lang, "単純平均（計算値）", "Simple average (computed)"), average)),
        };
        Some(ranking(&self.head("peers", title, lang), &drawn))
    }

    /// The years line by line: people, index, and the balances for each citizen.
    pub fn table(&self, lang: Lang) -> DataTable {
        let mut header = vec![
            words(lang, "年", "Year"),
            words(lang, "区分", "Kind"),
            words(lang, "人口", "People"),
            words(lang, "指数（最初の年＝100）", "Index (first year = 100)"),
        ];
        header.extend(self.balances.iter().map(|balance| match lang {
            Lang::Ja => format!("一人当たり（円）：{}", balance.label.ja),
            Lang::En => format!("For each citizen (yen): {}", balance.label.en_or_ja()),
        }));
        let rows = self.points.iter().enumerate().map(|(at, point)| {
            let kind = if point.is_past { words(lang, "実績", "so far") } else { words(lang, "推計", "projected") };
            let mut row = vec![
                Cell::Text(point.year.to_string()),
                Cell::Text(kind),
                Cell::Number(Quantity::whole(point.people)),
                self.index(at).map_or(Cell::Empty, Cell::Number),
            ];
            let each = |balance: &Balance| balance.each_yen.get(at).copied().flatten().map_or(Cell::Empty, Cell::Money);
            row.extend(self.balances.iter().map(each));
            row
        });
        let title = match lang {
            Lang::Ja => format!("{}の人口の見通し", self.name(lang)),
            Lang::En => format!("People of {} over the years", crate::cities::words::drawn_name(lang, &self.city)),
        };
        DataTable { title, header, rows: rows.collect(), unit: words(lang, "人", "people") }
    }

    /// What it says: how many are left, and what the plan's balance comes to for each.
    pub fn sentences(&self, lang: Lang) -> Vec<String> {
        let mut sentences = Vec::new();
        let name = self.name(lang);
        if let (Some(first), Some(last)) = (self.points.first(), self.points.last())
            && first.year < last.year
            && let Some(index) = self.index(self.points.len() - 1)
        {
            let people = |point: &PopulationPoint| publish::table::shown_quantity(Quantity::whole(point.people));
            sentences.push(match lang {
                Lang::Ja => format!(
                    "{name}の人口は、{}年の{}人から{}年の{}人になる見通しです（{}年を100とすると{index}）。",
                    first.year,
                    people(first),
                    last.year,
                    people(last),
                    first.year
                ),
                Lang::En => format!(
                    "{name} is projected to go from {} people in {} to {} in {} ({index} where {} is 100).",
                    people(first),
                    first.year,
                    people(last),
                    last.year,
                    first.year
                ),
            });
        }
        if let (Some(balance), Some((now, then))) = (self.balances.first(), self.now_and_then())
            && let (Some(Some(first)), Some(Some(last))) = (balance.each_yen.get(now), balance.each_yen.get(then))
        {
            let (now, then) = (self.points[now].year, self.points[then].year);
            let amount = fiscal::money::in_words_ja(balance.amount);
            let man = |yen: Yen| rounded(yen.0 as f64 / 10_000.0, 1).map(|man| man.to_string()).unwrap_or_default();
            sentences.push(match lang {
                Lang::Ja => format!(
                    "市債残高が{amount}のまま変わらないと仮定すると、一人当たりは{now}年の{}万円から{then}年の{}万円になります。",
                    man(*first),
                    man(*last)
                ),
                Lang::En => format!(
                    "Were the bond balance to stay at {} yen, it would go from {first} yen for each citizen in {now} to {last} in {then}.",
                    balance.amount
                ),
            });
        }
        sentences
    }

    /// The people of a year in percent of the first year's.
    pub fn index(&self, at: usize) -> Option<Quantity> {
        let (first, point) = (self.points.first()?, self.points.get(at)?);
        rounded(point.people as f64 / first.people as f64 * 100.0, 1)
    }

    /// Whether there is a projection year by year, and not only a single printed year.
    pub fn is_imported(&self) -> bool {
        self.points.iter().filter(|point| !point.is_past).count() > 1
    }

    /// Where the last year that was and the last year there is stand among the points; nothing where they are the same.
    pub fn now_and_then(&self) -> Option<(usize, usize)> {
        let now = self.points.iter().rposition(|point| point.is_past)?;
        let then = self.points.len().checked_sub(1)?;
        (now < then).then_some((now, then))
    }

    /// The first and the last year of the figures cities are compared by.
    pub fn span(&self) -> Option<(i32, i32)> {
        let first = self.points.iter().map(|point| point.year).min()?;
        let last = self.points.iter().map(|point| point.year).max()?;
        (first < last).then_some((first, last))
    }

    /// Where the figures come from, in words.
    pub fn source(&self, lang: Lang) -> String {
        source_names(&self.sources, lang)
    }

    fn name(&self, lang: Lang) -> &str {
        crate::cities::words::pick(lang, &self.city.name)
    }

    fn head(&self, id: &str, title: String, lang: Lang) -> Head {
        Head { id: id.to_owned(), title, lang, source: self.source(lang), basis: Basis::Published }
    }
}

fn words(lang: Lang, ja: &str, en: &str) -> String {
    if lang == Lang::Ja { ja.to_owned() } else { en.to_owned() }
}
