//! The form for people: every field with its words, and who writes which.

use crate::support;

use std::fmt::Write as _;

use expect_test::expect_file;
use reform::kpi::{DecreaseRule, Ratio, Status, StatusRule, percent_text};
use reform::plan::Text;
use reform::review::{
    FieldKind, FieldName, Fields, FormField, ITEMS_MAX, ReviewSheet, assessment_fields, find_refused, form_fields,
    kpi_fields, label_of, may_write, measure_fields,
};
use reform::workflow::Level;

fn viewpoints() -> Vec<(&'static str, Text)> {
    vec![("needs-and-times", Text::japanese("必要性・時代適合性")), ("overlap", Text::japanese("重複"))]
}

fn all_fields() -> Vec<FormField> {
    [form_fields(&viewpoints()), kpi_fields("k1"), measure_fields("m1"), assessment_fields("m1")].concat()
}

#[test]
fn the_form_is_as_it_is_printed() {
    let mut out = String::new();
    for field in all_fields() {
        let kind = match field.kind {
            FieldKind::Choice(choices) => {
                let words: Vec<&str> = choices.iter().map(|(word, ..)| *word).collect();
                words.join(" | ")
            }
            other => format!("{other:?}"),
        };
        let (section, who) = (field.section.label_ja(), field.who.word());
        writeln!(out, "{}  [{section}・{who}]  {kind}", field.name).unwrap();
        writeln!(out, "  {} / {}", field.label.ja, field.label.en_or_ja()).unwrap();
        writeln!(out, "  {} / {}", field.hint.ja, field.hint.en_or_ja()).unwrap();
    }
    expect_file!["../../../cases/review/form.txt"].assert_eq(&out);
}

#[test]
fn who_writes_which_field() {
    let mut out = String::new();
    let known = all_fields().into_iter().map(|field| field.name);
    let unknown = ["opinion.owner", "budget", "measure.m1.cost", "decision.year"].map(str::to_owned);
    for name in known.chain(unknown) {
        let writers: Vec<&str> =
            Level::ALL.iter().filter(|level| may_write(**level, &name)).map(|level| level.word()).collect();
        writeln!(out, "{name}: {}", if writers.is_empty() { "–".to_owned() } else { writers.join(", ") }).unwrap();
    }
    expect_file!["../../../cases/review/writers.txt"].assert_eq(&out);
}

#[test]
fn what_a_level_may_not_change_is_named_by_field() {
    let before = Fields::from_iter([
        ("direction", "reduce"),
        ("opinion.section-head", "よい"),
        ("assessment.m1.effect-yen", "100"),
        ("budget", "1"),
    ]);
    let after = Fields::from_iter([
        ("direction", "abolish"),
        ("measure.m1.text", "減らす"),
        ("assessment.m1.effect-yen", "90"),
        ("opinion.finance", "額を確かめた"),
        ("decision.direction", "abolish"),
        ("budget", "2"),
    ]);
    let mut out = String::new();
    for level in Level::ALL {
        writeln!(out, "# {} / {}", level.label_ja(), level.word()).unwrap();
        for problem in find_refused(*level, &before, &after) {
            let title = problem.kind.title_ja;
            writeln!(out, "{}  {}  {title}: {:?}", problem.kind.code, problem.field, problem.text).unwrap();
        }
    }
    expect_file!["../../../cases/review/refused.txt"].assert_eq(&out);
}

#[test]
fn a_label_says_which_viewpoint_measure_or_indicator() {
    let viewpoints = viewpoints();
    for (name, ja) in [
        ("check.overlap.reason", "視点2・理由"),
        ("check.gone.reason", "視点「gone」・理由"),
        ("measure.m12.effect-general-yen", "取組12・効果額（一般財源、円）"),
        ("measure.online-booking.text", "取組「online-booking」・内容"),
        ("kpi.k1.target", "指標1・目標値"),
        ("assessment.m1.effect-yen", "取組1・査定額（事業費、円）"),
        ("opinion.reform-office", "市政変革推進室の意見"),
        ("decision.reason", "本部決定・理由"),
        ("measures", "見直しの取組"),
        ("kpis", "指標"),
        ("no.such.field", "no.such.field"),
    ] {
        assert_eq!(label_of(name, &viewpoints).ja, ja);
    }
}

#[test]
fn where_the_kpi_of_a_sheet_stands_can_be_told() {
    let year = fiscal::FiscalYear::new(2026).unwrap();
    let case = support::fields(&support::cases("review").join("kpis/sheet.toml"));
    let sheet = ReviewSheet::from_fields("P", year, &case).unwrap();
    let kpi = sheet.kpis[0].to_kpi(year, &[]).unwrap();
    let percent = |percent| Ratio::new(percent, 100).unwrap();
    let rule = StatusRule { on_track: percent(100), mostly: percent(80), somewhat_behind: percent(50) };
    let standing = kpi.standing(year, DecreaseRule::TargetByActual, &rule);
    // 48.2 of 50; 17.7 of the 29.5 from 30.5 to 60; five of six years have gone by.
    let told = [standing.simple, standing.progress, standing.pace].map(|rate| percent_text(rate, 1));
    assert_eq!(told, ["96.4", "60.0", "72.0"]);
    assert_eq!(standing.status, Some(Status::SomewhatBehind));
    assert_eq!(kpi.decimals, 1);
}

#[test]
fn the_form_has_every_name_once_and_no_other() {
    let fields = all_fields();
    let names: std::collections::BTreeSet<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names.len(), fields.len());
    for field in &fields {
        assert_eq!(FieldName::parse(&field.name).map(FieldName::writer), Some(field.who), "{}", field.name);
    }
}

#[test]
fn a_sheet_takes_twenty_of_each_and_names_the_next() {
    let mut fields = Fields::default();
    for number in 1..=ITEMS_MAX {
        assert_eq!(fields.next_measure_id(), Some(format!("m{number}")));
        fields.set(format!("measure.m{number}.text"), "x");
    }
    assert_eq!(fields.next_measure_id(), None);
    let year = fiscal::FiscalYear::new(2026).unwrap();
    let ids: Vec<String> =
        ReviewSheet::from_fields("P", year, &fields).unwrap().measures.into_iter().map(|measure| measure.id).collect();
    assert_eq!((ids[1].as_str(), ids[9].as_str()), ("m2", "m10"), "by number and not by letter");
    fields.set("measure.m99.text", "x");
    let problems = ReviewSheet::from_fields("P", year, &fields).unwrap_err();
    assert_eq!(
        (problems[0].field.as_str(), problems[0].kind.code, problems[0].text.as_str()),
        ("measures", "RF-228", "21")
    );
    fields.set("measure.m3.text", "");
    fields.set("measure.m4.text", "");
    assert_eq!(fields.next_measure_id().as_deref(), Some("m100"), "never the number of one that was deleted");
    assert_eq!(fields.next_kpi_id().as_deref(), Some("k1"));
}
