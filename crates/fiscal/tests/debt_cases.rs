//! The bond projection against the plan's figures, its published paths and the cases beside them.

use crate::support;

use std::fmt::Write;

use expect_test::expect_file;
use fiscal::Yen;
use fiscal::debt::investment::step_investment;
use fiscal::debt::ledger::per_citizen;
use fiscal::debt::{
    Basis, Financing, Form, Ledger, Legacy, Mix, Part, Portfolio, Terms, project_investment, project_portfolio,
};
use fiscal::money::round_to_oku;
use support::{in_oku, list, number, numbers, oku, scenarios, text, whole};
use toml::{Table, Value};

const PARAMETERS: &str = include_str!("../../../parameters/debt-projection.toml");

fn parameters() -> Table {
    PARAMETERS.parse().expect("the parameters are TOML")
}

fn tables<'a>(table: &'a Table, key: &str) -> Vec<&'a Table> {
    list(table, key).iter().map(|value| value.as_table().unwrap()).collect()
}

fn sets() -> Vec<(String, Financing)> {
    let parameters = parameters();
    tables(&parameters, "set").into_iter().map(|set| (text(set, "id").to_owned(), financing(set))).collect()
}

fn financing(set: &Table) -> Financing {
    let parts = tables(set, "part").into_iter().map(|part| Part {
        share: number(part, "share_percent") / 100.0,
        terms: Terms {
            form: match text(part, "form") {
                "equal-principal-half-yearly" => Form::EqualPrincipalHalfYearly,
                "level-payment" => Form::LevelPayment,
                "bullet" => Form::Bullet { maturity_years: whole(part, "maturity_years") as usize },
                other => panic!("unknown form {other}"),
            },
            years: whole(part, "years") as usize,
            grace_years: whole(part, "grace_years") as usize,
            annual_rate: number(part, "annual_rate_percent") / 100.0,
        },
    });
    Financing {
        issue_ratio: number(set, "issue_ratio_percent") / 100.0,
        other_issues: Yen(whole(set, "other_issues_yen")),
        mix: Mix::new(parts.collect()).unwrap(),
        basis: if text(set, "balance") == "gross" { Basis::Gross } else { Basis::Net },
    }
}

fn set(id: &str) -> Financing {
    sets().into_iter().find(|(found, _)| found == id).unwrap().1
}

fn aged(opening: Yen, financing: &Financing) -> Legacy {
    Legacy::AgeDistributed { opening, mix: financing.mix.clone(), basis: financing.basis, annual_rate: 0.01 }
}

fn balances(financing: &Financing, opening: Yen, investment: &[Yen]) -> Vec<Yen> {
    let path = project_investment(&aged(opening, financing), financing, investment).unwrap();
    path.years.iter().map(|year| financing.balance(year).unwrap()).collect()
}

#[test]
fn every_parameter_set_meets_both_figures_of_the_plan() {
    let parameters = parameters();
    let (sets, targets) = (sets(), tables(&parameters, "target"));
    assert_eq!(sets.iter().map(|(id, _)| id.as_str()).collect::<String>(), "ABCDEFGHIJKLMNOP");
    assert_eq!(targets.iter().map(|t| whole(t, "balance_yen") / 100_000_000).collect::<Vec<_>>(), [7_236, 6_572]);
    for (id, financing) in sets {
        for target in &targets {
            let years = whole(target, "years") as usize;
            let investment = vec![Yen(whole(target, "investment_yen")); years];
            for opening in [0.0, 7_236.0, 7_729.0] {
                let last = *balances(&financing, oku(opening), &investment).last().unwrap();
                assert_eq!(round_to_oku(last), whole(target, "balance_yen") / 100_000_000, "set {id} from {opening}");
            }
        }
    }
}

#[test]
fn every_parameter_says_whether_it_is_assumed_and_where_it_is_from() {
    let parameters = parameters();
    let default = parameters["default"].as_table().unwrap();
    for entry in tables(&parameters, "set").into_iter().chain([default]) {
        assert_eq!(text(entry, "basis"), "assumed");
        assert!(!text(entry, "source").is_empty());
    }
    for target in tables(&parameters, "target") {
        assert_eq!(text(target, "basis"), "plan");
    }
    assert!(sets().iter().any(|(id, _)| id == text(default, "set")));
}

#[test]
fn the_yearly_paths_are_those_of_the_table() {
    let columns = [
        ("A", 620.0, 7_236.0),
        ("A", 560.0, 7_236.0),
        ("A", 620.0, 7_500.0),
        ("A", 560.0, 7_500.0),
        ("A", 620.0, 7_729.0),
        ("A", 560.0, 7_729.0),
        ("B", 620.0, 7_500.0),
        ("B", 560.0, 7_500.0),
        ("C", 560.0, 7_500.0),
    ];
    let paths: Vec<Vec<Yen>> = columns
        .iter()
        .map(|(id, investment, opening)| {
            let mut path = vec![oku(*opening)];
            path.extend(balances(&set(id), oku(*opening), &[oku(*investment); 30]));
            path
        })
        .collect();
    let expected = std::fs::read_to_string(support::cases("debt").join("yearly-paths.txt")).unwrap();
    let mut table: String = expected.lines().take(3).map(|line| format!("{line}\n")).collect();
    for year in 0..=30 {
        write!(table, "{year:>4}").unwrap();
        for path in &paths {
            write!(table, " {:>12}", fiscal::money::group_digits(round_to_oku(path[year]) as u64)).unwrap();
        }
        table.push('\n');
    }
    expect_file![support::cases("debt").join("yearly-paths.txt")].assert_eq(&table);
}

