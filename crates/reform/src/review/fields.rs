//! Fields (欄): a review sheet as named texts, the common form of the page, the workbook and the merge.
//!
//! Names: `check.VIEWPOINT.judgement|reason|evidence`, `direction`, `direction-reason`, `merge-into`, `last-year`,
//! `measure.ID.text|first-year|effect-yen|effect-general-yen|recurring`. An empty text is the same as no field, and line
//! ends are always one `\n`, so that a workbook that writes them another way changes nothing.

use std::collections::BTreeMap;

use fiscal::{FiscalYear, Yen};

use super::completeness::fault_of_text;
use super::{Judgement, Measure, ReviewSheet, SelfCheck};
use crate::kinds;
use crate::problem::ProblemKind;
use crate::program::Direction;

/// A sheet as texts by field name (欄の値).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(BTreeMap<String, String>);

/// A text that is no value of its field (欄の誤り).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field's name.
    pub field: String,
    /// The text given.
    pub text: String,
    /// What is wrong with it.
    pub kind: &'static ProblemKind,
}

impl Fields {
    /// Puts a text into a field; an empty one clears it. Line ends become `\n`, blanks at the end of the text go.
    pub fn set(&mut self, field: impl Into<String>, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        match text.trim_end() {
            "" => self.0.remove(&field.into()),
            kept => self.0.insert(field.into(), kept.to_owned()),
        };
    }

    /// The text of a field, if it has one.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    /// Every field with a text, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, text)| (field.as_str(), text.as_str()))
    }

    /// How many fields have a text.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no field has a text.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<N: Into<String>, T: AsRef<str>> FromIterator<(N, T)> for Fields {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(fields: I) -> Fields {
        let mut made = Fields::default();
        for (field, text) in fields {
            made.set(field, text.as_ref());
        }
        made
    }
}

impl ReviewSheet {
    /// The sheet as named texts.
    pub fn to_fields(&self) -> Fields {
        let mut fields = Fields::default();
        for check in &self.checks {
            let field = |name| check_field(&check.viewpoint, name);
            fields.set(field("judgement"), check.judgement.map_or("", Judgement::word));
            fields.set(field("reason"), &check.reason);
            fields.set(field("evidence"), &check.evidence);
        }
        fields.set("direction", self.direction.map_or("", Direction::word));
        fields.set("direction-reason", &self.direction_reason);
        fields.set("merge-into", self.merge_into.as_deref().unwrap_or_default());
        fields.set("last-year", &year_text(self.last_year));
        for measure in &self.measures {
            let field = |name| measure_field(&measure.id, name);
            fields.set(field("text"), &measure.text);
            fields.set(field("first-year"), &year_text(measure.first_year));
            fields.set(field("effect-yen"), &yen_text(measure.effect));
            fields.set(field("effect-general-yen"), &yen_text(measure.effect_general));
            fields.set(field("recurring"), if measure.recurring { "yes" } else { "" });
        }
        fields
    }

    /// The sheet of a program and year from its named texts.
    ///
    /// # Errors
    /// Every text that is no value of its field; nothing is taken then.
    pub fn from_fields(program: &str, year: FiscalYear, fields: &Fields) -> Result<ReviewSheet, Vec<FieldProblem>> {
        let mut checks: BTreeMap<String, SelfCheck> = BTreeMap::new();
        let mut measures: BTreeMap<String, Measure> = BTreeMap::new();
        let mut sheet = ReviewSheet {
            program: program.to_owned(),
            fiscal_year: year,
            checks: Vec::new(),
            direction: None,
            direction_reason: String::new(),
            merge_into: None,
            last_year: None,
            measures: Vec::new(),
        };
        let mut problems = Vec::new();
        for (field, text) in fields.iter() {
            let read = fault_of_text(text).map_or(Ok(()), Err).and_then(|()| match field_parts(field) {
                ["check", viewpoint, name] => {
                    let check = checks.entry(viewpoint.to_owned()).or_default();
                    check.viewpoint = viewpoint.to_owned();
                    check.read(name, text)
                }
                ["measure", id, name] => {
                    let measure = measures.entry(id.to_owned()).or_default();
                    measure.id = id.to_owned();
                    measure.read(name, text)
                }
                [name, "", ""] => sheet.read(name, text),
                _ => Err(&kinds::FIELD_UNKNOWN),
            });
            if let Err(kind) = read {
                problems.push(FieldProblem { field: field.to_owned(), text: text.to_owned(), kind });
            }
        }
        sheet.checks = checks.into_values().collect();
        sheet.measures = measures.into_values().collect();
        if problems.is_empty() { Ok(sheet) } else { Err(problems) }
    }

