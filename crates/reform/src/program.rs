//! Program (予算事務事業): the smallest thing a city budgets for and reviews, about 3,000 of them in 北九州市.
//!
//! A [`ProgramSheet`] is everything one source says of one program in its sheet of one year (事務事業評価シート).
//! Field list: methods §5.4; money by stage and funding source: §5.2 and §5.1.

use fiscal::money::MoneyOverflow;
use fiscal::{FiscalYear, Quantity, Yen};

use crate::labels::labels;

/// Everything a source says of one program in its sheet of one fiscal year (事務事業シート).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramSheet {
    /// The program's number in the source, as text: leading zeros matter (事務事業ID).
    pub external_id: String,
    /// The fiscal year the sheet was written for (評価年度).
    pub fiscal_year: FiscalYear,
    /// Name (事務事業名).
    pub name: String,
    /// The department, from the top of the tree down: bureau, section, team (所管).
    pub department: Vec<String>,
    /// The policy path from the top down: 政策 → 施策 → 基本事業.
    pub policy: Vec<String>,
    /// The budget lines that pay for it; one program may have several (予算科目).
    pub budget_lines: Vec<BudgetLine>,
    /// Legal basis (根拠法令).
    pub legal_basis: String,
    /// Whether law obliges the city to do it (義務付け).
    pub obligation: Option<Obligation>,
    /// What it is and how it is done (概要).
    pub summary: String,
    /// Logic text: means, target, intended change, contribution (手段・対象・意図・結果).
    pub logic: LogicText,
    /// First fiscal year (開始年度).
    pub start_year: Option<FiscalYear>,
    /// Last fiscal year (終了年度).
    pub end_year: Option<FiscalYear>,
    /// Money by year and stage, with its sources (事業費と財源内訳).
    pub money: Vec<MoneyLine>,
    /// Staff time by year (人員・業務時間・人件費).
    pub staff: Vec<StaffTime>,
    /// Indicators with their values by year (指標).
    pub indicators: Vec<Indicator>,
    /// Answers to the source's review questions (評価項目).
    pub answers: Vec<ReviewAnswer>,
    /// Direction for the years to come (今後の方向性), with the words of the source.
    pub direction: Option<DirectionGiven>,
    /// What else the source says and no field above holds, under the source's own headings (その他の記載).
    pub notes: Vec<Note>,
    /// The sheet of the workbook the record was read from.
    pub source_sheet: Option<String>,
    /// The row it was read from, counted from 1.
    pub source_row: u32,
}

/// One budget line by code (会計・款・項・目・事業); a level the source does not give is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BudgetLine {
    /// Account (会計), such as `01` general account.
    pub account: String,
    /// 款: the first level of the budget classification.
    pub kan: String,
    /// 項.
    pub kou: String,
    /// 目.
    pub moku: String,
    /// The program's code within the 目 (事業コード).
    pub program: String,
}

/// Means, target, intention and result in words (ロジックテキスト).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogicText {
    /// Activities (手段).
    pub means: String,
    /// Whom or what it is for (対象).
    pub target: String,
    /// How the target should change (意図).
    pub intent: String,
    /// What that contributes to (結果).
    pub result: String,
}

/// Whether law obliges the city to run a program (実施の義務付け).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Obligation {
    /// 義務: law requires it.
    Mandatory,
    /// 努力義務: law asks for an effort.
    BestEffort,
    /// できる規定: law allows it.
    Permitted,
    /// 義務なし: no law speaks of it.
    None,
}

/// The stage of the budget cycle an amount belongs to (予算の段階), methods §5.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// 要求: what the department asked for.
    Requested,
    /// 査定: what the finance bureau assessed.
    Assessed,
    /// 当初予算: the budget as first voted.
    Initial,
    /// 補正: one supplementary budget.
    Supplementary,
    /// 現計: the budget as it stands.
    Current,
    /// 決算: what was spent.
    Settled,
}

