//! Three made-up programs (例示) in the form of the national review sheets: what becomes of them, and what is said of broken ones.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use intake::national::{Folder, read_logic_models, read_programs, read_related};
use intake::programs::Problems;
use reform::program::ProgramSheet;
use zip::write::{SimpleFileOptions, ZipWriter};

#[test]
fn three_programs_become_three_sheets() {
    let folder = Folder::open(&cases().join("three-programs")).unwrap();
    let (programs, related, models) = (read_programs(&folder), read_related(&folder), read_logic_models(&folder));
    let mut out = String::new();
    for sheet in &programs.sheets {
        describe(&mut out, sheet);
    }
    for ((year, stage), total) in &programs.totals {
        writeln!(
            out,
            "total {} {}: {} stated, {} by account, {} accepted",
            year.start(),
            stage.word(),
            total.stated_yen,
            total.accounts_yen,
            total.accepted_yen
        )
        .unwrap();
    }
    for pair in &related.pairs {
        writeln!(out, "related {pair:?}").unwrap();
    }
    for program in &models.models {
        writeln!(out, "model of {}", program.program).unwrap();
        for node in program.model.nodes() {
            writeln!(out, "  {} {}: {}", node.id, node.kind.word(), node.label).unwrap();
        }
        for edge in program.model.edges() {
            writeln!(out, "  {} → {}: {}", edge.from, edge.to, edge.note.replace('\n', " / ")).unwrap();
        }
    }
    writeln!(out, "{} without links, {} repeated", models.without_links, models.repeated).unwrap();
    for problems in [&programs.report.problems, &related.report.problems, &models.report.problems] {
        out.push_str(&listed(problems));
    }
    expect_file![cases().join("three-programs.txt")].assert_eq(&out);
}

#[test]
fn a_zip_says_the_same_as_the_csv_taken_from_it() {
    let made = Made::copy();
    let plain = read_programs(&made.open());
    let rows = made.text("1-2");
    std::fs::remove_file(made.path("1-2")).unwrap();
    made.write_zip("1-2", &[("1-2.csv", rows.as_bytes())]);
    let zipped = read_programs(&made.open());
    assert_eq!(zipped.totals, plain.totals);
    let bare = |sheet: &ProgramSheet| ProgramSheet { source_sheet: None, ..sheet.clone() };
    assert_eq!(zipped.sheets.iter().map(bare).collect::<Vec<_>>(), plain.sheets.iter().map(bare).collect::<Vec<_>>());
    assert_eq!(zipped.sheets[0].source_sheet.as_deref(), Some("1-2_例示.zip"));
}

