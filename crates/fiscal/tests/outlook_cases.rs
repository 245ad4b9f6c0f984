//! The outlook and the reserve fund: the plan's published points, both bases, and the cases.

use crate::support;

use std::fmt::Write;

use expect_test::expect_file;
use fiscal::outlook::{
    Improvement, ImprovementMode, Line, Outlook, OutlookError, OutlookPath, Rule, Side, project_outlook,
};
use fiscal::reserve_fund::{FundFlow, imply_mean_balance, project_fund};
use fiscal::{FiscalYear, Yen};
use proptest::prelude::*;
use support::{as_number, in_oku, list, number, numbers, oku, scenarios, text, whole};
use toml::{Table, Value};

fn line(table: &Table) -> Line {
    let share = |key: &str| number(table, key) / 100.0;
    let of = || text(table, "of").to_owned();
    let strings = |values: &[Value]| values.iter().map(|value| value.as_str().unwrap().to_owned()).collect();
    Line {
        key: text(table, "key").to_owned(),
        side: match text(table, "side") {
            "general-revenue" => Side::GeneralRevenue,
            "tied-revenue" => Side::TiedRevenue(
                list(table, "ties").iter().map(|tie| (tie[0].as_str().unwrap().into(), as_number(&tie[1]))).collect(),
            ),
            "expenditure" => Side::Expenditure,
            other => panic!("unknown side {other}"),
        },
        base: oku(number(table, "base_oku")),
        rule: match text(table, "rule") {
            "kept" => Rule::Kept,
            "growth" => Rule::Growth(share("rate_percent")),
            "growth-by-year" => {
                Rule::GrowthByYear(numbers(table, "rates_percent").iter().map(|rate| rate / 100.0).collect())
            }
            "per-head" => Rule::PerHead { growth: share("growth_percent") },
            "unit-times-number" => Rule::UnitTimesNumber {
                unit: Yen(whole(table, "unit_yen")),
                growth: share("growth_percent"),
                numbers: list(table, "numbers").iter().map(|count| count.as_integer().unwrap()).collect(),
            },
            "planned" => Rule::Planned(numbers(table, "amounts_oku").into_iter().map(oku).collect()),
            "price-indexed" => Rule::PriceIndexed { elasticity: number(table, "elasticity") },
            "offset" => Rule::Offset {
                of: strings(list(table, "of")),
                share: share("share_percent"),
                adjustments: numbers(table, "adjustments_oku").into_iter().map(oku).collect(),
            },
            "share-of-change" => Rule::ShareOfChange { of: of(), share: share("share_percent") },
            "share-of" => Rule::ShareOf { of: of(), share: share("share_percent") },
            "prior-year" => Rule::PriorYear { of: of(), share: share("share_percent") },
            other => panic!("unknown rule {other}"),
        },
    }
}

fn outlook(scenario: &Table) -> Outlook {
    Outlook {
        base_year: FiscalYear::new(whole(scenario, "base_year") as i32).unwrap(),
        lines: list(scenario, "line").iter().map(|entry| line(entry.as_table().unwrap())).collect(),
        population: list(scenario, "population").iter().map(|heads| heads.as_integer().unwrap()).collect(),
        price_index: numbers(scenario, "price_index"),
    }
}

#[test]
fn the_outlook_comes_out_as_written_beside_it() {
    for (folder, scenario) in scenarios("outlook") {
        let path = project_outlook(&outlook(&scenario)).unwrap();
        assert_identical_balance(&path);
        expect_file![folder.join("working.txt")].assert_eq(&print(&scenario, &path));
    }
}

fn print(scenario: &Table, path: &OutlookPath) -> String {
    let mut out = String::from("総額（億円）");
    for year in &path.years {
        write!(out, " {:>10}", year.year.short()).unwrap();
    }
    let mut rows = |name: &str, of: &dyn Fn(&fiscal::outlook::OutlookYear) -> Yen| {
        write!(out, "\n{name}").unwrap();
        for year in &path.years {
            write!(out, " {}", in_oku(of(year))).unwrap();
        }
    };
    for (index, entry) in list(scenario, "line").iter().enumerate() {
        rows(entry["name_ja"].as_str().unwrap(), &|year| year.amounts[index]);
    }
    rows("歳入", &|year| year.revenue);
    rows("歳出", &|year| year.expenditure);
    rows("収支差額", &|year| year.balance);
    rows("\n一般財源ベース\n歳入", &|year| year.general_revenue);
    for (index, entry) in list(scenario, "line").iter().enumerate() {
        if entry["side"].as_str() == Some("expenditure") {
            rows(entry["name_ja"].as_str().unwrap(), &|year| year.general[index]);
        }
    }
    rows("歳出", &|year| year.general_expenditure);
    rows("収支差額", &|year| Yen(year.general_revenue.0 - year.general_expenditure.0));
    out.push('\n');
    out
}

