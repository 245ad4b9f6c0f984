//! The money of the demonstration (例示の金額): totals by 款, their split over the programs, and funding.

use fiscal::{FiscalYear, Yen};
use reform::program::{Funding, MoneyLine, Stage};

use super::random::Random;
use super::{Draft, SHEET_YEAR, year};

/// The R6 initial budget by 款 in millions of yen (百万円); illustrative (例示) but for its sum, 627,883 百万円.
pub(super) const KAN_TOTALS_MILLIONS: [(&str, i64); 14] = [
    ("議会費", 1_560),
    ("総務費", 52_400),
    ("民生費", 205_300),
    ("衛生費", 38_900),
    ("労働費", 640),
    ("農林水産業費", 2_460),
    ("商工費", 62_300),
    ("土木費", 79_800),
    ("消防費", 14_200),
    ("教育費", 82_500),
    ("災害復旧費", 380),
    ("公債費", 70_643),
    ("諸支出金", 16_300),
    ("予備費", 500),
];

/// The place of a 款 in [`KAN_TOTALS_MILLIONS`].
pub(super) fn kan_index(kan: &str) -> usize {
    KAN_TOTALS_MILLIONS.iter().position(|(name, _)| *name == kan).expect("every 款 of the demo lists has a total")
}

/// The R6 cost of every draft, in whole thousands of yen; within a 款 they add up to its total exactly.
///
/// Large programs keep their own amount; the others share what is left by weight, and what rounding leaves goes to the
/// largest of them.
pub(super) fn split(drafts: &[Draft]) -> Vec<Yen> {
    let mut thousands: Vec<i64> = vec![0; drafts.len()];
    for (kan, total_millions) in KAN_TOTALS_MILLIONS {
        let mut left = total_millions * 1_000;
        let mut weighed: Vec<(usize, i128)> = Vec::new();
        for (index, draft) in drafts.iter().enumerate().filter(|(_, draft)| draft.place().kan == kan) {
            match draft {
                Draft::Named(named) => {
                    thousands[index] = named.amount_millions * 1_000;
                    left -= thousands[index];
                }
                Draft::Composed { .. } => weighed.push((index, weight(draft))),
            }
        }
        let sum: i128 = weighed.iter().map(|(_, weight)| weight).sum();
        let Some((largest, _)) = weighed.iter().max_by_key(|(index, weight)| (*weight, std::cmp::Reverse(*index)))
        else {
            continue;
        };
        let mut rest = left;
        for (index, weight) in &weighed {
            thousands[*index] = (i128::from(left) * weight / sum) as i64;
            rest -= thousands[*index];
        }
        thousands[*largest] += rest;
    }
    thousands.into_iter().map(|thousand| Yen(thousand * 1_000)).collect()
}

fn weight(draft: &Draft) -> i128 {
    let Draft::Composed { group, method, .. } = draft else { return 0 };
    let of_method = match method.suffix {
        "助成事業" => 2_500,
        "整備事業" | "改修事業" => 500,
        "管理運営事業" | "維持管理事業" => 400,
        "長寿命化事業" | "維持補修事業" | "設備投資支援事業" => 330,
        "システム運用事業" | "事務費" | "空調設備更新事業" | "防災対策事業" => 220,
        "普及啓発事業" | "情報発信事業" | "実態調査事業" | "助成制度周知事業" => 35,
        "更新計画策定事業" | "運営見直し検討事業" | "研修事業" | "連携体制強化事業" => 30,
        _ => 100,
    };
    // Amounts of real budgets are spread widely: the product of three draws comes near to that.
    let mut random = Random::for_text(&format!("{}の金額", draft.name()));
    let spread: i64 = (0..3).map(|_| random.between(4, 26)).product();
    i128::from(group.weight) * i128::from(of_method) * i128::from(spread)
}

/// R2 to R5 as settled and R6 as first voted, walking back from R6; nothing before the program began.
pub(super) fn lines(cost: Yen, funding: &str, start: FiscalYear, steady: bool, random: &mut Random) -> Vec<MoneyLine> {
    let swing = if steady { 25 } else { 120 };
    let mut lines = vec![line(cost, funding, SHEET_YEAR, Stage::Initial, random)];
    let mut thousands = cost.0 / 1_000;
    for start_year in (SHEET_YEAR - 4..SHEET_YEAR).rev() {
        // Always drawn, so that a change of the first year does not move what follows.
        let per_mille = random.between(1_000 - swing, 1_000 + swing);
        thousands = (i128::from(thousands) * i128::from(per_mille) / 1_000) as i64;
        if start_year >= start.start() {
            lines.push(line(Yen(thousands * 1_000), funding, start_year, Stage::Settled, random));
        }
    }
    lines.reverse();
    lines
}

fn line(cost: Yen, funding: &str, start_year: i32, stage: Stage, random: &mut Random) -> MoneyLine {
    MoneyLine { fiscal_year: year(start_year), stage, cost, funding: sources(cost, funding, random) }
}

/// The sources of a cost; 一般財源 takes what the others leave, so the sum is always the cost.
fn sources(cost: Yen, funding: &str, random: &mut Random) -> Funding {
    let [national, prefectural, bonds, other] = shares_per_mille(funding);
    // Specific sources fall a little short of their rate, as parts of a cost are not eligible.
    let eligible = if matches!(funding, "loan") { 1_000 } else { random.between(860, 1_000) };
    let part = |share: i64| {
        let thousands = i128::from(cost.0 / 1_000) * i128::from(share) * i128::from(eligible) / 1_000_000;
        Yen(thousands as i64 * 1_000)
    };
    let (national, prefectural, bonds, other) = (part(national), part(prefectural), part(bonds), part(other));
    let general = Yen(cost.0 - national.0 - prefectural.0 - bonds.0 - other.0);
    Funding {
        national: Some(national),
        prefectural: Some(prefectural),
        bonds: Some(bonds),
        other: Some(other),
        general: Some(general),
    }
}

/// 国庫支出金, 県支出金, 市債, その他特定財源 in thousandths of the cost.
fn shares_per_mille(funding: &str) -> [i64; 4] {
    match funding {
        "national" => [920, 0, 0, 0],
        "half" => [500, 0, 0, 20],
        "third" => [333, 0, 0, 10],
        "threequarter" => [500, 250, 0, 10],
        "threequarternational" => [750, 0, 0, 15],
        "prefectural" => [40, 500, 0, 20],
        "fees" => [20, 0, 0, 450],
        "other" => [0, 0, 0, 650],
        "loan" => [0, 0, 0, 1_000],
        "bonds" => [160, 10, 480, 60],
        "bondsonly" => [0, 0, 900, 0],
        "housing" => [180, 0, 260, 480],
        "ruralbonds" => [0, 500, 260, 40],
        "disaster" => [660, 0, 270, 0],
        _ => [0, 0, 0, 30],
    }
}
