//! Effects of review sheets for people, each credited once when programs are merged, and what always holds.

use crate::support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use expect_test::expect_file;
use fiscal::{FiscalYear, Yen};
use proptest::prelude::*;
use reform::Amounts;
use reform::effect::{
    Claim, Duration, Effect, EffectBasis, EffectKind, EffectSource, EffectStage, View, credit_once,
    credit_to_survivors, effects_of, effects_with, final_survivors, find_likely_doubles, total_by_holder,
};
use reform::program::Direction;
use reform::review::{Assessment, Measure, ReviewSheet};

fn year(start: i32) -> FiscalYear {
    FiscalYear::new(start).unwrap()
}

#[test]
fn the_effects_of_each_sheet() {
    let mut paths: Vec<_> = std::fs::read_dir(support::cases("effect").join("sheets"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    paths.sort();
    assert_eq!(paths.len(), 5);
    let mut out = String::from("# 円、一年度分 / yen, a full year: gross, general\n");
    for path in paths {
        let case = support::read(&path);
        let fields = support::fields_of(case["sheet"].as_table().unwrap());
        let sheet = ReviewSheet::from_fields(support::text(&case, "program"), year(2026), &fields).unwrap();
        let cost = case.get("cost_yen").map(|both| {
            let both: Vec<i64> = both.as_array().unwrap().iter().map(|yen| yen.as_integer().unwrap()).collect();
            Amounts::new(both[0], both[1])
        });
        let planned_end = case.get("planned_end").map(|end| support::year(end.as_integer().unwrap()));
        let made = effects_with(&sheet, &EffectBasis { cost, planned_end });
        writeln!(out, "\n## {}", path.file_name().unwrap().to_string_lossy()).unwrap();
        for EffectSource { effect, .. } in &made.effects {
            let lasts = match effect.duration {
                Duration::OneOff => String::new(),
                Duration::Recurring { last_year: None } => "から毎年度".to_owned(),
                Duration::Recurring { last_year: Some(last) } => format!("から{}まで毎年度", last.start()),
            };
            let (start, kind) = (effect.first_year.start(), effect.kind);
            writeln!(out, "{}  {}  {start}{lasts}", effect.id, kind.label_ja()).unwrap();
            for estimate in &effect.estimates {
                let size = estimate.size(kind).unwrap();
                let (before, after) = (estimate.before.gross, estimate.after.gross);
                let stage = estimate.stage.label_ja();
                writeln!(
                    out,
                    "  {stage} {:>12}{:>12}  ({before} → {after})",
                    size.gross.to_string(),
                    size.general.to_string()
                )
                .unwrap();
            }
        }
        for problem in &made.left_out {
            writeln!(out, "{}  {}  {}", problem.effect, problem.kind.code, problem.kind.title_ja).unwrap();
        }
    }
    expect_file!["../../../cases/effect/sheets/effects.txt"].assert_eq(&out);
}

#[test]
fn merged_programs_credit_the_one_they_go_into_in_the_end() {
    let of = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs.iter().map(|(from, into)| ((*from).to_owned(), (*into).to_owned())).collect()
    };
    let merged = of(&[("a", "b"), ("b", "c"), ("x", "y"), ("y", "z"), ("z", "y"), ("s", "s")]);
    // What is merged in a circle stays for itself.
    assert_eq!(final_survivors(&merged), of(&[("a", "c"), ("b", "c"), ("x", "y")]));
}

#[test]
fn a_saving_that_two_merged_programs_claim_is_pointed_out() {
    let measure = |id: &str, effect: i64| Measure {
        id: id.into(),
        first_year: Some(year(2027)),
        effect: Some(Yen(effect)),
        effect_general: Some(Yen(effect)),
        ..Measure::default()
    };
    let sheet =
        |program: &str, measures: Vec<Measure>| ReviewSheet { measures, ..ReviewSheet::new(program, year(2026)) };
    let merged = sheet("a", vec![measure("m1", 500), measure("m2", 0)]);
    let surviving = sheet("b", vec![measure("m1", 500), measure("m2", 0), measure("m3", 700)]);
    let claims: Vec<Claim> = [merged, surviving]
        .iter()
        .flat_map(|sheet| effects_of(sheet).into_iter().map(|source| (sheet.program.clone(), source.effect)))
        .map(|(holder, effect)| Claim { holder, effect })
        .collect();
    assert_eq!(find_likely_doubles(&claims), [], "of two programs that stay apart nothing is said");
    let survivors = final_survivors(&[("a".to_owned(), "b".to_owned())].into());
    let credited = credit_to_survivors(&claims, &survivors);
    assert_eq!(find_likely_doubles(&credited), [("a:m1", "b:m1")]);
}

fn any_sheet() -> impl Strategy<Value = ReviewSheet> {
    let any_year = || prop::option::of((2024i32..2032).prop_map(year));
    let yen = || prop::option::weighted(0.9, (-1_000_000_000i64..9_000_000_000).prop_map(Yen));
    let kind = prop::option::of(prop::sample::select(EffectKind::ALL));
    let measure = (any_year(), any_year(), yen(), yen(), any::<bool>(), kind);
    let assessment = prop::option::of((yen(), yen()));
    let direction = prop::option::of(prop::sample::select(Direction::ALL));
    let measures = prop::collection::btree_map(1u32..30, (measure, assessment), 0..6);
    ("[a-e]", direction, measures).prop_map(|(program, direction, items)| {
        let mut sheet = ReviewSheet { direction, ..ReviewSheet::new(&program, year(2026)) };
        for (number, ((first_year, last_year, effect, effect_general, recurring, kind), assessed)) in items {
            let id = format!("m{number}");
            if let Some((effect, effect_general)) = assessed {
                sheet.assessments.push(Assessment { measure: id.clone(), effect, effect_general });
            }
            let text = String::new();
            sheet.measures.push(Measure { id, text, first_year, effect, effect_general, recurring, kind, last_year });
        }
        sheet
    })
}

fn review_total(effects: &[&Effect]) -> Amounts {
    let reviewed = effects.iter().filter(|effect| effect.kind.counts_as_review());
    Amounts::checked_sum(reviewed.map(|effect| effect.latest().unwrap().size(effect.kind).unwrap())).unwrap()
}

proptest! {
    #[test]
    fn every_measure_is_one_effect_that_can_be_counted_or_is_left_out(
        sheet in any_sheet(),
        cost in prop::option::of((0..9_000_000_000i64, 0..9_000_000_000i64)),
        planned_end in prop::option::of((2024i32..2032).prop_map(year)),
    ) {
        let basis = EffectBasis { cost: cost.map(|(gross, general)| Amounts::new(gross, general)), planned_end };
        let made = effects_with(&sheet, &basis);
        let ids: BTreeSet<&str> = made.effects.iter().map(|source| source.effect.id.as_str()).collect();
        prop_assert_eq!(ids.len(), made.effects.len());
        for measure in &sheet.measures {
            let id = format!("{}:{}", sheet.program, measure.id);
            let known = made.effects.iter().find(|source| source.effect.id == id);
            let problem = made.left_out.iter().find(|problem| problem.effect == id);
            prop_assert!(known.is_some() || problem.is_some(), "{} is neither counted nor left out", id);
            let Some(EffectSource { effect, measure: of }) = known else { continue };
            prop_assert_eq!(of, &measure.id);
            prop_assert!(effect.check().is_ok());
            let size = |stage| effect.at(stage).map(|estimate| estimate.size(effect.kind).unwrap());
            let planned = Amounts { gross: measure.effect.unwrap(), general: measure.effect_general.unwrap() };
            prop_assert_eq!(size(EffectStage::Planned), Some(planned));
            let assessment = sheet.assessment_of(&measure.id);
            let assessed = assessment.and_then(|one| Some(Amounts { gross: one.effect?, general: one.effect_general? }));
            prop_assert_eq!(size(EffectStage::Assessed), assessed.filter(|_| problem.is_none()));
            if sheet.direction == Some(Direction::End) {
                prop_assert!(effect.kind != EffectKind::Saving, "what ends by itself saves nothing");
            }
            if let (EffectKind::Saving, Some(end)) = (effect.kind, planned_end) {
                prop_assert!(!effect.is_alive_in(year(end.start() + 1)), "a saving after the end planned anyway");
            }
        }
    }

    #[test]
    fn whatever_is_merged_the_total_stays_and_nothing_overlaps(
        sheets in prop::collection::vec(any_sheet(), 0..8),
        merged in prop::collection::btree_map("[a-e]", "[a-e]", 0..5),
    ) {
        let by_program: BTreeMap<&str, &ReviewSheet> =
            sheets.iter().map(|sheet| (sheet.program.as_str(), sheet)).collect();
        let claims: Vec<Claim> = by_program
            .iter()
            .flat_map(|(program, sheet)| {
                effects_of(sheet).into_iter().map(|source| Claim { holder: (*program).to_owned(), effect: source.effect })
            })
            .collect();
        let credited = credit_to_survivors(&claims, &final_survivors(&merged));
        let (before, after) = (total_by_holder(&claims, View::Latest).unwrap(), total_by_holder(&credited, View::Latest).unwrap());
        prop_assert_eq!(&after.total, &before.total);
        prop_assert_eq!(after.overlap.review().unwrap(), Amounts::ZERO);
        let once = credit_once(credited.iter().map(|claim| &claim.effect)).unwrap();
        prop_assert_eq!(once.len(), claims.len());
        prop_assert_eq!(after.total.review().unwrap(), review_total(&once.into_values().collect::<Vec<_>>()));
    }

    #[test]
    fn a_survivor_is_never_merged_itself(merged in prop::collection::btree_map("[a-h]", "[a-h]", 0..8)) {
        let survivors = final_survivors(&merged);
        for (from, into) in &survivors {
            prop_assert!(!survivors.contains_key(into), "{} goes into {}, which goes on", from, into);
        }
    }
}
