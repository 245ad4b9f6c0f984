use std::collections::{BTreeMap, BTreeSet};

use expect_test::expect;
use reform::program::{Direction, Stage};
use sha2::{Digest, Sha256};

use super::*;

fn r6(sheet: &ProgramSheet) -> i64 {
    let line = sheet.money.iter().find(|line| line.fiscal_year == sheet.fiscal_year).unwrap();
    assert_eq!(line.stage, Stage::Initial);
    line.cost.0
}

#[test]
fn the_totals_by_kan_are_those_of_the_table_and_add_up() {
    let mut totals: BTreeMap<String, i64> = BTreeMap::new();
    for sheet in inventory() {
        *totals.entry(sheet.budget_lines[0].kan.clone()).or_default() += r6(&sheet);
    }
    for (kan, millions) in money::KAN_TOTALS_MILLIONS {
        assert_eq!(totals.get(kan), Some(&(millions * 1_000_000)), "{kan}");
    }
    assert_eq!(totals.len(), money::KAN_TOTALS_MILLIONS.len());
    assert_eq!(totals.values().sum::<i64>(), 627_883_000_000);
}

#[test]
fn every_line_equals_its_sources_and_nothing_is_negative() {
    for sheet in inventory() {
        for line in &sheet.money {
            assert_eq!(line.discrepancy(), Ok(Yen::ZERO), "{} {}", sheet.name, line.fiscal_year);
            let funding = line.funding;
            let sources = [funding.national, funding.prefectural, funding.bonds, funding.other, funding.general];
            assert!(sources.iter().all(|source| source.unwrap() >= Yen::ZERO), "{}", sheet.name);
            assert!(line.cost.0 >= 100_000, "{} costs {}", sheet.name, line.cost);
            assert!(sheet.start_year.unwrap() <= line.fiscal_year);
        }
    }
}

#[test]
fn there_are_about_three_thousand_with_their_own_ids_and_names() {
    let sheets = inventory();
    assert!((2_950..=3_100).contains(&sheets.len()), "{}", sheets.len());
    let ids: BTreeSet<&str> = sheets.iter().map(|sheet| sheet.external_id.as_str()).collect();
    let names: BTreeSet<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!((ids.len(), names.len()), (sheets.len(), sheets.len()));
}

#[test]
fn no_name_stutters() {
    for sheet in inventory() {
        let characters: Vec<char> = sheet.name.chars().collect();
        let stutter = characters.windows(4).find(|four| !four[0].is_ascii() && four[..2] == four[2..]);
        assert_eq!(stutter, None, "{}", sheet.name);
    }
}

#[test]
fn every_sheet_is_whole_and_says_it_is_illustrative() {
    for sheet in inventory() {
        assert!((1..=3).contains(&sheet.indicators.len()), "{}", sheet.name);
        assert!(sheet.indicators.iter().all(|indicator| !indicator.values.is_empty()), "{}", sheet.name);
        assert_eq!((sheet.answers.len(), sheet.policy.len(), sheet.department.len()), (6, 3, 2));
        assert!(sheet.notes[0].text.starts_with("例示"));
        assert!(["稼げるまち", "彩りあるまち", "安らぐまち"].contains(&sheet.policy[0].as_str()));
        let texts = [&sheet.name, &sheet.summary, &sheet.logic.means, &sheet.logic.intent, &sheet.logic.result];
        assert!(texts.iter().all(|text| !text.is_empty() && !text.contains(['{', '}', '|'])), "{texts:?}");
        for value in sheet.indicators.iter().filter(|i| i.unit == "％").flat_map(|i| &i.values) {
            let in_range =
                |quantity: Option<fiscal::Quantity>| quantity.is_none_or(|q| (0.0..=100.0).contains(&q.to_f64()));
            assert!(in_range(value.actual) && in_range(value.target), "{}", sheet.name);
        }
        assert!(sheet.end_year.is_none_or(|end| end >= sheet.start_year.unwrap()));
    }
}

#[test]
fn the_directions_are_spread_plausibly() {
    let mut counts: BTreeMap<Direction, usize> = BTreeMap::new();
    for sheet in inventory() {
        *counts.entry(sheet.direction.unwrap().direction.unwrap()).or_default() += 1;
    }
    let list: Vec<String> =
        counts.iter().map(|(direction, count)| format!("{} {count}", direction.label_ja())).collect();
    expect![[r#"
        拡充 166
        継続 1673
        改善 810
        縮小 170
        統合 53
        廃止 31
        終了 147
        休止 9"#]]
    .assert_eq(&list.join("\n"));
}

#[test]
fn the_inventory_is_the_same_everywhere() {
    let digest = Sha256::digest(format!("{:?}", inventory()).as_bytes());
    let hex: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    expect!["2530d15821d84e49"].assert_eq(&hex);
}