    fn read(&mut self, name: &str, text: &str) -> Result<(), &'static ProblemKind> {
        match name {
            "direction" => self.direction = Some(Direction::from_word(text).ok_or(&kinds::NOT_A_CHOICE)?),
            "direction-reason" => text.clone_into(&mut self.direction_reason),
            "merge-into" => self.merge_into = Some(text.to_owned()),
            "last-year" => self.last_year = Some(read_year(text)?),
            _ => return Err(&kinds::FIELD_UNKNOWN),
        }
        Ok(())
    }
}

impl SelfCheck {
    fn read(&mut self, name: &str, text: &str) -> Result<(), &'static ProblemKind> {
        match name {
            "judgement" => self.judgement = Some(Judgement::from_word(text).ok_or(&kinds::NOT_A_CHOICE)?),
            "reason" => text.clone_into(&mut self.reason),
            "evidence" => text.clone_into(&mut self.evidence),
            _ => return Err(&kinds::FIELD_UNKNOWN),
        }
        Ok(())
    }
}

impl Measure {
    fn read(&mut self, name: &str, text: &str) -> Result<(), &'static ProblemKind> {
        match name {
            "text" => text.clone_into(&mut self.text),
            "first-year" => self.first_year = Some(read_year(text)?),
            "effect-yen" => self.effect = Some(read_yen(text)?),
            "effect-general-yen" => self.effect_general = Some(read_yen(text)?),
            "recurring" if text == "yes" => self.recurring = true,
            "recurring" => return Err(&kinds::NOT_A_CHOICE),
            _ => return Err(&kinds::FIELD_UNKNOWN),
        }
        Ok(())
    }
}

/// The name of a field of a self-check.
pub(super) fn check_field(viewpoint: &str, name: &str) -> String {
    format!("check.{viewpoint}.{name}")
}

/// The name of a field of a measure.
pub(super) fn measure_field(id: &str, name: &str) -> String {
    format!("measure.{id}.{name}")
}

/// What a field belongs to as a whole, when it is one of a measure: `measure.ID`.
pub(super) fn group_of(field: &str) -> Option<&str> {
    match field_parts(field) {
        ["measure", id, _] => Some(&field[.."measure.".len() + id.len()]),
        _ => None,
    }
}

/// A field's name in its three parts, the middle one with what else has dots; a plain name stands alone in the first.
///
/// All three are empty for a name that no field has.
fn field_parts(field: &str) -> [&str; 3] {
    match (field.split_once('.'), field.rsplit_once('.')) {
        (None, _) => [field, "", ""],
        (Some((first, _)), Some((before, last))) if before.len() > first.len() + 1 && !last.is_empty() => {
            [first, &before[first.len() + 1..], last]
        }
        _ => [""; 3],
    }
}

fn year_text(year: Option<FiscalYear>) -> String {
    year.map_or_else(String::new, |year| year.start().to_string())
}

fn yen_text(amount: Option<Yen>) -> String {
    amount.map_or_else(String::new, |amount| amount.0.to_string())
}

fn read_year(text: &str) -> Result<FiscalYear, &'static ProblemKind> {
    text.parse().ok().and_then(|year| FiscalYear::new(year).ok()).ok_or(&kinds::NOT_A_YEAR)
}

fn read_yen(text: &str) -> Result<Yen, &'static ProblemKind> {
    text.parse().map(Yen).map_err(|_| &kinds::NOT_YEN)
}
