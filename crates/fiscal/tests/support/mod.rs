//! Reading cases and parameters for the tests (試験の支え).
#![allow(dead_code, reason = "every test file uses its own part of this")]

use std::path::{Path, PathBuf};

use fiscal::Yen;
use toml::{Table, Value};

/// The folder `cases/NAME` of the repository.
pub fn cases(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases").join(name)
}

/// Every folder of `cases/NAME` that holds a scenario, in order, with the scenario; there must be some.
pub fn scenarios(name: &str) -> Vec<(PathBuf, Table)> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(cases(name))
        .expect("the cases are there")
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("scenario.toml").is_file())
        .collect();
    found.sort();
    assert!(!found.is_empty(), "no case in {name}");
    found
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(path.join("scenario.toml")).unwrap();
            let scenario = text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (path, scenario)
        })
        .collect()
}

/// A number that may be written with or without a point.
#[track_caller]
pub fn number(table: &Table, key: &str) -> f64 {
    as_number(table.get(key).unwrap_or_else(|| panic!("`{key}` is missing")))
}

/// The number a value holds.
#[track_caller]
pub fn as_number(value: &Value) -> f64 {
    value.as_float().or(value.as_integer().map(|whole| whole as f64)).expect("a number")
}

#[track_caller]
pub fn text<'a>(table: &'a Table, key: &str) -> &'a str {
    table.get(key).and_then(Value::as_str).unwrap_or_else(|| panic!("`{key}` is missing"))
}

#[track_caller]
pub fn whole(table: &Table, key: &str) -> i64 {
    table.get(key).and_then(Value::as_integer).unwrap_or_else(|| panic!("`{key}` is missing"))
}

pub fn list<'a>(table: &'a Table, key: &str) -> &'a [Value] {
    table.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[track_caller]
pub fn numbers(table: &Table, key: &str) -> Vec<f64> {
    list(table, key).iter().map(as_number).collect()
}

/// 億円 as a person writes them, in yen.
pub fn oku(amount: f64) -> Yen {
    Yen((amount * 1e8).round() as i64)
}

/// Yen as 億円 with two decimals, right-aligned.
pub fn in_oku(amount: Yen) -> String {
    format!("{:>10.2}", amount.0 as f64 / 1e8)
}
