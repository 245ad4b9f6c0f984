//! Walks `cases/import/`: each folder holds one bad (or awkward) file and the report it must give.
//!
//! `UPDATE_EXPECT=1 cargo nextest run -p intake --test import_cases` writes the reports anew; read the difference before
//! keeping it.

use expect_test::expect_file;
use intake::mapping::Mapping;
use intake::problems::KINDS;
use intake::programs::{Input, MAX_FILE_BYTES, Reading, read_programs};
use reform::program::ProgramSheet;
use reform::{Problem, Severity};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn case_folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = (std::fs::read_dir(root().join("cases/import")).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

fn file_in(folder: &Path, start: &str) -> Option<PathBuf> {
    let mut files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.find(|path| path.file_name().unwrap().to_string_lossy().starts_with(start))
}

fn mapping_of(folder: &Path) -> Result<Mapping, Vec<Problem>> {
    let own = folder.join("mapping.toml");
    let path = if own.exists() { own } else { root().join("mappings/standard.toml") };
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    Mapping::parse(&name, &std::fs::read_to_string(&path).unwrap())
}

fn read(mapping: &Mapping, name: &str, input: Input<'_>) -> (Vec<ProgramSheet>, Reading) {
    let mut sheets = Vec::new();
    let reading = read_programs(mapping, name, input, &mut |sheet| {
        sheets.push(sheet);
        ControlFlow::Continue(())
    });
    (sheets, reading)
}

fn report(folder: &Path) -> String {
    let mut out = String::new();
    let mapping = match mapping_of(folder) {
        Ok(mapping) => mapping,
        Err(problems) => {
            writeln!(out, "取込定義を読めません / the mapping cannot be used\n").unwrap();
            problems.iter().for_each(|problem| show(&mut out, problem));
            return out;
        }
    };
    let path = file_in(folder, "input.").unwrap_or_else(|| panic!("{} has no input file", folder.display()));
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let (sheets, reading) = read(&mapping, &name, Input::Path(&path));
    let bytes = std::fs::read(&path).unwrap();
    let (same_sheets, same) = read(&mapping, &name, Input::Bytes(&bytes));
    assert_eq!(sheets, same_sheets, "from a path and from memory: {}", folder.display());
    assert_eq!(reading.problems.list, same.problems.list, "{}", folder.display());
    writeln!(out, "読んだ行 / rows read: {}", reading.read).unwrap();
    writeln!(out, "取り込める行 / rows accepted: {}", reading.accepted).unwrap();
    if reading.problems.fatal {
        writeln!(out, "このファイルからは何も取り込みません / nothing of this file is taken in").unwrap();
    }
    for sheet in &sheets {
        let money = sheet
            .money
            .iter()
            .map(|line| format!("{} {} {} 円", line.fiscal_year.short(), line.stage.label_ja(), line.cost));
        writeln!(out, "  {} {} {}", sheet.external_id, sheet.name, money.collect::<Vec<_>>().join("、")).unwrap();
    }
    writeln!(out).unwrap();
    reading.problems.list.iter().for_each(|problem| show(&mut out, problem));
    out
}

fn show(out: &mut String, problem: &Problem) {
    let severity = match problem.kind.severity {
        Severity::Warning => "注意 / warning",
        Severity::Error => "行のエラー / error",
        Severity::Fatal => "取込不可 / fatal",
    };
    writeln!(out, "{} {severity}  {}", problem.kind.code, problem.place).unwrap();
    writeln!(out, "  {} / {}", problem.kind.title_ja, problem.kind.title_en).unwrap();
    if !problem.excerpt.is_empty() {
        writeln!(out, "  「{}」", problem.excerpt.replace('\n', "⏎")).unwrap();
    }
    writeln!(out, "  → {} / {}\n", problem.kind.hint_ja, problem.kind.hint_en).unwrap();
}

#[test]
fn every_case_gives_its_report() {
    for folder in case_folders() {
        eprintln!("{}", folder.display());
        expect_file![folder.join("expected.txt")].assert_eq(&report(&folder));
    }
}

#[test]
fn every_kind_of_problem_has_a_case() {
    let mut shown = BTreeSet::new();
    for folder in case_folders() {
        let text = report(&folder);
        shown.extend(KINDS.iter().map(|kind| kind.code).filter(|code| text.contains(code)));
    }
    // Schedules of bonds have cases of their own.
    for entry in std::fs::read_dir(root().join("cases/debt_schedule")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path().join("result.txt")).unwrap_or_default();
        shown.extend(KINDS.iter().map(|kind| kind.code).filter(|code| text.contains(code)));
    }
    // What a parameter file can have is provoked by the tests beside the readers in `parameters/`.
    shown.extend(["IN-640", "IN-641", "IN-642", "IN-660"]);
    // A missing file and a file beyond the limit are made on the spot by the tests below.
    shown.extend(["IN-001", "IN-003"]);
    let missing: Vec<&str> = KINDS.iter().map(|kind| kind.code).filter(|code| !shown.contains(code)).collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}

#[test]
fn the_example_in_the_guide_is_the_one_that_is_run() {
    let guide = std::fs::read_to_string(root().join("docs/guides/write-a-mapping.md")).unwrap();
    let without_comment = |line: &str| line.split(" #").next().unwrap_or("").trim().to_owned();
    let shown: BTreeSet<String> = guide.lines().map(without_comment).collect();
    let folder = root().join("cases/import/guide-example");
    for name in ["input.csv", "mapping.toml"] {
        for line in std::fs::read_to_string(folder.join(name)).unwrap().lines() {
            assert!(shown.contains(&without_comment(line)), "{name}: {line}");
        }
    }
    for line in std::fs::read_to_string(folder.join("expected.txt")).unwrap().lines() {
        assert!(!line.starts_with("IN-") || shown.contains(line), "expected.txt: {line}");
    }
}

#[test]
fn a_file_that_is_not_there_is_fatal() {
    let mapping = mapping_of(&root()).unwrap();
    let (_, reading) = read(&mapping, "no.csv", Input::Path(Path::new("no/such/file.csv")));
    assert_eq!(reading.problems.list[0].kind.code, "IN-001");
    assert!(reading.problems.fatal);
}

#[test]
fn a_file_in_memory_beyond_the_limit_is_fatal() {
    let mapping = mapping_of(&root()).unwrap();
    let bytes = vec![b'a'; MAX_FILE_BYTES as usize + 1];
    let (_, reading) = read(&mapping, "../big.csv", Input::Bytes(&bytes));
    assert_eq!(reading.problems.list[0].kind.code, "IN-003");
    assert_eq!(reading.problems.list[0].place.file, "big.csv");
}

#[test]
fn problems_beyond_the_listed_ones_are_counted() {
    let mapping = mapping_of(&root()).unwrap();
    let text = format!("事業番号,事業名,年度\n{}", "0,名なし,令和6\n".repeat(2_500));
    let (_, reading) = read(&mapping, "many.csv", Input::Bytes(text.as_bytes()));
    assert_eq!((reading.problems.list.len(), reading.problems.counts["IN-201"]), (1_000, 2_500));
    assert_eq!((reading.read, reading.accepted), (2_500, 0));
}

#[test]
fn a_reader_may_stop_early() {
    let mapping = mapping_of(&root()).unwrap();
    let text = "事業番号,事業名,年度\n1,甲,R6\n2,乙,R6\n3,丙,R6\n";
    let mut seen = 0;
    let reading = read_programs(&mapping, "a.csv", Input::Bytes(text.as_bytes()), &mut |_| {
        seen += 1;
        if seen == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((seen, reading.accepted), (2, 2));
}
