//! What a sheet of the demonstration says besides its money (例示の評価内容): years, staff, indicators, answers.

use fiscal::{FiscalYear, Quantity, Yen};
use reform::program::{
    Direction, DirectionGiven, Indicator, IndicatorKind, IndicatorValue, Obligation, ReviewAnswer, StaffTime,
};

use super::lists::{Lists, Measure};
use super::random::Random;
use super::{Draft, SHEET_YEAR, year};

/// The six viewpoints of the review (見直しの視点), as the plan names them.
const VIEWPOINTS: [&str; 6] = [
    "市民のニーズや社会経済情勢の変化への対応",
    "効率性・生産性、費用対効果",
    "他の政策との重複",
    "実施水準及び対象範囲の妥当性",
    "DXの推進",
    "官と民の役割分担、公民連携",
];

const IN_NEED_OF_REVIEW: &str = "見直しの余地あり";

/// First and last year. Trials and surveys are short; most programs have no end.
pub(super) fn lifetime(draft: &Draft, random: &mut Random) -> (FiscalYear, Option<FiscalYear>) {
    let short = match draft {
        Draft::Named(_) => return (year(random.between(1963, 2000) as i32), None),
        Draft::Composed { method, .. } => {
            matches!(
                method.suffix,
                "モデル事業" | "実態調査事業" | "研究校事業" | "実証支援事業" | "システム標準化対応事業"
            )
        }
    };
    if short {
        let start = random.between(2021, 2024) as i32;
        return (year(start), Some(year(start.max(SHEET_YEAR - 1) + random.between(1, 2) as i32)));
    }
    let recent = random.per_mille(180);
    let start = if recent { random.between(2020, 2024) } else { random.between(1975, 2019) };
    let end = random.per_mille(60).then(|| year(random.between(2024, 2028) as i32));
    (year(start as i32), end)
}

/// Staff of the year before and of the sheet's year; the programs that pay salaries have none of their own.
pub(super) fn staff(draft: &Draft, start: FiscalYear, random: &mut Random) -> Vec<StaffTime> {
    if draft.name().ends_with("人件費") || draft.name() == "予備費" {
        return Vec::new();
    }
    let tenths = *random.pick(&[1, 2, 2, 3, 3, 4, 5, 5, 6, 8, 10, 12, 15, 20, 30, 45]);
    (SHEET_YEAR - 1..=SHEET_YEAR)
        .filter(|start_year| *start_year >= start.start())
        .map(|start_year| {
            let tenths = (tenths + random.between(-1, 1)).max(1);
            StaffTime {
                fiscal_year: year(start_year),
                persons: Some(Quantity { units: tenths, decimals: 1 }),
                hours: Some(Quantity::whole(tenths * 186)),
                cost: Some(Yen(tenths * 812_000)),
            }
        })
        .collect()
}

/// One to three indicators with five years of values, some of them missing.
pub(super) fn indicators(draft: &Draft, start: FiscalYear, random: &mut Random) -> Vec<Indicator> {
    let Draft::Composed { group, method, .. } = draft else {
        let executed = Measure { name: "予算の執行率", unit: "％", low: 93, high: 100 };
        return vec![indicator(IndicatorKind::Activity, "ア", executed, start, random)];
    };
    let mut indicators = vec![indicator(IndicatorKind::Activity, "ア", method.activity, start, random)];
    if let Some(measure) = target_of(group.kind).filter(|_| random.per_mille(350)) {
        indicators.push(indicator(IndicatorKind::Target, "カ", measure, start, random));
    }
    if random.per_mille(920) {
        indicators.push(indicator(IndicatorKind::Outcome, "サ", method.outcome, start, random));
    }
    // The size of a target is known from a year's end, so a program that begins this year has none yet.
    indicators.retain(|indicator| !indicator.values.is_empty());
    indicators
}

fn target_of(kind: &str) -> Option<Measure<'static>> {
    let measure = |name, unit, low, high| Some(Measure { name, unit, low, high });
    match kind {
        "facility" => measure("対象となる施設の数", "施設", 1, 24),
        "plant" => measure("対象となる棟の数", "棟", 2, 160),
        "infra" => measure("管理する箇所の数", "箇所", 40, 2_200),
        "support" | "benefit" | "measure" | "culture" => measure("対象となる人の数", "人", 800, 42_000),
        "school" => measure("対象となる児童生徒の数", "人", 3_000, 66_000),
        "industry" | "visitor" => measure("対象となる事業者の数", "社", 30, 1_800),
        _ => None,
    }
}

