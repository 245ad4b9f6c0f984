//! What the files of the open data promise.

use std::collections::BTreeMap;

use super::*;
use crate::edition::{Program, example};

fn made(programs: usize) -> (Edition, BTreeMap<String, String>) {
    let edition = example::edition(programs);
    let files = files(&edition, "");
    let texts = files.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect();
    (edition, texts)
}

fn rows(csv: &str) -> Vec<BTreeMap<String, String>> {
    let text = csv.strip_prefix('\u{feff}').expect("begins with a byte order mark");
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let row =
        |record: ::csv::StringRecord| header.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

#[test]
fn the_same_edition_gives_the_same_files_sorted_and_each_once() {
    let (edition, _) = made(20);
    let first = files(&edition, "https://example.jp/data/");
    assert_eq!(first, files(&edition, "https://example.jp/data/"));
    let paths: Vec<&String> = first.iter().map(|(path, _)| path).collect();
    assert!(paths.windows(2).all(|pair| pair[0] < pair[1]));
    let needed = "programs program-money indicators reviews measures clusters cluster-members cluster-money roadmap-bars \
                  roadmap-revisions frame-years frame-entries outlook levers facilities glossary plan-figures logic-nodes \
                  logic-edges dictionary pictures/outlook-fund bodies body-members meetings meeting-agenda meeting-papers \
                  minutes remarks consultations consultation-results consultation-ways explanations initiative-themes \
                  initiatives initiative-milestones initiative-kpis initiative-kpi-values";
    for name in needed.split_whitespace() {
        assert!(paths.contains(&&format!("{name}.csv")) && paths.contains(&&format!("{name}.json")), "{name}");
    }
    for (path, bytes) in &first {
        assert_eq!(file(&edition, "https://example.jp/data/", path).as_ref(), Some(bytes), "{path}");
    }
    assert_eq!(file(&edition, "", "../programs.csv"), None);
    assert_eq!(file(&edition, "", "programs.xlsx"), None);
}

#[test]
fn every_entry_of_the_list_is_a_file() {
    let (edition, texts) = made(3);
    let entries = paths(&edition);
    assert!(entries.iter().all(|entry| texts.contains_key(&entry.path)));
    assert_eq!(entries.len(), texts.keys().filter(|path| !path.starts_with("items/") || *path == items::INDEX).count());
    assert_eq!(entries.iter().find(|entry| entry.path == "programs.csv").and_then(|entry| entry.rows), Some(3));
}

#[test]
fn the_amounts_of_all_sources_add_up_to_the_cost() {
    let (mut edition, _) = made(50);
    edition.programs[3].money[0] = crate::edition::Money {
        year: 2025,
        stage: "settled".into(),
        cost_yen: 1_000,
        general_yen: Some(400),
        ..Default::default()
    };
    let cost: i64 = edition.programs.iter().flat_map(|program| &program.money).map(|money| money.cost_yen).sum();
    let csv = String::from_utf8(file(&edition, "", "program-money.csv").unwrap()).unwrap();
    let rows = rows(&csv);
    let sum: i64 = rows.iter().map(|row| row["金額（円）"].parse::<i64>().unwrap()).sum();
    assert_eq!(sum, cost);
    let of_the_fourth: Vec<(&str, &str)> = rows
        .iter()
        .filter(|row| row["事業番号"] == "0004" && row["段階"] == "settled")
        .map(|row| (row["財源"].as_str(), row["金額（円）"].as_str()))
        .collect();
    assert_eq!(of_the_fourth, [("general", "400"), ("unstated", "600")]);
    assert!(rows.iter().all(|row| row["全国地方公共団体コード"] == "000000"));
}

#[test]
fn where_two_sheets_speak_of_a_year_only_the_later_is_counted() {
    let (mut edition, _) = made(2);
    let mut earlier: Program = edition.programs[0].clone();
    earlier.year -= 1;
    earlier.money[0].cost_yen = 1;
    earlier.money[0].general_yen = None;
    edition.programs.insert(0, earlier);
    let csv = String::from_utf8(file(&edition, "", "program-money.csv").unwrap()).unwrap();
    let spoken: i64 = rows(&csv).iter().map(|row| row["金額（円）"].parse::<i64>().unwrap()).sum();
    let latest: i64 = edition.programs[1..].iter().flat_map(|program| &program.money).map(|money| money.cost_yen).sum();
    assert_eq!(spoken, latest);
    let package: Value = serde_json::from_slice(&file(&edition, "", "datapackage.json").unwrap()).unwrap();
    assert_eq!(package["resources"][1]["schema"]["primaryKey"].as_array().unwrap().len(), 5);
}

#[test]
fn csv_and_json_hold_the_same_and_formulas_run_nowhere() {
    let (mut edition, _) = made(4);
    edition.programs[0].name = "=HYPERLINK(\"x\")".into();
    edition.programs[0].id = "007".into();
    edition.programs[1].summary = "二行の\r\n説明, \"引用\"".into();
    let csv = String::from_utf8(file(&edition, "", "programs.csv").unwrap()).unwrap();
    assert!(csv.starts_with('\u{feff}') && csv.ends_with("\r\n"));
    assert_eq!(csv.matches("事業番号").count(), 1);
    let rows = rows(&csv);
    assert_eq!((rows[0]["事業番号"].as_str(), rows[0]["事業名"].as_str()), ("007", "'=HYPERLINK(\"x\")"));
    assert_eq!(rows[1]["事業概要"], "二行の\n説明, \"引用\"");
    let json: Value = serde_json::from_slice(&file(&edition, "", "programs.json").unwrap()).unwrap();
    assert_eq!(json["rows"][0]["name"], "=HYPERLINK(\"x\")");
    assert_eq!(
        (&json["city_code"], &json["edition"], &json["licence"]),
        (&"000000".into(), &2.into(), &"CC-BY-4.0".into())
    );
    assert_eq!(json["rows"].as_array().unwrap().len(), 4);
    assert_eq!(json["rows"][0]["end_year"], Value::Null);
}

#[test]
fn the_package_promises_keys_that_hold_and_only_those() {
    let (mut edition, texts) = made(30);
    let package: Value = serde_json::from_str(&texts["datapackage.json"]).unwrap();
    let of = |package: &Value, name: &str| {
        let all = package["resources"].as_array().unwrap();
        all.iter().find(|resource| resource["name"] == name).unwrap()["schema"].clone()
    };
    for table in tables(&edition) {
        let schema = of(&package, &table.name);
        assert_eq!(schema["primaryKey"].as_array().map_or(0, Vec::len), table.key.len(), "{}", table.name);
        assert_eq!(schema["foreignKeys"].as_array().map_or(0, Vec::len), table.foreign.len(), "{}", table.name);
    }
    edition.clusters[0].members[0].program = "none".into();
    edition.glossary.push(edition.glossary[0].clone());
    let package: Value = serde_json::from_slice(&file(&edition, "", "datapackage.json").unwrap()).unwrap();
    assert_eq!(of(&package, "cluster-members")["foreignKeys"].as_array().unwrap().len(), 1);
    assert_eq!(of(&package, "glossary")["primaryKey"], Value::Null);
}

#[test]
fn every_heading_of_a_table_is_there_once_and_in_the_dictionary() {
    let (edition, texts) = made(3);
    let words = rows(&texts["dictionary.csv"]);
    for table in tables(&edition) {
        let listed: Vec<&str> =
            words.iter().filter(|row| row["表"] == table.name).map(|row| row["項目名"].as_str()).collect();
        let first =
            texts[&format!("{}.csv", table.path)].lines().next().unwrap().trim_start_matches('\u{feff}').to_owned();
        assert_eq!(listed.join(","), first, "{}", table.name);
        let once: std::collections::BTreeSet<&str> = listed.iter().copied().collect();
        assert_eq!(once.len(), listed.len(), "{}", table.name);
        for row in &table.rows {
            assert_eq!(row.len(), table.columns.len(), "{}", table.name);
        }
    }
}

#[test]
fn a_charts_table_keeps_its_headings_and_kinds() {
    let (mut edition, _) = made(1);
    let table = &mut edition.pictures[0].ja.table;
    table.header = vec!["年度".into(), "額".into(), "額".into(), String::new()];
    let mixed = |text: &str| crate::edition::TableCell::Text(text.into());
    for (row, word) in table.rows.iter_mut().zip(["1", "△"]) {
        row.extend([crate::edition::TableCell::Number("1.50".into()), mixed(word)]);
    }
    let csv = String::from_utf8(file(&edition, "", "pictures/outlook-fund.csv").unwrap()).unwrap();
    assert_eq!(
        csv,
        "\u{feff}全国地方公共団体コード,年度,額,額（2）,列4\r\n000000,令和7年度,26000000000,1.50,1\r\n000000,令和12年度,-20000000000,1.50,△\r\n"
    );
    let package: Value = serde_json::from_slice(&file(&edition, "", "datapackage.json").unwrap()).unwrap();
    let all = package["resources"].as_array().unwrap();
    let picture = all.iter().find(|resource| resource["name"] == "picture-outlook-fund").unwrap();
    let types: Vec<&str> =
        picture["schema"]["fields"].as_array().unwrap().iter().map(|field| field["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["string", "string", "integer", "number", "string"]);
}

#[test]
fn the_catalogue_names_licence_publisher_place_time_and_every_file() {
    let (edition, texts) = made(2);
    let base = "https://example.jp/data/";
    let catalog: Value = serde_json::from_slice(&file(&edition, base, "catalog.jsonld").unwrap()).unwrap();
    let datasets = catalog["dcat:dataset"].as_array().unwrap();
    assert_eq!(datasets.len(), tables(&edition).len() + 1);
    for dataset in datasets {
        assert_eq!(dataset["dct:license"]["@id"], "https://creativecommons.org/licenses/by/4.0/");
        assert_eq!(dataset["dct:modified"]["@value"], "2026-11-22");
        for distribution in dataset["dcat:distribution"].as_array().unwrap() {
            let address = distribution["dcat:downloadURL"]["@id"].as_str().unwrap();
            assert!(texts.contains_key(address.strip_prefix(base).unwrap()), "{address}");
        }
    }
    assert_eq!(catalog["dct:publisher"]["foaf:name"][0]["@value"], "例示市");
    assert_eq!(catalog["dct:spatial"]["dct:identifier"], "000000");
    let money =
        datasets.iter().find(|set| set["@id"] == "https://example.jp/data/catalog.jsonld#program-money").unwrap();
    assert_eq!(money["dct:temporal"]["dcat:startDate"]["@value"], "2025-04-01");
    assert_eq!(money["dct:temporal"]["dcat:endDate"]["@value"], "2027-03-31");
}

#[test]
fn the_licence_says_by_name_and_address_what_must_be_named() {
    let (mut edition, texts) = made(1);
    let statement = &texts["LICENCE.md"];
    assert!(statement.contains("CC-BY-4.0") && statement.contains("https://creativecommons.org/licenses/by/4.0/"));
    assert!(statement.contains("出典：例示市「例示市変革計画」公表版 第2版（2026-11-22公表）"));
    assert!(statement.contains("例示は説明のために作った値"));
    edition.about.licence = "CC0-1.0".into();
    edition.about.is_illustrative = false;
    let other = String::from_utf8(file(&edition, "", "LICENCE.md").unwrap()).unwrap();
    assert!(other.contains("publicdomain/zero") && other.contains("義務ではありません") && !other.contains("例示の"));
}

#[test]
fn days_are_days_of_the_calendar() {
    for (text, is) in [
        ("2026-11-22", true),
        ("2024-02-29", true),
        ("2026-02-29", false),
        ("2026-13-01", false),
        ("2025-03", false),
        ("", false),
        ("2026-1-1", false),
    ] {
        assert_eq!(table::is_day(text), is, "{text}");
    }
}

#[test]
fn meetings_remarks_and_results_are_tables_that_lead_to_one_another() {
    let (edition, texts) = made(3);
    let meetings = rows(&texts["meetings.csv"]);
    assert_eq!(meetings.len(), edition.meetings.len());
    let held = meetings.iter().find(|row| row["会議ID"] == "council-1").unwrap();
    let told =
        ["開催日", "公開資料の数", "非公開資料の数", "意見の数", "議事録の訂正"].map(|column| held[column].as_str());
    assert_eq!(told, ["2026-09-14", "1", "1", "2", "true"]);
    let remarks = rows(&texts["remarks.csv"]);
    let known = |row: &BTreeMap<String, String>| meetings.iter().any(|meeting| meeting["会議ID"] == row["会議ID"]);
    assert!(remarks.iter().all(|row| row["会議ID"].is_empty() || known(row)));
    let open = remarks.iter().find(|row| row["状態"] == "open").unwrap();
    assert_eq!((open["市の答え"].as_str(), open["意見を述べた人"].as_str(), open["役割"].as_str()), ("", "委員", ""));
    let declined = remarks.iter().find(|row| row["状態"] == "declined").unwrap();
    assert!(!declined["取り入れない理由"].is_empty() && !declined["市の答え"].is_empty());
    let results = rows(&texts["consultation-results.csv"]);
    let sum = |column: &str, rows: &[BTreeMap<String, String>]| -> i64 {
        rows.iter().filter_map(|row| row[column].parse::<i64>().ok()).sum()
    };
    let consultations = rows(&texts["consultations.csv"]);
    assert_eq!(consultations.iter().filter(|row| row["意見の件数"].is_empty()).count(), 1, "one is open");
    // One opinion of the six is hidden: it is counted, and its content stands nowhere.
    assert_eq!((sum("件数", &results), sum("意見の件数", &consultations)), (5, 6));
    assert_eq!((sum("提出数", &rows(&texts["consultation-ways.csv"])), sum("提出数", &consultations)), (5, 5));
    let papers = rows(&texts["consultation-papers.csv"]);
    assert_eq!((papers.len(), papers[0]["意見公募ID"].as_str()), (1, "reiji-open"));
    assert_eq!((papers[0]["ファイル名"].as_str(), papers[0]["SHA-256"].len()), ("reiji-open-1.docx", 64));
}

#[test]
fn indicators_say_how_each_value_is_known() {
    let (_, texts) = made(1);
    let values = rows(&texts["initiative-kpi-values.csv"]);
    let told: Vec<(&str, &str, &str)> =
        values.iter().map(|row| (row["種類"].as_str(), row["値"].as_str(), row["値の性質"].as_str())).collect();
    assert_eq!(told, [("baseline", "100", "公表"), ("actual", "86", "例示"), ("target", "50", "仮定")]);
    let package: Value = serde_json::from_slice(texts["datapackage.json"].as_bytes()).unwrap();
    let all = package["resources"].as_array().unwrap();
    let kpis = all.iter().find(|resource| resource["name"] == "initiative-kpi-values").unwrap();
    assert_eq!(kpis["schema"]["foreignKeys"][0]["reference"]["resource"], "initiative-kpis");
    assert_eq!(kpis["schema"]["primaryKey"].as_array().unwrap().len(), 3);
}
