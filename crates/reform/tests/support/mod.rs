//! Reading cases for the tests (試験の支え).
#![allow(dead_code, reason = "every test file uses its own part of this")]

use std::path::{Path, PathBuf};

use fiscal::{FiscalYear, Yen};
use reform::Amounts;
use reform::review::Fields;
use toml::{Table, Value};

/// The folder `cases/NAME` of the repository.
pub fn cases(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases").join(name)
}

/// The folders of `cases/NAME` that hold a file of this name, in order; there must be some.
pub fn folders(name: &str, file: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(cases(name))
        .expect("the cases are there")
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join(file).is_file())
        .collect();
    found.sort();
    assert!(!found.is_empty(), "no case in {name}");
    found
}

#[track_caller]
pub fn read(path: &Path) -> Table {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[track_caller]
pub fn text<'a>(table: &'a Table, key: &str) -> &'a str {
    table.get(key).and_then(Value::as_str).unwrap_or_else(|| panic!("`{key}` is missing"))
}

#[track_caller]
pub fn whole(table: &Table, key: &str) -> i64 {
    table.get(key).and_then(Value::as_integer).unwrap_or_else(|| panic!("`{key}` is missing"))
}

pub fn list<'a>(table: &'a Table, key: &str) -> Vec<&'a Table> {
    table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table).collect()
}

/// `[gross, general]` in thousand yen.
#[track_caller]
pub fn thousands(table: &Table, key: &str) -> Amounts {
    let both: Vec<i64> = table[key].as_array().unwrap().iter().map(|value| value.as_integer().unwrap()).collect();
    let yen = |at: usize| Yen::from_thousands(both[at]).unwrap();
    Amounts { gross: yen(0), general: yen(1) }
}

pub fn year(start: i64) -> FiscalYear {
    FiscalYear::new(start.try_into().unwrap()).unwrap()
}

/// A file of a case as fields: `[check.overlap] reason = …` is the field `check.overlap.reason`.
#[track_caller]
pub fn fields(path: &Path) -> Fields {
    fields_of(&read(path))
}

/// A table of a case as fields.
pub fn fields_of(table: &Table) -> Fields {
    fn gather(table: &Table, before: &str, out: &mut Fields) {
        for (key, value) in table {
            match value {
                Value::Table(inner) => gather(inner, &format!("{before}{key}."), out),
                Value::String(text) => out.set(format!("{before}{key}"), text),
                other => out.set(format!("{before}{key}"), &other.to_string()),
            }
        }
    }
    let mut out = Fields::default();
    gather(table, "", &mut out);
    out
}