#[test]
fn the_cases_come_out_as_written_beside_them() {
    for (folder, scenario) in scenarios("debt") {
        expect_file![folder.join("working.txt")].assert_eq(&working(&scenario));
    }
}

/// What a scenario comes to, year by year, with the identity that must hold.
fn working(scenario: &Table) -> String {
    let financing = set(text(scenario, "set"));
    let opening = oku(number(scenario, "opening_oku"));
    let amounts = numbers(scenario, "investment_oku");
    let transition = scenario.get("transition_years").and_then(Value::as_integer).unwrap_or(0) as usize;
    let (before, after) = (oku(amounts[0]), oku(*amounts.last().unwrap()));
    let investment = step_investment(before, after, transition, whole(scenario, "years") as usize).unwrap();
    let redemptions: Vec<Yen> = numbers(scenario, "schedule_oku").into_iter().map(oku).collect();
    let legacy = match redemptions.is_empty() {
        true => aged(opening, &financing),
        false => Legacy::Schedule { opening, redemptions, annual_rate: 0.01 },
    };
    let path = project_investment(&legacy, &financing, &investment).unwrap();
    let mut out = String::from(
        "億円\n 年目   新規発行   現金償還 基金積立等       利子     公債費   うち既発   減債基金       残高\n",
    );
    for (index, year) in path.years.iter().enumerate() {
        let fund = Yen(year.fund_paid_in.0 - year.fund_drawn.0);
        write!(out, "{:>5}", index + 1).unwrap();
        for amount in [
            year.issued,
            year.redeemed_in_cash().unwrap(),
            fund,
            year.interest,
            year.debt_service().unwrap(),
            year.legacy,
            year.fund,
            financing.balance(year).unwrap(),
        ] {
            write!(out, " {}", in_oku(amount)).unwrap();
        }
        out.push('\n');
    }
    let sum = |of: fn(&fiscal::debt::LedgerYear) -> Yen| Yen(path.years.iter().map(|year| of(year).0).sum());
    let (issued, redeemed, refunded) = (sum(|y| y.issued), sum(|y| y.redeemed), sum(|y| y.refunded));
    writeln!(out, "\n検算（円）").unwrap();
    writeln!(
        out,
        "  元金償還 {redeemed} = 新規発行 {issued} + 借換 {refunded} + 期首 {opening} - 期末 {}",
        path.closing()
    )
    .unwrap();
    assert_eq!(redeemed.0, issued.0 + refunded.0 + opening.0 - path.closing().0);
    if scenario.contains_key("special_opening_oku") {
        out.push_str(&beside_special(scenario, &legacy, &financing, &investment));
    }
    if let Some(population) = scenario.get("population").and_then(Value::as_integer) {
        let last = financing.balance(path.years.last().unwrap()).unwrap();
        writeln!(out, "  市民一人当たり {} 円（{population} 人）", per_citizen(last, population).unwrap()).unwrap();
    }
    out
}

/// 臨時財政対策債 in its own ledger beside the rest: twenty years, three of grace.
fn beside_special(scenario: &Table, legacy: &Legacy, financing: &Financing, investment: &[Yen]) -> String {
    let terms = Terms { form: Form::LevelPayment, years: 20, grace_years: 3, annual_rate: 0.01 };
    let mix = Mix::only(terms).unwrap();
    let opening = oku(number(scenario, "special_opening_oku"));
    let stock = Legacy::AgeDistributed { opening, mix: mix.clone(), basis: Basis::Net, annual_rate: 0.01 };
    let issues = vec![oku(number(scenario, "special_issue_oku")); investment.len()];
    let portfolio = Portfolio {
        ordinary: Ledger {
            legacy: legacy.clone(),
            issues: investment.iter().map(|amount| financing.issue(*amount).unwrap()).collect(),
            mix: financing.mix.clone(),
        },
        special: Ledger { legacy: stock, issues, mix },
    };
    let path = project_portfolio(&portfolio).unwrap();
    let mut out = String::from("\n年度末残高（億円）: 臨時財政対策債を除く・臨時財政対策債・合計、公債費の合計\n");
    for (index, total) in path.total.years.iter().enumerate() {
        let (ordinary, special) = (path.ordinary.years[index].gross, path.special.years[index].gross);
        assert_eq!(total.gross.0, ordinary.0 + special.0);
        write!(out, "{:>5}", index + 1).unwrap();
        for amount in [ordinary, special, total.gross, total.debt_service().unwrap()] {
            write!(out, " {}", in_oku(amount)).unwrap();
        }
        out.push('\n');
    }
    out
}
