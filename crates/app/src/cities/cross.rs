//! Two indicators at once (クロス分析): four groups named by their good and bad sides, the good corner upper right.

use fiscal::comparison::{End, Figure, GoodSide, Quadrant, place_in_quadrant};
use fiscal::{FiscalYear, Quantity};
use publish::chart::Lang;
use reform::city::{AreaCode, Group, Indicator};

use super::ask;
use super::comparison::{Comparison, Reference, Who};
use super::figures::{CityName, group_name, indicator_name, year_name};
use super::words::{counter, pick};
use crate::App;
use crate::error::AppError;
use crate::permission::{Action, Actor, permit};

/// What is asked (クロス分析の問い合わせ), as somebody wrote it; an empty part means what is usual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CrossAsk {
    /// The indicator across; the real debt service ratio when empty.
    pub x: String,
    /// The indicator upwards; the future burden ratio when empty.
    pub y: String,
    /// The year.
    pub year: String,
    /// The group's key.
    pub group: String,
    /// The city looked at.
    pub city: String,
}

/// Two indicators of a group of cities in one year (クロス分析).
#[derive(Clone, Debug)]
pub struct Cross {
    /// The comparison of the indicator across.
    pub x: Comparison,
    /// The comparison of the indicator upwards.
    pub y: Comparison,
    /// Every member of the group with both figures, by code.
    pub cities: Vec<CrossCity>,
    /// The years both can be compared in.
    pub years: Vec<FiscalYear>,
}

/// A city of a [`Cross`].
#[derive(Clone, Debug)]
pub struct CrossCity {
    /// The city.
    pub city: CityName,
    /// Its figure across.
    pub x: Figure,
    /// Its figure upwards.
    pub y: Figure,
    /// Whether it is the city looked at.
    pub is_own: bool,
}

/// The four groups in the order they are listed.
pub(super) const QUADRANTS: [Quadrant; 4] =
    [Quadrant::BothGood, Quadrant::FirstGood, Quadrant::SecondGood, Quadrant::BothBad];

impl App {
    /// Compares the cities of a group by two indicators.
    ///
    /// # Errors
    /// When the actor may not see it, or what is asked is not there.
    pub async fn cross_cities(&self, actor: &Actor, asked: &CrossAsk) -> Result<Cross, AppError> {
        permit(actor, Action::ReadCities)?;
        let coverage = self.coverage().await?;
        let cities = self.known_cities().await?;
        let known = coverage.indicators();
        let or = |key: &str, usual: &str| if key.trim().is_empty() { usual.to_owned() } else { key.to_owned() };
        let first = ask::indicator(&or(&asked.x, "real-debt-service-ratio"), &known)?;
        let second = ask::indicator(&or(&asked.y, "future-burden-ratio"), &known)?;
        let group = ask::group(&asked.group)?;
        let own = self.city_asked(&cities, &asked.city)?;
        let of_second = super::comparable_years(&coverage, second, group);
        let years: Vec<FiscalYear> = super::comparable_years(&coverage, first, group)
            .into_iter()
            .filter(|year| of_second.contains(year))
            .collect();
        let year = super::year_asked(&coverage, first, &years, &asked.year)?;
        let found = self.cross(first, second, year, group, own, &cities).await?;
        Ok(Cross { years, ..found })
    }

    /// The cross analysis of two indicators in a year.
    pub(super) async fn cross(
        &self,
        first: &'static Indicator,
        second: &'static Indicator,
        year: FiscalYear,
        group: Group,
        own: AreaCode,
        cities: &super::Cities,
    ) -> Result<Cross, AppError> {
        let members = cities.members(group, year);
        let figures = self.figures(&[first, second], Some(year.start()..=year.start()), Some(&members)).await?;
        let who = Who { group, members: &members, own, cities };
        let comparison = |indicator: &'static Indicator| Comparison::new(&figures, indicator, year, End::High, &who);
        let city = |code: &AreaCode| CrossCity {
            city: cities.name(*code),
            x: figures.figure(first.key, year.start(), *code),
            y: figures.figure(second.key, year.start(), *code),
            is_own: *code == own,
        };
        let members_with_both = members.iter().map(city).collect();
        Ok(Cross { x: comparison(first), y: comparison(second), cities: members_with_both, years: Vec::new() })
    }
}

impl Cross {
    /// The averages the groups are parted by, each with which one it is; nothing where there is none.
    pub fn averages(&self) -> Option<[(Quantity, Reference); 2]> {
        Some([self.x.reference()?, self.y.reference()?])
    }

    /// The group of a city; nothing when a figure is missing or an indicator has no good side.
    pub fn quadrant_of(&self, city: &CrossCity) -> Option<Quadrant> {
        let [x, y] = self.averages()?.map(|(value, _)| value.to_f64());
        place_in_quadrant((city.x, x, self.x.indicator.good), (city.y, y, self.y.indicator.good))
    }

