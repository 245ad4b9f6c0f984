//! `henkaku check` and `henkaku init`: plan folders and the audit trail.

use crate::support;

use support::{PROGRAMS, Place, repository};

#[test]
fn the_plan_of_the_first_city_is_sound_and_faults_are_named_with_their_codes() {
    let place = Place::new();
    let plan = repository().join("plans/kitakyushu");
    let done = place.run(&["check", "plan", plan.to_str().unwrap()]);
    assert_eq!(done.code, Some(0), "{}{}", done.out, done.err);
    assert!(done.out.ends_with("問題ありません。\n"), "{}", done.out);

    let faulty = repository().join("cases/plan/many-faults");
    let done = place.run(&["check", "plan", faulty.to_str().unwrap()]);
    assert_eq!(done.code, Some(1));
    let named = done.out.lines().filter(|line| line.contains("[PL-") && line.contains(".toml")).count();
    assert!(named >= 3, "{}", done.out);
    assert!(done.out.contains("誤りが"), "{}", done.out);
}

#[test]
fn the_template_for_another_city_passes_and_nothing_is_overwritten() {
    let place = Place::new();
    let done = place.run(&["init", "city"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    let done = place.run(&["check", "plan", "city"]);
    assert_eq!(done.code, Some(0), "{}{}", done.out, done.err);
    let before = std::fs::read(place.path().join("city/city.toml")).unwrap();
    let again = place.run(&["init", "city"]);
    assert_eq!(again.code, Some(1));
    assert!(again.err.contains("[AP-004]") && again.err.contains("空ではありません"), "{}", again.err);
    assert_eq!(std::fs::read(place.path().join("city/city.toml")).unwrap(), before);

    place.file("a-file", "x");
    assert_eq!(place.run(&["init", "a-file"]).code, Some(1));
    // The program runs on it.
    place.file("a.csv", PROGRAMS);
    let report = place.json(&["import", "programs", "a.csv", "--plan", "city", "--format", "json"]);
    assert_eq!(report["new"], 3);
}

#[test]
fn the_audit_trail_holds_after_every_kind_of_command() {
    let place = Place::new();
    let empty = place.run(&["check", "audit"]);
    assert_eq!(empty.code, Some(0), "{}", empty.err);
    place.file("a.csv", PROGRAMS);
    place.json(&["import", "programs", "a.csv", "--format", "json"]);
    place.file("b.csv", PROGRAMS.replace("公園", "緑地"));
    place.json(&["import", "programs", "b.csv", "--format", "json"]);
    let done = place.run(&["check", "audit"]);
    assert_eq!(done.code, Some(0), "{}{}", done.out, done.err);
    assert!(done.out.starts_with("監査証跡 ") && done.out.contains("問題はありません"), "{}", done.out);
}
