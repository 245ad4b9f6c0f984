//! The workbook of a real city, read whole (大船渡市の実データ). Skipped, with a word, where the data is absent.

use fiscal::FiscalYear;
use intake::mapping::Mapping;
use intake::programs::{Input, Reading, read_programs};
use reform::program::{Direction, IndicatorKind, ProgramSheet, Stage};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

fn workbook() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = std::env::var_os("HENKAKU_SHARED_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let path = data.join("ofunato-program-evaluation/report.xlsx");
    if path.exists() {
        return Some(path);
    }
    println!("skipped: the real data is not here ({})", path.display());
    None
}

fn read(path: &Path) -> (Vec<ProgramSheet>, Reading) {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../mappings/ofunato.toml")).unwrap();
    let mapping = Mapping::parse("mappings/ofunato.toml", &text).unwrap();
    let mut sheets = Vec::new();
    let reading = read_programs(&mapping, "report.xlsx", Input::Path(path), &mut |sheet| {
        sheets.push(sheet);
        ControlFlow::Continue(())
    });
    (sheets, reading)
}

#[test]
fn every_program_but_the_one_without_an_identifier_is_read() {
    let Some(path) = workbook() else { return };
    let (sheets, reading) = read(&path);
    for problem in &reading.problems.list {
        println!("{} {} {}", problem.kind.code, problem.place, problem.excerpt);
    }
    println!("{:?}", reading.problems.counts);
    println!("{:?}", reading.totals);
    println!("{:#?}", sheets[0]);
    assert_eq!((reading.read, reading.accepted, sheets.len()), (407, 406, 406));
}
