//! Real `.xls` workbooks, of H17 to H26 (総務省 主要財政指標). Skipped, with a word, where the data is absent.

use intake::mapping::Mapping;
use intake::programs::{Input, Reading, read_programs};
use reform::program::ProgramSheet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// The table is no list of programs: each city is read as one, its indices as notes, so that names and values show.
const MAPPING: &str = r#"
title_ja = "主要財政指標"
title_en = "Main fiscal indices"
source = "ministry"
format = "xlsx"
header_row = 2
money_unit = "円"
missing_columns = "allow"

[program]
id = "団体名"
name = "団体名"
fixed_fiscal_year = "平成17"

[department]
columns = ["都道府県名"]

[[notes]]
column = "財政力指数"

[[notes]]
column = "経常収支比率"
"#;

fn folder() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = std::env::var_os("HENKAKU_SHARED_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let folder = data.join("ministry-fiscal-indicators");
    if !folder.exists() {
        eprintln!("skipped: the real data is not here ({})", folder.display());
        return None;
    }
    Some(folder)
}

fn read(folder: &Path, name: &str) -> (Vec<ProgramSheet>, Reading) {
    let mapping = Mapping::parse("ministry.toml", MAPPING).unwrap();
    let mut sheets = Vec::new();
    let reading = read_programs(&mapping, name, Input::Path(&folder.join(name)), &mut |sheet| {
        sheets.push(sheet);
        ControlFlow::Continue(())
    });
    (sheets, reading)
}

/// Read off the sheets by eye: cities, 北九州市's 財政力指数 and 経常収支比率.
#[test]
fn the_cities_and_their_indices_come_through() {
    let Some(folder) = folder() else { return };
    for (name, cities, strength, ratio) in
        [("H17.xls", 14, "0.64", "91.3"), ("H20.xls", 17, "0.71", "99.5"), ("H26.xls", 20, "0.71", "96.9")]
    {
        let (sheets, reading) = read(&folder, name);
        assert!(!reading.problems.fatal, "{name}: {:?}", reading.problems.list);
        let names: Vec<&str> =
            sheets.iter().map(|sheet| sheet.name.as_str()).filter(|name| name.ends_with('市')).collect();
        assert_eq!((names.len(), names[0]), (cities, "札幌市"), "{name}");
        let city = sheets.iter().find(|sheet| sheet.name == "北九州市").unwrap();
        assert_eq!(city.department, ["福岡県"], "{name}");
        assert_eq!(city.source_sheet.as_deref(), Some("政令指定都市の主要財政指標"), "{name}");
        let notes: Vec<(&str, &str)> =
            city.notes.iter().map(|note| (note.heading.as_str(), note.text.as_str())).collect();
        assert_eq!(notes, [("財政力指数", strength), ("経常収支比率", ratio)], "{name}");
    }
}

#[test]
fn every_year_is_read_from_disk_and_from_memory() {
    let Some(folder) = folder() else { return };
    for year in 17..=27 {
        let name = format!("H{year}.xls");
        let (sheets, reading) = read(&folder, &name);
        assert!(!reading.problems.fatal, "{name}: {:?}", reading.problems.list);
        assert!(sheets.iter().any(|sheet| sheet.name == "北九州市"), "{name}");
        let mapping = Mapping::parse("ministry.toml", MAPPING).unwrap();
        let bytes = std::fs::read(folder.join(&name)).unwrap();
        let mut same = Vec::new();
        // What a file is shows in its bytes, whatever its name says.
        read_programs(&mapping, "table.csv", Input::Bytes(&bytes), &mut |sheet| {
            same.push(sheet);
            ControlFlow::Continue(())
        });
        assert_eq!(sheets, same, "{name}");
    }
}