fn assert_identical_balance(path: &OutlookPath) {
    for year in &path.years {
        assert_eq!(year.balance.0, year.revenue.0 - year.expenditure.0);
        assert_eq!(year.balance.0, year.general_revenue.0 - year.general_expenditure.0);
        assert_eq!(year.revenue.0 - year.general_revenue.0, year.expenditure.0 - year.general_expenditure.0);
    }
}

#[test]
fn the_fund_reaches_the_published_points() {
    for (folder, scenario) in scenarios("reserve_fund") {
        let years = whole(&scenario, "years") as usize;
        let (opening, yearly) = (oku(number(&scenario, "opening_oku")), oku(number(&scenario, "improvement_oku")));
        let implied = imply_mean_balance(opening, oku(number(&scenario, "closing_oku")), &vec![yearly; years]).unwrap();
        let mode = match text(&scenario, "mode") {
            "flat" => Some(ImprovementMode::Flat),
            "cumulative" => Some(ImprovementMode::Cumulative),
            _ => None,
        };
        let effects = mode.map(|mode| Improvement { yearly, mode }.effects(years).unwrap());
        let effects = effects.unwrap_or(vec![Yen::ZERO; years]);
        let flows: Vec<FundFlow> = effects
            .into_iter()
            .map(|improvement| FundFlow { balance: implied, improvement, paid_in: Yen::ZERO })
            .collect();
        let line = scenario.get("line_oku").map(|line| oku(as_number(line)));
        let fund = project_fund(opening, &flows, line).unwrap();
        let mut out = String::from("億円\n年目       期首   収支差額   改善効果       期末   財源不足\n");
        for (index, year) in fund.iter().enumerate() {
            let amounts = [year.opening, year.flow.balance, year.flow.improvement, year.closing, year.shortfall];
            write!(out, "{:>4}", index + 1).unwrap();
            amounts.iter().for_each(|amount| write!(out, " {}", in_oku(*amount)).unwrap());
            out.push_str(if year.below_line { "  下限を下回る\n" } else { "\n" });
        }
        assert_eq!(fund.last().unwrap().closing, oku(number(&scenario, "published_oku")), "{}", folder.display());
        expect_file![folder.join("working.txt")].assert_eq(&out);
    }
}

#[test]
fn a_shortfall_is_held_against_the_standard_scale() {
    let flow = FundFlow { balance: Yen(-40), ..FundFlow::default() };
    let fund = project_fund(Yen(50), &[flow; 2], Some(Yen(10))).unwrap();
    assert_eq!((fund[0].closing, fund[0].shortfall, fund[0].below_line), (Yen(10), Yen(0), false));
    assert_eq!((fund[1].closing, fund[1].shortfall, fund[1].below_line), (Yen(-30), Yen(30), true));
    assert_eq!(fund[0].shortfall_ratio(Yen(300)), None);
    assert_eq!(fund[1].shortfall_ratio(Yen(300)).unwrap().cut(2).to_string(), "10.00");
    assert!(project_fund(Yen(i64::MAX), &[FundFlow { paid_in: Yen(1), ..flow }, flow], None).is_ok());
    assert!(project_fund(Yen(i64::MIN), &[flow], None).is_err());
    assert!(imply_mean_balance(Yen(1), Yen(2), &[]).is_err());
}

fn simple(key: &str, side: Side, base: i64, rule: Rule) -> Line {
    Line { key: key.to_owned(), side, base: Yen(base), rule }
}

fn with(lines: Vec<Line>) -> Outlook {
    Outlook {
        base_year: FiscalYear::new(2023).unwrap(),
        lines,
        population: vec![100, 90],
        price_index: vec![100.0, 110.0],
    }
}

#[test]
fn the_city_keeps_a_quarter_of_what_its_tax_gains() {
    for (gain, allocation) in [(2_000_000_000, -1_500_000_000), (-2_000_000_000, 1_500_000_000)] {
        let offset = Rule::Offset { of: vec!["tax".into()], share: 0.75, adjustments: vec![] };
        let path = project_outlook(&with(vec![
            // Given first: a line may look at a later one.
            simple("allocation", Side::GeneralRevenue, 75_000_000_000, offset),
            simple("tax", Side::GeneralRevenue, 180_000_000_000, Rule::Planned(vec![Yen(180_000_000_000 + gain)])),
        ]))
        .unwrap();
        let gained = |key: &str| path.line(key).unwrap()[1].0 - path.line(key).unwrap()[0].0;
        assert_eq!(gained("allocation"), allocation);
        assert_eq!(path.balances()[0].0 - path.years[0].balance.0, gain / 4);
    }
}

