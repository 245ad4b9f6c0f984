//! The soundness ratios against published workings, with the limits of `parameters/soundness-limits.toml`.

use crate::support;

use std::fmt::Write;

use expect_test::expect_file;
use fiscal::soundness::fiscal_capacity_index::{CapacityYear, find_fiscal_capacity_index};
use fiscal::soundness::funding_shortfall_ratio::find_funding_shortfall_ratio;
use fiscal::soundness::future_burden_ratio::{Burden, FutureBurden, find_future_burden_ratio};
use fiscal::soundness::ordinary_balance_ratio::{OrdinaryBalance, find_ordinary_balance_ratio};
use fiscal::soundness::real_balance_ratio::{
    Account, RealDeficit, find_consolidated_deficit_ratio, find_real_deficit_ratio,
};
use fiscal::soundness::real_debt_service_ratio::{
    DebtServiceYear, carry_forward, find_real_debt_service_ratio, find_series, find_single_year,
};
use fiscal::soundness::{Grade, Limit, Ratio, SoundnessError, Step, StepValue, judge, limits_in_force, print_figure};
use fiscal::{FiscalYear, Yen};
use support::{list, scenarios, text, whole};
use toml::{Table, Value};

const LIMITS: &str = include_str!("../../../parameters/soundness-limits.toml");

fn limits(class: &str) -> Vec<Limit> {
    let parameters: Table = LIMITS.parse().unwrap();
    list(&parameters, "limit")
        .iter()
        .map(|limit| limit.as_table().unwrap())
        .filter(|limit| [class, "any"].contains(&text(limit, "class")))
        .map(|limit| Limit {
            indicator: text(limit, "indicator").to_owned(),
            grade: match text(limit, "grade") {
                "bond-permission" => Grade::BondPermission,
                "early-restoration" => Grade::EarlyRestoration,
                "reconstruction" => Grade::Reconstruction,
                other => panic!("unknown grade {other}"),
            },
            percent: text(limit, "percent").parse().unwrap(),
            first_year: year(whole(limit, "first_settlement")),
            last_year: limit.get("last_settlement").and_then(Value::as_integer).map(year),
            law: format!("{} {}", text(limit, "law"), text(limit, "article")),
            source: text(limit, "source").to_owned(),
        })
        .collect()
}

fn year(start: i64) -> FiscalYear {
    FiscalYear::new(start as i32).unwrap()
}

#[test]
fn published_workings_come_out_to_the_last_digit() {
    for rule in [
        "real_debt_service_ratio",
        "future_burden_ratio",
        "real_balance_ratio",
        "ordinary_balance_ratio",
        "fiscal_capacity_index",
    ] {
        for (folder, scenario) in scenarios(rule) {
            let (figure, unrounded, working) = run(&scenario);
            assert_eq!(figure, text(&scenario, "published"), "{}", folder.display());
            expect_file![folder.join("working.txt")].assert_eq(&print(&scenario, unrounded, &working));
        }
    }
}

fn run(scenario: &Table) -> (String, Ratio, Vec<Step>) {
    let unit = whole(scenario, "unit_yen");
    let yen = |table: &Table, key: &str| Yen(table.get(key).and_then(Value::as_integer).unwrap_or(0) * unit);
    let years = || list(scenario, "year").iter().map(|year| year.as_table().unwrap());
    let service_year = |year: &Table| DebtServiceYear {
        a_debt_service: yen(year, "a"),
        b_quasi_debt_service: yen(year, "b"),
        b_fund_shortfall: yen(year, "b_shortfall"),
        c_tied_revenue: yen(year, "c"),
        d_counted_in_need: yen(year, "d"),
        e_standard_scale: yen(year, "e"),
    };
    let finding = match text(scenario, "rule") {
        "real-debt-service-ratio-single-year" => {
            let (ratio, working) = find_single_year(&service_year(years().next().unwrap())).unwrap();
            return (ratio.round(5).to_string(), ratio, working);
        }
        "real-debt-service-ratio" => {
            find_real_debt_service_ratio(&years().map(service_year).collect::<Vec<_>>()).unwrap()
        }
        "fiscal-capacity-index" => {
            let of =
                |year: &Table| CapacityYear { a_standard_revenue: yen(year, "a"), b_standard_need: yen(year, "b") };
            find_fiscal_capacity_index(&years().map(of).collect::<Vec<_>>()).unwrap()
        }
        "ordinary-balance-ratio" => find_ordinary_balance_ratio(&OrdinaryBalance {
            a_ordinary_expenditure: yen(scenario, "a"),
            b_ordinary_revenue: yen(scenario, "b"),
            c_revenue_shortfall_bonds: yen(scenario, "c"),
            d_special_bonds: yen(scenario, "d"),
            e_deferral_bonds: yen(scenario, "e"),
        })
        .unwrap(),
        "real-deficit-ratio" => find_real_deficit_ratio(&RealDeficit {
            a_revenue: yen(scenario, "a"),
            b_expenditure: yen(scenario, "b"),
            c_carried_over: yen(scenario, "c"),
            d_standard_scale: yen(scenario, "d"),
        })
        .unwrap(),
        "consolidated-deficit-ratio" => {
            let accounts: Vec<Account> = list(scenario, "accounts")
                .iter()
                .map(|account| Account {
                    name: account[0].as_str().unwrap().to_owned(),
                    balance: Yen(account[1].as_integer().unwrap() * unit),
                })
                .collect();
            find_consolidated_deficit_ratio(&accounts, yen(scenario, "d")).unwrap()
        }
        "future-burden-ratio" => {
            let part = |index: usize| Yen(list(scenario, "parts")[index].as_integer().unwrap() * unit);
            find_future_burden_ratio(&FutureBurden {
                a_burden: Burden {
                    bonds: part(0),
                    promised_expenditure: part(1),
                    enterprise_bonds: part(2),
                    associations: part(3),
                    retirement: part(4),
                    own_corporations: part(5),
                    trusts: part(6),
                    other_corporations: part(7),
                    consolidated_deficit: part(8),
                    associations_deficit: part(9),
                },
                b_funds: yen(scenario, "b"),
                c_tied_revenue: yen(scenario, "c"),
                d_counted_in_need: yen(scenario, "d"),
                e_standard_scale: yen(scenario, "e"),
                f_counted_debt_service: yen(scenario, "f"),
            })
            .unwrap()
        }
        other => panic!("unknown rule {other}"),
    };
    (print_figure(finding.figure), finding.unrounded, finding.working)
}

