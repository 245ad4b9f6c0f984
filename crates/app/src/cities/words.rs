//! What a comparison says, in words (順位の言い方): always with the group, how many they are, and the year.

use fiscal::Quantity;
use fiscal::comparison::{End, Figure, GoodSide, Verdict};
use publish::table::shown_quantity;
use reform::city::{Averaging, Group, Indicator, Unit};
use reform::plan::Text;

use super::comparison::Comparison;
use super::figures::{CityName, group_name, indicator_name, shown, year_name};
use publish::chart::Lang;

/// As many names as a sentence lists.
const NAMED: usize = 8;

impl Comparison {
    /// What the comparison says: the city's place, the average, and who is missing.
    pub fn sentences(&self, lang: Lang) -> Vec<String> {
        let mut sentences = Vec::new();
        sentences.push(self.place_sentence(lang));
        sentences.extend(self.average_sentence(lang));
        sentences.push(self.members_sentence(lang));
        sentences
    }

    fn place_sentence(&self, lang: Lang) -> String {
        let (city, indicator) = (pick(lang, &self.city.name), indicator_name(self.indicator));
        let (indicator, year) = (pick(lang, &indicator).to_owned(), year_name(self.indicator, self.year));
        let (year, group) = (pick(lang, &year).to_owned(), group_name(self.group));
        let group = pick(lang, &group).to_owned();
        let Some(own) = self.own() else {
            return match lang {
                Lang::Ja => format!("{year}の{group}の{indicator}に、{city}の値はありません。"),
                Lang::En => format!("{indicator} of the {group} in {year} has no figure for {city}."),
            };
        };
        let (value, among) = (with_unit(self.indicator, own.figure, lang), self.among());
        let counter = counter(self.group);
        let others = own.sharing - 1;
        match lang {
            Lang::Ja => {
                let shared =
                    if others > 0 { format!("（同じ順位がほかに{others}{counter}）") } else { String::new() };
                let good = match own.place_from_good {
                    Some(place) => format!("良い方から数えると{place}番目です。"),
                    None => String::new(),
                };
                let end = end_name(self.from, lang);
                format!(
                    "{city}の{year}の{indicator}は{value}で、{group}{among}{counter}のうち{end}{}番目{shared}です。{good}",
                    own.place
                )
            }
            Lang::En => {
                let shared = if others > 0 { format!(", a place shared with {others} more") } else { String::new() };
                let good = match own.place_from_good {
                    Some(place) => format!(" From the good side it is number {place}."),
                    None => String::new(),
                };
                let end = end_name(self.from, lang);
                format!(
                    "{indicator} of {city} in {year} is {value}: number {} {end} of {among} {group}{shared}.{good}",
                    own.place
                )
            }
        }
    }

    fn average_sentence(&self, lang: Lang) -> Option<String> {
        let (value, reference) = self.reference()?;
        let (ja, en) = reference.names(self.indicator.averaging);
        let average = with_unit(self.indicator, Figure::Value(value), lang);
        let verdict = self.own().and_then(|own| own.verdict);
        let city = pick(lang, &self.city.name);
        Some(match lang {
            Lang::Ja => {
                let stands = match verdict {
                    Some(Verdict::NoSide) => "この指標に良し悪しはありません。".to_owned(),
                    Some(verdict) => format!("{city}は{}値です。", verdict_name(verdict, lang)),
                    None => String::new(),
                };
                format!("{ja}は{average}です。{stands}")
            }
            Lang::En => {
                let stands = match verdict {
                    Some(Verdict::NoSide) => " Neither side of this indicator is good.".to_owned(),
                    Some(verdict) => format!(" {city} is {}.", verdict_name(verdict, lang)),
                    None => String::new(),
                };
                format!("The {en} is {average}.{stands}")
            }
        })
    }

    fn members_sentence(&self, lang: Lang) -> String {
        let (year, group) = (year_name(self.indicator, self.year), group_name(self.group));
        let (year, group, members) = (pick(lang, &year), pick(lang, &group), self.members);
        let missing = names(&self.missing, lang);
        let unit = counter(self.group);
        match (lang, self.missing.len()) {
            (Lang::Ja, 0) => format!("{year}の{group}は{members}{unit}で、すべてに値があります。"),
            (Lang::Ja, count) => {
                format!(
                    "{year}の{group}は{members}{unit}で、値があるのは{}{unit}です。値がない{count}{unit}は、{missing}です。",
                    self.among()
                )
            }
            (Lang::En, 0) => format!("There were {members} {group} in {year}; all have a figure."),
            (Lang::En, count) => {
                format!(
                    "There were {members} {group} in {year}; {} have a figure. The {count} without: {missing}.",
                    self.among()
                )
            }
        }
    }
}

