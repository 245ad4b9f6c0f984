//! What the checks say of the two forms this system knows: the review sheet and a sheet of the inventory.

use crate::support;

use std::fmt::Write as _;

use expect_test::expect_file;
use fiscal::{FiscalYear, Quantity, Yen};
use reform::kpi::Ratio;
use reform::parameters::sheet_checks::{SheetCheckParameters, WordList};
use reform::parameters::{Basis, Ground};
use reform::plan::Text;
use reform::program::{Funding, Indicator, IndicatorKind, IndicatorValue, LogicText, MoneyLine, ProgramSheet, Stage};
use reform::review::{Fields, ReviewSheet};
use reform::sheet_check::{CheckedSheet, ProgramFacts, Verdict, check_sheet, checked_program, checked_review};

fn parameters() -> SheetCheckParameters {
    let words = |words: &[&str]| WordList::new(words.iter().copied());
    let percent = |percent| Ratio::new(percent, 100).unwrap();
    SheetCheckParameters {
        output: words(&["回数", "参加者数"]),
        output_exceptions: words(&["割合"]),
        survey: words(&["満足"]),
        falling: words(&["事故"]),
        falling_exceptions: words(&["削減量"]),
        keeping: words(&["維持"]),
        all_of_them: words(&["全ての"]),
        every_year: words(&["毎年"]),
        common: words(&["割合", "件数", "実施"]),
        not_set: words(&["検討中"]),
        share_units: words(&["％"]),
        high_attainment: percent(150),
        budget_change: percent(20),
        low_execution: percent(70),
        ground: Ground { basis: Basis::Assumed, source: Text { ja: "例示".to_owned(), en: None } },
    }
}

fn year(start: i32) -> FiscalYear {
    FiscalYear::new(start).unwrap()
}

fn line(start: i32, stage: Stage, cost: i64) -> MoneyLine {
    MoneyLine { fiscal_year: year(start), stage, cost: Yen(cost), funding: Funding::default() }
}

/// Targets and actuals by year; a dash is none.
fn indicator(kind: IndicatorKind, name: &str, unit: &str, values: &[(i32, &str, &str)]) -> Indicator {
    let quantity = |text: &str| -> Option<Quantity> { text.parse().ok() };
    let value = |(start, target, actual): &(i32, &str, &str)| IndicatorValue {
        fiscal_year: year(*start),
        target: quantity(target),
        actual: quantity(actual),
    };
    let (mark, name, unit) = (String::new(), name.to_owned(), unit.to_owned());
    Indicator { kind, mark, name, unit, values: values.iter().map(value).collect() }
}

/// A program of the inventory; all of it is made up (例示).
fn program() -> ProgramSheet {
    ProgramSheet {
        external_id: "0042".into(),
        fiscal_year: year(2025),
        name: "地域防災力向上事業".into(),
        department: Vec::new(),
        policy: Vec::new(),
        budget_lines: Vec::new(),
        legal_basis: String::new(),
        obligation: None,
        summary: "防災講座をひらく".into(),
        logic: LogicText { intent: "世帯の防災への備えを広げる".into(), ..LogicText::default() },
        start_year: None,
        end_year: None,
        money: vec![
            line(2024, Stage::Initial, 10_000_000),
            line(2024, Stage::Settled, 6_000_000),
            line(2025, Stage::Initial, 10_000_000),
            line(2026, Stage::Requested, 12_000_000),
        ],
        staff: Vec::new(),
        indicators: vec![
            indicator(IndicatorKind::Activity, "防災講座の回数", "回", &[(2024, "24", "23"), (2025, "24", "-")]),
            indicator(IndicatorKind::Target, "世帯数", "世帯", &[(2024, "-", "430000")]),
            indicator(
                IndicatorKind::Outcome,
                "防災講座の参加者数",
                "人",
                &[(2023, "100", "160"), (2024, "100", "155"), (2026, "150", "-")],
            ),
        ],
        answers: Vec::new(),
        direction: None,
        notes: Vec::new(),
        source_sheet: None,
        source_row: 2,
    }
}

fn facts(program: &ProgramSheet) -> ProgramFacts<'_> {
    ProgramFacts {
        name: &program.name,
        purpose: &program.logic.intent,
        means: &program.summary,
        end_year: program.end_year,
        money: &program.money,
        indicators: &program.indicators,
    }
}