fn print(scenario: &Table, unrounded: Ratio, working: &[Step]) -> String {
    let mut out = String::new();
    for step in working {
        let value = match step.value {
            StepValue::Amount(amount) => format!("{amount} 円"),
            StepValue::Percent(ratio) => format!("{} %", ratio.cut(5)),
            StepValue::Number(ratio) => ratio.cut(5).to_string(),
            StepValue::Figure(figure) => figure.to_string(),
            StepValue::NotApplicable => "−".to_owned(),
        };
        writeln!(out, "{}  {}  {value}", step.letter, step.name_ja).unwrap();
    }
    let Some(class) = scenario.get("limits").and_then(Value::as_str) else { return out };
    let limits = limits(class);
    let in_force = limits_in_force(&limits, text(scenario, "rule"), year(whole(scenario, "settlement")));
    assert!(!in_force.is_empty());
    let standing = judge(unrounded, &in_force);
    for (says, limit) in [("該当", standing.reached), ("次の基準", standing.next)] {
        if let Some(limit) = limit {
            writeln!(out, "{says}  {:?} {}%（{}）", limit.grade, limit.percent, limit.law).unwrap();
        }
    }
    out
}

#[test]
fn the_single_years_of_tottori_are_those_published() {
    let million = |amount: i64| Yen(amount * 1_000_000);
    let cases = [
        ([57_237, 4_336, 439, 38_516, 215_679], "12.7668", "12.8"),
        ([58_974, 4_093, 486, 40_271, 216_201], "12.6812", "12.7"),
        ([61_319, 3_680, 485, 42_189, 216_218], "12.8283", "12.8"),
        ([61_930, 3_123, 452, 43_568, 220_729], "11.8723", "11.9"),
    ];
    for ([a, b, c, d, e], four_decimals, one_decimal) in cases {
        let (ratio, _) = find_single_year(&DebtServiceYear {
            a_debt_service: million(a),
            b_quasi_debt_service: million(b),
            b_fund_shortfall: Yen(0),
            c_tied_revenue: million(c),
            d_counted_in_need: million(d),
            e_standard_scale: million(e),
        })
        .unwrap();
        assert_eq!(
            (ratio.round(4).to_string(), ratio.round(1).to_string()),
            (four_decimals.into(), one_decimal.into())
        );
    }
}

#[test]
fn the_limits_of_a_designated_city_are_those_of_the_year() {
    let limits = limits("designated-city");
    let of = |indicator: &str, settlement: i64| -> Vec<String> {
        limits_in_force(&limits, indicator, year(settlement)).iter().map(|limit| limit.percent.to_string()).collect()
    };
    assert_eq!(of("real-deficit-ratio", 2023), ["11.25", "20"]);
    assert_eq!(of("consolidated-deficit-ratio", 2023), ["16.25", "30"]);
    assert_eq!(of("consolidated-deficit-ratio", 2009), ["16.25", "40"]);
    assert_eq!(of("real-debt-service-ratio", 2023), ["18", "25", "35"]);
    assert_eq!(of("future-burden-ratio", 2023), ["400"]);
    assert_eq!(of("funding-shortfall-ratio", 2023), ["20"]);
    assert_eq!(of("future-burden-ratio", 2000), Vec::<String>::new());
    assert_eq!(of("ordinary-balance-ratio", 2023), Vec::<String>::new());
}

