//! Names of fields (欄の名前): the closed list of what a review sheet can hold, and what each name means.

use crate::workflow::Level;

/// The longest id of a measure or KPI, in characters.
pub const ID_CHARS_MAX: usize = 20;

/// The most measures of one sheet; also the most KPIs.
pub const ITEMS_MAX: usize = 20;

/// The plain fields of the department, in the order of the form.
pub(super) const PLAIN: [&str; 4] = ["direction", "direction-reason", "merge-into", "last-year"];

/// What is asked of each viewpoint, in the order of the form.
pub(super) const CHECK: [&str; 3] = ["judgement", "reason", "evidence"];

/// What is asked of each KPI, in the order of the form.
pub(super) const KPI: [&str; 16] = [
    "name",
    "level",
    "unit",
    "direction",
    "tolerance",
    "low",
    "high",
    "counting",
    "baseline",
    "baseline-year",
    "target",
    "target-year",
    "this-target",
    "actual",
    "source",
    "evaluation",
];

/// What is asked of each measure, in the order of the form.
pub(super) const MEASURE: [&str; 7] =
    ["text", "kind", "first-year", "last-year", "recurring", "effect-yen", "effect-general-yen"];

/// What finance says of each measure, in the order of the form.
pub(super) const ASSESSMENT: [&str; 2] = ["effect-yen", "effect-general-yen"];

/// What the headquarters decides, in the order of the form.
pub(super) const DECISION: [&str; 2] = ["direction", "reason"];

/// What the name of a field means (欄の意味); the last part is one of the closed list of its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldName<'a> {
    /// `direction`, `direction-reason`, `merge-into`, `last-year` of the department.
    Plain(&'static str),
    /// `check.VIEWPOINT.PART`.
    Check(&'a str, &'static str),
    /// `kpi.ID.PART`.
    Kpi(&'a str, &'static str),
    /// `measure.ID.PART`.
    Measure(&'a str, &'static str),
    /// `opinion.LEVEL`: any level above the owner.
    Opinion(Level),
    /// `assessment.MEASUREID.PART`.
    Assessment(&'a str, &'static str),
    /// `decision.PART`.
    Decision(&'static str),
}

impl<'a> FieldName<'a> {
    /// What a name means; `None` for a name that no field has. Whether an id is well written is not looked at.
    pub fn parse(name: &'a str) -> Option<FieldName<'a>> {
        let known = |parts: &[&'static str], part: &str| parts.iter().copied().find(|known| *known == part);
        let Some((first, rest)) = name.split_once('.') else { return known(&PLAIN, name).map(FieldName::Plain) };
        match first {
            "opinion" => Level::from_word(rest).filter(|level| *level > Level::Owner).map(FieldName::Opinion),
            "decision" => known(&DECISION, rest).map(FieldName::Decision),
            _ => {
                let (id, part) = rest.rsplit_once('.').filter(|(id, _)| !id.is_empty())?;
                match first {
                    "check" => known(&CHECK, part).map(|part| FieldName::Check(id, part)),
                    "kpi" => known(&KPI, part).map(|part| FieldName::Kpi(id, part)),
                    "measure" => known(&MEASURE, part).map(|part| FieldName::Measure(id, part)),
                    "assessment" => known(&ASSESSMENT, part).map(|part| FieldName::Assessment(id, part)),
                    _ => None,
                }
            }
        }
    }

    /// The level that writes the field.
    pub fn writer(self) -> Level {
        match self {
            FieldName::Plain(_) | FieldName::Check(..) | FieldName::Kpi(..) | FieldName::Measure(..) => Level::Owner,
            FieldName::Opinion(level) => level,
            FieldName::Assessment(..) => Level::Finance,
            FieldName::Decision(_) => Level::Headquarters,
        }
    }

    /// The id of the measure or KPI it belongs to, if it does.
    pub fn item_id(self) -> Option<&'a str> {
        match self {
            FieldName::Kpi(id, _) | FieldName::Measure(id, _) | FieldName::Assessment(id, _) => Some(id),
            _ => None,
        }
    }
}

/// Whether an id of a measure or KPI is well written: ASCII letters, digits and hyphens, at most [`ID_CHARS_MAX`].
pub fn is_item_id(id: &str) -> bool {
    (1..=ID_CHARS_MAX).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The name of a field of a self-check.
pub(super) fn check_field(viewpoint: &str, part: &str) -> String {
    format!("check.{viewpoint}.{part}")
}

/// The name of a field of a measure.
pub(super) fn measure_field(id: &str, part: &str) -> String {
    format!("measure.{id}.{part}")
}

/// The name of a field of a KPI.
pub(super) fn kpi_field(id: &str, part: &str) -> String {
    format!("kpi.{id}.{part}")
}

/// The name of a field of an assessment.
pub(super) fn assessment_field(measure: &str, part: &str) -> String {
    format!("assessment.{measure}.{part}")
}

/// The name of a level's opinion.
pub(super) fn opinion_field(level: Level) -> String {
    format!("opinion.{}", level.word())
}

/// What a field belongs to as a whole, when it is one of a measure or KPI: `measure.ID`, `kpi.ID`.
pub(super) fn group_of(field: &str) -> Option<&str> {
    let end = match FieldName::parse(field)? {
        FieldName::Measure(id, _) => "measure.".len() + id.len(),
        FieldName::Kpi(id, _) => "kpi.".len() + id.len(),
        _ => return None,
    };
    Some(&field[..end])
}
