//! What can be wrong with the assumptions of a projection, in words with a code (市債の試算の指摘).

use fiscal::debt::DebtError;
use reform::{Place, Problem, ProblemKind, Severity};

use crate::error::{self, AppError};
use crate::study::form::{Form, oku_text};

/// What is wrong with assumptions about bonds that only the values together show (前提の指摘).
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// More than one goal.
    TwoGoals,
    /// A part of a list of amounts that is no amount.
    NotAnAmount(String),
    /// Years beyond what fiscal years reach.
    NoSuchYear,
    /// What the rules refuse.
    Refused(DebtError),
}

/// A schedule that does not redeem just what is outstanding.
pub const SCHEDULE_MISMATCH: ProblemKind = ProblemKind {
    code: "AP-021",
    severity: Severity::Error,
    title_ja: "償還予定の合計が期首の残高と合いません",
    title_en: "The redemption schedule does not add up to the balance at the start",
    hint_ja: "差を見て、抜けた年度がないか確かめるか、期首の残高を合計に合わせてください。",
    hint_en: "See the difference: look for a missing year, or give the sum as the balance at the start.",
};

/// More than one goal.
pub const TWO_GOALS: ProblemKind = ProblemKind {
    code: "AP-022",
    severity: Severity::Error,
    title_ja: "目標は一つだけ入れられます",
    title_en: "Only one goal can be given",
    hint_ja: "残高・一人当たり残高・公債費の目標のうち、一つを残してください。",
    hint_en: "Keep one of the goals: balance, balance per citizen or debt service.",
};

/// Even without any investment the goal is missed.
pub const GOAL_OUT_OF_REACH: ProblemKind = ProblemKind {
    code: "AP-023",
    severity: Severity::Error,
    title_ja: "投資的経費を0にしても、この目標は守れません",
    title_en: "Even without any investment this goal cannot be kept",
    hint_ja: "示した額（投資的経費が0のときの値）より大きい目標にしてください。",
    hint_en: "Give a goal above the amount shown, which is reached with no investment at all.",
};

/// No investment touches the goal.
pub const GOAL_NEVER_BINDS: ProblemKind = ProblemKind {
    code: "AP-024",
    severity: Severity::Error,
    title_ja: "投資的経費をいくら増やしても、この目標は超えません",
    title_en: "No investment, however large, passes this goal",
    hint_ja: "目標を小さくするか、起債率が0でないか、推計する年数が短すぎないか確かめてください。",
    hint_en: "Give a lower goal, or see whether nothing is borrowed or too few years are projected.",
};

impl Fault {
    /// The kind of problem and what to show of it.
    pub(crate) fn told(&self) -> (&'static ProblemKind, String) {
        match self {
            Fault::TwoGoals => (&TWO_GOALS, String::new()),
            Fault::NotAnAmount(text) => (&error::INPUT_NOT_A_NUMBER, text.clone()),
            Fault::NoSuchYear => (&error::NOT_COMPUTABLE, "1868–2200".to_owned()),
            Fault::Refused(error) => told(error),
        }
    }

    /// Notes it beside a field.
    pub(crate) fn note(&self, form: &mut Form, key: &str) {
        let (kind, words) = self.told();
        form.add_problem(key, kind, words);
    }

    /// As an error of the whole study.
    pub(crate) fn into_error(self) -> AppError {
        let (kind, words) = self.told();
        AppError::Faulty(vec![Problem::new(kind, Place::default(), words)])
    }
}

impl From<DebtError> for Fault {
    fn from(error: DebtError) -> Fault {
        Fault::Refused(error)
    }
}

/// What the rules refuse, beside the field it is about.
pub(crate) fn debt_fault(error: DebtError, goal: Option<&'static str>) -> (&'static str, Fault) {
    let key = match &error {
        DebtError::YearsOutOfRange { what: "the transition", .. } => "transition-years",
        DebtError::YearsOutOfRange { what: "the redemption schedule", .. } => "schedule",
        DebtError::EmptySchedule | DebtError::ScheduleMismatch { .. } => "schedule",
        DebtError::NegativeAmount { what: "a redemption of the existing bonds", .. } => "schedule",
        DebtError::NegativeAmount { what: "the opening balance", .. } => "opening",
        DebtError::YearsOutOfRange { .. } => "years",
        DebtError::RateOutOfRange(_) => "rate",
        DebtError::ShareOutOfRange { .. } => "issue-ratio",
        DebtError::PopulationNotPositive(_) | DebtError::LengthMismatch { .. } => "population",
        DebtError::GoalOutOfReach { .. } | DebtError::GoalNeverBinds => goal.unwrap_or("investment"),
        _ => "investment",
    };
    (key, Fault::Refused(error))
}

fn told(error: &DebtError) -> (&'static ProblemKind, String) {
    match error {
        DebtError::ScheduleMismatch { scheduled, opening } => {
            let difference = scheduled.checked_sub(*opening).map(oku_text).unwrap_or_default();
            let words =
                format!("Σ {} − 期首 / opening {} = {difference} 億円", oku_text(*scheduled), oku_text(*opening));
            (&SCHEDULE_MISMATCH, words)
        }
        DebtError::EmptySchedule => (&intake::problems::SCHEDULE_EMPTY, String::new()),
        DebtError::NegativeAmount { what: "a redemption of the existing bonds", amount } => {
            (&intake::problems::SCHEDULE_NEGATIVE, format!("{} 億円", oku_text(*amount)))
        }
        DebtError::GoalOutOfReach { least } => (&GOAL_OUT_OF_REACH, format!("{} 億円（{least} 円）", oku_text(*least))),
        DebtError::GoalNeverBinds => (&GOAL_NEVER_BINDS, String::new()),
        DebtError::YearsOutOfRange { years, least, most, .. } => {
            (&error::INPUT_OUT_OF_RANGE, format!("{years} → {least}–{most}"))
        }
        other => (&error::NOT_COMPUTABLE, format!("{}（{other}）", reason_ja(other))),
    }
}

/// Why the rules refuse, in Japanese; the English stands in the error itself.
fn reason_ja(error: &DebtError) -> &'static str {
    match error {
        DebtError::RateOutOfRange(_) => "利率が範囲の外です",
        DebtError::ShareOutOfRange { .. } => "割合が範囲の外です",
        DebtError::SharesNotWhole(_) => "債券の割合の合計が1になりません",
        DebtError::NoTerms => "債券の種類がありません",
        DebtError::NegativeAmount { .. } => "金額が負です",
        DebtError::LengthMismatch { .. } => "年数が揃っていません",
        DebtError::PopulationNotPositive(_) => "人口が0以下です",
        DebtError::Overflow(_) | DebtError::NotAnAmount(_) => "金額が大きすぎて計算できません",
        _ => "計算できません",
    }
}