/// An amount for one year and stage with its funding sources (事業費・財源内訳).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoneyLine {
    /// The fiscal year the money is for.
    pub fiscal_year: FiscalYear,
    /// The stage of the budget cycle.
    pub stage: Stage,
    /// Program cost (事業費計).
    pub cost: Yen,
    /// Where it comes from.
    pub funding: Funding,
}

/// Funding by source (財源内訳); `None` is "not stated", which is not zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Funding {
    /// 国庫支出金.
    pub national: Option<Yen>,
    /// 都道府県支出金.
    pub prefectural: Option<Yen>,
    /// 市債・地方債.
    pub bonds: Option<Yen>,
    /// その他特定財源.
    pub other: Option<Yen>,
    /// 一般財源.
    pub general: Option<Yen>,
}

/// One of the five funding sources (財源).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FundingSource {
    /// 国庫支出金.
    National,
    /// 都道府県支出金.
    Prefectural,
    /// 市債・地方債.
    Bonds,
    /// その他特定財源.
    Other,
    /// 一般財源.
    General,
}

/// Staff time spent in one year (従事職員・業務時間・人件費).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaffTime {
    /// The fiscal year worked.
    pub fiscal_year: FiscalYear,
    /// Regular staff involved, in persons (正規職員従事人数).
    pub persons: Option<Quantity>,
    /// Hours in all (延べ業務時間).
    pub hours: Option<Quantity>,
    /// Staff cost (人件費).
    pub cost: Option<Yen>,
}

/// What an indicator measures (指標の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IndicatorKind {
    /// 活動指標: how much was done.
    Activity,
    /// 対象指標: how large the target is.
    Target,
    /// 成果指標: how far the intended change came.
    Outcome,
}

/// An indicator with its values (指標).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// What it measures.
    pub kind: IndicatorKind,
    /// Its mark in the source, such as ア or サ; empty if it has none.
    pub mark: String,
    /// Name (指標名).
    pub name: String,
    /// Unit (単位).
    pub unit: String,
    /// Values by year, in order.
    pub values: Vec<IndicatorValue>,
}

/// One year's value of an indicator (指標値).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndicatorValue {
    /// The fiscal year.
    pub fiscal_year: FiscalYear,
    /// The target set for it (目標値).
    pub target: Option<Quantity>,
    /// What was measured (実績値).
    pub actual: Option<Quantity>,
}

/// An answer to one question of the source's own review form (評価項目への回答).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewAnswer {
    /// The question's heading in the source.
    pub question: String,
    /// The judgement chosen, in the source's words (判定).
    pub judgement: String,
    /// The reason given (理由).
    pub reason: String,
}

/// The direction of a program for the next years (方向性), methods §5.4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// 拡充.
    Expand,
    /// 継続.
    Continue,
    /// 改善.
    Improve,
    /// 縮小.
    Reduce,
    /// 統合.
    Merge,
    /// 廃止.
    Abolish,
    /// 終了: ends by itself.
    End,
    /// 休止.
    Suspend,
}

/// A direction as this system understands it, beside the words the source used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectionGiven {
    /// The direction, when the mapping gives one for the source's words.
    pub direction: Option<Direction>,
    /// The source's words.
    pub words: String,
}

/// A heading and a text of the source that have no field of their own (その他の記載).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The source's heading.
    pub heading: String,
    /// The text.
    pub text: String,
}

impl Funding {
    /// The sum of the stated sources; `None` when no source is stated at all.
    ///
    /// # Errors
    /// When the sum does not fit.
    pub fn stated_sum(&self) -> Result<Option<Yen>, MoneyOverflow> {
        let stated: Vec<Yen> =
            [self.national, self.prefectural, self.bonds, self.other, self.general].into_iter().flatten().collect();
        if stated.is_empty() { Ok(None) } else { Yen::checked_sum(stated).map(Some) }
    }
}

impl FundingSource {
    /// What this source pays.
    pub fn of(self, funding: &Funding) -> Option<Yen> {
        match self {
            FundingSource::National => funding.national,
            FundingSource::Prefectural => funding.prefectural,
            FundingSource::Bonds => funding.bonds,
            FundingSource::Other => funding.other,
            FundingSource::General => funding.general,
        }
    }
}