/// What the members of a group are counted in, in Japanese.
pub fn counter(group: Group) -> &'static str {
    if group == Group::DesignatedCities { "市" } else { "団体" }
}

/// The end places are counted from.
pub fn end_name(end: End, lang: Lang) -> &'static str {
    match (lang, end) {
        (Lang::Ja, End::High) => "高い方から",
        (Lang::Ja, End::Low) => "低い方から",
        (Lang::En, End::High) => "from the highest",
        (Lang::En, End::Low) => "from the lowest",
    }
}

/// How a figure stands to the average: by the good side, never by high and low.
pub fn verdict_name(verdict: Verdict, lang: Lang) -> &'static str {
    match (lang, verdict) {
        (Lang::Ja, Verdict::Better) => "平均より良い",
        (Lang::Ja, Verdict::Same) => "平均と同じ",
        (Lang::Ja, Verdict::Worse) => "平均より悪い",
        (Lang::Ja, Verdict::NoSide) => "良し悪しのない指標",
        (Lang::En, Verdict::Better) => "better than average",
        (Lang::En, Verdict::Same) => "at the average",
        (Lang::En, Verdict::Worse) => "worse than average",
        (Lang::En, Verdict::NoSide) => "of an indicator without a good side",
    }
}

/// Which side is good.
pub fn good_side_name(good: GoodSide, lang: Lang) -> &'static str {
    match (lang, good) {
        (Lang::Ja, GoodSide::High) => "高いほど良い",
        (Lang::Ja, GoodSide::Low) => "低いほど良い",
        (Lang::Ja, GoodSide::Neither) => "良し悪しなし",
        (Lang::En, GoodSide::High) => "the higher the better",
        (Lang::En, GoodSide::Low) => "the lower the better",
        (Lang::En, GoodSide::Neither) => "neither side is good",
    }
}

/// How the source averages.
pub fn averaging_name(averaging: Averaging, lang: Lang) -> &'static str {
    let (ja, en) = averaging.names();
    if lang == Lang::Ja { ja } else { en }
}

/// The unit in this language; empty for a plain number.
pub fn unit_name(indicator: &Indicator, lang: Lang) -> &'static str {
    let (ja, en) = indicator.unit.names();
    if lang == Lang::Ja { ja } else { en }
}

/// A figure with its unit: `96.3％`, `1,094,999円`, `0.70`, `−`.
pub fn with_unit(indicator: &Indicator, figure: Figure, lang: Lang) -> String {
    let Some(value) = shown(figure) else { return "–".to_owned() };
    let unit = unit_name(indicator, lang);
    match (figure, lang, indicator.unit) {
        (Figure::Dash, _, _) | (_, _, Unit::Index) => value,
        (_, Lang::Ja, _) | (_, _, Unit::Percent) => format!("{value}{unit}"),
        (_, Lang::En, _) => format!("{value} {unit}"),
    }
}

/// A text in this language.
pub(crate) fn pick(lang: Lang, text: &Text) -> &str {
    match lang {
        Lang::Ja => &text.ja,
        Lang::En => text.en_or_ja(),
    }
}

/// The name of a city inside a picture. A picture of an English page cannot say which of its words are Japanese, so a
/// city without an English name goes by its code there.
pub(crate) fn drawn_name(lang: Lang, city: &CityName) -> String {
    match (lang, &city.name.en) {
        (Lang::Ja, _) => city.name.ja.clone(),
        (Lang::En, Some(name)) => name.clone(),
        (Lang::En, None) => city.code.with_check_digit(),
    }
}

/// The first names of a list, and how many more there are.
fn names(cities: &[CityName], lang: Lang) -> String {
    let first: Vec<&str> = cities.iter().take(NAMED).map(|city| pick(lang, &city.name)).collect();
    let more = cities.len().saturating_sub(NAMED);
    match (lang, more) {
        (Lang::Ja, 0) => first.join("、"),
        (Lang::En, 0) => first.join(", "),
        (Lang::Ja, more) => format!("{} ほか{more}", first.join("、")),
        (Lang::En, more) => format!("{} and {more} more", first.join(", ")),
    }
}

/// A number as a page writes it.
pub(super) fn number(value: Quantity) -> String {
    shown_quantity(value)
}
