//! Card mapping (決算カードの取込定義): which columns of a table of settlement cards are which indicators, as data.
//!
//! The keys are described in `docs/guides/import-cities.md`.

use std::collections::{BTreeMap, HashSet};

use fiscal::FiscalYear;
use reform::city::{AreaCode, Indicator, find_indicator};
use reform::plan::CityCode;
use reform::{Place, Problem, ProblemKind};
use serde::Deserialize;
use toml::Spanned;

use super::{fold_heading, kinds};
use crate::problems::{MAPPING_SYNTAX, MAPPING_VALUE};

/// How settlement cards are read (決算カードの取込定義), from a TOML file under `mappings/` with
/// `kind = "settlement-cards"`.
#[derive(Clone, Debug)]
pub struct CardMapping {
    name: String,
    title_ja: String,
    title_en: String,
    pub(super) city: CityColumns,
    pub(super) columns: Vec<CardColumn>,
}

/// Where a row says whose card it is, and of which year.
#[derive(Clone, Debug)]
pub(super) enum CityColumns {
    /// A row a municipality, all of one year: the headings of the prefecture's two digits, the city's four digits (with
    /// the check digit), the prefecture's name and the city's.
    EachCity { prefecture_code: String, city_code: String, prefecture: String, name: String },
    /// A row a year, all of one city: its code and the heading of the year.
    EachYear { code: AreaCode, year: String },
}

/// A column that is an indicator.
#[derive(Clone, Debug)]
pub(super) struct CardColumn {
    /// What it is.
    pub(super) indicator: &'static Indicator,
    /// Its heading, with `{年度}` and `{翌年1月1日}` where the year stands.
    heading: String,
    /// What one of the file's unit is in the indicator's own.
    pub(super) scale: i64,
    /// How many years after the file's own it is of: 0 or below.
    pub(super) offset: i32,
    /// Whether a blank says that there is nothing, or that nothing was published.
    pub(super) blank_is_nothing: bool,
}

impl CardMapping {
    /// Whether a text of a folder of mappings is one for settlement cards.
    pub fn is_one(toml_text: &str) -> bool {
        let table = toml_text.parse::<toml::Table>().ok();
        table.and_then(|table| table.get("kind")?.as_str().map(|kind| kind == KIND)).unwrap_or(false)
    }

    /// Reads a mapping from its TOML text.
    ///
    /// # Errors
    /// Every fault found in the text; one alone when the text is not well-formed TOML or is for something else.
    pub fn parse(file_name: &str, toml_text: &str) -> Result<CardMapping, Vec<Problem>> {
        if toml_text.parse::<toml::Table>().is_ok() && !CardMapping::is_one(toml_text) {
            return Err(vec![Problem::new(&kinds::NOT_FOR_CARDS, Place::file(file_name), "")]);
        }
        let mut faults = Faults { file_name, text: toml_text, list: Vec::new() };
        let text: Text = match toml::from_str(toml_text) {
            Ok(text) => text,
            Err(error) => {
                faults.tell(&MAPPING_SYNTAX, error.span().map(|span| span.start), "", error.message());
                return Err(faults.list);
            }
        };
        let mapping = faults.mapping(text);
        match mapping {
            Some(mapping) if faults.list.is_empty() => Ok(mapping),
            _ => Err(faults.list),
        }
    }

    /// Its short name, as commands use it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its title in Japanese and English.
    pub fn titles(&self) -> (&str, &str) {
        (&self.title_ja, &self.title_en)
    }

    /// Whether the rows are years of one city, so that no year need be said.
    pub fn has_year_column(&self) -> bool {
        matches!(self.city, CityColumns::EachYear { .. })
    }
}

impl CardColumn {
    /// Its heading in a file of a fiscal year.
    pub(super) fn heading(&self, year: FiscalYear) -> String {
        let own = FiscalYear::new(year.start() + self.offset).unwrap_or(year);
        let january = own.next().unwrap_or(own).era();
        let january = format!("{}{}_1_1", january.0.name().chars().next().unwrap_or(' '), january.1);
        fold_heading(&self.heading.replace(YEAR, &own.japanese()).replace(NEXT_JANUARY, &january))
    }
}

const KIND: &str = "settlement-cards";
const YEAR: &str = "{年度}";
const NEXT_JANUARY: &str = "{翌年1月1日}";

