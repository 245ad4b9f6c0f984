//! The form (様式): every field with its label, hint and kind, once, for the page, the workbook and messages.
//!
//! The words stand in `form/words.rs`.

mod words;

use super::name::{
    ASSESSMENT, CHECK, DECISION, FieldName, KPI, MEASURE, PLAIN, assessment_field, check_field, kpi_field,
    measure_field, opinion_field,
};
use crate::labels::labels;
use crate::plan::Text;
use crate::workflow::Level;
use words::{Words, words_of};

/// A field of the form (欄).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormField {
    /// Its name, as in [`super::Fields`].
    pub name: String,
    /// The section it stands in.
    pub section: Section,
    /// The viewpoint, measure or KPI it belongs to, by id; none of a field that stands alone.
    pub item: Option<String>,
    /// What it is called on its own: 「視点3・理由」.
    pub label: Text,
    /// What it is called under the heading of its viewpoint, measure or KPI: 「理由」.
    pub short: Text,
    /// What to write, and in which unit.
    pub hint: Text,
    /// What it takes.
    pub kind: FieldKind,
    /// The level that writes it.
    pub who: Level,
}

/// A section of the form (様式の区分), in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// The self-check by viewpoint.
    Checks,
    /// What the program is measured by.
    Kpis,
    /// The direction for next year.
    Direction,
    /// The measures.
    Measures,
    /// What the levels above say.
    Opinions,
    /// What finance makes of the measures.
    Assessments,
    /// What the headquarters decides.
    Decision,
}

labels!(Section {
    Checks = "checks", "自己点検", "Self-check";
    Kpis = "kpis", "指標", "Indicators";
    Direction = "direction", "来年度の方向性", "Direction for next year";
    Measures = "measures", "見直しの取組", "Measures";
    Opinions = "opinions", "意見", "Opinions";
    Assessments = "assessments", "査定", "Assessment";
    Decision = "decision", "本部決定", "Decision of the headquarters";
});

/// What a field takes (欄の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One of these: stable word, Japanese, English; or nothing.
    Choice(&'static [(&'static str, &'static str, &'static str)]),
    /// One line.
    ShortText,
    /// Several lines.
    LongText,
    /// A fiscal year, in the four digits of the year it starts in.
    Year,
    /// Whole yen.
    Yen,
    /// An exact decimal.
    Quantity,
    /// `yes` or nothing.
    YesNo,
    /// The number of another program.
    ProgramNumber,
}

/// The fields every sheet has, in the order of the form, without those of measures and KPIs.
///
/// `viewpoints` are those of the city's plan with their names, in its order.
pub fn form_fields(viewpoints: &[(&str, Text)]) -> Vec<FormField> {
    let checks = viewpoints.iter().flat_map(|(id, _)| CHECK.map(|part| check_field(id, part)));
    let plain = PLAIN.map(str::to_owned);
    let opinions = Level::ALL.iter().filter(|level| **level > Level::Owner).map(|level| opinion_field(*level));
    let decision = DECISION.map(|part| format!("decision.{part}"));
    made(checks.chain(plain).chain(opinions).chain(decision), viewpoints)
}

/// The fields of one measure, in the order of the form.
pub fn measure_fields(id: &str) -> Vec<FormField> {
    made(MEASURE.map(|part| measure_field(id, part)), &[])
}

/// The fields of one KPI, in the order of the form.
pub fn kpi_fields(id: &str) -> Vec<FormField> {
    made(KPI.map(|part| kpi_field(id, part)), &[])
}

/// What finance says of one measure, in the order of the form.
pub fn assessment_fields(measure: &str) -> Vec<FormField> {
    made(ASSESSMENT.map(|part| assessment_field(measure, part)), &[])
}

/// The field of a name; `None` for a name no field has. Viewpoints the plan does not have are called by their id.
pub fn field_of(name: &str, viewpoints: &[(&str, Text)]) -> Option<FormField> {
    let parsed = FieldName::parse(name)?;
    let Words { short, hint, kind } = words_of(parsed);
    let text = |(ja, en): (&str, &str)| Text { ja: ja.to_owned(), en: Some(en.to_owned()) };
    let within =
        |(ja, en): (String, String)| Text { ja: format!("{ja}・{}", short.0), en: Some(format!("{en}: {}", short.1)) };
    let numbered = |ja: &str, en: &str, id: &str| {
        let number = number_of(id);
        (format!("{ja}{number}"), format!("{en} {number}"))
    };
    let (section, item, label) = match parsed {
        FieldName::Plain(_) => (Section::Direction, None, text(short)),
        FieldName::Check(id, _) => {
            let at = viewpoints.iter().position(|(known, _)| *known == id);
            let number = at.map_or_else(|| format!("「{id}」"), |at| (at + 1).to_string());
            (Section::Checks, Some(id), within((format!("視点{number}"), format!("Viewpoint {number}"))))
        }
        FieldName::Kpi(id, _) => (Section::Kpis, Some(id), within(numbered("指標", "Indicator", id))),
        FieldName::Measure(id, _) => (Section::Measures, Some(id), within(numbered("取組", "Measure", id))),
        FieldName::Assessment(id, _) => (Section::Assessments, Some(id), within(numbered("取組", "Measure", id))),
        FieldName::Opinion(_) => (Section::Opinions, None, text(short)),
        FieldName::Decision(_) => (Section::Decision, None, within(("本部決定".to_owned(), "Decision".to_owned()))),
    };
    let (short, hint) = (text(short), text(hint));
    let (item, who) = (item.map(str::to_owned), parsed.writer());
    Some(FormField { name: name.to_owned(), section, item, label, short, hint, kind, who })
}

/// What any field is called in a message: 「視点3・理由」「取組1・効果額（一般財源、円）」. The two lists, `measures` and `kpis`,
/// have names too; a name no field has is shown as it is.
pub fn label_of(name: &str, viewpoints: &[(&str, Text)]) -> Text {
    let list = Section::ALL.iter().find(|section| section.word() == name);
    match (field_of(name, viewpoints), list) {
        (Some(field), _) => field.label,
        (None, Some(list)) => Text { ja: list.label_ja().to_owned(), en: Some(list.label_en().to_owned()) },
        (None, None) => Text::japanese(name),
    }
}

/// The number in an id that the form gave (`m3`, `k3`), or the id itself as somebody wrote it.
fn number_of(id: &str) -> String {
    let number =
        id.strip_prefix(['m', 'k']).filter(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()));
    number.map_or_else(|| format!("「{id}」"), str::to_owned)
}

fn made(names: impl IntoIterator<Item = String>, viewpoints: &[(&str, Text)]) -> Vec<FormField> {
    names.into_iter().filter_map(|name| field_of(&name, viewpoints)).collect()
}
