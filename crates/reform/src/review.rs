//! Review of a program (事務事業の点検): the self-check over the viewpoints, next year's direction, and the measures.
//!
//! - [`ReviewSheet`]: what a department answers for one program in one year
//! - [`find_missing`]: which fields must still be filled in before it can be handed in
//! - [`Fields`]: the same sheet as named texts, as a page posts it and a workbook carries it
//! - [`form_fields`]: the form itself, for the page, the workbook and messages alike
//! - [`may_write`]: which level writes which field
//! - [`merge`]: two edits of one sheet brought together field by field
//! - [`Vocabulary`]: the words other cities use for a direction
//!
//! Errors are the kinds `RF-2xx`. Source: feature B4, methods §5.4.

mod completeness;
mod direction;
mod fields;
mod form;
mod kpi;
mod merge;
mod name;
mod reading;
mod rights;
mod tidy;

pub use completeness::{Missing, TEXT_CHARS_MAX, find_missing};
pub use direction::{DirectionReading, Vocabulary, published_vocabularies};
pub use fields::{FieldProblem, Fields};
pub use form::{
    FieldKind, FormField, Section, assessment_fields, field_of, form_fields, kpi_fields, label_of, measure_fields,
};
pub use kpi::SheetKpi;
pub use merge::{Conflict, Merged, merge};
pub use name::{FieldName, ID_CHARS_MAX, ITEMS_MAX, is_item_id};
pub use rights::{find_refused, may_write};
pub use tidy::tidy;
pub(crate) use tidy::tidy_number;

use fiscal::{FiscalYear, Yen};

use crate::effect::EffectKind;
use crate::labels::labels;
use crate::program::{Direction, Indicator};
use crate::workflow::Level;

/// What a department answers for one program in one year (点検シート).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewSheet {
    /// The program's stable id; fixed, no field of the form.
    pub program: String,
    /// The fiscal year under review (点検年度); fixed, no field of the form.
    pub fiscal_year: FiscalYear,
    /// The answers by viewpoint, in the order of the viewpoints' ids (自己点検).
    pub checks: Vec<SelfCheck>,
    /// What will be done next year (方向性).
    pub direction: Option<Direction>,
    /// Why (方向性の理由).
    pub direction_reason: String,
    /// The program it is merged into (統合先).
    pub merge_into: Option<String>,
    /// The last year it runs, when it stops (最終年度).
    pub last_year: Option<FiscalYear>,
    /// What will be done to get there, in the order of their ids: `m2` before `m10` (取組).
    pub measures: Vec<Measure>,
    /// What the program is measured by, in the order of their ids (KPI).
    pub kpis: Vec<SheetKpi>,
    /// What the levels above say, from the bottom up (意見).
    pub opinions: Vec<Opinion>,
    /// What finance makes of the measures, in the order of their ids (査定).
    pub assessments: Vec<Assessment>,
    /// What the headquarters decided (本部の決定).
    pub decision: Option<Decision>,
}

/// The answer to one viewpoint (視点ごとの自己点検).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SelfCheck {
    /// The id of the viewpoint in the city's plan.
    pub viewpoint: String,
    /// The judgement (判断).
    pub judgement: Option<Judgement>,
    /// The reason for it (理由).
    pub reason: String,
    /// What it rests on, one item a line (根拠): see [`SelfCheck::evidence_items`].
    pub evidence: String,
}

/// How a program stands under a viewpoint (判断).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Judgement {
    /// Good as it is (妥当).
    Adequate,
    /// Something should be done better (改善が必要).
    Improve,
    /// The program itself is in question (抜本的な見直しが必要).
    Rethink,
    /// The viewpoint does not apply (該当なし); the reason says why.
    NotApplicable,
}

labels!(Judgement {
    Adequate = "adequate", "妥当", "adequate";
    Improve = "improve", "改善が必要", "needs improvement";
    Rethink = "rethink", "抜本的な見直しが必要", "needs rethinking";
    NotApplicable = "not-applicable", "該当なし", "does not apply";
});

