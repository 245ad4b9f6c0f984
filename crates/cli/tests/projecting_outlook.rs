//! `henkaku project outlook` and `henkaku project ratios`: the published points hold, and what makes no sense is told.
//!
//! `cases/outlook`, `cases/reserve_fund` and `cases/ratios_command` hold commands with what they print beside them.

use crate::support;

use expect_test::expect_file;
use support::{Place, repository};

#[test]
fn the_cases_print_what_is_written_beside_them() {
    let mut seen = 0;
    for family in ["outlook", "reserve_fund", "ratios_command"] {
        let folder = repository().join("cases").join(family);
        let entries = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        for entry in entries.filter(|path| path.join("command.txt").is_file()) {
            let command = std::fs::read_to_string(entry.join("command.txt")).unwrap();
            let arguments: Vec<&str> = command.split_whitespace().skip(1).collect();
            let done = Place::new().run(&arguments);
            let name = entry.file_name().unwrap().to_string_lossy().into_owned();
            assert_eq!(done.code == Some(0), !name.starts_with("bad-"), "{name}: {}", done.err);
            let shown = match done.code {
                Some(0) => done.out.clone(),
                code => format!("exit {}\n{}{}", code.unwrap(), done.out, done.err),
            };
            // What was typed is repeated in an error; a result never has it.
            assert!(done.code != Some(0) || !shown.contains("NaN") && !shown.contains("inf"), "{name}");
            // CSV ends its lines with CRLF; the files beside the commands are plain text.
            expect_file![entry.join("result.txt")].assert_eq(&shown.replace("\r\n", "\n"));
            seen += 1;
        }
    }
    assert!(seen >= 25, "{seen}");
}

#[test]
fn the_fund_goes_from_one_published_point_to_the_other() {
    let place = Place::new();
    let found = place.json(&["project", "outlook", "--improvement", "50", "--format", "json"]);
    let fund = &found["fund"];
    assert_eq!(
        (fund["opening_yen"].as_i64(), fund["closing_yen"].as_i64()),
        (Some(37_600_000_000), Some(21_600_000_000))
    );
    assert_eq!(fund["without_improvement"]["closing_yen"], -3_400_000_000_i64);
    assert_eq!(fund["without_improvement"]["first_shortfall_year"], 2028);
    assert_eq!(fund["first_shortfall_year"], serde_json::Value::Null);
    assert_eq!(fund["published"].as_array().unwrap().len(), 7);
    assert_eq!(found["balancing"]["implied_mean_balance_yen"], -8_200_000_000_i64);
    let settled = &found["balances"][0];
    assert_eq!(
        (settled["is_settled"].as_bool(), settled["expenditure_yen"].as_i64()),
        (Some(true), Some(607_000_000_000))
    );
    assert!((settled["revenue_yen"].as_i64().unwrap() - 610_000_000_000).abs() <= 100_000_000);
    // Both bases say the same balance.
    let general = place.json(&["project", "outlook", "--basis", "general", "--format", "json"]);
    let row = |of: &serde_json::Value, key: &str| -> Vec<i64> {
        let rows = of["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["key"] == key).unwrap();
        row["amounts_yen"].as_array().unwrap().iter().map(|amount| amount.as_i64().unwrap()).collect()
    };
    assert_eq!(row(&found, "balance"), row(&general, "balance"));
    assert!(row(&found, "revenue")[0] > row(&general, "revenue")[0]);
    for of in [&found, &general] {
        let sides = row(of, "revenue").into_iter().zip(row(of, "expenditure"));
        let balance: Vec<i64> = sides.map(|(revenue, expenditure)| revenue - expenditure).collect();
        assert_eq!(balance, row(of, "balance"));
    }
}

#[test]
fn a_plan_folder_of_another_city_has_its_own_outlook_or_says_that_it_has_none() {
    let place = Place::new();
    assert_eq!(place.run(&["init", "city"]).code, Some(0));
    let found = place.json(&["project", "outlook", "--plan", "city", "--format", "json"]);
    let fund = &found["fund"];
    assert_eq!((fund["opening_oku"].as_i64(), fund["closing_oku"].as_i64()), (Some(40), Some(25)));
    let ratios = place.json(&["project", "ratios", "--plan", "city", "--format", "json"]);
    assert_eq!(ratios["ratios"][0]["figure"], "−");

    std::fs::remove_file(place.path().join("city/outlook.toml")).unwrap();
    std::fs::remove_file(place.path().join("city/soundness.toml")).unwrap();
    assert_eq!(place.run(&["check", "plan", "city"]).code, Some(0), "both files may be left out");
    for command in ["outlook", "ratios"] {
        let done = place.run(&["project", command, "--plan", "city"]);
        assert_eq!(done.code, Some(1));
        assert!(done.err.contains("[AP-002]"), "{}", done.err);
    }
}

#[test]
fn the_citys_own_limits_take_the_place_of_the_built_in_ones() {
    let place = Place::new();
    let own = std::fs::read_to_string(repository().join("parameters/soundness-limits.toml")).unwrap();
    std::fs::create_dir_all(place.path().join("data/parameters")).unwrap();
    place.file("data/parameters/soundness-limits.toml", own.replacen("percent = \"18\"", "percent = \"10\"", 1));
    let found = place.json(&["project", "ratios", "--format", "json"]);
    assert_eq!(found["ratios"][2]["reached"]["percent"], "10");
    place.file("data/parameters/soundness-limits.toml", own.replacen("percent = \"18\"", "percent = \"x\"", 1));
    let done = place.run(&["project", "ratios"]);
    assert_eq!(done.code, Some(1));
    assert!(done.err.contains("[PL-018] soundness-limits.toml:"), "{}", done.err);
}
