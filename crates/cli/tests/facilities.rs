//! `henkaku import facilities` and `henkaku project facilities`, as a person runs them.

use crate::support;

use support::{Place, repository, shared_data};

const LIST: &str = "施設番号,施設名,分類,延床面積（㎡）,建築年度\n\
                    1,東小学校,学校教育系施設,10000,1975\n\
                    2,児童クラブ,子育て支援施設,,\n";

#[test]
fn a_list_is_imported_once_and_a_faulty_one_changes_nothing() {
    let place = Place::new();
    place.file("list.csv", LIST);
    let first = place.json(&["import", "facilities", "list.csv", "--format", "json"]);
    assert_eq!((first["new"].as_u64(), first["floor_area_m2"].as_str()), (Some(2), Some("10000.00")));
    let again = place.json(&["import", "facilities", "list.csv", "--format", "json"]);
    assert_eq!((again["new"].as_u64(), again["unchanged"].as_u64()), (Some(0), Some(2)));

    place.file("bad.csv", format!("{LIST}3,西住宅,公営住宅,-1,1980\n4,北住宅,公営住宅,100,昭和70\n"));
    let bad = place.run(&["import", "facilities", "bad.csv", "--format", "json"]);
    assert_eq!(bad.code, Some(1));
    let report: serde_json::Value = serde_json::from_str(&bad.out).unwrap();
    assert_eq!((report["refused"].as_bool(), report["imported"].as_u64()), (Some(true), Some(0)));
    let issues: Vec<(&str, &str)> = report["issues"].as_array().unwrap().iter().map(issue).collect();
    assert_eq!(issues, [("IN-622", "bad.csv:4 › 延床面積（㎡）"), ("IN-305", "bad.csv:5 › 建築年度")]);
    let text = place.run(&["import", "facilities", "bad.csv"]);
    assert!(text.out.contains("何も取り込みませんでした"), "{}", text.out);
    let after = place.json(&["import", "facilities", "list.csv", "--dry-run", "--format", "json"]);
    assert_eq!(after["unchanged"].as_u64(), Some(2));
}

fn issue(issue: &serde_json::Value) -> (&str, &str) {
    (issue["code"].as_str().unwrap(), issue["place"].as_str().unwrap())
}

#[test]
fn the_renewal_of_the_imported_list_is_projected_in_exact_yen() {
    let place = Place::new();
    place.file("list.csv", LIST);
    place.json(&["import", "facilities", "list.csv", "--format", "json"]);
    let plain = place.json(&["project", "facilities", "--from", "2016", "--format", "json"]);
    assert_eq!(plain["illustrative"], false);
    assert_eq!(plain["baseline"]["total_yen"].as_i64(), Some(5_000_000_000));
    assert_eq!(plain["scenario"]["yearly_mean_yen"].as_i64(), Some(125_000_000));
    assert_eq!(plain["baseline"]["backlog_repair_yen"].as_i64(), Some(1_700_000_000));

    place.file("assets.toml", "[[asset]]\nkind = \"road\"\nquantity = 1_500_000\n");
    let arguments = "project facilities --from 2016 --years 40 --calibrate 100 --rule long-life --reduce school:20:2025-2044 \
                     --reduce all:5:2020-2030 --ceiling 5.5 --infrastructure assets.toml --format json";
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    let found = place.json(&arguments);
    // 100億円 of buildings, and 4.7億円 of road a year.
    assert_eq!(found["baseline"]["total_yen"].as_i64(), Some(10_000_000_000 + 40 * 470_000_000));
    assert_eq!(found["calibration"]["factor"].as_f64(), Some(2.0));
    let years = found["scenario"]["by_year"].as_array().unwrap();
    assert!(years.iter().all(|year| year["spent_yen"].as_i64().unwrap() <= 550_000_000));
    assert_eq!(years[0]["infrastructure_yen"].as_i64(), Some(470_000_000));
    let csv = place.run(&["project", "facilities", "--from", "2016", "--format", "csv"]);
    assert_eq!(csv.out.lines().count(), 41);
    let text = place.run(&["project", "facilities", "--from", "2016"]);
    assert!(text.out.contains("期間の合計（億円）") && text.out.contains("50.0"), "{}", text.out);
}