#[test]
fn each_fault_is_told_with_its_file_row_and_column() {
    // Table, what is replaced by what, and the problem that must be told, as `code row column`.
    let faults = [
        ("1-2", "レビューシート,2024,103", "基金シート,2024,103", "IN-736 5 シート種別"),
        ("1-2", "レビューシート,2024,103", "レビューシート,2023,103", "IN-737 5 事業年度"),
        ("1-2", "レビューシート,2024,103", "レビューシート,,103", "IN-204 5 事業年度"),
        ("1-2", "2024,103,統計", "2024,,統計", "IN-201 5 予算事業ID"),
        ("1-2", "2024,103,統計窓口の運営（例示）", "2024,103,", "IN-203 5 事業名"),
        ("1-2", "前年度事業,,TRUE", "前年事業,,はい", "IN-743 5 事業区分"),
        ("1-2", "前年度事業,2015", "前年度事業,二〇一五年ごろ", "IN-306 2 事業開始年度"),
        ("1-2", "2015,FALSE,,TRUE", "2015,FALSE,2001,FALSE", "IN-210 2 事業終了（予定）年度"),
        ("1-2", "エネルギー対策費", "エネルギー対策費,余分", "IN-205 4 "),
        ("1-2", "事業の目的", "事業のもくてき", "IN-101 1 "),
        ("1-2", "事業の概要,", "事業の目的,", "IN-102 1 "),
        ("1-3", "2024,103", "2024,999", "IN-734 5 予算事業ID"),
        ("1-3", "2024,103", "2024,999", "IN-735  "),
        ("2-1", "11500000", "千百五十万", "IN-301 2 執行額（合計）"),
        ("2-1", "11500000", "11500000.5", "IN-303 2 執行額（合計）"),
        ("2-1", "11500000", "99999999999999999999", "IN-304 2 執行額（合計）"),
        ("2-1", "11500000", "", "IN-749 2 執行額（合計）"),
        ("2-1", ",2023,5000000", ",,5000000", "IN-204 9 予算年度"),
        ("2-1", ",2024,5000000", ",2023,5000000", "IN-740 11 計（歳出予算現額合計）"),
        ("2-1", "300000,0,12800000", "300001,0,12800000", "IN-741 4 計（歳出予算現額合計）"),
        (
            "2-1",
            "特別会計,例示対策,改修勘定,30000000",
            "特別会計,例示対策,改修勘定,31000000",
            "IN-742 6 当初予算（合計）",
        ),
        ("2-1", "特別会計,例示対策", "特殊会計,例示対策", "IN-743 8 会計区分"),
        ("2-1", "特別会計,例示対策,改修勘定", ",,", "IN-739 8 会計区分"),
        ("1-5", "その他関連先", "いとこ", "IN-743 2 関連性"),
        ("1-5", "1,101,通学路", "1,902,通学路", "IN-747 3 関連事業の事業ID"),
        (
            "3-2",
            "アクティビティ,,見守り隊",
            "活動,,見守り隊",
            "IN-744 2 派生元ー種別（アクティビティ・アウトプット・アウトカム）",
        ),
        (
            "3-2",
            ",短期,見守りのある通学路が増える",
            ",,見守りのある通学路が増える",
            "IN-744 3 派生先ー種別（アクティビティ・アウトプット・アウトカム）",
        ),
        (
            "3-2",
            "1,アウトカム,短期,見守りのある通学路が増える,講習",
            ",アウトカム,短期,見守りのある通学路が増える,講習",
            "IN-744 3 派生先ーアクティビティ・アウトプット・アウトカムの番号",
        ),
        ("4-1", "縮減", "倍増", "IN-743 2 所見を踏まえた改善点／概算要求における反映状況"),
        ("4-1", "当番の組める", "当\u{202E}番の組める", "IN-309 2 事業所管部局による点検・改善ー点検結果"),
    ];
    for (table, from, to, wanted) in faults {
        let made = Made::copy();
        made.replace(table, from, to);
        let told = codes(&made);
        assert!(told.contains(&wanted.to_owned()), "{table}: {from} → {to}: {told:?}");
    }
}

#[test]
fn rows_of_one_program_that_contradict_each_other_are_told() {
    let made = Made::copy();
    made.edit("1-2", |rows| rows[3][3] = "別の事業".to_owned());
    assert_eq!(codes(&made).iter().filter(|told| told.starts_with("IN-733")).collect::<Vec<_>>(), ["IN-733 4 事業名"]);
    assert!(read_programs(&made.open()).sheets.iter().all(|sheet| sheet.external_id != "102"));
}

#[test]
fn a_program_with_an_error_is_left_out_whole() {
    let made = Made::copy();
    made.replace("2-1", "11500000", "千百五十万");
    let read = read_programs(&made.open());
    let ids: Vec<&str> = read.sheets.iter().map(|sheet| sheet.external_id.as_str()).collect();
    assert_eq!(ids, ["102", "103"]);
    let current = read.totals[&(fiscal::FiscalYear::new(2024).unwrap(), reform::program::Stage::Current)];
    assert_eq!((current.stated_yen, current.accepted_yen), (99_800_000, 87_000_000));
}

#[test]
fn a_row_of_totals_that_also_names_an_account_does_not_count_twice() {
    let made = Made::copy();
    // The row of totals of program 103 is given the columns of its account as well, as a sheet pasted together would have it.
    made.edit("2-1", |rows| {
        let account = rows[11].clone();
        let first = account.iter().position(|cell| cell == "一般会計").unwrap();
        rows[10][first..].clone_from_slice(&account[first..]);
    });
    assert!(codes(&made).contains(&"IN-738 11 計（歳出予算現額合計）".to_owned()), "{:?}", codes(&made));
    assert!(read_programs(&made.open()).sheets.iter().all(|sheet| sheet.external_id != "103"));
}