fn indicator(kind: IndicatorKind, mark: &str, measure: Measure, start: FiscalYear, random: &mut Random) -> Indicator {
    let percent = measure.unit == "％";
    let decimals = u8::from(percent && random.per_mille(500));
    let scale = 10_i64.pow(u32::from(decimals));
    let ceiling = match measure.unit {
        "％" => 100 * scale,
        "日" => 365,
        _ => i64::MAX / 1_000,
    };
    // Percentages lie inside their range; counts that span orders of magnitude lie nearer to its lower end.
    let high =
        if percent { measure.high } else { measure.low + (measure.high - measure.low) * random.between(1, 10) / 10 };
    // Kept in thousandths, so that small counts move too.
    let mut level = random.between(measure.low * scale, (high * scale).max(measure.low * scale)) * 1_000;
    let drift = random.between(-20, 45);
    let values = (SHEET_YEAR - 4..=SHEET_YEAR)
        .filter_map(|start_year| {
            level += level / 1_000 * (drift + random.between(-60, 60));
            level = level.clamp(0, ceiling * 1_000);
            let wished = (level + level / 1_000 * random.between(0, 60)).min(ceiling * 1_000);
            let shown = |thousandths: i64| Quantity { units: (thousandths + 500) / 1_000, decimals };
            let missing = random.per_mille(80);
            // The sheet is written with the R6 budget, so R6 has a target and no result yet.
            let actual = (start_year < SHEET_YEAR && !missing).then(|| shown(level));
            let target = (kind != IndicatorKind::Target).then(|| shown(wished));
            let known = start_year >= start.start() && (actual.is_some() || target.is_some());
            known.then(|| IndicatorValue { fiscal_year: year(start_year), target, actual })
        })
        .collect();
    Indicator { kind, mark: mark.into(), name: measure.name.into(), unit: measure.unit.into(), values }
}

/// A judgement and a reason under each of the six viewpoints.
pub(super) fn answers(lists: &Lists, random: &mut Random) -> Vec<ReviewAnswer> {
    VIEWPOINTS
        .iter()
        .enumerate()
        .map(|(index, question)| {
            let doubtful = random.per_mille(240);
            let fitting: Vec<_> = lists
                .reasons
                .iter()
                .filter(|reason| reason.viewpoint == index + 1 && (reason.judgement == IN_NEED_OF_REVIEW) == doubtful)
                .collect();
            let reason = random.pick(&fitting);
            ReviewAnswer {
                question: (*question).into(),
                judgement: reason.judgement.into(),
                reason: reason.text.into(),
            }
        })
        .collect()
}

/// A direction that fits the answers: the more doubts, the more change; what the law demands is not abolished.
pub(super) fn direction(
    answers: &[ReviewAnswer],
    end: Option<FiscalYear>,
    obligation: Obligation,
    random: &mut Random,
) -> DirectionGiven {
    let doubts = answers.iter().filter(|answer| answer.judgement == IN_NEED_OF_REVIEW).count();
    let drawn = random.between(1, 100);
    let ends_now = end.is_some_and(|end| end.start() <= SHEET_YEAR);
    let direction = match (ends_now, doubts, drawn) {
        (true, _, 1..=80) => Direction::End,
        (_, 0, 1..=14) => Direction::Expand,
        (_, 0, _) => Direction::Continue,
        (_, 1, 1..=7) => Direction::Expand,
        (_, 1, 8..=22) => Direction::Improve,
        (_, 1, _) => Direction::Continue,
        (_, 2, 1..=45) => Direction::Improve,
        (_, 2, 46..=55) => Direction::Reduce,
        (_, 2, 56..=60) => Direction::Merge,
        (_, 2, _) => Direction::Continue,
        (_, _, 1..=40) => Direction::Improve,
        (_, _, 41..=65) => Direction::Reduce,
        (_, _, 66..=82) => Direction::Merge,
        (_, _, 83..=86) => Direction::Suspend,
        (_, _, _) => Direction::Abolish,
    };
    let lawful = match (obligation, direction) {
        (Obligation::Mandatory, Direction::Abolish | Direction::Suspend | Direction::Merge) => Direction::Improve,
        (_, direction) => direction,
    };
    DirectionGiven { direction: Some(lawful), words: lawful.label_ja().into() }
}