/// The units of amounts and what each is in yen; a plain number has none.
const UNITS: [(&str, i64); 4] = [("", 1), ("円", 1), ("百円", 100), ("千円", 1_000)];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    name: Spanned<String>,
    #[serde(rename = "kind")]
    _kind: String,
    title_ja: String,
    title_en: String,
    city: Spanned<CityText>,
    columns: Vec<ColumnsText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CityText {
    prefecture_code: Option<String>,
    city_code: Option<String>,
    prefecture: Option<String>,
    name: Option<String>,
    code: Option<String>,
    year: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnsText {
    unit: Spanned<String>,
    years: Option<Spanned<Vec<i32>>>,
    blank: Spanned<String>,
    of: BTreeMap<Spanned<String>, Spanned<String>>,
}

/// The faults of a mapping found so far.
struct Faults<'f> {
    file_name: &'f str,
    text: &'f str,
    list: Vec<Problem>,
}

impl Faults<'_> {
    fn tell(&mut self, kind: &'static ProblemKind, at: Option<usize>, key: &str, excerpt: &str) {
        let line = |at: usize| self.text.as_bytes()[..at.min(self.text.len())].iter().filter(|b| **b == b'\n').count();
        let row = at.map(|at| u32::try_from(line(at) + 1).unwrap_or(u32::MAX));
        let column = (!key.is_empty()).then(|| key.to_owned());
        let place = Place { row, column, ..Place::file(self.file_name) };
        self.list.push(Problem::new(kind, place, excerpt));
    }

    fn mapping(&mut self, text: Text) -> Option<CardMapping> {
        let name_fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if text.name.get_ref().is_empty() || !text.name.get_ref().chars().all(name_fits) {
            self.tell(&MAPPING_VALUE, Some(text.name.span().start), "name", text.name.get_ref());
        }
        let city = self.city(&text.city);
        let (mut columns, mut taken) = (Vec::new(), HashSet::new());
        for part in text.columns {
            self.columns(part, city.as_ref(), &mut columns, &mut taken);
        }
        if columns.is_empty() && self.list.is_empty() {
            self.tell(&MAPPING_VALUE, None, "columns", "");
        }
        Some(CardMapping {
            name: text.name.into_inner(),
            title_ja: text.title_ja,
            title_en: text.title_en,
            city: city?,
            columns,
        })
    }

    fn city(&mut self, text: &Spanned<CityText>) -> Option<CityColumns> {
        let (at, city) = (Some(text.span().start), text.get_ref());
        let heading = |text: &Option<String>| text.as_deref().map(fold_heading).filter(|text| !text.is_empty());
        let parts = [&city.prefecture_code, &city.city_code, &city.prefecture, &city.name];
        match (&city.code, &city.year, parts.map(heading)) {
            (Some(code), Some(year), [None, None, None, None]) => match CityCode::parse(code) {
                Ok(code) => Some(CityColumns::EachYear { code: AreaCode::from(&code), year: fold_heading(year) }),
                Err(error) => {
                    self.tell(&MAPPING_VALUE, at, "city.code", &format!("{code}: {error}"));
                    None
                }
            },
            (None, None, [Some(prefecture_code), Some(city_code), Some(prefecture), Some(name)]) => {
                Some(CityColumns::EachCity { prefecture_code, city_code, prefecture, name })
            }
            _ => {
                let excerpt = "prefecture_code + city_code + prefecture + name | code + year";
                self.tell(&MAPPING_VALUE, at, "city", excerpt);
                None
            }
        }
    }

    fn columns(
        &mut self,
        part: ColumnsText,
        city: Option<&CityColumns>,
        columns: &mut Vec<CardColumn>,
        taken: &mut HashSet<(&'static str, i32)>,
    ) {
        let unit = UNITS.iter().find(|(name, _)| name == part.unit.get_ref());
        if unit.is_none() {
            self.tell(&MAPPING_VALUE, Some(part.unit.span().start), "unit", part.unit.get_ref());
        }
        let blank_is_nothing = match part.blank.get_ref().as_str() {
            "nothing" => true,
            "missing" => false,
            other => {
                self.tell(&MAPPING_VALUE, Some(part.blank.span().start), "blank", other);
                return;
            }
        };
        let years = part.years.as_ref().map_or(&[0][..], |years| years.get_ref());
        let allowed = if matches!(city, Some(CityColumns::EachYear { .. })) { 0..=0 } else { -5..=0 };
        if let Some(years) = part
            .years
            .as_ref()
            .filter(|years| years.get_ref().is_empty() || !years.get_ref().iter().all(|year| allowed.contains(year)))
        {
            self.tell(&MAPPING_VALUE, Some(years.span().start), "years", &format!("{:?}", years.get_ref()));
            return;
        }
        for (key, heading) in part.of {
            let at = Some(key.span().start);
            let Some(indicator) = find_indicator(key.get_ref()).filter(|known| known.per_citizen_of.is_none()) else {
                self.tell(&MAPPING_VALUE, at, "of", key.get_ref());
                continue;
            };
            let is_amount = indicator.unit == reform::city::Unit::Yen;
            if is_amount == part.unit.get_ref().is_empty() {
                let excerpt = format!("{} ({})", part.unit.get_ref(), key.get_ref());
                self.tell(&MAPPING_VALUE, Some(part.unit.span().start), "unit", &excerpt);
            }
            for offset in years {
                if !taken.insert((indicator.key, *offset)) {
                    self.tell(&MAPPING_VALUE, at, "of", &format!("{} ×2", key.get_ref()));
                }
                columns.push(CardColumn {
                    indicator,
                    heading: heading.get_ref().clone(),
                    scale: unit.map_or(1, |(_, yen)| *yen),
                    offset: *offset,
                    blank_is_nothing,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    const SOUND: &str = r#"
name = "a"
kind = "settlement-cards"
title_ja = "あ"
title_en = "A"
[city]
code = "232017"
year = "年度"
[[columns]]
unit = "千円"
blank = "missing"
[columns.of]
local-tax = "地方税"
"#;

    #[test]
    fn headings_follow_the_year() {
        let text = SOUND.replace(
            "code = \"232017\"\nyear = \"年度\"",
            "prefecture_code = \"a\"\ncity_code = \"b\"\nprefecture = \"c\"\nname = \"d\"",
        );
        let text = text
            .replace("\"missing\"", "\"nothing\"\nyears = [0, -1]")
            .replace("\"地方税\"", "\"税.{年度}.{翌年1月1日}\"");
        let mapping = CardMapping::parse("a.toml", &text).unwrap();
        let heading = |column: usize, year: i32| mapping.columns[column].heading(FiscalYear::new(year).unwrap());
        assert_eq!(
            (heading(0, 2023), heading(1, 2023)),
            ("税.令和5年度.令6_1_1".into(), "税.令和4年度.令5_1_1".into())
        );
        assert_eq!(
            (heading(0, 2019), heading(1, 2019)),
            ("税.令和元年度.令2_1_1".into(), "税.平成30年度.令1_1_1".into())
        );
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let text = SOUND
            .replace("name = \"a\"", "name = \"A b\"")
            .replace("232017", "232018")
            .replace("千円", "万円")
            .replace(
                "local-tax = \"地方税\"",
                "local-taxes = \"地方税\"\nbonds-per-citizen = \"x\"\npopulation = \"人口\"",
            );
        let found: Vec<String> = CardMapping::parse("a.toml", &text)
            .unwrap_err()
            .iter()
            .map(|problem| format!("{} {} {}", problem.kind.code, problem.place, problem.excerpt))
            .collect();
        expect![[r#"
            IN-902 a.toml:2 › name A b
            IN-902 a.toml:6 › city.code 232018: the check digit should be 7
            IN-902 a.toml:10 › unit 万円
            IN-902 a.toml:14 › of bonds-per-citizen
            IN-902 a.toml:13 › of local-taxes
            IN-902 a.toml:10 › unit 万円 (population)"#]]
        .assert_eq(&found.join("\n"));
    }

    #[test]
    fn a_mapping_for_something_else_is_refused() {
        let refused = |text: &str| CardMapping::parse("a.toml", text).unwrap_err()[0].kind.code;
        assert_eq!(refused("name = \"x\""), "IN-617");
        assert_eq!(refused("name = "), "IN-901");
        assert_eq!(refused(&format!("{SOUND}\nsurprise = 1")), "IN-901");
        assert!(CardMapping::is_one(SOUND) && !CardMapping::is_one("kind = \"facilities\""));
    }
}