#[test]
fn a_circle_of_links_leaves_the_model_out() {
    let made = Made::copy();
    // The short-term outcome is made to lead to another one of its own period, and that one back to it.
    made.edit("3-2", |rows| {
        let mut there = rows[3].clone();
        (there[19], there[20]) = ("短期".to_owned(), "速度が下がる".to_owned());
        let mut back = there.clone();
        (back[16], back[20]) = (there[20].clone(), there[16].clone());
        rows.extend([there, back]);
    });
    let read = read_logic_models(&made.open());
    assert!(read.models.iter().all(|program| program.program != "101"));
    let told: Vec<String> = read.report.problems.list.iter().map(|problem| problem.excerpt.clone()).collect();
    assert!(told.iter().any(|words| words.starts_with("101: RF-539")), "{told:?}");
}

#[test]
fn folders_and_archives_that_are_not_what_they_seem_are_refused() {
    let made = Made::copy();
    std::fs::remove_file(made.path("2-1")).unwrap();
    assert_eq!(fatal(&made), ["IN-730"]);
    made.write_zip("2-1", &[("a.csv", b"x"), ("b.csv", b"y")]);
    assert_eq!(fatal(&made), ["IN-732"]);
    made.write_zip("2-1", &[("readme.txt", b"x")]);
    assert_eq!(fatal(&made), ["IN-732"]);
    let zip = made.folder.path().join("2-1_例示.zip");
    std::fs::write(&zip, b"PK\x03\x04 cut short").unwrap();
    assert_eq!(fatal(&made), ["IN-732"]);
    std::fs::write(&zip, b"").unwrap();
    assert_eq!(fatal(&made), ["IN-002"]);
    std::fs::write(&zip, b"not a zip").unwrap();
    assert_eq!(fatal(&made), ["IN-732"]);
    made.write_zip("2-1", &[("2-1.csv", &vec![b'a'; 40 * 1024 * 1024])]);
    assert_eq!(fatal(&made), ["IN-006"], "forty megabytes of one letter are a bomb");
    made.write_zip("2-1", &[("2-1.csv", b"")]);
    assert_eq!(fatal(&made), ["IN-105"]);
    std::fs::write(made.path("1-2").with_extension("zip"), b"PK").unwrap();
    let twice = Folder::open(made.folder.path()).unwrap_err();
    assert_eq!(twice.iter().map(|problem| problem.kind.code).collect::<Vec<_>>(), ["IN-731"]);
    let absent = Folder::open(&made.folder.path().join("nowhere")).unwrap_err();
    assert_eq!(absent[0].kind.code, "IN-001");
}

#[test]
fn a_damaged_archive_gives_nothing() {
    let made = Made::copy();
    let text = made.text("1-2");
    let mut bytes = zip_of(&[("1-2.csv", text.repeat(50).as_bytes())]);
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xFF;
    std::fs::remove_file(made.path("1-2")).unwrap();
    std::fs::write(made.folder.path().join("1-2_例示.zip"), bytes).unwrap();
    let read = read_programs(&made.open());
    assert!(read.report.problems.fatal && read.sheets.is_empty(), "{:?}", read.report.problems.counts);
}

/// Every problem of the three readings, as `code row column`.
fn codes(made: &Made) -> Vec<String> {
    let folder = made.open();
    let readings = [read_programs(&folder).report, read_related(&folder).report, read_logic_models(&folder).report];
    let words = |problem: &reform::Problem| {
        assert!(!problem.place.file.is_empty());
        let row = problem.place.row.map(|row| row.to_string()).unwrap_or_default();
        format!("{} {row} {}", problem.kind.code, problem.place.column.as_deref().unwrap_or_default())
    };
    readings.iter().flat_map(|report| report.problems.list.iter().map(words)).collect()
}

