//! Review sheets for people: what is missing, what two edits become, what a word means.

use crate::support;

use expect_test::{expect, expect_file};
use fiscal::{FiscalYear, Quantity};
use reform::program::{Indicator, IndicatorKind, IndicatorValue};
use reform::review::{DirectionReading, Fields, ReviewSheet, find_missing, merge, published_vocabularies};
use support::fields;

/// The six viewpoints of the city's plan, by id.
const VIEWPOINTS: [&str; 6] =
    ["needs-and-times", "cost-effectiveness", "overlap", "level-and-scope", "digital", "public-private"];

fn year() -> FiscalYear {
    FiscalYear::new(2026).unwrap()
}

/// An outcome indicator with a target the year after the one under review.
fn indicator(kind: IndicatorKind, target_year: i32) -> Indicator {
    let fiscal_year = FiscalYear::new(target_year).unwrap();
    let value = IndicatorValue { fiscal_year, target: Some(Quantity::whole(60)), actual: None };
    Indicator {
        kind, mark: String::new(), name: "健診を受けた人の割合".into(), unit: "％".into(), values: vec![value]
    }
}

#[test]
fn what_a_sheet_lacks() {
    for folder in support::folders("review", "sheet.toml") {
        let indicators = match folder.file_name().and_then(|name| name.to_str()) {
            Some("empty") => vec![indicator(IndicatorKind::Activity, 2027), indicator(IndicatorKind::Outcome, 2026)],
            Some(name) if name.starts_with("kpi") => Vec::new(),
            _ => vec![indicator(IndicatorKind::Outcome, 2027)],
        };
        let fields = fields(&folder.join("sheet.toml"));
        let mut out = String::new();
        match ReviewSheet::from_fields("P-0001", year(), &fields) {
            Ok(sheet) => {
                assert_eq!(sheet.to_fields(), fields, "{}", folder.display());
                for missing in find_missing(&sheet, &VIEWPOINTS, &indicators) {
                    out.push_str(&format!("{}  {}  {}\n", missing.kind.code, missing.field, missing.kind.title_ja));
                }
            }
            Err(problems) => {
                for problem in problems {
                    let kind = problem.kind;
                    let text: String = problem.text.chars().take(20).collect();
                    out.push_str(&format!("{}  {}  {}: {text:?}\n", kind.code, problem.field, kind.title_ja));
                }
            }
        }
        if out.is_empty() {
            out.push_str("提出できます / It can be handed in\n");
        }
        expect_file![folder.join("answer.txt")].assert_eq(&out);
    }
}

#[test]
fn what_two_edits_become() {
    for folder in support::folders("review", "base.toml") {
        let side = |name: &str| fields(&folder.join(name));
        let (base, mine, theirs) = (side("base.toml"), side("mine.toml"), side("theirs.toml"));
        let merged = merge(&base, &mine, &theirs);
        let mut out = String::from("# 決まった欄 / settled\n");
        for (field, text) in merged.fields.iter() {
            out.push_str(&format!("{field} = {text:?}\n"));
        }
        out.push_str("\n# 人が決める欄 / to be decided\n");
        for conflict in &merged.conflicts {
            let shown =
                |text: &Option<String>| text.as_ref().map_or("（空欄）".to_owned(), |text| format!("{text:?}"));
            out.push_str(&format!("{}\n", conflict.field));
            for (side, text) in [("base", &conflict.base), ("mine", &conflict.mine), ("theirs", &conflict.theirs)] {
                out.push_str(&format!("  {side:<8}{}\n", shown(text)));
            }
        }
        expect_file![folder.join("merged.txt")].assert_eq(&out);
    }
}

#[test]
fn a_conflict_is_decided_by_a_person() {
    let one = |text| Fields::from_iter([("direction", text)]);
    let mut merged = merge(&one("continue"), &one("reduce"), &one("abolish"));
    assert!(merged.fields.is_empty() && merged.conflicts.len() == 1);
    assert!(!merged.decide("direction-reason", Some("x")));
    assert!(merged.decide("direction", Some("reduce")));
    assert_eq!((merged.fields.get("direction"), merged.conflicts.len()), (Some("reduce"), 0));
}

#[test]
fn a_workbook_that_writes_lines_its_own_way_changes_nothing() {
    let base = Fields::from_iter([("direction-reason", "一行目\n二行目")]);
    let back = Fields::from_iter([("direction-reason", "一行目\r\n二行目\r\n"), ("merge-into", "  ")]);
    assert_eq!(base, back);
}

#[test]
fn words_of_other_cities() {
    let mut out = String::new();
    for vocabulary in published_vocabularies() {
        for words in ["拡充", "充実", " 再構築", "縮減", "休廃止", "廃止・休止", "執行等改善", "終了", "見直し"]
        {
            let reading = match vocabulary.read(words) {
                DirectionReading::One(direction) => direction.label_ja().to_owned(),
                DirectionReading::OneOf(several) => {
                    let several: Vec<&str> = several.iter().map(|direction| direction.label_ja()).collect();
                    format!("{} のどれか", several.join("・"))
                }
                DirectionReading::Unknown => "–".into(),
            };
            out.push_str(&format!("{} {}: {reading}\n", vocabulary.name, words.trim()));
        }
    }
    expect_file!["../../../cases/review/words.txt"].assert_eq(&out);
}

#[test]
fn names_that_are_no_field_are_refused() {
    let names =
        ["", "direction.", ".direction", "check.overlap", "check..reason", "measure.a.", "measure.a.cost", "x.y.z"];
    let fields = Fields::from_iter(names.map(|name| (name, "1")));
    let problems = ReviewSheet::from_fields("P", year(), &fields).unwrap_err();
    assert_eq!(problems.len(), names.len());
    assert!(problems.iter().all(|problem| problem.kind.code == "RF-222"));
}

#[test]
fn oversized_and_control_characters_are_refused_by_field() {
    let long = "長".repeat(4_001);
    let fields = Fields::from_iter([
        ("direction-reason", long.as_str()),
        ("check.overlap.reason", "a\u{0}b"),
        ("check.overlap.evidence", "絵文字 🙂 と外字 \u{E000}、<script> はそのまま残る"),
    ]);
    let problems = ReviewSheet::from_fields("P", year(), &fields).unwrap_err();
    let seen: Vec<_> = problems.iter().map(|problem| (problem.field.as_str(), problem.kind.code)).collect();
    expect![[r#"
        [
            (
                "check.overlap.reason",
                "RF-221",
            ),
            (
                "direction-reason",
                "RF-220",
            ),
        ]
    "#]]
    .assert_debug_eq(&seen);
}
