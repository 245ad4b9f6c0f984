//! Review sheets for people: what is missing, what two edits become, what a word means; and what always holds.

mod support;

use std::path::Path;

use expect_test::{expect, expect_file};
use fiscal::{FiscalYear, Quantity, Yen};
use proptest::prelude::*;
use reform::program::{Direction, Indicator, IndicatorKind, IndicatorValue};
use reform::review::{
    DirectionReading, Fields, Judgement, Measure, ReviewSheet, SelfCheck, find_missing, merge, published_vocabularies,
};
use toml::{Table, Value};

/// The six viewpoints of the city's plan, by id.
const VIEWPOINTS: [&str; 6] =
    ["needs-and-times", "cost-effectiveness", "overlap", "level-and-scope", "digital", "public-private"];

fn year() -> FiscalYear {
    FiscalYear::new(2026).unwrap()
}

/// A table of a case as fields: `[check.overlap] reason = …` is the field `check.overlap.reason`.
fn fields(path: &Path) -> Fields {
    fn gather(table: &Table, before: &str, out: &mut Fields) {
        for (key, value) in table {
            match value {
                Value::Table(inner) => gather(inner, &format!("{before}{key}."), out),
                Value::String(text) => out.set(format!("{before}{key}"), text),
                other => out.set(format!("{before}{key}"), &other.to_string()),
            }
        }
    }
    let mut out = Fields::default();
    gather(&support::read(path), "", &mut out);
    out
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
        let indicators = match folder.ends_with("empty") {
            true => vec![indicator(IndicatorKind::Activity, 2027), indicator(IndicatorKind::Outcome, 2026)],
            false => vec![indicator(IndicatorKind::Outcome, 2027)],
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

fn any_fields() -> impl Strategy<Value = Fields> {
    let names = [
        "direction",
        "direction-reason",
        "check.overlap.reason",
        "measure.m1.text",
        "measure.m1.effect-yen",
        "measure.m2.text",
        "measure.m2.first-year",
    ];
    prop::collection::vec((prop::sample::select(names.to_vec()).prop_map(str::to_owned), "[abc]?"), 0..10)
        .prop_map(Fields::from_iter)
}

/// A short text without blanks at its end, so that it is kept as it is.
fn any_text() -> impl Strategy<Value = String> {
    "([ -~あ-ん]{0,12}\n?[あ-ん]{1,4})?"
}

fn any_sheet() -> impl Strategy<Value = ReviewSheet> {
    let year = || prop::option::of((2020..2040).prop_map(|year| FiscalYear::new(year).unwrap()));
    let yen = || prop::option::of(any::<i64>().prop_map(Yen));
    let direction = || prop::option::of(prop::sample::select(Direction::ALL));
    let judgement = prop::option::of(prop::sample::select(Judgement::ALL));
    let check = (judgement, "[あ-ん]{1,5}", any_text());
    let measure = (any_text(), year(), yen(), yen(), any::<bool>());
    (
        prop::collection::btree_map(prop::sample::select(&VIEWPOINTS[..]), check, 0..6),
        (direction(), any_text(), prop::option::of("P-[0-9]{4}"), year()),
        prop::collection::btree_map("[a-z0-9-]{1,8}", measure, 0..4),
    )
        .prop_map(|(checks, (direction, direction_reason, merge_into, last_year), measures)| ReviewSheet {
            program: "P-0001".into(),
            fiscal_year: FiscalYear::new(2026).unwrap(),
            checks: checks
                .into_iter()
                .map(|(viewpoint, (judgement, reason, evidence))| SelfCheck {
                    viewpoint: viewpoint.into(),
                    judgement,
                    reason,
                    evidence,
                })
                .collect(),
            direction,
            direction_reason,
            merge_into,
            last_year,
            measures: measures
                .into_iter()
                .map(|(id, (text, first_year, effect, effect_general, recurring))| Measure {
                    id,
                    text: format!("{text}取組"),
                    first_year,
                    effect,
                    effect_general,
                    recurring,
                })
                .collect(),
        })
}

proptest! {
    #[test]
    fn a_sheet_comes_back_from_its_fields(sheet in any_sheet()) {
        let back = ReviewSheet::from_fields(&sheet.program, sheet.fiscal_year, &sheet.to_fields());
        prop_assert_eq!(back, Ok(sheet));
    }

    #[test]
    fn no_edit_is_lost(base in any_fields(), mine in any_fields(), theirs in any_fields()) {
        let merged = merge(&base, &mine, &theirs);
        let names: std::collections::BTreeSet<&str> =
            [&base, &mine, &theirs].into_iter().flat_map(|side| side.iter().map(|(name, _)| name)).collect();
        for name in names {
            let (was, my, their, is) = (base.get(name), mine.get(name), theirs.get(name), merged.fields.get(name));
            match merged.conflicts.iter().find(|conflict| conflict.field == name) {
                Some(conflict) => {
                    prop_assert_eq!(is, None);
                    let sides = (conflict.base.as_deref(), conflict.mine.as_deref(), conflict.theirs.as_deref());
                    prop_assert_eq!(sides, (was, my, their));
                    prop_assert!(my != their);
                }
                None => {
                    prop_assert!(my == was || is == my, "my edit of {} is lost", name);
                    prop_assert!(their == was || is == their, "their edit of {} is lost", name);
                }
            }
        }
    }

    #[test]
    fn the_sides_may_be_swapped(base in any_fields(), mine in any_fields(), theirs in any_fields()) {
        let one = merge(&base, &mine, &theirs);
        let other = merge(&base, &theirs, &mine);
        prop_assert_eq!(&one.fields, &other.fields);
        let swapped: Vec<_> = other
            .conflicts
            .iter()
            .map(|conflict| (&conflict.field, &conflict.base, &conflict.theirs, &conflict.mine))
            .collect();
        let straight: Vec<_> = one
            .conflicts
            .iter()
            .map(|conflict| (&conflict.field, &conflict.base, &conflict.mine, &conflict.theirs))
            .collect();
        prop_assert_eq!(straight, swapped);
    }

    #[test]
    fn one_edit_alone_is_taken_as_it_is(base in any_fields(), mine in any_fields()) {
        prop_assert_eq!(merge(&base, &mine, &base).fields, mine.clone());
        prop_assert_eq!(merge(&base, &mine, &mine).fields, mine.clone());
        prop_assert!(merge(&base, &mine, &base).conflicts.is_empty());
    }

    #[test]
    fn no_half_of_a_deleted_measure_is_left(mut base in any_fields(), mut theirs in any_fields(), same in any::<bool>()) {
        base.set("measure.m1.text", "a");
        theirs.set("measure.m1.effect-yen", "b");
        if same {
            theirs = base.iter().chain([("direction", "c")]).collect();
        }
        let group = "measure.m1.";
        let has = |fields: &Fields| fields.iter().any(|(name, _)| name.starts_with(group));
        let mine: Fields = base.iter().filter(|(name, _)| !name.starts_with(group)).collect();
        let merged = merge(&base, &mine, &theirs);
        let contested = merged.conflicts.iter().any(|conflict| conflict.field.starts_with(group));
        let changed = ["text", "effect-yen"].iter().any(|name| {
            let name = format!("{group}{name}");
            base.get(&name) != theirs.get(&name)
        });
        prop_assert_eq!(contested, changed);
        prop_assert!(!has(&merged.fields));
    }
}
