//! Redemption schedules as cities may hand them in: what is read of each, and what is wrong with it.

use std::fmt::Write;
use std::path::Path;

use expect_test::expect_file;
use fiscal::{FiscalYear, Yen};
use intake::debt_schedule::{Start, read};
use intake::programs::Input;
use rust_xlsxwriter::Workbook;

const OPENING: Yen = Yen(10_000_000_000);

fn start() -> Start {
    Start { opening: OPENING, first_year: FiscalYear::new(2024).unwrap() }
}

fn result(name: &str, input: Input<'_>) -> String {
    let mut out = String::new();
    match read(name, input, start()) {
        Ok(schedule) => {
            for (index, redeemed) in schedule.redemptions.iter().enumerate() {
                write!(out, "{} 元金 {redeemed}", 2024 + index).unwrap();
                match &schedule.interests {
                    Some(interests) => writeln!(out, " 利子 {}", interests[index]).unwrap(),
                    None => writeln!(out).unwrap(),
                }
            }
            assert_eq!(Yen::checked_sum(schedule.redemptions.iter().copied()).unwrap(), OPENING);
        }
        Err(problems) => {
            for problem in problems {
                writeln!(
                    out,
                    "{} {} 「{}」{}",
                    problem.kind.code, problem.place, problem.excerpt, problem.kind.title_ja
                )
                .unwrap();
            }
        }
    }
    out
}

#[test]
fn every_case_reads_as_written_beside_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/debt_schedule");
    let mut seen = 0;
    for entry in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let file =
            ["schedule.csv", "schedule.toml"].map(|name| entry.join(name)).into_iter().find(|path| path.exists());
        let file = file.unwrap_or_else(|| panic!("{} holds no schedule", entry.display()));
        let name = file.file_name().unwrap().to_str().unwrap();
        let by_path = result(name, Input::Path(&file));
        assert_eq!(by_path, result(name, Input::Bytes(&std::fs::read(&file).unwrap())), "by path and by bytes");
        expect_file![entry.join("result.txt")].assert_eq(&by_path);
        seen += 1;
    }
    assert!(seen >= 18, "{seen}");
}

#[test]
fn a_workbook_reads_like_the_csv_of_the_same_rows() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, heading) in ["年度", "元金償還額（億円）", "利子（億円）"].into_iter().enumerate() {
        sheet.write(0, column as u16, heading).unwrap();
    }
    for (row, (year, principal, interest)) in [(2024.0, 40.0, 1.0), (2025.0, 60.0, 0.6)].into_iter().enumerate() {
        for (column, value) in [year, principal, interest].into_iter().enumerate() {
            sheet.write(row as u32 + 1, column as u16, value).unwrap();
        }
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let read = read("予定.xlsx", Input::Bytes(&bytes), start()).unwrap();
    assert_eq!(read.redemptions, [Yen(4_000_000_000), Yen(6_000_000_000)]);
    assert_eq!(read.interests, Some(vec![Yen(100_000_000), Yen(60_000_000)]));
}

#[test]
fn a_file_that_is_not_there_or_no_table_is_refused() {
    let codes = |name: &str, input: Input<'_>| {
        read(name, input, start()).unwrap_err().iter().map(|problem| problem.kind.code).collect::<Vec<_>>()
    };
    assert_eq!(codes("x.csv", Input::Path(Path::new("nowhere/x.csv"))), ["IN-001"]);
    assert_eq!(codes("x.toml", Input::Path(Path::new("nowhere/x.toml"))), ["IN-001"]);
    assert_eq!(codes("x.csv", Input::Bytes(b"")), ["IN-002"]);
    assert_eq!(codes("x.xlsx", Input::Bytes(b"PK\x03\x04 cut short")), ["IN-004"]);
    assert_eq!(codes("x.csv", Input::Bytes(b"\xFF\xFEa\0")), ["IN-010"]);
}
