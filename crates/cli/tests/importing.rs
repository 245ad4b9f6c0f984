//! `henkaku import`: a real city's workbook, repeated, tried, refused; and a crash in the middle.

use crate::support;

use std::fmt::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

use support::{PROGRAMS, Place, shared_data};

#[test]
fn a_real_workbook_comes_in_to_the_yen_and_twice_changes_nothing() {
    let Some(file) = shared_data("ofunato-program-evaluation/report.xlsx") else { return };
    let place = Place::new();
    let file = file.to_str().unwrap();
    let report = place.json(&["import", "programs", "--mapping", "ofunato", "--format", "json", file]);
    assert_eq!((&report["read"], &report["imported"], &report["new"]), (&407.into(), &406.into(), &406.into()));
    let unusable: Vec<&serde_json::Value> =
        report["issues"].as_array().unwrap().iter().filter(|issue| issue["severity"] == "error").collect();
    assert_eq!(unusable.len(), 1, "{unusable:?}");
    for key in ["code", "place", "excerpt", "message", "hint"] {
        assert!(unusable[0][key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {}", unusable[0]);
    }
    // As the source itself adds up: every row, each amount cut to whole 千円.
    let totals: Vec<(i64, i64)> = report["totals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|total| (total["fiscal_year"].as_i64().unwrap(), total["read_cost_in_units"].as_i64().unwrap()))
        .collect();
    assert_eq!(
        totals,
        [
            (2020, 15_322_516),
            (2021, 15_988_680),
            (2022, 18_552_746),
            (2023, 16_660_476),
            (2024, 18_302_438),
            (2025, 18_874_422)
        ]
    );

    let again = place.json(&["import", "programs", "--mapping", "ofunato", "--format", "json", file]);
    assert_eq!((&again["new"], &again["changed"], &again["unchanged"]), (&0.into(), &0.into(), &406.into()));
    let audit = place.run(&["check", "audit"]);
    assert_eq!(audit.code, Some(0), "{}{}", audit.out, audit.err);
}

#[test]
fn a_try_changes_nothing_and_the_exit_code_tells_how_it_went() {
    let place = Place::new();
    place.file("a.csv", PROGRAMS);
    let tried = place.json(&["import", "programs", "a.csv", "--dry-run", "--format", "json"]);
    assert_eq!((&tried["dry_run"], &tried["new"]), (&true.into(), &3.into()));
    let done = place.json(&["import", "programs", "a.csv", "--format", "json"]);
    assert_eq!((&done["new"], &done["unchanged"]), (&3.into(), &0.into()), "the try had changed nothing");

    place.file("bad.csv", "甲,乙\n1,2\n");
    let bad = place.run(&["import", "programs", "bad.csv"]);
    assert_eq!(bad.code, Some(1));
    assert!(bad.out.contains("[IN-") && bad.out.contains("データは元のままです"), "{}", bad.out);
    let bad = place.run(&["import", "programs", "bad.csv", "--format", "json"]);
    assert_eq!(bad.code, Some(1));
    let report: serde_json::Value = serde_json::from_str(&bad.out).unwrap();
    assert_eq!(report["imported"], 0);
    assert!(!report["issues"].as_array().unwrap().is_empty());
    let still = place.run(&["import", "programs", "a.csv"]);
    assert_eq!(still.code, Some(0));
    assert!(still.out.contains("3 事業が使えます") && still.out.contains("何も変わりません"), "{}", still.out);
}

#[test]
fn errors_are_said_in_japanese_with_their_code_on_standard_error() {
    let place = Place::new();
    place.file("a.csv", PROGRAMS);
    place.file("odd.toml", "title_ja = 1\nformat = \"stone\"\n");
    place.file("not-a-database", "this is no database, but long enough to be looked at as one".repeat(20));
    for (arguments, code, word) in [
        (vec!["import", "programs", "nowhere.csv"], "AP-004", "nowhere.csv"),
        (vec!["import", "programs", "a.csv", "--mapping", "nowhere"], "AP-011", "nowhere"),
        (vec!["import", "programs", "a.csv", "--mapping", "nowhere.toml"], "AP-004", "nowhere.toml"),
        (vec!["import", "programs", "a.csv", "--mapping", "odd.toml"], "IN-9", "odd.toml"),
        (vec!["import", "programs", "a.csv", "--plan", "nowhere"], "AP-004", "nowhere"),
        (vec!["import", "programs", "a.csv", "--database-url", "sqlite:not-a-database"], "ST-", ""),
        (vec!["import", "programs", "a.csv", "--database-url", "mysql://x"], "ST-", ""),
        (vec!["check", "plan", "nowhere"], "AP-004", "nowhere"),
    ] {
        let done = place.run(&arguments);
        assert_eq!(done.code, Some(1), "{arguments:?}: {}{}", done.out, done.err);
        assert!(done.out.is_empty(), "{arguments:?}: {}", done.out);
        assert!(done.err.contains(&format!("[{code}")) && done.err.contains(word), "{arguments:?}: {}", done.err);
        assert!(done.err.chars().any(|c| ('ぁ'..='ん').contains(&c)), "{arguments:?}: {}", done.err);
        assert!(!done.err.contains("panicked"), "{}", done.err);
    }
    assert_eq!(place.run(&["import", "programs"]).code, Some(2), "a command that is not whole");
    assert_eq!(place.run(&["--version"]).code, Some(0));
}

#[cfg(unix)]
#[test]
fn a_crash_in_the_middle_leaves_the_old_state() {
    let place = Place::new();
    place.file("a.csv", PROGRAMS);
    place.json(&["import", "programs", "a.csv", "--format", "json"]);
    let mut large = String::from("事業番号,事業名,年度,部局,方向性,事業費（円）\n");
    for n in 0..200_000 {
        writeln!(large, "X{n:06},長い名前の事業その{n},令和6,部局{},継続,{n}000", n % 50).unwrap();
    }
    place.file("large.csv", large);
    // From the first bytes to well inside the writing; an unoptimised build needs far longer for the whole.
    for milliseconds in [60, 350, 800, 1_400, 2_300] {
        let mut child = place
            .command(&["import", "programs", "large.csv"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(milliseconds));
        assert!(child.try_wait().unwrap().is_none(), "the import was over before it could be killed");
        child.kill().unwrap();
        child.wait().unwrap();
        let began = Instant::now();
        let audit = place.run(&["check", "audit"]);
        assert_eq!(audit.code, Some(0), "after {milliseconds} ms: {}{}", audit.out, audit.err);
        assert!(began.elapsed() < Duration::from_secs(20), "opening after a crash");
        let state = place.json(&["import", "programs", "a.csv", "--dry-run", "--format", "json"]);
        assert_eq!((&state["unchanged"], &state["new"]), (&3.into(), &0.into()), "after {milliseconds} ms");
        let one = place.file("one.csv", "事業番号,事業名,年度\nX000000,新しい,令和6\n");
        let state = place.json(&["import", "programs", one.to_str().unwrap(), "--dry-run", "--format", "json"]);
        assert_eq!(state["new"], 1, "after {milliseconds} ms: nothing of the large file is there");
    }
}
