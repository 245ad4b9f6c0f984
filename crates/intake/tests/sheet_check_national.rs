//! The sheet checks over the national review sheets of 2022 (国の行政事業レビューシート). Skipped, with a word, where the
//! data is absent. The summary beside the cases is golden; how often the checks err is in `docs/concepts/sheet-checks.md`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use fiscal::{FiscalYear, Quantity, Yen};
use reform::kpi::Level;
use reform::sheet_check::{
    Asked, Check, CheckedIndicator, CheckedSheet, IndicatorYear, Verdict, YearBudget, check_sheet,
};
use serde_json::Value;

const PARAMETERS: &str = include_str!("../../../parameters/sheet-checks.toml");

#[test]
fn the_counts_by_check_are_as_they_were() {
    let Some(sheets) = sheets() else { return };
    assert_eq!(sheets.len(), 5_394);
    let parameters = intake::parameters::sheet_checks::read("sheet-checks.toml", PARAMETERS).unwrap();
    let mut tallies: BTreeMap<Check, Tally> = BTreeMap::new();
    let mut flagged_by: BTreeMap<usize, usize> = BTreeMap::new();
    for sheet in &sheets {
        let verdicts = check_sheet(sheet, &parameters);
        let flags = verdicts.iter().filter(|(_, verdict)| matches!(verdict, Verdict::Found(_))).count();
        *flagged_by.entry(flags).or_default() += 1;
        for (check, verdict) in verdicts {
            tallies.entry(check).or_default().add(&verdict);
        }
    }
    let told: usize = tallies.values().map(|tally| tally.sheets()).sum();
    assert_eq!(told, sheets.len() * Check::ALL.len(), "every sheet has a verdict of every check");
    let path = root().join("cases/sheet_check/national-2022.txt");
    expect_file![path].assert_eq(&summary(&sheets, &tallies, &flagged_by));
}

#[derive(Default)]
struct Tally {
    flagged: usize,
    /// Flagged as a whole, and not for one of its indicators.
    as_a_whole: usize,
    findings: usize,
    fine: usize,
    untold: BTreeMap<&'static str, usize>,
}

impl Tally {
    fn add(&mut self, verdict: &Verdict) {
        match verdict {
            Verdict::Found(findings) => {
                assert!(!findings.is_empty());
                self.flagged += 1;
                self.as_a_whole += usize::from(findings.iter().all(|finding| finding.indicator.is_none()));
                self.findings += findings.len();
            }
            Verdict::Fine => self.fine += 1,
            Verdict::CannotTell(missing) => *self.untold.entry(missing.label_en()).or_default() += 1,
        }
    }

    fn sheets(&self) -> usize {
        self.flagged + self.fine + self.untold.values().sum::<usize>()
    }
}

fn summary(sheets: &[CheckedSheet], tallies: &BTreeMap<Check, Tally>, flagged_by: &BTreeMap<usize, usize>) -> String {
    let outcomes: usize = sheets.iter().map(|sheet| sheet.indicators.len()).sum();
    let mut text = format!("{} sheets, {outcomes} outcome indicators\n\n", sheets.len());
    text.push_str("check  flagged  findings      fine  cannot tell\n");
    for (check, tally) in tallies {
        let counts = (tally.flagged, tally.findings, tally.fine);
        write!(text, "{:<5}{:>9}{:>10}{:>10}  ", check.code(), counts.0, counts.1, counts.2).unwrap();
        let untold: Vec<String> = tally.untold.iter().map(|(why, count)| format!("{count} {why}")).collect();
        text.push_str(if untold.is_empty() { "0" } else { "" });
        text.push_str(&untold.join("; "));
        text.push('\n');
    }
    let without = tallies[&Check::UnrelatedIndicator].as_a_whole;
    writeln!(text, "\nE10: {without} of the flagged have no outcome indicator at all").unwrap();
    text.push_str("\nsheets by how many checks flag them\n");
    for (flags, count) in flagged_by {
        writeln!(text, "{flags:>2}{count:>9}").unwrap();
    }
    text
}

fn sheets() -> Option<Vec<CheckedSheet>> {
    let data = std::env::var_os("HENKAKU_SHARED_DATA").map_or_else(|| root().join("../shared/data"), PathBuf::from);
    let path = data.join("national-review-sheets-2022/sheets.ndjson.gz");
    let Ok(file) = std::fs::File::open(&path) else {
        eprintln!("skipped: the real data is not here ({})", path.display());
        return None;
    };
    let lines = BufReader::new(flate2::read::GzDecoder::new(file)).lines();
    Some(lines.map(|line| sheet(&serde_json::from_str(&line.unwrap()).unwrap())).collect())
}

/// A sheet as it was published: only outcomes are in the file, with neither stage, baseline, source nor reason.
fn sheet(value: &Value) -> CheckedSheet {
    let sheet_year = year(&value["公開年度"]).unwrap();
    CheckedSheet {
        year: sheet_year,
        name: text(&value["事業名"]),
        purpose: text(&value["事業目的"]),
        means: text(&value["事業概要"]),
        ends: year(&value["終了年度"]),
        indicators: list(&value["アウトカム"]).iter().map(indicator).collect(),
        one_stage_reason: String::new(),
        outside_factors: String::new(),
        budgets: list(&value["予算"]).iter().map(budget).collect(),
        asked: Asked { target_years: true, ..Asked::default() },
    }
}

fn indicator(value: &Value) -> CheckedIndicator {
    let years = list(&value["成果実績"]).iter().map(|entry| IndicatorYear {
        year: year(&entry["年度"]).unwrap(),
        target: quantity(&entry["目標値"]),
        actual: quantity(&entry["成果実績"]),
    });
    CheckedIndicator {
        level: Level::Outcome(None),
        goal: text(&value["成果目標"]),
        name: text(&value["成果指標"]),
        unit: text(&value["単位"]),
        direction: None,
        is_qualitative: false,
        baseline: None,
        target: quantity(&value["目標値"]),
        target_year: year(&value["目標最終年度"]),
        years: years.collect(),
        source: String::new(),
        reason: String::new(),
    }
}

fn budget(value: &Value) -> YearBudget {
    let amount = |key: &str| {
        let millions = value[key].as_f64()?;
        // 百万円, to a hundred yen at the finest in this file: whole yen without binary noise.
        Some(Yen((millions * 1_000_000.0).round() as i64))
    };
    YearBudget {
        year: year(&value["年度"]).unwrap(),
        initial: amount("当初予算"),
        available: amount("予算計"),
        executed: amount("執行額"),
        requested: amount("要求額"),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A fiscal year; years such as 4048, a western year once more counted from 令和, are none.
fn year(value: &Value) -> Option<FiscalYear> {
    FiscalYear::new(i32::try_from(value.as_i64()?).ok()?).ok()
}

fn quantity(value: &Value) -> Option<Quantity> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        value => Quantity::from_spreadsheet(value.as_f64()?),
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
