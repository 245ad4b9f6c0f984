//! The seven published tables of 2024 (国の行政事業レビューシート). Skipped, with a word, where the data is absent.

use std::path::{Path, PathBuf};

use fiscal::FiscalYear;
use intake::national::{Folder, Table, read_logic_models, read_programs, read_related};
use reform::program::{Direction, Stage};

#[test]
fn money_is_the_published_total_and_counted_once() {
    let Some(folder) = folder() else { return };
    let read = read_programs(&folder);
    assert_eq!(read.sheets.len(), 5_664);
    assert_eq!(read.report.rows[&Table::Summary], 5_948);
    assert_eq!(read.report.rows[&Table::Budget], 37_981);
    assert_eq!(read.report.rows[&Table::Review], 5_692);
    let total = |year: i32, stage: Stage| read.totals[&(FiscalYear::new(year).unwrap(), stage)];
    let current = total(2024, Stage::Current);
    assert_eq!(current.stated_yen, 146_625_491_899_800);
    assert_eq!(current.accepted_yen, current.stated_yen, "every program is in, and counted once");
    // The same money once more, account by account: adding both would be exactly twice as much.
    assert_eq!(current.accounts_yen, current.stated_yen);
    let every_line: i128 = (read.sheets.iter().flat_map(|sheet| &sheet.money))
        .filter(|line| line.fiscal_year.start() == 2024 && line.stage == Stage::Current)
        .map(|line| i128::from(line.cost.0))
        .sum();
    assert_eq!(every_line, 146_625_491_899_800);
    assert_eq!(total(2023, Stage::Settled).accepted_yen, 129_518_856_972_958);
    assert_eq!(total(2025, Stage::Requested).accepted_yen, 123_450_120_864_540);
    assert!(!read.totals.contains_key(&(FiscalYear::new(2024).unwrap(), Stage::Settled)), "2024 is not over");
}

#[test]
fn programs_say_who_why_and_what_came_of_the_review() {
    let Some(folder) = folder() else { return };
    let read = read_programs(&folder);
    let sheets = &read.sheets;
    assert!(sheets.iter().all(|sheet| !sheet.name.is_empty() && !sheet.department.is_empty()));
    assert_eq!(sheets.iter().filter(|sheet| !sheet.logic.intent.is_empty()).count(), 5_624);
    assert_eq!(sheets.iter().filter(|sheet| !sheet.summary.is_empty()).count(), 5_645);
    let directed = |wanted: Direction| {
        let own = |sheet: &&reform::program::ProgramSheet| {
            sheet.direction.as_ref().is_some_and(|given| given.direction == Some(wanted))
        };
        sheets.iter().filter(own).count()
    };
    assert_eq!(directed(Direction::Reduce), 195);
    assert_eq!(directed(Direction::Abolish), 14);
    let several = sheets.iter().filter(|sheet| sheet.budget_lines.len() > 1).count();
    assert_eq!(several, 72, "programs paid from several accounts");
    assert!(sheets.iter().all(|sheet| sheet.money.iter().all(|line| line.funding == Default::default())));
    let counts = &read.report.problems.counts;
    assert!(!read.report.problems.fatal);
    // Two rows of nought without an account, and end years beside "no end": nothing else is wrong with these tables.
    assert_eq!(counts.get("IN-739"), Some(&2), "{counts:?}");
    assert_eq!(counts.get("IN-745"), Some(&1), "{counts:?}");
    assert!(counts.keys().all(|code| ["IN-309", "IN-739", "IN-745"].contains(code)), "{counts:?}");
}

#[test]
fn related_programs_are_those_the_ministries_named() {
    let Some(folder) = folder() else { return };
    let read = read_related(&folder);
    assert_eq!(read.report.rows[&Table::Related], 6_311);
    assert_eq!(read.pairs.len(), 1_224);
    assert_eq!(read.pairs.iter().filter(|pair| !pair.is_known).count(), 228);
    assert_eq!(read.report.problems.counts.get("IN-747"), Some(&228), "{:?}", read.report.problems.counts);
}

#[test]
fn every_link_of_every_model_is_there() {
    let Some(folder) = folder() else { return };
    let read = read_logic_models(&folder);
    let problems = &read.report.problems;
    assert_eq!(read.report.rows[&Table::Logic], 28_362);
    let edges: usize = read.models.iter().map(|program| program.model.edges().len()).sum();
    // 28,362 rows: 54 programs state no link, 15 rows repeat one.
    assert_eq!((read.without_links, read.repeated, edges), (54, 15, 28_293), "{:?}", problems.counts);
    assert_eq!(read.models.len(), 5_610);
    let nodes: usize = read.models.iter().map(|program| program.model.nodes().len()).sum();
    assert_eq!(nodes, 36_456);
    assert!(problems.counts.keys().all(|code| ["IN-309", "IN-746"].contains(code)), "{:?}", problems.counts);
}

fn folder() -> Option<Folder> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = std::env::var_os("HENKAKU_SHARED_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let path = data.join("national-review-sheets-2024");
    if !path.is_dir() {
        eprintln!("skipped: the real data is not here ({})", path.display());
        return None;
    }
    Some(Folder::open(&path).unwrap())
}
