//! Options of an analysis as values: what they move by year, and what they hand on to the chain.

use fiscal::{FiscalYear, Quantity, Yen};
use proptest::prelude::*;
use reform::analysis::{Decided, Item, ItemKind, ReformOption, decisions};
use reform::decision::{DecisionId, Lever};
use reform::effect::EffectStage;
use reform::review::Fields;

fn year(start: i32) -> FiscalYear {
    FiscalYear::new(start).unwrap()
}

fn option(number: i64, fields: &[(&str, &str)]) -> ReformOption {
    let fields: Fields = fields.iter().copied().collect();
    ReformOption::read(&Item { number, kind: ItemKind::Option, fields })
}

fn lower() -> ReformOption {
    option(
        8,
        &[
            ("title", "560億円にする"),
            ("effect.1.lever", "investment"),
            ("effect.1.first-year", "2025"),
            ("effect.1.yen", "-6000000000"),
            ("effect.2.lever", "general-funds"),
            ("effect.2.first-year", "2027"),
            ("effect.2.last-year", "2028"),
            ("effect.2.yen", "100"),
            ("effect.3.lever", "general-funds"),
            ("effect.3.first-year", "2028"),
            ("effect.3.yen", "11"),
            ("effect.4.lever", "general-funds"),
            ("kpi.1.item", "2"),
            ("kpi.1.year", "2053"),
            ("kpi.1.value", "6572"),
        ],
    )
}

#[test]
fn an_option_moves_its_amounts_by_year_and_half_a_row_moves_nothing() {
    let option = lower();
    assert_eq!(option.effects.len(), 3);
    let moved = |lever, start| option.in_year(lever, year(start)).unwrap().0;
    assert_eq!([2024, 2025, 2099].map(|start| moved(Lever::Investment, start)), [0, -6_000_000_000, -6_000_000_000]);
    assert_eq!([2026, 2027, 2028, 2029].map(|start| moved(Lever::GeneralFunds, start)), [0, 100, 111, 11]);
    assert_eq!(option.in_years(Lever::Investment, year(2025), 10), Ok(Yen(-60_000_000_000)));
    assert_eq!(option.in_years(Lever::GeneralFunds, year(2025), 5), Ok(Yen(222)));
    assert_eq!(option.predictions_of(2), [(year(2053), Quantity::whole(6572))]);
    assert!(option.predictions_of(3).is_empty());
}

#[test]
fn years_after_the_last_the_system_knows_count_nothing() {
    let option = lower();
    assert_eq!(option.in_years(Lever::Investment, year(2200), 10), Ok(Yen(-6_000_000_000)));
}

#[test]
fn options_become_decisions_and_going_on_as_now_only_when_it_is_decided() {
    let as_now = option(7, &[("title", "続ける"), ("as-now", "yes"), ("verification", "推計")]);
    let checked = [("verification", "推計"), ("verified-by", "財政"), ("strength", "0")];
    let fields: Vec<(&str, &str)> = [("title", "減らす"), ("effect.1.lever", "investment")]
        .into_iter()
        .chain([("effect.1.first-year", "2025"), ("effect.1.yen", "-5"), ("effect.2.lever", "investment")])
        .chain([("effect.2.first-year", "2025"), ("effect.2.yen", "0")])
        .chain(checked)
        .collect();
    let options = [as_now, option(8, &fields), lower()];
    let none = decisions("c", &options, None, true);
    let ids: Vec<String> = none.iter().map(|decision| decision.id.to_string()).collect();
    assert_eq!(ids, ["option:8", "option:8"], "going on as now is no decision by itself");
    assert!(none.iter().all(|decision| !decision.is_decided && decision.is_illustrative));
    assert_eq!((none[0].stage, none[1].stage), (EffectStage::Assessed, EffectStage::Planned));
    assert_eq!(none[0].moves.len(), 1, "what moves nothing is no move");
    let decided = Decided { option: 7, day: None, ground: "会議".into() };
    let all = decisions("c", &options, Some(&decided), false);
    assert_eq!(all.len(), 3);
    assert_eq!((all[0].id.clone(), all[0].is_decided, all[0].moves.len()), (DecisionId::Option(7), true, 0));
    assert_eq!(all[0].cluster.as_deref(), Some("c"));
    assert!(!all[1].is_decided);
}

proptest! {
    #[test]
    fn the_sum_over_years_is_the_sum_of_the_years(
        effects in proptest::collection::vec((2000_i32..2060, proptest::option::of(0_i32..30), -1_000_000_i64..1_000_000), 0..8),
        first in 2000_i32..2060,
        years in 0_usize..40,
    ) {
        let mut fields = vec![("title".to_owned(), "案".to_owned())];
        for (at, (from, length, yen)) in (1..).zip(&effects) {
            fields.push((format!("effect.{at}.lever"), "investment".into()));
            fields.push((format!("effect.{at}.first-year"), from.to_string()));
            fields.extend(length.map(|length| (format!("effect.{at}.last-year"), (from + length).to_string())));
            fields.push((format!("effect.{at}.yen"), yen.to_string()));
        }
        let option = ReformOption::read(&Item { number: 1, kind: ItemKind::Option, fields: fields.into_iter().collect() });
        let expected: i64 = (first..first + years as i32)
            .map(|now| {
                let within = |(from, length, _): &&(i32, Option<i32>, i64)| {
                    *from <= now && length.is_none_or(|length| now <= from + length)
                };
                effects.iter().filter(within).map(|(_, _, yen)| yen).sum::<i64>()
            })
            .sum();
        prop_assert_eq!(option.in_years(Lever::Investment, year(first), years), Ok(Yen(expected)));
        prop_assert_eq!(option.in_years(Lever::GeneralFunds, year(first), years), Ok(Yen::ZERO));
    }
}