#[test]
fn without_a_list_the_made_up_one_comes_to_the_plans_total_and_says_so() {
    let place = Place::new();
    let found = place.json(&["project", "facilities", "--years", "40", "--calibrate", "12040", "--format", "json"]);
    assert_eq!(found["illustrative"], true);
    assert_eq!(found["baseline"]["total_yen"].as_i64(), Some(1_204_000_000_000));
    assert_eq!(found["baseline"]["yearly_mean_yen"].as_i64(), Some(30_100_000_000));
    assert_eq!(found["investment"]["yearly_yen"].as_i64(), Some(62_000_000_000));
    let model = found["calibration"]["model_total_yen"].as_i64().unwrap();
    let factor = found["calibration"]["factor"].as_f64().unwrap();
    assert!((model as f64 * factor - 1_204_000_000_000.0).abs() < 1.0);
}

#[test]
fn options_that_make_no_sense_are_all_told_with_their_codes() {
    let place = Place::new();
    let bad = place.run(&[
        "project",
        "facilities",
        "--years",
        "0",
        "--reduce",
        "harbour:20:2025-2044",
        "--reduce",
        "school:120:2025-2044",
        "--ceiling",
        "0",
        "--calibrate",
        "0",
        "--rule",
        "never",
        "--price-factor",
        "abc",
    ]);
    assert_eq!((bad.code, bad.out.as_str()), (Some(1), ""));
    for code in ["AP-012", "AP-013", "AP-014", "AP-040", "AP-041", "AP-042"] {
        assert!(bad.err.contains(code), "{code}: {}", bad.err);
    }
    for (option, code) in [
        (["--reduce", "harbour:20:2025-2044"], "AP-041"),
        (["--reduce", "school:120:2025-2044"], "AP-040"),
        (["--ceiling", "0"], "AP-042"),
        (["--calibrate", "0"], "AP-042"),
    ] {
        let bad = place.run(&["project", "facilities", option[0], option[1]]);
        assert!(bad.code == Some(1) && bad.err.contains(code), "{option:?}: {}", bad.err);
    }
    place.file("assets.csv", "kind,quantity,built\nharbour,10,1980\nroad,-1,\n");
    let bad = place.run(&["project", "facilities", "--infrastructure", "assets.csv"]);
    assert!(bad.code == Some(1) && bad.err.contains("IN-630") && bad.err.contains("IN-631"), "{}", bad.err);
    let bad = place.run(&["import", "facilities", "assets.csv", "--mapping", "never"]);
    assert!(bad.err.contains("AP-011"), "{}", bad.err);
}

#[test]
fn the_list_of_a_real_city_is_imported_and_projected() {
    let Some(file) = shared_data("toyohashi-facilities/toyohashi_shisetsu_list.csv") else { return };
    let place = Place::new();
    let mapping = repository().join("mappings/toyohashi.toml").display().to_string();
    let file = file.display().to_string();
    let done = place.json(&["import", "facilities", &file, "--mapping", &mapping, "--format", "json"]);
    assert_eq!((done["read"].as_u64(), done["imported"].as_u64()), (Some(413), Some(413)));
    assert_eq!((done["inside_others"].as_u64(), done["floor_area_m2"].as_str()), (Some(26), Some("1226943.30")));
    assert_eq!(done["cost_yen"].as_i64(), Some(69_301_420_876));
    assert_eq!(done["shared_cost_groups"][0], "市営住宅");
    let again = place.json(&["import", "facilities", &file, "--mapping", &mapping, "--format", "json"]);
    assert_eq!(
        (again["new"].as_u64(), again["changed"].as_u64(), again["unchanged"].as_u64()),
        (Some(0), Some(0), Some(413))
    );
    let found = place.json(&["project", "facilities", "--format", "json"]);
    assert_eq!((found["facilities"].as_u64(), found["illustrative"].as_bool()), (Some(387), Some(false)));
    assert!(found["calibration"].is_null());
    let years = found["scenario"]["by_year"].as_array().unwrap();
    let sum: i64 = years.iter().map(|year| year["total_yen"].as_i64().unwrap()).sum();
    assert_eq!(found["scenario"]["total_yen"].as_i64(), Some(sum));
}