#[test]
fn an_allocation_never_falls_below_nothing() {
    let offset = Rule::Offset { of: vec!["tax".into()], share: 0.75, adjustments: vec![] };
    let path = project_outlook(&with(vec![
        simple("tax", Side::GeneralRevenue, 0, Rule::Planned(vec![Yen(1_000)])),
        simple("allocation", Side::GeneralRevenue, 10, offset),
    ]))
    .unwrap();
    assert_eq!(path.line("allocation").unwrap()[1], Yen::ZERO);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let cost = |rule| simple("cost", Side::Expenditure, 100, rule);
    let refused = |lines| project_outlook(&with(lines)).unwrap_err();
    assert_eq!(refused(vec![]), OutlookError::NoLines);
    assert_eq!(refused(vec![cost(Rule::Kept), cost(Rule::Kept)]), OutlookError::LineTwice("cost".into()));
    for rate in [-1.0, f64::NAN, 11.0] {
        assert!(matches!(refused(vec![cost(Rule::Growth(rate))]), OutlookError::RateOutOfRange { .. }));
    }
    assert!(matches!(refused(vec![cost(Rule::Planned(vec![]))]), OutlookError::LengthMismatch { .. }));
    let follows = |of: &str| Rule::ShareOf { of: of.into(), share: 1.0 };
    assert!(matches!(refused(vec![cost(follows("nothing"))]), OutlookError::UnknownLine { .. }));
    let other = simple("other", Side::Expenditure, 1, follows("cost"));
    assert!(matches!(refused(vec![cost(follows("other")), other]), OutlookError::Circle(_)));
    let tied =
        |share: f64, base: i64| simple("tied", Side::TiedRevenue(vec![("cost".into(), share)]), base, Rule::Kept);
    assert!(matches!(refused(vec![cost(Rule::Kept), tied(0.5, 10)]), OutlookError::BadTie { .. }));
    assert!(matches!(refused(vec![cost(Rule::Kept), tied(1.0, 101)]), OutlookError::TiedBeyondCost { .. }));
    let nobody = Outlook { population: vec![100, 0], ..with(vec![cost(Rule::Kept)]) };
    assert_eq!(project_outlook(&nobody), Err(OutlookError::PopulationNotPositive(0)));
    let no_years = Outlook { population: vec![100], ..with(vec![cost(Rule::Kept)]) };
    assert_eq!(project_outlook(&no_years), Err(OutlookError::YearsOutOfRange(0)));
    let no_index = Outlook { price_index: vec![100.0, 0.0], ..with(vec![cost(Rule::Kept)]) };
    assert!(matches!(project_outlook(&no_index), Err(OutlookError::RateOutOfRange { .. })));
}

proptest! {
    #[test]
    fn the_balance_is_the_same_on_both_bases(
        taxes in 0..10_000_000i64, cost in 10_000_000..20_000_000i64, tied in 0..9_000_000i64,
        share in 0.0..1.0f64, growth in 0.0..0.2f64,
    ) {
        let ties = vec![("staff".to_owned(), share), ("works".to_owned(), 1.0 - share)];
        let path = project_outlook(&with(vec![
            simple("tax", Side::GeneralRevenue, taxes, Rule::PerHead { growth }),
            simple("subsidy", Side::TiedRevenue(ties), tied, Rule::Kept),
            simple("staff", Side::Expenditure, cost, Rule::Growth(growth)),
            simple("works", Side::Expenditure, cost, Rule::PriceIndexed { elasticity: 1.0 }),
        ])).unwrap();
        assert_identical_balance(&path);
    }

    #[test]
    fn the_fund_ends_at_its_beginning_and_all_that_moved_it(
        opening in -1_000_000..1_000_000i64, moves in prop::collection::vec((-1_000..1_000i64, 0..100i64, 0..10i64), 1..40),
    ) {
        let flows: Vec<FundFlow> = moves.iter().map(|(balance, improvement, paid_in)| FundFlow {
            balance: Yen(*balance), improvement: Yen(*improvement), paid_in: Yen(*paid_in),
        }).collect();
        let fund = project_fund(Yen(opening), &flows, None).unwrap();
        let moved: i64 = moves.iter().map(|(balance, improvement, paid_in)| balance + improvement + paid_in).sum();
        prop_assert_eq!(fund.last().unwrap().closing.0, opening + moved);
    }
}
