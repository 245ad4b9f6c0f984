//! KPIs under the built-in parameters: every case of `cases/kpi`, year by year.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use fiscal::proportion::Rounding;
use fiscal::{FiscalYear, Quantity};
use reform::kpi::{
    Counting, Direction, Kpi, Level, Measure, NOTHING, Rate, Standing, Unknown, YearValue, percent_text,
};
use reform::parameters::kpi::KpiParameters;
use toml::{Table, Value};

const PARAMETERS: &str = include_str!("../../../parameters/kpi.toml");

#[test]
fn every_case_says_what_stands_beside_it() {
    let parameters = intake::parameters::kpi::read("kpi.toml", PARAMETERS).unwrap();
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("kpi.toml").exists())
        .collect();
    folders.sort();
    assert!(folders.len() >= 10, "the cases are there");
    for folder in folders {
        let table: Table = std::fs::read_to_string(folder.join("kpi.toml")).unwrap().parse().unwrap();
        expect_file![folder.join("result.txt")].assert_eq(&told(&kpi(&table), &parameters));
    }
}

fn told(kpi: &Kpi, parameters: &KpiParameters) -> String {
    let mut text =
        String::from("年度          実績       期待値  達成率％  進捗率％  進み具合％  状況      評定  比較\n");
    let mut reasons: Vec<String> = Vec::new();
    let last = kpi.actuals.iter().map(|actual| actual.year).max().unwrap();
    let first = kpi.actuals.iter().map(|actual| actual.year).min().unwrap();
    for year in first.start()..=last.start() {
        let standing = kpi.standing(FiscalYear::new(year).unwrap(), parameters.decrease, &parameters.status);
        let rates = [("達成率", standing.simple), ("進捗率", standing.progress), ("進み具合", standing.pace)];
        let [simple, progress, pace] = rates.map(|(_, rate)| percent_text(rate, 1));
        let status = standing.status.map_or(NOTHING, |status| status.label_ja());
        let named = parameters.default_table().unwrap();
        let rate = if named.table.measure == Measure::Simple { standing.simple } else { standing.progress };
        let grade = named.table.grade(rate).unwrap_or(NOTHING).to_owned();
        let compared = compared(kpi, &standing, parameters);
        let (actual, expected) = (value(standing.actual, kpi), value(standing.expected, kpi));
        writeln!(
            text,
            "{year}{actual:>13}{expected:>13}{simple:>9}{progress:>9}{pace:>11}  {status:<6}{grade:>4}{compared:>6}"
        )
        .unwrap();
        for (name, rate) in rates {
            if let Err(why) = rate {
                reasons.push(format!("{year} {name}: {} / {}\n", why.label_ja(), why.label_en()));
            }
        }
    }
    text.extend(reasons);
    text
}

fn compared(kpi: &Kpi, standing: &Standing, parameters: &KpiParameters) -> &'static str {
    let grade = || {
        let (baseline, target) =
            (kpi.baseline.ok_or(Unknown::BaselineMissing)?, kpi.target.ok_or(Unknown::TargetMissing)?);
        parameters.compared.grade(kpi.direction, baseline.value, target.value, standing.actual?)
    };
    grade().map_or(NOTHING, |grade| grade.letter())
}

fn value(value: Rate, kpi: &Kpi) -> String {
    let shown = value.ok().and_then(|value| value.rounded(kpi.decimals, Rounding::Nearest));
    shown.map_or_else(|| NOTHING.to_owned(), |shown| shown.to_string())
}

fn kpi(table: &Table) -> Kpi {
    let word = |key: &str| table.get(key).and_then(Value::as_str);
    let quantity = |key: &str| word(key).map(|text| text.parse::<Quantity>().unwrap());
    let values = |key: &str| table.get(key).and_then(Value::as_array).into_iter().flatten().map(year_value);
    let actuals: Vec<YearValue> = values("actuals").collect();
    Kpi {
        name: word("name").unwrap().to_owned(),
        level: Level::Outcome(None),
        unit: word("unit").unwrap().to_owned(),
        direction: match word("direction").unwrap() {
            "increase" => Direction::Increase,
            "decrease" => Direction::Decrease,
            "maintain" => Direction::Maintain { tolerance: quantity("tolerance") },
            "range" => Direction::Range { low: quantity("low").unwrap(), high: quantity("high").unwrap() },
            other => panic!("unknown direction {other}"),
        },
        counting: if word("counting") == Some("added") { Counting::Added } else { Counting::Annual },
        baseline: table.get("baseline").map(year_value),
        target: table.get("target").map(year_value),
        yearly_targets: values("yearly_targets").collect(),
        decimals: actuals.iter().map(|actual| actual.value.decimals).max().unwrap(),
        actuals,
        source: String::new(),
        is_proxy: false,
    }
}

fn year_value(value: &Value) -> YearValue {
    let [year, value] = value.as_array().unwrap().as_slice() else { panic!("a year and a value") };
    YearValue {
        year: FiscalYear::new(year.as_integer().unwrap() as i32).unwrap(),
        value: value.as_str().unwrap().parse().unwrap(),
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/kpi")
}