    /// Whether the axes are turned so that the good corner is the upper right one.
    pub fn is_inverted(&self) -> [bool; 2] {
        [self.x.indicator.good == GoodSide::Low, self.y.indicator.good == GoodSide::Low]
    }

    /// The cities of each group, in the order both good, first good, second good, both bad; empty groups stay.
    pub fn groups(&self) -> Vec<(Quadrant, Vec<&CrossCity>)> {
        let members = |quadrant| self.cities.iter().filter(|city| self.quadrant_of(city) == Some(quadrant)).collect();
        QUADRANTS.into_iter().map(|quadrant| (quadrant, members(quadrant))).collect()
    }

    /// The name of a group, by its good and bad sides.
    pub fn quadrant_name(&self, quadrant: Quadrant, lang: Lang) -> String {
        let (first, second) = (indicator_name(self.x.indicator), indicator_name(self.y.indicator));
        match lang {
            Lang::Ja => quadrant.name_ja(&first.ja, &second.ja),
            Lang::En => {
                let (first, second) = (first.en_or_ja(), second.en_or_ja());
                match quadrant {
                    Quadrant::BothGood => format!("good in both {first} and {second}"),
                    Quadrant::FirstGood => format!("good in {first}, bad in {second}"),
                    Quadrant::SecondGood => format!("bad in {first}, good in {second}"),
                    Quadrant::BothBad => format!("bad in both {first} and {second}"),
                }
            }
        }
    }

    /// What is compared: `実質公債費比率 × 将来負担比率　令和5年度　政令指定都市20`.
    pub fn title(&self, lang: Lang) -> String {
        let [first, second] = [self.x.indicator, self.y.indicator].map(indicator_name);
        let (year, group) = (year_name(self.x.indicator, self.x.year), group_name(self.x.group));
        let (first, second) = (pick(lang, &first), pick(lang, &second));
        let (year, group, members) = (pick(lang, &year), pick(lang, &group), self.x.members);
        match lang {
            Lang::Ja => format!("{first} × {second}　{year}　{group}{members}{}", counter(self.x.group)),
            Lang::En => format!("{first} × {second}, {year}, {members} {group}"),
        }
    }

    /// What it says of the city looked at, and which corner is the good one.
    pub fn sentences(&self, lang: Lang) -> Vec<String> {
        let mut sentences = Vec::new();
        if let Some(own) = self.cities.iter().find(|city| city.is_own) {
            let name = pick(lang, &own.city.name);
            sentences.push(match (lang, self.quadrant_of(own)) {
                (Lang::Ja, Some(quadrant)) => format!("{name}は「{}」の区分です。", self.quadrant_name(quadrant, lang)),
                (Lang::En, Some(quadrant)) => format!("{name} is {}.", self.quadrant_name(quadrant, lang)),
                (Lang::Ja, None) => format!("{name}の区分は決められません（値がないか、良し悪しのない指標です）。"),
                (Lang::En, None) => {
                    format!("{name} has no group: a figure is missing, or an indicator has no good side.")
                }
            });
        }
        if let Some([x, y]) = self.averages() {
            let said = |(value, reference): (Quantity, Reference), indicator: &Indicator| {
                let (ja, en) = reference.names(indicator.averaging);
                let name = indicator_name(indicator);
                let value = super::words::number(value);
                match lang {
                    Lang::Ja => format!("{}は{ja} {value}", name.ja),
                    Lang::En => format!("{}: {en} {value}", name.en_or_ja()),
                }
            };
            let (first, second) = (said(x, self.x.indicator), said(y, self.y.indicator));
            sentences.push(match lang {
                Lang::Ja => format!("区分の境は、{first}、{second}です。"),
                Lang::En => format!("The groups are parted at {first}; {second}."),
            });
        }
        let inverted = self.is_inverted();
        let names = [self.x.indicator, self.y.indicator].map(indicator_name);
        let turned: Vec<&str> =
            names.iter().zip(inverted).filter(|(_, turned)| *turned).map(|(name, _)| pick(lang, name)).collect();
        let has_sides = [self.x.indicator, self.y.indicator].iter().all(|each| each.good != GoodSide::Neither);
        match (lang, has_sides, turned.is_empty()) {
            (_, false, _) => {}
            (Lang::Ja, true, true) => sentences.push("図の右上が、どちらも良い側です。".to_owned()),
            (Lang::En, true, true) => sentences.push("The upper right corner is good in both.".to_owned()),
            (Lang::Ja, true, false) => sentences.push(format!(
                "図の右上が、どちらも良い側です。低いほど良い{}は、目盛りを逆にして描いています。",
                turned.join("と")
            )),
            (Lang::En, true, false) => sentences.push(format!(
                "The upper right corner is good in both. The axis of {} is turned round, as low is good.",
                turned.join(" and ")
            )),
        }
        sentences
    }
}
