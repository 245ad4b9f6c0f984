//! Money of a program over all its sheets (事業費): which figures hold, and how they are drawn and written.

use std::collections::BTreeMap;

use publish::edition::{Money, Program};
use reform::program::Stage;

use crate::html::{Html, escape};
use crate::lang::Lang;
use crate::shown;

/// Which stage speaks for a year, the highest does; a word nobody knows comes last.
fn precedence(word: &str) -> u8 {
    Stage::from_word(word).map_or(0, |stage| stage.precedence() + 1)
}

/// The name of a stage: `当初予算`; a word nobody knows stays as it is.
pub fn stage_name(word: &str, lang: Lang) -> String {
    match Stage::from_word(word) {
        Some(stage) => lang.pick(stage.label_ja(), stage.label_en()).to_owned(),
        None => word.to_owned(),
    }
}

/// The figures of all sheets of a program: where two speak of one year and stage the latest sheet does. By year, then stage.
pub fn lines<'a>(versions: &[&'a Program]) -> Vec<&'a Money> {
    let mut lines: BTreeMap<(i32, u8, &str), &Money> = BTreeMap::new();
    // The latest sheet stands first, so that it is asked first.
    for money in versions.iter().flat_map(|program| &program.money) {
        lines.entry((money.year, precedence(&money.stage), &money.stage)).or_insert(money);
    }
    lines.into_values().collect()
}

/// One figure a year, the furthest stage of each.
pub fn by_year<'a>(lines: &[&'a Money]) -> Vec<&'a Money> {
    let mut years: BTreeMap<i32, &Money> = BTreeMap::new();
    for line in lines {
        years.insert(line.year, line);
    }
    years.into_values().collect()
}

/// The figure that stands for a program in lists: its latest year at the furthest stage.
pub fn latest_cost<'a>(versions: &[&'a Program]) -> Option<&'a Money> {
    let of_program = versions.iter().flat_map(|program| &program.money);
    of_program.fold(None, |best: Option<&Money>, money| match best {
        Some(best) if (best.year, precedence(&best.stage)) >= (money.year, precedence(&money.stage)) => Some(best),
        _ => Some(money),
    })
}

/// The five sources in their usual order, and the class of their colour.
pub fn sources(money: &Money) -> [(Option<i64>, &'static str); 5] {
    [
        (money.national_yen, "c1"),
        (money.prefectural_yen, "c2"),
        (money.bonds_yen, "c3"),
        (money.other_yen, "c4"),
        (money.general_yen, "c5"),
    ]
}

/// Their names.
pub fn source_names(lang: Lang) -> [&'static str; 5] {
    match lang {
        Lang::Ja => ["国庫支出金", "県支出金", "市債", "その他特定財源", "一般財源"],
        Lang::En => ["National", "Prefectural", "Bonds", "Other specific", "General"],
    }
}

/// Cost less stated sources; nothing where no source is stated or the sum does not fit.
pub fn discrepancy(money: &Money) -> Option<i64> {
    let stated: Vec<i64> = sources(money).into_iter().filter_map(|(amount, _)| amount).collect();
    if stated.is_empty() {
        return None;
    }
    let sum = stated.into_iter().try_fold(0_i64, i64::checked_add)?;
    money.cost_yen.checked_sub(sum)
}

/// An amount in words for a reader's eye, four digits of it; the exact one stands in the table beside.
pub fn in_words(lang: Lang, amount_yen: i64) -> String {
    publish::plain::in_words(amount_yen, lang.of_charts())
}

/// How long a bar of the whole width is, in units of its picture.
const WIDTH: i128 = 1_000;

/// A bar a year, divided by source, as long as its cost against the dearest year: `(year, words, picture)`.
pub fn bars(years: &[&Money], lang: Lang) -> Vec<(String, String, Html)> {
    let dearest = years.iter().map(|money| money.cost_yen).max().unwrap_or_default();
    if dearest <= 0 {
        return Vec::new();
    }
    let width = |amount: i64| i128::from(amount.max(0)) * WIDTH / i128::from(dearest);
    years
        .iter()
        .map(|money| {
            let year = shown::year(lang, money.year);
            let cost = in_words(lang, money.cost_yen);
            let mut rects = format!("<rect class=\"rest\" width=\"{}\" height=\"10\"/>", width(money.cost_yen));
            // Each piece ends where the sum up to it does, so that rounding leaves no gap.
            let mut sum = 0_i64;
            for (amount, class) in sources(money) {
                let from = width(sum);
                sum = sum.saturating_add(amount.unwrap_or_default().max(0));
                let wide = width(sum.min(money.cost_yen.max(0))) - from;
                if wide > 0 {
                    rects.push_str(&format!("<rect class=\"seg {class}\" x=\"{from}\" width=\"{wide}\" height=\"10\"/>"));
                }
            }
            let title = escape(&format!("{year} {}: {cost}", stage_name(&money.stage, lang)));
            let picture = format!(
                "<svg class=\"bar\" viewBox=\"0 0 {WIDTH} 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{title}\">{rects}</svg>"
            );
            (year, cost, Html(picture))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(year: i32, stage: &str, cost_yen: i64, general_yen: Option<i64>) -> Money {
        Money { year, stage: stage.into(), cost_yen, general_yen, ..Money::default() }
    }

    #[test]
    fn the_latest_sheet_and_the_furthest_stage_speak() {
        let old = Program { year: 2025, money: vec![money(2025, "initial", 10, None)], ..Program::default() };
        let new = Program {
            year: 2026,
            money: vec![
                money(2026, "initial", 40, None),
                money(2025, "settled", 30, None),
                money(2025, "initial", 20, None),
            ],
            ..Program::default()
        };
        let all = lines(&[&new, &old]);
        assert_eq!(all.iter().map(|line| line.cost_yen).collect::<Vec<_>>(), [20, 30, 40]);
        assert_eq!(by_year(&all).iter().map(|line| line.cost_yen).collect::<Vec<_>>(), [30, 40]);
        assert_eq!(latest_cost(&[&new, &old]).map(|line| line.cost_yen), Some(40));
    }

    #[test]
    fn what_is_not_stated_is_no_difference_and_what_does_not_add_up_is() {
        assert_eq!(discrepancy(&money(2026, "initial", 10, None)), None);
        assert_eq!(discrepancy(&money(2026, "initial", 10, Some(7))), Some(3));
        assert_eq!(discrepancy(&money(2026, "initial", i64::MIN, Some(7))), None);
    }

    #[test]
    fn a_bar_is_never_longer_than_its_cost() {
        let odd = money(2026, "initial", 10, Some(i64::MAX));
        let (_, _, picture) = &bars(&[&odd, &money(2025, "settled", 1_000, Some(500))], Lang::Ja)[0];
        assert!(picture.0.contains("<rect class=\"seg c5\" x=\"0\" width=\"10\""), "{}", picture.0);
        assert!(bars(&[&money(2026, "initial", 0, None)], Lang::Ja).is_empty());
    }
}
