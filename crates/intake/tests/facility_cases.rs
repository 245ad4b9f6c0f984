//! Walks `cases/import-facilities/`: each folder holds one list of facilities and the report it must give.
//!
//! `UPDATE_EXPECT=1 cargo nextest run -p intake --test facility_cases` writes the reports anew; read the difference
//! before keeping it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use fiscal::FiscalYear;
use intake::facilities::{FacilityMapping, KINDS, infrastructure, read_facilities};
use intake::programs::Input;
use reform::facility::Facility;
use reform::{Problem, Severity};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn case_folders() -> Vec<PathBuf> {
    let folder = std::fs::read_dir(root().join("cases/import-facilities")).unwrap();
    let mut folders: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn report(folder: &Path) -> String {
    let mut out = String::new();
    for name in ["infrastructure.csv", "infrastructure.toml"] {
        if let Ok(bytes) = std::fs::read(folder.join(name)) {
            let known = [
                ("road", "道路（一般）"),
                ("bridge", "橋りょう（総量）"),
                ("water-main-small", "上水道 導水管・送水管（口径300mm未満）"),
                ("sewer", "下水道（コンクリート管・塩ビ管等）"),
            ];
            match infrastructure::read(name, &bytes, &known) {
                Ok(assets) => assets.iter().for_each(|asset| writeln!(out, "{asset:?}").unwrap()),
                Err(problems) => problems.iter().for_each(|problem| show(&mut out, problem)),
            }
            return out;
        }
    }
    let own = folder.join("mapping.toml");
    let path = if own.exists() { own } else { root().join("mappings/standard-facilities.toml") };
    let file_name = path.file_name().unwrap().to_string_lossy().into_owned();
    let mapping = match FacilityMapping::parse(&file_name, &std::fs::read_to_string(&path).unwrap()) {
        Ok(mapping) => mapping,
        Err(problems) => {
            writeln!(out, "取込定義を読めません / the mapping cannot be used\n").unwrap();
            problems.iter().for_each(|problem| show(&mut out, problem));
            return out;
        }
    };
    let year = FiscalYear::new(2024).unwrap();
    let reading = read_facilities(&mapping, "input.csv", Input::Path(&folder.join("input.csv")), year);
    writeln!(out, "読んだ行 / rows read: {}", reading.read).unwrap();
    writeln!(out, "誤りのない施設 / facilities without an error: {}", reading.facilities.len()).unwrap();
    reading.facilities.iter().for_each(|facility| show_facility(&mut out, facility));
    for shared in &reading.shared_costs {
        let amount = |yen: Option<fiscal::Yen>| yen.map_or("―".to_owned(), |yen| yen.to_string());
        let (income, cost) = (amount(shared.income), amount(shared.cost));
        writeln!(out, "  組 {}: 収入 {income} 円、支出 {cost} 円（一度だけ数える）", shared.name).unwrap();
    }
    writeln!(out).unwrap();
    reading.problems.list.iter().for_each(|problem| show(&mut out, problem));
    out
}

fn show_facility(out: &mut String, facility: &Facility) {
    let area = facility
        .floor_area_hundredths_m2
        .map_or("（ほかの建物の一部）".to_owned(), |area| format!("{}.{:02} ㎡", area / 100, area % 100));
    let built = facility.built.map_or("建築年度なし".to_owned(), FiscalYear::japanese);
    let repaired = if facility.repaired { "、改修済" } else { "" };
    let group = facility.cost_group.as_ref().map(|group| format!("、組 {group}")).unwrap_or_default();
    writeln!(
        out,
        "  {} {} [{}] {area} {built}{repaired}{group}、収入 {:?} 支出 {:?} 利用者 {:?}",
        facility.external_id,
        facility.name,
        facility.kind.label_ja(),
        facility.income.map(|yen| yen.0),
        facility.cost.map(|yen| yen.0),
        facility.users,
    )
    .unwrap();
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
        writeln!(out, "  「{}」", problem.excerpt).unwrap();
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
    let missing: Vec<&str> = KINDS.iter().map(|kind| kind.code).filter(|code| !shown.contains(code)).collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
    assert!(KINDS.windows(2).all(|pair| pair[0].code < pair[1].code));
}

#[test]
fn the_mapping_in_the_guide_can_be_used() {
    let guide = std::fs::read_to_string(root().join("docs/guides/import-facilities.md")).unwrap();
    let blocks: Vec<&str> = guide.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let mapping = FacilityMapping::parse("maru.toml", blocks[0]).unwrap();
    assert_eq!((mapping.source(), mapping.population().map(|population| population.people)), ("maru", Some(366_089)));
    let known = [("road", "道路（一般）"), ("bridge", "橋りょう（総量）")];
    assert_eq!(infrastructure::read("assets.toml", blocks[1].as_bytes(), &known).unwrap().len(), 2);
}
