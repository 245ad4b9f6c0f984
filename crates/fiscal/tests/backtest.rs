//! The bond rules told from past years: exact where a city follows them, and how far off they are for 豊橋市.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use fiscal::Yen;
use fiscal::backtest::{
    BacktestError, Errors, Forecast, Investment, Rule, SettledYear, Told, fit, measure_errors, tell,
};
use fiscal::debt::{Basis, Form, Ledger, Legacy, Mix, Terms, project_ledger};

const RULE: Rule = Rule { annual_rate: 0.015, window_years: 3 };
const OKU: i64 = 100_000_000;

/// A city that has issued the same for ever and invests as told from its eleventh year on.
fn obedient(later: &[i64]) -> Vec<SettledYear> {
    let terms = Terms { form: Form::EqualPrincipalHalfYearly, years: 20, grace_years: 0, annual_rate: 0.015 };
    let mix = Mix::only(terms).unwrap();
    let investment: Vec<Yen> = [100; 10].iter().chain(later).map(|oku| Yen(oku * OKU)).collect();
    let issues: Vec<Yen> = investment.iter().map(|spent| Yen(spent.0 * 6 / 10)).collect();
    let opening = Yen(630 * OKU);
    let legacy = Legacy::AgeDistributed { opening, mix: mix.clone(), basis: Basis::Gross, annual_rate: 0.015 };
    let path = project_ledger(&Ledger { legacy, issues, mix }).unwrap();
    let years = (2000..).zip(&path.years).zip(investment);
    years
        .map(|((year, path), investment)| SettledYear {
            year,
            balance: path.gross,
            service: path.debt_service().unwrap(),
            investment,
        })
        .collect()
}

#[test]
fn a_city_that_follows_the_rules_is_told_to_the_thousand_yen() {
    let settled = obedient(&[150, 40, 220, 90, 130]);
    let fitted = fit(&settled[..10], &RULE).unwrap();
    assert!((fitted.issue_ratio - 0.6).abs() < 1e-6 && (fitted.life_years - 20.0).abs() < 1e-6, "{fitted:?}");
    assert_eq!(fitted.investment, Yen(100 * OKU));
    let told = tell(&settled, 9, &Forecast::Model(RULE, Investment::AsSpent)).unwrap();
    assert_eq!(told.len(), 5);
    for (told, came) in told.iter().zip(&settled[10..]) {
        assert!((told.balance.0 - came.balance.0).abs() < 1_000, "{told:?} {came:?}");
        assert!((told.service.0 - came.service.0).abs() < 1_000, "{told:?} {came:?}");
    }
    // Not knowing what will be spent, the same city is told wrong.
    let blind = tell(&settled, 9, &Forecast::Model(RULE, Investment::MeanOfWindow)).unwrap();
    assert!((blind[0].balance.0 - settled[10].balance.0 + 30 * OKU).abs() < 1_000, "60% of 50億円 not foreseen");
}

#[test]
fn nothing_later_than_the_start_is_looked_at() {
    let (one, other) = (obedient(&[150, 40]), obedient(&[10, 400]));
    for forecast in [Forecast::Model(RULE, Investment::MeanOfWindow), Forecast::Stays, Forecast::ChangeGoesOn] {
        assert_eq!(tell(&one, 9, &forecast), tell(&other, 9, &forecast), "{forecast:?}");
    }
    assert_eq!(fit(&one[..10], &RULE), fit(&other[..10], &RULE));
}

