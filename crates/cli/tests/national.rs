//! `henkaku import national`, as a person runs it.

use crate::support;

use support::{Place, repository, shared_data};

#[test]
fn a_folder_is_imported_once_and_a_broken_one_changes_nothing() {
    let place = Place::new();
    let three = repository().join("cases/national/three-programs");
    let three = three.to_str().unwrap();
    let tried = place.json(&["import", "national", three, "--dry-run", "--format", "json"]);
    assert_eq!((tried["new"].as_u64(), tried["dry_run"].as_bool()), (Some(3), Some(true)));
    let first = place.json(&["import", "national", three, "--format", "json"]);
    assert_eq!((first["new"].as_u64(), first["models"]["links"].as_u64()), (Some(3), Some(8)));
    assert_eq!((first["related"]["pairs"].as_u64(), first["related"]["unknown"].as_u64()), (Some(3), Some(1)));
    let totals = first["totals"].as_array().unwrap();
    let current = totals.iter().find(|total| total["fiscal_year"] == 2024 && total["stage"] == "current").unwrap();
    assert_eq!((current["cost_yen"].as_i64(), current["accounts_yen"].as_i64()), (Some(99_800_000), Some(99_800_000)));
    let again = place.run(&["import", "national", three]);
    assert!(again.out.contains("すべて取込済みの内容と同じです"), "{}", again.out);

    std::fs::create_dir(place.path().join("broken")).unwrap();
    let broken = place.run(&["import", "national", "broken", "--format", "json"]);
    assert_eq!(broken.code, Some(1));
    let report: serde_json::Value = serde_json::from_str(&broken.out).unwrap();
    assert_eq!((report["refused"].as_bool(), report["imported"].as_u64()), (Some(true), Some(0)));
    assert_eq!(report["problem_counts"]["IN-730"].as_u64(), Some(7), "{report}");
    let text = place.run(&["import", "national", "broken"]);
    assert!(text.out.contains("何も取り込みませんでした"), "{}", text.out);
    assert_ne!(place.run(&["import", "national", "nowhere"]).code, Some(0));
}

#[test]
fn the_published_folder_reports_its_own_totals() {
    let Some(folder) = shared_data("national-review-sheets-2024") else { return };
    let place = Place::new();
    let report = place.json(&["import", "national", folder.to_str().unwrap(), "--dry-run", "--format", "json"]);
    assert_eq!((report["read"].as_u64(), report["imported"].as_u64()), (Some(5_664), Some(5_664)));
    assert_eq!(report["models"]["links"].as_u64(), Some(28_293));
    let totals = report["totals"].as_array().unwrap();
    let current = totals.iter().find(|total| total["fiscal_year"] == 2024 && total["stage"] == "current").unwrap();
    assert_eq!(current["cost_yen"].as_i64(), Some(146_625_491_899_800));
}