/// One thing a judgement rests on (根拠の一つ).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvidenceItem<'a> {
    /// A web address, `http` or `https` only.
    Link(&'a str),
    /// An attached file by its id, written `file:ID`.
    File(&'a str),
    /// Anything else: the name of a study or of statistics.
    Words(&'a str),
}

/// Something that will be done (取組).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measure {
    /// Stable id within the sheet: letters, digits and hyphens.
    pub id: String,
    /// What is done (内容).
    pub text: String,
    /// The first year of its effect (開始年度).
    pub first_year: Option<FiscalYear>,
    /// What it saves or earns in a full year, program cost, in yen; below zero when it costs more (事業費ベースの効果額).
    pub effect: Option<Yen>,
    /// The part of it in general funds, in yen (一般財源ベースの効果額).
    pub effect_general: Option<Yen>,
    /// Whether the effect comes back every year (継続).
    pub recurring: bool,
    /// What kind of effect it is; none is a saving (効果の種類), see [`ReviewSheet::effect_kind`].
    pub kind: Option<EffectKind>,
    /// The last year of an effect that comes back, if it has one (効果の最終年度).
    pub last_year: Option<FiscalYear>,
}

/// What a level above the owner says of a sheet (意見).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// The level; never the owner.
    pub level: Level,
    /// What it says.
    pub text: String,
}

/// What finance makes of the effect of a measure (査定); in yen, signs as in [`Measure`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assessment {
    /// The id of the measure.
    pub measure: String,
    /// Its effect in program cost (事業費ベースの査定額).
    pub effect: Option<Yen>,
    /// Its effect in general funds (一般財源ベースの査定額).
    pub effect_general: Option<Yen>,
}

/// What the headquarters decided (本部の決定).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// The direction decided; none is the department's own.
    pub direction: Option<Direction>,
    /// Why.
    pub reason: String,
}

impl ReviewSheet {
    /// A sheet nobody has written anything in.
    pub fn new(program: &str, fiscal_year: FiscalYear) -> ReviewSheet {
        ReviewSheet {
            program: program.to_owned(),
            fiscal_year,
            checks: Vec::new(),
            direction: None,
            direction_reason: String::new(),
            merge_into: None,
            last_year: None,
            measures: Vec::new(),
            kpis: Vec::new(),
            opinions: Vec::new(),
            assessments: Vec::new(),
            decision: None,
        }
    }

    /// The direction as it stands: what was decided, or else what the department proposes.
    pub fn standing_direction(&self) -> Option<Direction> {
        self.decision.as_ref().and_then(|decision| decision.direction).or(self.direction)
    }

    /// What finance said of a measure.
    pub fn assessment_of(&self, measure: &str) -> Option<&Assessment> {
        self.assessments.iter().find(|assessment| assessment.measure == measure)
    }

    /// The kind of a measure's effect: what the department chose, a saving where it chose nothing.
    ///
    /// What a program sets free that ends by itself is a natural end and no saving, whatever was chosen; and what an
    /// expansion costs more is an expansion where nothing was chosen.
    pub fn effect_kind(&self, measure: &Measure) -> EffectKind {
        match (measure.kind, self.standing_direction()) {
            (None | Some(EffectKind::Saving), Some(Direction::End)) => EffectKind::NaturalEnd,
            (None, Some(Direction::Expand)) if measure.effect.is_some_and(|effect| effect < Yen::ZERO) => {
                EffectKind::Expanded
            }
            (chosen, _) => chosen.unwrap_or(EffectKind::Saving),
        }
    }
}

impl SelfCheck {
    /// The evidence, one item a line; empty lines are left out.
    pub fn evidence_items(&self) -> impl Iterator<Item = EvidenceItem<'_>> {
        self.evidence.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| {
            let lower = line.to_ascii_lowercase();
            match line.strip_prefix("file:") {
                Some(id) if !id.trim().is_empty() => EvidenceItem::File(id.trim()),
                _ if lower.starts_with("https://") || lower.starts_with("http://") => EvidenceItem::Link(line),
                _ => EvidenceItem::Words(line),
            }
        })
    }
}

/// Whether a program has an outcome indicator with a target after this year (目標値のある成果指標).
pub fn has_outcome_target(indicators: &[Indicator], after: FiscalYear) -> bool {
    indicators.iter().any(|indicator| {
        indicator.kind == crate::program::IndicatorKind::Outcome
            && !indicator.name.trim().is_empty()
            && indicator.values.iter().any(|value| value.fiscal_year > after && value.target.is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_a_link_a_file_or_words_and_never_a_script() {
        let check = SelfCheck {
            evidence: " https://example.jp/a \n\nfile:abc\njavascript:alert(1)\n市民意識調査 令和5年\nfile:".into(),
            ..SelfCheck::default()
        };
        assert_eq!(
            check.evidence_items().collect::<Vec<_>>(),
            [
                EvidenceItem::Link("https://example.jp/a"),
                EvidenceItem::File("abc"),
                EvidenceItem::Words("javascript:alert(1)"),
                EvidenceItem::Words("市民意識調査 令和5年"),
                EvidenceItem::Words("file:"),
            ]
        );
    }
}
