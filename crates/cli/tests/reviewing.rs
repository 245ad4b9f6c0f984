//! `henkaku review` as a person runs it: open, status, sheet; every refusal by its code, nothing half done.

use crate::support;

use support::{PROGRAMS, Place};

#[test]
fn a_review_is_opened_and_read_by_command() {
    let place = Place::new();
    let none = place.run(&["review", "status"]);
    assert_eq!(none.code, Some(1));
    assert!(none.err.contains("henkaku review open"), "{}", none.err);
    let empty = place.run(&["review", "open", "--year", "R7"]);
    assert!(empty.code == Some(1) && empty.err.contains("[AP-091]"), "{}", empty.err);
    place.file("a.csv", PROGRAMS);
    place.json(&["import", "programs", "a.csv", "--format", "json"]);
    let wrong = place.run(&["review", "open", "--year", "R7", "--open", "2025-10-01"]);
    assert!(wrong.code == Some(1) && wrong.err.contains("[RF-120]"), "{}", wrong.err);
    assert!(wrong.err.contains("2025-10-01") && wrong.err.contains("2025-08-31"), "{}", wrong.err);
    for (option, text) in [("--open", "2025-02-30"), ("--year", "ことし"), ("--freeze", "来年")] {
        let done = place.run(&["review", "open", "--year", "R7", option, text]);
        assert_ne!(done.code, Some(0), "{option} {text}");
    }

    let opened = place.json(&["review", "open", "--year", "R7", "--freeze", "none", "--format", "json"]);
    assert_eq!((&opened["year"], &opened["source_year"], &opened["sheets"]), (&2025.into(), &2024.into(), &3.into()));
    assert_eq!(opened["calendar"]["freeze"], serde_json::Value::Null);
    assert_eq!(opened["calendar"]["due"][0][1], "2025-08-31");
    let again = place.run(&["review", "open", "--year", "2025"]);
    assert!(again.code == Some(1) && again.err.contains("[AP-090]"), "{}", again.err);
    let nothing = place.run(&["review", "add-programs", "--year", "R7"]);
    assert!(nothing.code == Some(1) && nothing.err.contains("[AP-105]"), "{}", nothing.err);

    let status = place.json(&["review", "status", "--format", "json"]);
    assert_eq!((&status["total"]["sheets"], &status["total"]["not_started"]), (&3.into(), &3.into()));
    let text = place.run(&["review", "status", "--year", "令和7年度"]);
    assert!(text.out.contains("危機管理室\t1\t0\t0\t0\t0"), "{}", text.out);
    let sheet = place.json(&["review", "sheet", "R7", "0101"]);
    assert_eq!((&sheet["name"], &sheet["state"]), (&"防災訓練".into(), &"not-started".into()));
    assert!(sheet["missing"].as_array().unwrap().iter().any(|one| one["code"] == "RF-205"), "{sheet}");
    let by_id = place.json(&["review", "sheet", "R7", &format!("#{}", sheet["program"])]);
    assert_eq!(by_id, sheet);
    assert_eq!(place.run(&["review", "sheet", "R7", "9999"]).code, Some(1));
    assert_eq!(place.run(&["check", "audit"]).code, Some(0));
}