fn printed(title: &str, checked: &CheckedSheet) -> String {
    let mut out = format!("# {title}\n");
    for (check, verdict) in check_sheet(checked, &parameters()) {
        match verdict {
            Verdict::Fine => writeln!(out, "{:<4}なし", check.code()).unwrap(),
            Verdict::CannotTell(why) => writeln!(out, "{:<4}– {}", check.code(), why.label_ja()).unwrap(),
            Verdict::Found(findings) => {
                for finding in findings {
                    let about = finding.indicator.map_or_else(String::new, |at| format!("[{}] ", at + 1));
                    writeln!(out, "{:<4}{about}{}", check.code(), finding.trigger.ja).unwrap();
                }
            }
        }
    }
    out
}

#[test]
fn the_two_forms_are_asked_for_what_they_have() {
    let program = program();
    let read = |fields: &Fields| ReviewSheet::from_fields("0042", year(2026), fields).unwrap();
    let case = read(&support::fields(&support::cases("review").join("kpis/sheet.toml")));
    let typing = Fields::from_iter([
        ("kpi.k1.name", "防災講座に満足した人の割合"),
        ("kpi.k1.level", "outcome"),
        ("kpi.k1.unit", "％"),
        ("kpi.k1.target", "80"),
        ("kpi.k1.target-year", "2025"),
        ("kpi.k2.name", "講座の"),
    ]);
    let out = [
        printed("基幹シートだけ / the inventory alone", &checked_program(&program)),
        printed(
            "点検シートに何も書いていない / a review sheet still empty",
            &checked_review(&read(&Fields::default()), &facts(&program)),
        ),
        printed("記入の途中 / while somebody types", &checked_review(&read(&typing), &facts(&program))),
        printed(
            "指標を書いた点検シート / a review sheet with KPIs (cases/review/kpis)",
            &checked_review(&case, &facts(&program)),
        ),
    ];
    expect_file!["../../../cases/sheet_check/own-forms.txt"].assert_eq(&out.join("\n"));
}

#[test]
fn a_finding_names_the_kpi_by_its_place_on_the_sheet() {
    let program = program();
    let case = support::fields(&support::cases("review").join("kpis/sheet.toml"));
    let sheet = ReviewSheet::from_fields("0042", year(2026), &case).unwrap();
    let checked = checked_review(&sheet, &facts(&program));
    let names: Vec<&str> = checked.indicators.iter().take(sheet.kpis.len()).map(|one| one.name.as_str()).collect();
    let of_sheet: Vec<&str> = sheet.kpis.iter().map(|kpi| kpi.name.as_str()).collect();
    assert_eq!(names, of_sheet);
    let repeated = checked.indicators.iter().filter(|one| one.name == "防災講座の回数").count();
    assert_eq!(repeated, 1, "what the sheet repeats of the inventory is not there twice");
}

#[test]
fn the_year_under_review_is_the_sheets_and_the_years_before_are_the_inventorys() {
    let mut program = program();
    program.indicators[2] =
        indicator(IndicatorKind::Outcome, "備えた世帯の割合", "%", &[(2025, "40", "38"), (2026, "50", "0")]);
    let fields = Fields::from_iter([
        ("kpi.k1.name", "備えた 世帯の割合"),
        ("kpi.k1.level", "outcome-final"),
        ("kpi.k1.unit", "％"),
        ("kpi.k1.direction", "increase"),
        ("kpi.k1.actual", "41.5"),
    ]);
    let sheet = ReviewSheet::from_fields("0042", year(2026), &fields).unwrap();
    let years = &checked_review(&sheet, &facts(&program)).indicators[0].years;
    let told: Vec<(i32, String, String)> = years
        .iter()
        .map(|one| {
            let text = |quantity: Option<Quantity>| quantity.map_or_else(String::new, |quantity| quantity.to_string());
            (one.year.start(), text(one.target), text(one.actual))
        })
        .collect();
    assert_eq!(told, [(2025, "40".into(), "38".into()), (2026, "50".into(), "41.5".into())]);
}

#[test]
fn what_could_be_spent_is_not_guessed_where_there_was_a_supplementary_budget() {
    let mut program = program();
    program.money.push(line(2024, Stage::Supplementary, -3_000_000));
    let budget = |program: &ProgramSheet| checked_program(program).budgets[0].available;
    assert_eq!(budget(&program), None);
    program.money.push(line(2024, Stage::Current, 7_000_000));
    assert_eq!(budget(&program), Some(Yen(7_000_000)));
}
