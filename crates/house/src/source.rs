//! Rules for Rust and SQL sources (ソースのきまり).

use crate::files::File;
use crate::rust_text::RustText;
use crate::{Fault, fault_at};

/// The longest a source file may be, in lines.
pub const LINES_MAX: usize = 500;

/// What a pure crate must not touch under `std`, and which words it must not say.
const IMPURE_STD: &[&str] = &["fs", "net", "env", "process", "time", "io", "thread", "os"];
const IMPURE_WORDS: &[&str] = &[
    "SystemTime",
    "Instant",
    "tokio",
    "sqlx",
    "rusqlite",
    "axum",
    "hyper",
    "reqwest",
    "serde",
    "serde_json",
    "toml",
    "csv",
    "jiff",
    "chrono",
    "println",
    "eprintln",
    "print",
    "eprint",
];

/// `fiscal` and `reform` do no I/O, read no clock, know no SQL, HTTP or JSON.
pub fn check_purity(file: &File) -> Vec<Fault> {
    let Some(text) = file.text() else { return vec![] };
    let text = RustText::read(text, false);
    let std = text.std_names().into_iter().filter(|(_, name)| IMPURE_STD.contains(&name.as_str()));
    let words = text.words().into_iter().filter(|(_, word, _)| IMPURE_WORDS.contains(word));
    std.map(|(line, name)| fault_at(&file.path, line, &format!("a pure crate must not use std::{name}")))
        .chain(words.map(|(line, word, _)| fault_at(&file.path, line, &format!("a pure crate must not use `{word}`"))))
        .collect()
}

/// No `unsafe`, nothing left unfinished, no `unwrap()` outside tests, no ignored test without its reason.
pub fn check_words(file: &File) -> Vec<Fault> {
    let Some(source) = file.text() else { return vec![] };
    let everywhere = RustText::read(source, true);
    let mut faults: Vec<Fault> = Vec::new();
    for (line, word, next) in everywhere.words() {
        if word == "unsafe" || (next == '!' && ["todo", "unimplemented", "dbg"].contains(&word)) {
            faults.push(fault_at(&file.path, line, &format!("`{word}` has no place here")));
        }
    }
    for (at, line) in everywhere.code.lines().enumerate() {
        if line.replace(' ', "").contains("#[ignore]") {
            faults.push(fault_at(&file.path, at + 1, "an ignored test says why: #[ignore = \"…\"]"));
        }
    }
    if !file.is_test_code() {
        for (line, word, next) in RustText::read(source, false).words() {
            if word == "unwrap" && next == '(' {
                faults.push(fault_at(
                    &file.path,
                    line,
                    "`unwrap()` outside tests: return the error or `expect` an invariant",
                ));
            }
        }
    }
    faults
}

/// Money is a whole number: nothing named `…yen…` is a float, and its SQL column is `bigint`.
pub fn check_money(file: &File) -> Vec<Fault> {
    let Some(source) = file.text() else { return vec![] };
    let is_sql = file.path.ends_with(".sql");
    let code = if is_sql { source.to_lowercase() } else { RustText::read(source, true).code };
    let mut faults = Vec::new();
    for (at, line) in code.lines().enumerate() {
        let words: Vec<&str> =
            line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty()).collect();
        let broken = if is_sql {
            const OTHER_TYPES: &[&str] =
                &["real", "double", "float", "numeric", "decimal", "money", "integer", "int", "text"];
            words.windows(2).any(|pair| pair[0].ends_with("_yen") && OTHER_TYPES.contains(&pair[1]))
        } else {
            names_a_float_yen(line)
        };
        if broken {
            faults.push(fault_at(&file.path, at + 1, "money is whole yen: use Yen (in SQL: bigint)"));
        }
    }
    faults
}

/// `cost_yen: f64`, `cost_yen: Option<f32>`, `fn cost_yen(…) -> f64`.
fn names_a_float_yen(line: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut from = 0;
    while let Some(found) = line[from..].to_ascii_lowercase().find("yen") {
        let start = from + found;
        let end = start + line[start..].find(|c| !is_name(c)).unwrap_or(line.len() - start);
        let after = line[end..].trim_start();
        let kind = if let Some(kind) = after.strip_prefix(':').filter(|kind| !kind.starts_with(':')) {
            kind
        } else if after.starts_with('(') && line[..start].trim_end_matches(is_name).trim_end().ends_with("fn") {
            after.split_once("->").map_or("", |(_, kind)| kind)
        } else {
            ""
        };
        let kind = kind.trim_start().trim_start_matches(['&', '[']);
        let inner =
            ["Option<", "Vec<", "Box<["].iter().fold(kind, |kind, wrap| kind.strip_prefix(wrap).unwrap_or(kind));
        if inner.starts_with("f64") || inner.starts_with("f32") {
            return true;
        }
        from = end;
    }
    false
}