#[test]
fn errors_are_shares_of_what_came() {
    let year =
        |year, balance, service| SettledYear { year, balance: Yen(balance), service: Yen(service), investment: Yen(1) };
    let settled = [year(2000, 100, 10), year(2001, 200, 20), year(2002, 400, 10)];
    let errors = |forecast, starts| measure_errors(&settled, starts, &forecast, |told| told.balance).unwrap();
    let stays = errors(Forecast::Stays, 0..3);
    assert_eq!(stays.len(), 2);
    assert_eq!(stays[0], Errors { horizon: 1, starts: 2, mean: -0.5, mean_absolute: 0.5, worst: 0.5 });
    assert_eq!((stays[1].starts, stays[1].mean), (1, -0.75));
    assert_eq!(errors(Forecast::ChangeGoesOn, 1..3)[0].mean, -0.25);
    let service = measure_errors(&settled, 1..2, &Forecast::Stays, |told| told.service).unwrap();
    assert_eq!((service[0].mean, service[0].worst), (1.0, 1.0));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let settled = obedient(&[100]);
    assert_eq!(fit(&settled[..3], &RULE), Err(BacktestError::TooFewYears { given: 3, needed: 4 }));
    assert_eq!(fit(&[settled[0], settled[2]], &RULE), Err(BacktestError::YearMissing(2000)));
    let nothing = SettledYear { balance: Yen(0), ..settled[0] };
    assert!(matches!(fit(&[nothing], &RULE), Err(BacktestError::NotPositive { .. })));
    let dear = Rule { annual_rate: 0.5, ..RULE };
    assert!(matches!(fit(&settled, &dear), Err(BacktestError::DoesNotFit { .. })));
    assert!(matches!(fit(&settled, &Rule { annual_rate: f64::NAN, ..RULE }), Err(BacktestError::Debt(_))));
    assert!(matches!(
        tell(&settled, 0, &Forecast::ChangeGoesOn),
        Err(BacktestError::TooFewYears { given: 1, needed: 2 })
    ));
    assert_eq!(tell(&settled, settled.len(), &Forecast::Stays), Ok(vec![]));
}

/// 豊橋市's settlement cards, when they are on this machine.
fn toyohashi() -> Option<Vec<SettledYear>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = std::env::var_os("HENKAKU_SHARED_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let text = std::fs::read_to_string(data.join("toyohashi-facilities/toyohashi_kessancard_timeseries.csv")).ok()?;
    let mut lines = text.trim_start_matches('\u{feff}').lines().map(|line| line.split(',').collect::<Vec<_>>());
    let names = lines.next().expect("a line of names");
    let at = |name: &str| names.iter().position(|other| *other == name).expect(name);
    let (year, balance, service, investment) =
        (at("年度_西暦"), at("地方債現在高_千円"), at("公債費_千円"), at("普通建設事業費_千円"));
    let thousand = |text: &str| Yen(1_000 * text.parse::<i64>().expect("whole thousands of yen"));
    Some(
        lines
            .map(|cells| SettledYear {
                year: cells[year].parse().expect("a year"),
                balance: thousand(cells[balance]),
                service: thousand(cells[service]),
                investment: thousand(cells[investment]),
            })
            .collect(),
    )
}

const FIRST_START: usize = 3;
const SHOWN: [usize; 7] = [1, 2, 3, 5, 7, 10, 15];

