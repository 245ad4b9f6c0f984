//! Faulty plan folders beside the remarks they bring forth, in `cases/plan`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use intake::plan::{FILES, KINDS, OPTIONAL, read_plan, template};
use reform::{Problem, Severity};

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/plan");
    let entries = fs::read_dir(root).expect("cases/plan is part of the repository");
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// The template with the case's files in place of its own, and without those named in `without.txt`.
fn folder_of(case: &Path) -> Vec<(String, String)> {
    let mut files: BTreeMap<String, String> =
        template().into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
    for entry in fs::read_dir(case).unwrap() {
        let path = entry.unwrap().path();
        let (name, text) =
            (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap());
        match name.as_str() {
            "without.txt" => text.lines().for_each(|name| drop(files.remove(name))),
            "problems.txt" => {}
            _ => drop(files.insert(name, text)),
        }
    }
    files.into_iter().collect()
}

fn problems_of(case: &Path) -> (bool, Vec<Problem>) {
    match read_plan(&folder_of(case)) {
        Ok(reading) => (true, reading.warnings),
        Err(problems) => (false, problems),
    }
}

fn told(usable: bool, problems: &[Problem]) -> String {
    let mut text = String::new();
    let verdict =
        if usable { "この計画は使えます / usable" } else { "直すまで使えません / not usable" };
    writeln!(text, "{verdict}").unwrap();
    for Problem { kind, place, excerpt } in problems {
        let severity = if kind.severity == Severity::Warning { "注意 / warning" } else { "誤り / error" };
        writeln!(text, "\n{} {severity}  {place}", kind.code).unwrap();
        writeln!(text, "  {} / {}", kind.title_ja, kind.title_en).unwrap();
        if !excerpt.is_empty() {
            writeln!(text, "  「{excerpt}」").unwrap();
        }
        writeln!(text, "  → {}\n    {}", kind.hint_ja, kind.hint_en).unwrap();
    }
    text
}

#[test]
fn every_case_brings_forth_its_remarks() {
    for case in cases() {
        let (usable, problems) = problems_of(&case);
        expect_file![case.join("problems.txt")].assert_eq(&told(usable, &problems));
    }
}

/// A case is named after the code it shows, shows it, and every remark says where it stands.
#[test]
fn every_kind_has_its_case() {
    let cases = cases();
    for kind in KINDS {
        let number = kind.code.trim_start_matches("PL-");
        let case = cases.iter().find(|case| case.file_name().unwrap().to_string_lossy().starts_with(number));
        let case = case.unwrap_or_else(|| panic!("no case shows {}", kind.code));
        let (usable, problems) = problems_of(case);
        assert!(problems.iter().any(|problem| problem.kind.code == kind.code), "{} in {case:?}", kind.code);
        assert_eq!(usable, kind.severity == Severity::Warning, "{case:?}");
        for problem in problems {
            assert_eq!(problem.kind.code, kind.code, "{case:?} shows one kind of fault only: {problem:?}");
            let whole_file = ["PL-001", "PL-102"].contains(&problem.kind.code);
            assert_eq!(problem.place.row.is_none(), whole_file, "{problem:?}");
        }
    }
    let codes: Vec<&str> = KINDS.iter().map(|kind| kind.code).collect();
    assert!(codes.is_sorted() && codes.windows(2).all(|pair| pair[0] != pair[1]), "{codes:?}");
}

#[test]
fn nonsense_is_reported_and_never_panics() {
    let template: Vec<(String, String)> = template().into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
    let nonsense = [
        "",
        "\u{feff}",
        "]",
        "[[city]]",
        "city = 1",
        "[city]\ncity = [[[]]]",
        "\"\" = \"\"",
        "\0",
        "document = []\n[plan]",
    ];
    for (index, (name, _)) in template.iter().enumerate() {
        for text in nonsense {
            let mut files = template.clone();
            files[index].1 = text.to_owned();
            let problems = read_plan(&files).expect_err(name);
            assert!(problems.iter().any(|problem| problem.place.file == *name), "{name}: {text:?}");
        }
        // Cut anywhere, a file is either whole enough or faulty, and never a panic.
        let text = &template[index].1;
        for cut in (0..text.len()).step_by(31).filter(|cut| text.is_char_boundary(*cut)) {
            let mut files = template.clone();
            files[index].1 = text[..cut].to_owned();
            let _ = read_plan(&files).map_err(|problems| assert!(!problems.is_empty()));
        }
    }
    assert_eq!(read_plan(&[]).unwrap_err().len(), 9, "nine files are missing and nothing else is said");
}

#[test]
fn a_folder_without_what_is_optional_is_welcome() {
    let with: Vec<(String, String)> = template().into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
    let without: Vec<(String, String)> =
        with.iter().filter(|(name, _)| !OPTIONAL.contains(&name.as_str())).cloned().collect();
    assert_eq!((with.len(), without.len()), (FILES.len(), FILES.len() - OPTIONAL.len()));
    let (with, without) = (read_plan(&with).unwrap(), read_plan(&without).unwrap());
    assert_eq!(without.warnings, []);
    assert_eq!((with.plan.exhibits.len(), without.plan.exhibits), (3, vec![]));
    assert_eq!((with.plan.outlook.is_some(), without.plan.outlook), (true, None));
}

#[test]
fn a_file_over_the_limit_is_not_read() {
    let mut files: Vec<(String, String)> = template().into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
    files[0].1.push_str(&"#".repeat(1 << 20));
    let problems = read_plan(&files).unwrap_err();
    assert_eq!(problems.iter().map(|problem| problem.kind.code).collect::<Vec<_>>(), ["PL-019"]);
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_are_welcome() {
    let as_notepad = |text: String| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let files: Vec<(String, String)> =
        template().into_iter().map(|(name, text)| (name.to_owned(), as_notepad(text))).collect();
    assert_eq!(read_plan(&files).unwrap().warnings, []);
}