/// A file has one subject: no source is longer than [`LINES_MAX`] lines.
pub fn check_length(file: &File) -> Vec<Fault> {
    let lines = file.text().map_or(0, |text| text.lines().count());
    if lines <= LINES_MAX { vec![] } else { vec![format!("{}: {lines} lines; at most {LINES_MAX}", file.path)] }
}

/// SQL is written in `store` only: no other crate holds a string that begins like a statement.
pub fn check_no_sql(file: &File) -> Vec<Fault> {
    let Some(source) = file.text() else { return vec![] };
    let strings = RustText::read(source, false).strings;
    let sql = strings.into_iter().filter(|(_, text)| looks_like_sql(text));
    sql.map(|(line, _)| fault_at(&file.path, line, "SQL belongs to the crate `store`")).collect()
}

fn looks_like_sql(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().filter(|word| *word != "\\").collect();
    let line = words.join(" ");
    let upper =
        line.starts_with(|c: char| c.is_ascii_uppercase()) && words.first().is_some_and(|w| w.to_uppercase() == **w);
    // Statements are written in lower case here, or all in capitals elsewhere; "Select a file from …" is a sentence.
    let line = if upper { line.to_lowercase() } else { line };
    (line.starts_with("select ") && line.contains(" from "))
        || (line.starts_with("with ") && line.contains(" as (") && line.contains("select "))
        || (line.starts_with("update ") && line.contains(" set ") && line.contains('='))
        || ["insert into ", "delete from ", "create table ", "create index ", "alter table ", "drop table ", "pragma "]
            .iter()
            .any(|start| line.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File { path: path.into(), bytes: text.into() }
    }

    fn rust(text: &str) -> File {
        file("crates/x/src/a.rs", text)
    }

    #[test]
    fn a_pure_crate_is_caught_reading_the_world() {
        assert!(check_purity(&rust("use std::fmt;\n// std::fs\nfn time(at: u8) { \"tokio\" }")).is_empty());
        assert_eq!(
            check_purity(&rust("\nuse std::{fmt, fs};")),
            ["crates/x/src/a.rs:2: a pure crate must not use std::fs"]
        );
        for bad in
            ["std::env::var(\"A\")", "use std::time::Duration;", "Instant::now()", "serde::Serialize", "println!()"]
        {
            assert!(!check_purity(&rust(bad)).is_empty(), "{bad}");
        }
    }

    #[test]
    fn unfinished_and_unsafe_code_is_caught() {
        assert!(
            check_words(&rust(
                "// todo!()\nfn todo() { \"dbg!\"; a.unwrap_or(1) }\n#[cfg(test)] mod t { fn f() { a.unwrap() } }"
            ))
            .is_empty()
        );
        for bad in
            ["unsafe { }", "todo!()", "unimplemented!()", "dbg!(x)", "a.unwrap()", "#[test]\n#[ignore]\nfn a() {}"]
        {
            assert_eq!(check_words(&rust(bad)).len(), 1, "{bad}");
        }
        assert!(check_words(&file("crates/x/tests/a.rs", "a.unwrap()")).is_empty());
        assert_eq!(check_words(&file("crates/x/tests/a.rs", "todo!()")).len(), 1);
    }

    #[test]
    fn float_money_is_caught() {
        for good in
            ["cost_yen: i64", "let rate: f64 = yen as f64;", "fn geometry(cost_yen: i128) -> f64", "Yen::f64(1)"]
        {
            assert!(check_money(&rust(good)).is_empty(), "{good}");
        }
        for bad in [
            "cost_yen: f64,",
            "Yen: Option<f64>",
            "yen_per_head: &[f32]",
            "pub fn cost_yen(&self) -> f64 {",
            "a: u8, b_yen: f64",
        ] {
            assert_eq!(check_money(&rust(bad)).len(), 1, "{bad}");
        }
        assert!(check_money(&file("a.sql", "cost_yen bigint not null,\nrate real")).is_empty());
        assert_eq!(check_money(&file("a.sql", "cost_yen REAL not null")).len(), 1);
    }

    #[test]
    fn a_long_file_is_caught() {
        assert!(check_length(&rust(&"a\n".repeat(LINES_MAX))).is_empty());
        assert_eq!(check_length(&rust(&"a\n".repeat(LINES_MAX + 1))).len(), 1);
    }

    #[test]
    fn sql_outside_its_room_is_caught() {
        for good in
            ["\"Select a file from the list\"", "\"update the mapping\"", "\"with a unit\"", "// select a from b"]
        {
            assert!(check_no_sql(&rust(good)).is_empty(), "{good}");
        }
        for bad in [
            "\"select id\\\n   from program\"",
            "\"SELECT 1 FROM a\"",
            "r#\"insert into a values (1)\"#",
            "\"update a set b = $1\"",
            "\"with x as (select 1) select * from x\"",
        ] {
            assert_eq!(check_no_sql(&rust(bad)).len(), 1, "{bad}");
        }
    }
}