fn forecasts(rule: Rule) -> [(&'static str, Forecast); 4] {
    [
        ("実際の投資 / as spent", Forecast::Model(rule, Investment::AsSpent)),
        ("過去3年平均 / mean of 3", Forecast::Model(rule, Investment::MeanOfWindow)),
        ("横ばい / stays", Forecast::Stays),
        ("増減が続く / change goes on", Forecast::ChangeGoesOn),
    ]
}

fn errors(settled: &[SettledYear], forecast: &Forecast, of: fn(&Told) -> Yen) -> Vec<Errors> {
    measure_errors(settled, FIRST_START..settled.len(), forecast, of).unwrap()
}

fn error_table(settled: &[SettledYear], of: fn(&Told) -> Yen) -> String {
    let columns = forecasts(RULE).map(|(name, forecast)| (name, errors(settled, &forecast, of)));
    let mut out = String::from("| 年先 / years ahead | 回数 / starts |");
    columns.iter().for_each(|(name, _)| write!(out, " {name} |").unwrap());
    out.push_str("\n|---|---|---|---|---|---|\n");
    for horizon in SHOWN {
        write!(out, "| {horizon} | {} |", columns[0].1[horizon - 1].starts).unwrap();
        for (_, errors) in &columns {
            let of = errors[horizon - 1];
            let percent = [of.mean, of.mean_absolute, of.worst].map(|share| 100.0 * share);
            write!(out, " {:+.1} / {:.1} / {:.1} |", percent[0], percent[1], percent[2]).unwrap();
        }
        out.push('\n');
    }
    out
}

fn assumption_table(settled: &[SettledYear]) -> String {
    let mut out = String::from(
        "| 利率 / rate | 見る年数 / window | 残高 5年 | 残高 10年 | 公債費 5年 | 公債費 10年 |\n|---|---|---|---|---|---|\n",
    );
    for (percent, window_years) in [(0.5, 3), (1.5, 3), (2.5, 3), (1.5, 2), (1.5, 1)] {
        let forecast = Forecast::Model(Rule { annual_rate: percent / 100.0, window_years }, Investment::AsSpent);
        let (balance, service) =
            (errors(settled, &forecast, |told| told.balance), errors(settled, &forecast, |told| told.service));
        write!(out, "| {percent}% | {window_years} |").unwrap();
        for of in [balance[4], balance[9], service[4], service[9]] {
            write!(out, " {:+.1} / {:.1} |", 100.0 * of.mean, 100.0 * of.mean_absolute).unwrap();
        }
        out.push('\n');
    }
    out
}

fn fit_table(settled: &[SettledYear]) -> String {
    let mut out = String::from(
        "| 起点 / start | 起債率 / issue ratio | 償還年数 / life | 5年先 残高 / balance | 公債費 / service |\n|---|---|---|---|---|\n",
    );
    for start in FIRST_START..settled.len() {
        let fitted = fit(&settled[..=start], &RULE).unwrap();
        write!(out, "| {} | {:.1}% | {:.1} |", settled[start].year, 100.0 * fitted.issue_ratio, fitted.life_years)
            .unwrap();
        let told = tell(settled, start, &Forecast::Model(RULE, Investment::AsSpent)).unwrap();
        match (told.get(4), settled.get(start + 5)) {
            (Some(told), Some(came)) => {
                let off = |told: Yen, came: Yen| 100.0 * (told.0 - came.0) as f64 / came.0 as f64;
                let (balance, service) = (off(told.balance, came.balance), off(told.service, came.service));
                writeln!(out, " {balance:+.1}% | {service:+.1}% |").unwrap();
            }
            _ => out.push_str(" … | … |\n"),
        }
    }
    out
}

/// Replaces what stands between the marks of a document, or says that it differs.
fn compare_with_document(name: &str, table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/concepts/back-test.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (begin, end) = (format!("<!-- begin {name} -->\n"), format!("<!-- end {name} -->"));
    let from = text.find(&begin).expect("the mark is there") + begin.len();
    let to = from + text[from..].find(&end).expect("the mark is there");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, format!("{}{table}{}", &text[..from], &text[to..])).unwrap();
    } else {
        assert_eq!(&text[from..to], table, "docs/concepts/back-test.md, {name}: run again with UPDATE_EXPECT=1");
    }
}

#[test]
fn the_document_tells_the_errors_of_toyohashi() {
    let Some(settled) = toyohashi() else {
        eprintln!("SKIPPED: ../shared/data is absent, so nothing is tested against 豊橋市's settlement cards");
        return;
    };
    assert_eq!((settled.len(), settled[0].year, settled[22].year), (23, 2002, 2024));
    compare_with_document("balance", &error_table(&settled, |told| told.balance));
    compare_with_document("service", &error_table(&settled, |told| told.service));
    compare_with_document("assumptions", &assumption_table(&settled));
    compare_with_document("fits", &fit_table(&settled));
}