fn fatal(made: &Made) -> Vec<&'static str> {
    let read = read_programs(&made.open());
    assert!(read.sheets.is_empty());
    let problems = &read.report.problems;
    problems.list.iter().filter(|it| it.kind.severity == reform::Severity::Fatal).map(|it| it.kind.code).collect()
}

fn listed(problems: &Problems) -> String {
    problems.list.iter().fold(String::new(), |mut out, problem| {
        writeln!(out, "{} {} {}", problem.kind.code, problem.place, problem.excerpt).unwrap();
        out
    })
}

fn describe(out: &mut String, sheet: &ProgramSheet) {
    writeln!(out, "{} {} ({})", sheet.external_id, sheet.name, sheet.fiscal_year.start()).unwrap();
    writeln!(out, "  department: {}", sheet.department.join(" / ")).unwrap();
    writeln!(out, "  policy: {}", sheet.policy.join(" / ")).unwrap();
    let accounts: Vec<&str> = sheet.budget_lines.iter().map(|line| line.account.as_str()).collect();
    writeln!(out, "  accounts: {}", accounts.join(" / ")).unwrap();
    writeln!(out, "  law: {}", sheet.legal_basis.replace('\n', " / ")).unwrap();
    writeln!(out, "  purpose: {}", sheet.logic.intent).unwrap();
    writeln!(out, "  outline: {}", sheet.summary).unwrap();
    let year = |year: Option<fiscal::FiscalYear>| year.map_or("—".to_owned(), |year| year.start().to_string());
    writeln!(out, "  years: {} to {}", year(sheet.start_year), year(sheet.end_year)).unwrap();
    for line in &sheet.money {
        writeln!(out, "  {} {}: {} yen", line.fiscal_year.start(), line.stage.word(), line.cost.0).unwrap();
    }
    for answer in &sheet.answers {
        writeln!(out, "  {}: {} — {}", answer.question, answer.judgement, answer.reason.replace('\n', " / ")).unwrap();
    }
    writeln!(out, "  direction: {:?}", sheet.direction).unwrap();
    for note in &sheet.notes {
        writeln!(out, "  [{}] {}", note.heading, note.text.replace('\n', " / ")).unwrap();
    }
    writeln!(out, "  from {} row {}", sheet.source_sheet.as_deref().unwrap_or_default(), sheet.source_row).unwrap();
}

/// A copy of the three programs, to be broken.
struct Made {
    folder: tempfile::TempDir,
}

impl Made {
    fn copy() -> Made {
        let folder = tempfile::tempdir().unwrap();
        for entry in std::fs::read_dir(cases().join("three-programs")).unwrap() {
            let path = entry.unwrap().path();
            std::fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
        }
        Made { folder }
    }

    fn open(&self) -> Folder {
        Folder::open(self.folder.path()).unwrap()
    }

    fn path(&self, table: &str) -> PathBuf {
        let mut paths = std::fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path());
        paths.find(|path| path.file_name().unwrap().to_string_lossy().starts_with(table)).unwrap()
    }

    fn text(&self, table: &str) -> String {
        std::fs::read_to_string(self.path(table)).unwrap()
    }

    fn write(&self, table: &str, text: &str) {
        std::fs::write(self.path(table), text).unwrap();
    }

    fn replace(&self, table: &str, from: &str, to: &str) {
        let text = self.text(table);
        assert!(text.contains(from), "{table} has no {from}");
        self.write(table, &text.replacen(from, to, 1));
    }

    /// Changes the rows of a table, its headings the first of them.
    fn edit(&self, table: &str, change: impl FnOnce(&mut Vec<Vec<String>>)) {
        let text = self.text(table);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let mut rows: Vec<Vec<String>> =
            reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        change(&mut rows);
        let mut writer = csv::Writer::from_writer(Vec::new());
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        std::fs::write(self.path(table), writer.into_inner().unwrap()).unwrap();
    }

    fn write_zip(&self, table: &str, parts: &[(&str, &[u8])]) {
        std::fs::write(self.folder.path().join(format!("{table}_例示.zip")), zip_of(parts)).unwrap();
    }
}

fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/national")
}