#[test]
fn a_limit_is_reached_at_its_very_figure() {
    let limits = limits("designated-city");
    let in_force = limits_in_force(&limits, "real-debt-service-ratio", year(2023));
    let grade = |permille: i64| judge(Ratio::percent(Yen(permille), Yen(1_000)), &in_force).reached.map(|l| l.grade);
    assert_eq!(grade(179), None);
    assert_eq!(grade(180), Some(Grade::BondPermission));
    assert_eq!(grade(250), Some(Grade::EarlyRestoration));
    assert_eq!(grade(349), Some(Grade::EarlyRestoration));
    assert_eq!(grade(350), Some(Grade::Reconstruction));
}

#[test]
fn a_future_burden_is_cut_and_not_rounded() {
    let burden = |bonds: i64| {
        let form = FutureBurden {
            a_burden: Burden { bonds: Yen(bonds), ..Burden::default() },
            e_standard_scale: Yen(100_000),
            ..FutureBurden::default()
        };
        print_figure(find_future_burden_ratio(&form).unwrap().figure)
    };
    assert_eq!((burden(150_199).as_str(), burden(150_200).as_str()), ("150.1", "150.2"));
    // A zero is never published.
    assert_eq!((burden(100).as_str(), burden(99).as_str(), burden(0).as_str()), ("0.1", "−", "−"));
}

#[test]
fn a_projection_carries_the_shares_of_the_settled_year_forward() {
    let settled = DebtServiceYear {
        a_debt_service: Yen(60_000),
        b_quasi_debt_service: Yen(20_000),
        b_fund_shortfall: Yen(0),
        c_tied_revenue: Yen(6_000),
        d_counted_in_need: Yen(30_000),
        e_standard_scale: Yen(400_000),
    };
    let service = [Yen(60_000), Yen(60_000), Yen(60_000), Yen(50_000)];
    let years = carry_forward(&settled, &service, &[Yen(400_000); 4]).unwrap();
    assert_eq!(years[0], settled);
    assert_eq!((years[3].c_tied_revenue, years[3].d_counted_in_need), (Yen(5_000), Yen(25_000)));
    // (60+20-6-30)/(400-30) = 11.891…% three times, then (50+20-5-25)/(400-25) = 10.666…% once.
    let figures: Vec<String> =
        find_series(&years).unwrap().iter().map(|finding| print_figure(finding.figure)).collect();
    assert_eq!(figures, ["11.8", "11.4"]);
    assert!(carry_forward(&settled, &service, &[]).is_err());
    let nothing = DebtServiceYear { a_debt_service: Yen(0), ..settled };
    assert!(carry_forward(&nothing, &service, &[Yen(400_000); 4]).is_err());
}

#[test]
fn what_makes_no_sense_is_refused() {
    let good = DebtServiceYear {
        a_debt_service: Yen(10),
        b_quasi_debt_service: Yen(0),
        b_fund_shortfall: Yen(0),
        c_tied_revenue: Yen(0),
        d_counted_in_need: Yen(5),
        e_standard_scale: Yen(100),
    };
    assert_eq!(find_real_debt_service_ratio(&[good]), Err(SoundnessError::NotThreeYears(1)));
    assert_eq!(find_series(&[good; 2]), Err(SoundnessError::NotThreeYears(2)));
    assert_eq!(find_series(&[good; 5]).unwrap().len(), 3);
    let nothing = DebtServiceYear { e_standard_scale: Yen(5), ..good };
    assert!(matches!(find_single_year(&nothing), Err(SoundnessError::NothingToDivideBy { .. })));
    let negative = DebtServiceYear { c_tied_revenue: Yen(-1), ..good };
    assert!(matches!(find_single_year(&negative), Err(SoundnessError::NegativeAmount { .. })));
    let huge = DebtServiceYear { a_debt_service: Yen(i64::MAX), b_quasi_debt_service: Yen(1), ..good };
    assert!(matches!(find_single_year(&huge), Err(SoundnessError::Overflow(_))));
    assert_eq!(find_consolidated_deficit_ratio(&[], Yen(1)), Err(SoundnessError::NoAccounts));
    assert!(find_funding_shortfall_ratio(Yen(1), Yen(0)).is_err());
    assert_eq!(find_funding_shortfall_ratio(Yen(0), Yen(10)).unwrap().figure, None);
    assert_eq!(find_funding_shortfall_ratio(Yen(2), Yen(10)).unwrap().figure, "20.0".parse().ok());
}