impl MoneyLine {
    /// Cost less stated sources (財源内訳との差額): zero when Σ sources = cost or when no source is stated.
    ///
    /// A difference is kept beside the amounts as the source gave them and shown; it is never spread or corrected.
    ///
    /// # Errors
    /// When a sum does not fit.
    pub fn discrepancy(&self) -> Result<Yen, MoneyOverflow> {
        match self.funding.stated_sum()? {
            Some(sum) => self.cost.checked_sub(sum),
            None => Ok(Yen::ZERO),
        }
    }
}

labels!(Obligation {
    Mandatory = "mandatory", "義務", "mandatory";
    BestEffort = "best-effort", "努力義務", "best effort";
    Permitted = "permitted", "できる規定", "permitted";
    None = "none", "義務なし", "no obligation";
});

labels!(Stage {
    Requested = "requested", "要求", "requested";
    Assessed = "assessed", "査定", "assessed";
    Initial = "initial", "当初予算", "initial budget";
    Supplementary = "supplementary", "補正", "supplementary";
    Current = "current", "現計", "current budget";
    Settled = "settled", "決算", "settled";
});

impl Stage {
    /// Which stage speaks for a year when several are stated: the highest does (決算 > 現計 > 当初 > 査定 > 要求 > 補正).
    ///
    /// A supplementary budget is only a difference to another stage, so it comes last.
    pub fn precedence(self) -> u8 {
        match self {
            Stage::Supplementary => 0,
            Stage::Requested => 1,
            Stage::Assessed => 2,
            Stage::Initial => 3,
            Stage::Current => 4,
            Stage::Settled => 5,
        }
    }
}

labels!(FundingSource {
    National = "national", "国庫支出金", "national";
    Prefectural = "prefectural", "県支出金", "prefectural";
    Bonds = "bonds", "市債", "bonds";
    Other = "other", "その他特定財源", "other specific";
    General = "general", "一般財源", "general";
});

labels!(IndicatorKind {
    Activity = "activity", "活動指標", "activity";
    Target = "target", "対象指標", "target size";
    Outcome = "outcome", "成果指標", "outcome";
});

labels!(Direction {
    Expand = "expand", "拡充", "expand";
    Continue = "continue", "継続", "continue";
    Improve = "improve", "改善", "improve";
    Reduce = "reduce", "縮小", "reduce";
    Merge = "merge", "統合", "merge";
    Abolish = "abolish", "廃止", "abolish";
    End = "end", "終了", "end";
    Suspend = "suspend", "休止", "suspend";
});

#[cfg(test)]
mod tests {
    use super::*;

    fn line(cost: i64, funding: Funding) -> MoneyLine {
        MoneyLine { fiscal_year: FiscalYear::new(2024).unwrap(), stage: Stage::Initial, cost: Yen(cost), funding }
    }

    #[test]
    fn sources_that_add_up_leave_no_difference() {
        let funding = Funding { national: Some(Yen(500)), general: Some(Yen(500)), ..Funding::default() };
        assert_eq!(line(1_000, funding).discrepancy(), Ok(Yen::ZERO));
        assert_eq!(line(1_200, funding).discrepancy(), Ok(Yen(200)));
    }

    #[test]
    fn sources_not_stated_are_not_a_difference_but_stated_zeros_are() {
        assert_eq!(line(1_000, Funding::default()).discrepancy(), Ok(Yen::ZERO));
        let funding = Funding { general: Some(Yen::ZERO), ..Funding::default() };
        assert_eq!(line(1_000, funding).discrepancy(), Ok(Yen(1_000)));
    }

    #[test]
    fn every_word_reads_back() {
        for direction in Direction::ALL {
            assert_eq!(Direction::from_word(direction.word()), Some(*direction));
        }
        for stage in Stage::ALL {
            assert_eq!(Stage::from_word(stage.word()), Some(*stage));
        }
    }
}
