//! The workbook of a real city, read whole (大船渡市の実データ). Skipped, with a word, where the data is absent.

use fiscal::{FiscalYear, Yen};
use intake::mapping::Mapping;
use intake::programs::{Input, Reading, read_programs};
use reform::program::{BudgetLine, Direction, IndicatorKind, ProgramSheet, Stage};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

fn read() -> Option<(Vec<ProgramSheet>, Reading)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = std::env::var_os("HENKAKU_SHARED_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let path = data.join("ofunato-program-evaluation/report.xlsx");
    if !path.exists() {
        eprintln!("skipped: the real data is not here ({})", path.display());
        return None;
    }
    let text = std::fs::read_to_string(root.join("mappings/ofunato.toml")).unwrap();
    let mapping = Mapping::parse("mappings/ofunato.toml", &text).unwrap();
    let mut sheets = Vec::new();
    let reading = read_programs(&mapping, "report.xlsx", Input::Path(&path), &mut |sheet| {
        sheets.push(sheet);
        ControlFlow::Continue(())
    });
    Some((sheets, reading))
}

#[test]
fn every_program_but_the_one_without_an_identifier_is_read() {
    let Some((sheets, reading)) = read() else { return };
    assert_eq!((reading.read, reading.accepted, sheets.len()), (407, 406, 406));
    assert!(!reading.problems.fatal);
    let counts: Vec<(&str, u64)> = reading.problems.counts.iter().map(|(code, count)| (*code, *count)).collect();
    // 15 spellings folded, 34 values left out, 25 uneven budget codes, two halves of a yen and the yen they leave over.
    assert_eq!(counts, [("IN-201", 1), ("IN-206", 1), ("IN-208", 25), ("IN-313", 15), ("IN-314", 2), ("IN-315", 34)]);
    let unusable = reading.problems.list.iter().find(|problem| problem.kind.code == "IN-201").unwrap();
    assert_eq!(unusable.place.to_string(), "report.xlsx › データ集計マクロ用シート › H314");
}

/// The published totals are of all 407 rows, and cut each amount to whole 千円: the unusable row adds 4,719 千円 to R6
/// and 132,800 to R7, and two amounts of R6 have fractions (1,068.978 and 4,201.6 千円).
#[test]
fn yearly_totals_agree_with_the_source() {
    let Some((sheets, reading)) = read() else { return };
    let published = [15_322_516, 15_988_680, 18_552_746, 16_660_476, 18_302_438, 18_874_422];
    let unusable = [0, 0, 0, 0, 4_719, 132_800];
    let fractions_yen = [0, 0, 0, 0, 978 + 600, 0];
    for index in 0..6 {
        let year = FiscalYear::new(2020 + index as i32).unwrap();
        let stage = if index < 5 { Stage::Settled } else { Stage::Initial };
        let total = reading.totals[&(year, stage)];
        assert_eq!(total.read_yen, published[index] * 1_000 + fractions_yen[index], "{year}");
        assert_eq!(total.read_in_units, published[index], "{year}");
        assert_eq!(total.accepted_yen, total.read_yen - unusable[index] * 1_000, "{year}");
        let lines = sheets.iter().flat_map(|sheet| &sheet.money).filter(|line| line.fiscal_year == year);
        let (mut exact, mut cut) = (0, 0);
        for line in lines {
            exact += i128::from(line.cost.0);
            cut += i128::from(line.cost.0) / 1_000;
        }
        assert_eq!(exact, total.accepted_yen, "{year}");
        assert_eq!(cut + unusable[index], published[index], "{year}");
    }
    assert_eq!(reading.totals.len(), 6);
}

#[test]
fn one_program_is_read_in_full() {
    let Some((sheets, _)) = read() else { return };
    let sheet = sheets.iter().find(|sheet| sheet.external_id == "0086").unwrap();
    assert_eq!((sheet.fiscal_year.start(), sheet.source_row), (2025, 3));
    assert_eq!(sheet.department, ["市民生活部", "市民環境課", "環境衛生係"]);
    assert_eq!(sheet.policy[0], "自然豊かな環境の保全と創造");
    let line = |kou: &str, moku: &str, program: &str| BudgetLine {
        account: "01".into(),
        kan: "04".into(),
        kou: kou.into(),
        moku: moku.into(),
        program: program.into(),
    };
    assert_eq!(sheet.budget_lines, [line("01", "03", "1200"), line("02", "01", "0600")]);
    assert_eq!(sheet.money[0].funding.general, Some(Yen(3_089_000)));
    assert_eq!(sheet.staff[5].hours.unwrap().to_string(), "280");
    assert_eq!(sheet.indicators.len(), 4);
    let signs = &sheet.indicators[1];
    assert_eq!((signs.kind, signs.mark.as_str(), signs.unit.as_str()), (IndicatorKind::Activity, "イ", "基"));
    let actual: Vec<String> = signs.values.iter().map(|value| value.actual.unwrap().to_string()).collect();
    assert_eq!(actual, ["11", "23", "10", "13", "10", "16"]);
    assert!(sheet.logic.means.contains("衛生監視員"));
    assert_eq!(sheet.logic.target, "市民\n不法投棄廃棄物");
    let direction = sheet.direction.as_ref().unwrap();
    assert_eq!((direction.direction, direction.words.as_str()), (Some(Direction::Continue), "１　現状維持"));
    assert_eq!(sheet.answers[3].question, "① 政策体系との整合性");
    assert_eq!(sheet.answers[3].judgement, "結びついている");
    assert_eq!(sheet.notes[0].text, "2025-09-25");
}

#[test]
fn blank_stays_blank_and_departments_are_split() {
    let Some((sheets, _)) = read() else { return };
    // Row 187 states "-" for the sources of R2 to R4 beside a cost.
    let dashes = sheets.iter().find(|sheet| sheet.source_row == 187).unwrap();
    assert_eq!(dashes.money[0].funding.stated_sum(), Ok(None));
    let policies: BTreeSet<&str> = sheets.iter().map(|sheet| sheet.policy[0].as_str()).collect();
    assert_eq!(policies.len(), 8);
    let kitchen =
        sheets.iter().find(|sheet| sheet.department.iter().any(|level| level.contains("北部学校給食"))).unwrap();
    assert_eq!(kitchen.department[..2], ["教育委員会事務局", "北部学校給食センター"]);
    let direction = |direction| {
        let given = sheets.iter().filter_map(|sheet| sheet.direction.as_ref());
        given.filter(|given| given.direction == direction).count()
    };
    assert_eq!(
        (direction(Some(Direction::Continue)), direction(Some(Direction::Improve)), direction(None)),
        (224, 168, 13)
    );
}

#[test]
fn no_personal_column_is_read() {
    let Some((sheets, _)) = read() else { return };
    // Names and extensions were blanked with this mark before the file came here.
    assert!(sheets.iter().all(|sheet| !format!("{sheet:?}").contains("\"＊\"")));
    let headings: BTreeSet<&str> =
        sheets.iter().flat_map(|sheet| &sheet.notes).map(|note| note.heading.as_str()).collect();
    assert!(!headings.iter().any(|heading| ["課長名", "担当者", "電話", "内線"].contains(heading)), "{headings:?}");
}
