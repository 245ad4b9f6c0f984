//! Review of a program (事務事業の点検): the self-check over the viewpoints, next year's direction, and the measures.
//!
//! - [`ReviewSheet`]: what a department answers for one program in one year
//! - [`find_missing`]: which fields must still be filled in before it can be handed in
//! - [`Fields`]: the same sheet as named texts, as a page posts it and a workbook carries it
//! - [`merge`]: two edits of one sheet brought together field by field
//! - [`Vocabulary`]: the words other cities use for a direction
//!
//! Errors are the kinds `RF-2xx`. Source: feature B4, methods §5.4.

mod completeness;
mod direction;
mod fields;
mod merge;

pub use completeness::{Missing, TEXT_CHARS_MAX, find_missing};
pub use direction::{DirectionReading, Vocabulary, published_vocabularies};
pub use fields::{FieldProblem, Fields};
pub use merge::{Conflict, Merged, merge};

use fiscal::{FiscalYear, Yen};

use crate::labels::labels;
use crate::program::{Direction, Indicator};

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
    /// What will be done to get there, in the order of their ids (取組).
    pub measures: Vec<Measure>,
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
