//! `henkaku import indicators | cards | population | municipalities`: what a person at the terminal gets.

use crate::support;

use support::{Place, shared_data};

const TABLE: &str = "都道府県名,団体名,財政力指数,将来負担比率
福岡県,北九州市,0.70,150.0
福岡県,どこにもない市,0.70,150.0
";

#[test]
fn a_table_comes_in_once_and_its_faults_are_told() {
    let place = Place::new();
    let file = place.file("R3.csv", TABLE);
    let file = file.to_str().unwrap();
    let tried = place.json(&["import", "indicators", "--dry-run", "--format", "json", file]);
    assert_eq!((&tried["dry_run"], &tried["usable"]), (&true.into(), &true.into()));
    assert_eq!((&tried["files"][0]["new"], &tried["files"][0]["source_id"]), (&2.into(), &serde_json::Value::Null));
    let report = place.json(&["import", "indicators", "--format", "json", file]);
    let one = &report["files"][0];
    assert_eq!((&one["fiscal_year"], &one["year_from"]), (&2021.into(), &"file-name".into()));
    assert_eq!((&one["read"], &one["figures"], &one["new_cities"]), (&2.into(), &2.into(), &1.into()));
    assert_eq!(one["source_id"], 1);
    let unknown = one["issues"].as_array().unwrap().iter().find(|issue| issue["code"] == "IN-603").unwrap();
    assert_eq!((&unknown["place"], &unknown["severity"]), (&"R3.csv:3 › 団体名".into(), &"error".into()));
    let again = place.run(&["import", "indicators", file]);
    assert_eq!(again.code, Some(0));
    assert!(again.out.contains("すべて取込済みの内容と同じです"), "{}", again.out);
}

#[test]
fn what_cannot_be_used_fails_and_says_what_to_do() {
    let place = Place::new();
    let good = place.file("R3.csv", TABLE);
    let yearless = place.file("表.csv", TABLE);
    let done = place.run(&["import", "indicators", good.to_str().unwrap(), yearless.to_str().unwrap()]);
    assert_eq!(done.code, Some(1));
    for words in ["IN-600", "--year 2023", "このファイルは使えません", "何も取り込みませんでした"]
    {
        assert!(done.out.contains(words), "{words} ∉ {}", done.out);
    }
    let nothing = place.json(&["import", "indicators", "--format", "json", "--dry-run", good.to_str().unwrap()]);
    assert_eq!(nothing["files"][0]["new"], 2, "nothing of the good file came in beside the bad one");
    let said = place.run(&["import", "indicators", yearless.to_str().unwrap(), "--year", "2021"]);
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    let cards = place.file("cards.csv", "団体名\n");
    for (arguments, words) in [
        (vec!["import", "cards", cards.to_str().unwrap(), "--year", "2023"], "IN-101"),
        (vec!["import", "cards", cards.to_str().unwrap()], "IN-600"),
        (vec!["import", "population", cards.to_str().unwrap()], "IN-101"),
        (vec!["import", "municipalities", cards.to_str().unwrap()], "IN-101"),
    ] {
        let done = place.run(&arguments);
        assert!(done.code == Some(1) && done.out.contains(words), "{arguments:?}: {}{}", done.out, done.err);
    }
    for arguments in [
        vec!["import", "cards", cards.to_str().unwrap(), "--year", "2023", "--mapping", "nowhere"],
        vec!["import", "indicators", "no-such-file.xlsx"],
        vec!["import", "indicators", good.to_str().unwrap(), "--year", "99999"],
    ] {
        let done = place.run(&arguments);
        assert!(done.code == Some(1) && !done.err.is_empty(), "{arguments:?}: {}{}", done.out, done.err);
    }
}

#[test]
fn the_published_tables_come_in_together() {
    let Some(newest) = shared_data("ministry-fiscal-indicators/R3.xlsx") else { return };
    let folder = newest.parent().unwrap();
    let place = Place::new();
    let mut files: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().display().to_string()).collect();
    files.sort();
    let mut arguments = vec!["import", "indicators", "--format", "json"];
    arguments.extend(files.iter().map(String::as_str));
    let report = place.json(&arguments);
    assert_eq!(report["files"].as_array().unwrap().len(), 17);
    let years: Vec<i64> =
        report["files"].as_array().unwrap().iter().map(|file| file["fiscal_year"].as_i64().unwrap()).collect();
    assert_eq!((years.iter().min(), years.iter().max()), (Some(&2005), Some(&2021)));
    // 経常収支比率 of 北九州市 is third from the high side, as the plan says.
    let compared = place.json(&[
        "compare",
        "--indicator",
        "ordinary-balance-ratio",
        "--year",
        "2021",
        "--group",
        "designated-cities",
        "--format",
        "json",
    ]);
    assert_eq!((&compared["city"]["value"], &compared["city"]["place"]), (&"96.3".into(), &3.into()));
    assert_eq!((&compared["averages"]["published"], &compared["group"]["with_figure"]), (&"92.7".into(), &20.into()));
}
