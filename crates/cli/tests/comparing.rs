//! `henkaku compare` as a person runs it: `cases/comparison/command`.

use crate::support;

use std::path::Path;

use expect_test::expect_file;
use support::Place;

fn golden(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/comparison/command").join(name)
}

#[test]
fn the_city_is_third_from_the_high_side() {
    let place = Place::new();
    let question = "compare --indicator ordinary-balance-ratio --year 2021 --group designated-cities";
    let ask = |more: &[&str]| -> Vec<String> {
        question.split(' ').map(str::to_owned).chain(more.iter().map(|more| (*more).to_owned())).collect()
    };
    let run = |more: &[&str]| {
        let arguments = ask(more);
        let done = place.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(done.code, Some(0), "{}", done.err);
        done.out
    };
    expect_file![golden("ranking.txt")].assert_eq(&run(&[]));
    let json = run(&["--format", "json"]);
    expect_file![golden("ranking.json")].assert_eq(&json);
    expect_file![golden("ranking.csv")].assert_eq(&run(&["--format", "csv"]).replace("\r\n", "\n"));
    let answer: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((answer["city"]["place"].as_i64(), answer["city"]["value"].as_str()), (Some(3), Some("96.3")));
    assert_eq!(answer["city"]["verdict_ja"], "平均より悪い");
    let low = run(&["--from", "low", "--city", "福岡市", "--format", "json"]);
    let low: serde_json::Value = serde_json::from_str(&low).unwrap();
    assert_eq!((low["city"]["code"].as_str(), low["city"]["place"].as_i64()), (Some("401307"), Some(5)));
}

#[test]
fn what_is_there_can_be_listed() {
    let place = Place::new();
    let done = place.run(&["compare", "--list"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(done.out.contains("ordinary-balance-ratio\t経常収支比率\t2015 2016"), "{}", done.out);
}

#[test]
fn what_is_not_there_fails_with_its_code_and_says_what_is() {
    let place = Place::new();
    for (arguments, code, told) in [
        (["--indicator", "nonsense"], "AP-055", "future-burden-ratio"),
        (["--group", "tokyo"], "AP-056", "prefecture-47"),
        (["--city", "401006"], "AP-057", "40100 北九州市"),
        (["--year", "1999"], "AP-058", "2021, 2023"),
        (["--from", "middle"], "AP-059", "high, low"),
    ] {
        let done = place.run(&[&["compare"][..], &arguments[..]].concat());
        assert_eq!(done.code, Some(1), "{arguments:?}: {}", done.out);
        assert!(done.out.is_empty(), "{}", done.out);
        assert!(done.err.contains(code) && done.err.contains(told), "{arguments:?}: {}", done.err);
    }
}
