//! Facility mapping (公共施設の取込定義): how one city's list of facilities is read, as data.
//!
//! The keys are described in `docs/guides/import-facilities.md`.

use std::collections::HashMap;

use fiscal::FiscalYear;
use fiscal::year::Era;
use reform::facility::{FacilityKind, Population};
use reform::search_text::fold;
use reform::{Place, Problem};
use serde::Deserialize;

use super::kinds::NOT_FOR_FACILITIES;
use crate::letters::column_of;
use crate::mapping::{Column, Format};
use crate::number::MoneyUnit;
use crate::problems::{MAPPING_SYNTAX, MAPPING_VALUE};
use crate::year_text::parse_year;

/// How a list of facilities is read (公共施設の取込定義), from a TOML file under `mappings/` with `kind = "facilities"`.
#[derive(Clone, Debug)]
pub struct FacilityMapping {
    pub(super) name: String,
    pub(super) title_ja: String,
    pub(super) title_en: String,
    pub(super) source: String,
    pub(super) format: Format,
    pub(super) sheet: Option<String>,
    pub(super) header_row: u32,
    pub(super) first_data_row: u32,
    pub(super) columns_may_be_absent: bool,
    pub(super) money_unit: MoneyUnit,
    pub(super) not_stated: Vec<String>,
    pub(super) as_of: Option<FiscalYear>,
    pub(super) population: Option<Population>,
    pub(super) ignore: Vec<Column>,
    pub(super) columns: FacilityColumns,
    pub(super) uses: Vec<UseRule>,
    pub(super) shared_costs: Vec<SharedCostRule>,
}

/// Where each field stands.
#[derive(Clone, Debug)]
pub(super) struct FacilityColumns {
    pub(super) id: Vec<Column>,
    pub(super) name: Column,
    pub(super) uses: Vec<Column>,
    pub(super) department: Option<Column>,
    pub(super) address: Option<Column>,
    pub(super) district: Option<Column>,
    pub(super) floor_area: Column,
    pub(super) built: Column,
    pub(super) era: Option<Era>,
    pub(super) repaired: Option<Column>,
    /// Folded words and whether they mean "repaired".
    pub(super) repaired_words: HashMap<String, bool>,
    pub(super) income: Option<Column>,
    pub(super) cost: Option<Column>,
    pub(super) depreciation: Option<Column>,
    pub(super) users: Option<Column>,
}

/// What kind a city's use is; a shorter path holds for everything below it, one with names for these alone.
#[derive(Clone, Debug)]
pub(super) struct UseRule {
    /// Folded.
    pub(super) path: Vec<String>,
    /// Folded; empty for every name.
    pub(super) names: Vec<String>,
    pub(super) kind: FacilityKind,
}

/// A group whose rows repeat the whole group's amounts.
#[derive(Clone, Debug)]
pub(super) struct SharedCostRule {
    pub(super) name: String,
    /// Folded.
    pub(super) path: Vec<String>,
    pub(super) income: bool,
    pub(super) cost: bool,
}

impl FacilityMapping {
    /// Whether a text of a folder of mappings is one for facilities.
    pub fn is_one(toml_text: &str) -> bool {
        let table = toml_text.parse::<toml::Table>().ok();
        table.and_then(|table| table.get("kind")?.as_str().map(|kind| kind == "facilities")).unwrap_or(false)
    }

    /// Reads a mapping from its TOML text.
    ///
    /// # Errors
    /// Every fault found in the text; one alone when the text is not well-formed TOML or is for something else.
    pub fn parse(file_name: &str, toml_text: &str) -> Result<FacilityMapping, Vec<Problem>> {
        if toml_text.parse::<toml::Table>().is_ok() && !FacilityMapping::is_one(toml_text) {
            return Err(vec![Problem::new(&NOT_FOR_FACILITIES, Place::file(file_name), "")]);
        }
        let text: Text = toml::from_str(toml_text).map_err(|error| {
            let row = error.span().map(|span| {
                let before = toml_text.get(..span.start).unwrap_or("");
                u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX)
            });
            vec![Problem::new(&MAPPING_SYNTAX, Place { row, ..Place::file(file_name) }, error.message())]
        })?;
        let mut faults = Faults { file_name, list: Vec::new() };
        let mapping = faults.mapping(text);
        if faults.list.is_empty() { Ok(mapping) } else { Err(faults.list) }
    }

    /// Its short name: the file name without `.toml`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The system its identifiers belong to, such as `toyohashi`.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Title in Japanese.
    pub fn title_ja(&self) -> &str {
        &self.title_ja
    }

    /// Title in English.
    pub fn title_en(&self) -> &str {
        &self.title_en
    }

    /// The fiscal year the list is of, where the mapping says it.
    pub fn as_of(&self) -> Option<FiscalYear> {
        self.as_of
    }

    /// How many people share the facilities, where the mapping says it.
    pub fn population(&self) -> Option<&Population> {
        self.population.as_ref()
    }

    /// The kind of a use, by name first, then by the longest path that fits; `None` when the mapping does not know it.
    pub(super) fn kind_of(&self, uses: &[String], name: &str) -> Option<FacilityKind> {
        let (uses, name): (Vec<String>, _) = (uses.iter().map(|text| fold(text)).collect(), fold(name));
        let named = |rule: &UseRule| rule.names.contains(&name);
        let fits = |rule: &&UseRule| uses.starts_with(&rule.path) && (rule.names.is_empty() || named(rule));
        self.uses.iter().filter(fits).max_by_key(|rule| (named(rule), rule.path.len())).map(|rule| rule.kind)
    }

    /// The group whose amounts a facility of this use repeats.
    pub(super) fn group_of(&self, uses: &[String]) -> Option<&SharedCostRule> {
        let folded: Vec<String> = uses.iter().map(|text| fold(text)).collect();
        self.shared_costs.iter().find(|rule| folded.starts_with(&rule.path))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    #[expect(dead_code, reason = "looked at before; named here so that it is a known key")]
    kind: String,
    title_ja: String,
    title_en: String,
    source: String,
    format: Option<String>,
    sheet: Option<String>,
    header_row: Option<u32>,
    first_data_row: Option<u32>,
    missing_columns: Option<String>,
    money_unit: Option<String>,
    not_stated: Option<Vec<String>>,
    as_of: Option<String>,
    population: Option<PopulationText>,
    #[serde(default)]
    ignore: Vec<String>,
    facility: FacilityText,
    #[serde(default)]
    uses: Vec<UseText>,
    #[serde(default)]
    shared_cost: Vec<SharedCostText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PopulationText {
    people: i64,
    basis: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FacilityText {
    id: Vec<String>,
    name: String,
    #[serde(rename = "use")]
    uses: Vec<String>,
    department: Option<String>,
    address: Option<String>,
    district: Option<String>,
    floor_area_m2: String,
    built: BuiltText,
    repaired: Option<RepairedText>,
    income: Option<String>,
    cost: Option<String>,
    depreciation: Option<String>,
    users: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum BuiltText {
    Plain(String),
    Detailed { column: String, era: Option<String> },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RepairedText {
    column: String,
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UseText {
    #[serde(rename = "use")]
    path: Vec<String>,
    #[serde(default)]
    names: Vec<String>,
    kind: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SharedCostText {
    name: String,
    #[serde(rename = "use")]
    path: Vec<String>,
    amounts: Vec<String>,
}

/// What a cell says when nothing is stated, unless the mapping lists its own.
const NOT_STATED: [&str; 4] = ["-", "…", "*", "＊"];

struct Faults<'a> {
    file_name: &'a str,
    list: Vec<Problem>,
}

impl Faults<'_> {
    fn add(&mut self, key: &str, value: &str) {
        let place = Place { column: Some(key.to_owned()), ..Place::file(self.file_name) };
        self.list.push(Problem::new(&MAPPING_VALUE, place, value));
    }

    fn mapping(&mut self, text: Text) -> FacilityMapping {
        let base = self.file_name.rsplit(['/', '\\']).next().unwrap_or(self.file_name);
        for (key, value) in [("title_ja", &text.title_ja), ("title_en", &text.title_en)] {
            if value.trim().is_empty() {
                self.add(key, value);
            }
        }
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        // `demo` is the source of the illustrative facilities, which a real import deletes.
        if text.source.is_empty() || text.source == "demo" || !text.source.chars().all(plain) {
            self.add("source", &text.source);
        }
        let header_row = text.header_row.unwrap_or(1);
        let first_data_row = text.first_data_row.unwrap_or(header_row.saturating_add(1));
        if header_row == 0 {
            self.add("header_row", "0");
        }
        if first_data_row <= header_row {
            self.add("first_data_row", &first_data_row.to_string());
        }
        let unit = text.money_unit.as_deref().unwrap_or("円");
        let money_unit = MoneyUnit::from_name(unit).unwrap_or_else(|| {
            self.add("money_unit", unit);
            MoneyUnit::Yen
        });
        let as_of =
            text.as_of.as_deref().and_then(|year| parse_year(year, None).map_err(|_| self.add("as_of", year)).ok());
        let population = text.population.map(|population| {
            if population.people <= 0 {
                self.add("population.people", &population.people.to_string());
            }
            if population.basis.trim().is_empty() {
                self.add("population.basis", "");
            }
            Population { people: population.people, basis: population.basis }
        });
        FacilityMapping {
            name: base.strip_suffix(".toml").unwrap_or(base).to_owned(),
            title_ja: text.title_ja,
            title_en: text.title_en,
            source: text.source,
            format: self.choice(
                "format",
                text.format.as_deref(),
                &[("any", Format::Any), ("xlsx", Format::Xlsx), ("csv", Format::Csv)],
            ),
            sheet: text.sheet,
            header_row,
            first_data_row,
            columns_may_be_absent: self.choice(
                "missing_columns",
                text.missing_columns.as_deref(),
                &[("refuse", false), ("allow", true)],
            ),
            money_unit,
            not_stated: text.not_stated.unwrap_or_else(|| NOT_STATED.map(str::to_owned).to_vec()),
            as_of,
            population,
            ignore: self.columns("ignore", &text.ignore),
            columns: self.facility(text.facility),
            uses: text.uses.iter().enumerate().map(|(index, rule)| self.use_rule(index, rule)).collect(),
            shared_costs: self.shared_costs(text.shared_cost),
        }
    }

    fn facility(&mut self, text: FacilityText) -> FacilityColumns {
        if text.id.is_empty() {
            self.add("facility.id", "[]");
        }
        if text.uses.is_empty() {
            self.add("facility.use", "[]");
        }
        let (built, era) = match text.built {
            BuiltText::Plain(column) => (column, None),
            BuiltText::Detailed { column, era } => (column, era),
        };
        let era = era.and_then(|name| {
            let era = Era::from_name(&name);
            if era.is_none() {
                self.add("facility.built.era", &name);
            }
            era
        });
        let mut repaired_words = HashMap::new();
        if let Some(repaired) = &text.repaired {
            let words =
                repaired.yes.iter().map(|word| (word, true)).chain(repaired.no.iter().map(|word| (word, false)));
            repaired_words.extend(words.map(|(word, yes)| (fold(word), yes)));
        }
        let mut optional =
            |name: &str, column: Option<&String>| column.map(|column| self.column(&format!("facility.{name}"), column));
        FacilityColumns {
            department: optional("department", text.department.as_ref()),
            address: optional("address", text.address.as_ref()),
            district: optional("district", text.district.as_ref()),
            repaired: optional("repaired", text.repaired.as_ref().map(|repaired| &repaired.column)),
            income: optional("income", text.income.as_ref()),
            cost: optional("cost", text.cost.as_ref()),
            depreciation: optional("depreciation", text.depreciation.as_ref()),
            users: optional("users", text.users.as_ref()),
            id: self.columns("facility.id", &text.id),
            name: self.column("facility.name", &text.name),
            uses: self.columns("facility.use", &text.uses),
            floor_area: self.column("facility.floor_area_m2", &text.floor_area_m2),
            built: self.column("facility.built", &built),
            era,
            repaired_words,
        }
    }

    fn use_rule(&mut self, index: usize, rule: &UseText) -> UseRule {
        let key = format!("uses[{}]", index + 1);
        let kind = FacilityKind::from_word(&rule.kind);
        if kind.is_none() {
            self.add(&format!("{key}.kind"), &rule.kind);
        }
        UseRule {
            path: self.path(&key, &rule.path),
            names: rule.names.iter().map(|name| fold(name)).collect(),
            kind: kind.unwrap_or(FacilityKind::Other),
        }
    }

    fn shared_costs(&mut self, rules: Vec<SharedCostText>) -> Vec<SharedCostRule> {
        let mut names: Vec<String> = Vec::new();
        let mut checked = Vec::new();
        for (index, rule) in rules.into_iter().enumerate() {
            let key = format!("shared_cost[{}]", index + 1);
            if rule.name.trim().is_empty() || names.contains(&rule.name) {
                self.add(&format!("{key}.name"), &rule.name);
            }
            let unknown: Vec<&str> =
                rule.amounts.iter().map(String::as_str).filter(|word| !["income", "cost"].contains(word)).collect();
            if rule.amounts.is_empty() || !unknown.is_empty() {
                self.add(&format!("{key}.amounts"), &unknown.join(", "));
            }
            let shares = |amount: &str| rule.amounts.iter().any(|word| word == amount);
            checked.push(SharedCostRule {
                path: self.path(&key, &rule.path),
                income: shares("income"),
                cost: shares("cost"),
                name: rule.name.clone(),
            });
            names.push(rule.name);
        }
        checked
    }

    fn path(&mut self, key: &str, words: &[String]) -> Vec<String> {
        let path: Vec<String> = words.iter().map(|word| fold(word)).collect();
        if path.is_empty() || path.iter().any(String::is_empty) {
            self.add(&format!("{key}.use"), &words.join(" › "));
        }
        path
    }

    fn columns(&mut self, key: &str, texts: &[String]) -> Vec<Column> {
        texts.iter().map(|text| self.column(key, text)).collect()
    }

    fn column(&mut self, key: &str, text: &str) -> Column {
        let Some(letter) = text.strip_prefix('@') else {
            if fold(text).is_empty() {
                self.add(key, text);
            }
            return Column::Heading(text.to_owned());
        };
        Column::Letter(column_of(letter).unwrap_or_else(|| {
            self.add(key, text);
            0
        }))
    }

    fn choice<T: Copy>(&mut self, key: &str, word: Option<&str>, choices: &[(&str, T)]) -> T {
        let known = word.and_then(|word| choices.iter().find(|(name, _)| *name == word));
        if let (Some(word), None) = (word, known) {
            self.add(key, word);
        }
        known.unwrap_or(&choices[0]).1
    }
}
