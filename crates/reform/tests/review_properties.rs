//! Review sheets: what holds for every sheet and for every pair of edits.

use fiscal::{FiscalYear, Quantity, Yen};
use proptest::prelude::*;
use reform::effect::EffectKind;
use reform::kpi::{Counting, Level as KpiLevel, Way};
use reform::program::{Direction, Indicator, IndicatorKind, IndicatorValue};
use reform::review::{
    Assessment, Decision, Fields, Judgement, Measure, Opinion, ReviewSheet, SelfCheck, SheetKpi, field_of,
    find_refused, may_write, merge,
};
use reform::workflow::Level;

/// The six viewpoints of the city's plan, by id.
const VIEWPOINTS: [&str; 6] =
    ["needs-and-times", "cost-effectiveness", "overlap", "level-and-scope", "digital", "public-private"];

fn any_fields() -> impl Strategy<Value = Fields> {
    let names = [
        "direction",
        "direction-reason",
        "check.overlap.reason",
        "measure.m1.text",
        "measure.m1.effect-yen",
        "measure.m2.text",
        "measure.m2.first-year",
        "kpi.k1.name",
        "kpi.k1.target",
        "opinion.finance",
        "assessment.m1.effect-yen",
        "decision.reason",
    ];
    prop::collection::vec((prop::sample::select(names.to_vec()).prop_map(str::to_owned), "[abc]?"), 0..16)
        .prop_map(Fields::from_iter)
}

/// A short text without blanks at its end, so that it is kept as it is.
fn any_text() -> impl Strategy<Value = String> {
    "([ -~あ-ん]{0,12}\n?[あ-ん]{1,4})?"
}

fn any_year() -> impl Strategy<Value = Option<FiscalYear>> {
    prop::option::of((2020..2040).prop_map(|year| FiscalYear::new(year).unwrap()))
}

fn any_yen() -> impl Strategy<Value = Option<Yen>> {
    prop::option::of(any::<i64>().prop_map(Yen))
}

fn any_quantity() -> impl Strategy<Value = Option<Quantity>> {
    prop::option::of(
        (-999_999_999_999i64..=999_999_999_999, 0u8..=9).prop_map(|(units, decimals)| Quantity { units, decimals }),
    )
}

fn any_choice<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = Option<T>> {
    prop::option::of(prop::sample::select(all))
}

fn any_checks() -> impl Strategy<Value = Vec<SelfCheck>> {
    let check = (any_choice(Judgement::ALL), "[あ-ん]{1,5}", any_text());
    prop::collection::btree_map(prop::sample::select(&VIEWPOINTS[..]), check, 0..6).prop_map(|checks| {
        let check = |(viewpoint, (judgement, reason, evidence)): (&str, (Option<Judgement>, String, String))| {
            SelfCheck { viewpoint: viewpoint.into(), judgement, reason, evidence }
        };
        checks.into_iter().map(check).collect()
    })
}

fn any_measures() -> impl Strategy<Value = Vec<Measure>> {
    let measure =
        (any_text(), any_year(), any_yen(), any_yen(), any::<bool>(), any_choice(EffectKind::ALL), any_year())
            .prop_map(|(text, first_year, effect, effect_general, recurring, kind, last_year)| Measure {
                id: String::new(),
                text: format!("{text}取組"),
                first_year,
                effect,
                effect_general,
                recurring,
                kind,
                last_year,
            });
    prop::collection::btree_map(1u32..500, measure, 0..4)
        .prop_map(|all| all.into_iter().map(|(id, item)| Measure { id: format!("m{id}"), ..item }).collect())
}

fn any_kpis() -> impl Strategy<Value = Vec<SheetKpi>> {
    let words = ("[あ-ん]{1,9}", "[件人％]?", any_text(), any_text());
    let choices = (any_choice(&KpiLevel::ALL), any_choice(Way::ALL), any_choice(Counting::ALL));
    let numbers = (any_quantity(), any_quantity(), any_quantity(), any_quantity(), any_quantity(), any_quantity());
    let kpi = (words, choices, numbers, any_quantity(), any_year(), any_year()).prop_map(
        |((name, unit, source, evaluation), (level, way, counting), numbers, actual, baseline_year, target_year)| {
            let (tolerance, low, high, baseline, target, this_target) = numbers;
            SheetKpi {
                id: String::new(),
                name,
                level,
                unit,
                way,
                tolerance,
                low,
                high,
                counting,
                baseline,
                baseline_year,
                target,
                target_year,
                this_target,
                actual,
                source,
                evaluation,
            }
        },
    );
    prop::collection::btree_map(1u32..500, kpi, 0..3)
        .prop_map(|all| all.into_iter().map(|(id, item)| SheetKpi { id: format!("k{id}"), ..item }).collect())
}

/// What the levels above the owner wrote.
fn any_above() -> impl Strategy<Value = (Vec<Opinion>, Vec<Assessment>, Option<Decision>)> {
    let opinions = prop::collection::btree_map(prop::sample::select(&Level::ALL[1..]), "[あ-ん]{1,5}", 0..5);
    let assessments = prop::collection::btree_map(1u32..500, (any::<i64>().prop_map(Yen), any_yen()), 0..3);
    let decision = prop::option::of((any_choice(Direction::ALL), "[あ-ん]{1,5}"));
    (opinions, assessments, decision).prop_map(|(opinions, assessments, decision)| {
        let opinions = opinions.into_iter().map(|(level, text)| Opinion { level, text }).collect();
        let assessment = |(id, (effect, effect_general)): (u32, (Yen, Option<Yen>))| Assessment {
            measure: format!("m{id}"),
            effect: Some(effect),
            effect_general,
        };
        let assessments = assessments.into_iter().map(assessment).collect();
        (opinions, assessments, decision.map(|(direction, reason)| Decision { direction, reason }))
    })
}

fn any_sheet() -> impl Strategy<Value = ReviewSheet> {
    let plain = (any_choice(Direction::ALL), any_text(), prop::option::of("P-[0-9]{4}"), any_year());
    (any_checks(), plain, any_measures(), any_kpis(), any_above()).prop_map(
        |(checks, (direction, direction_reason, merge_into, last_year), measures, kpis, above)| {
            let (opinions, assessments, decision) = above;
            ReviewSheet {
                program: "P-0001".into(),
                fiscal_year: FiscalYear::new(2026).unwrap(),
                checks,
                direction,
                direction_reason,
                merge_into,
                last_year,
                measures,
                kpis,
                opinions,
                assessments,
                decision,
            }
        },
    )
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

    #[test]
    fn no_two_measures_made_at_once_are_mixed(mine in any_fields(), theirs in any_fields()) {
        let merged = merge(&Fields::default(), &mine, &theirs);
        for group in ["measure.m1.", "kpi.k1."] {
            let of = |fields: &Fields| -> Fields { fields.iter().filter(|(name, _)| name.starts_with(group)).collect() };
            let (my, their, settled) = (of(&mine), of(&theirs), of(&merged.fields));
            let both: Fields = my.iter().filter(|(name, text)| their.get(name) == Some(text)).collect();
            let expected = match (my.is_empty(), their.is_empty()) {
                (true, _) => their,
                (_, true) => my,
                // Only what is alike is settled; everything else is for a person.
                (false, false) => both,
            };
            prop_assert_eq!(settled, expected);
        }
    }

    #[test]
    fn two_measures_made_at_once_can_both_be_kept(base in any_fields(), mine in any_fields(), theirs in any_fields()) {
        let mut merged = merge(&base, &mine, &theirs);
        let of = |fields: &Fields, id: &str| -> Vec<(String, String)> {
            let group = format!("measure.{id}.");
            let own = fields.iter().filter_map(|(name, text)| Some((name.strip_prefix(&group)?, text)));
            own.map(|(part, text)| (part.to_owned(), text.to_owned())).collect()
        };
        let is_twice = of(&base, "m1").is_empty() && !of(&mine, "m1").is_empty() && !of(&theirs, "m1").is_empty()
            && of(&mine, "m1") != of(&theirs, "m1");
        prop_assert_eq!(merged.made_twice.contains(&"measure.m1".to_owned()), is_twice);
        prop_assert!(!merged.keep_both("measure.m1", "m2") || of(&merged.fields, "m2") == of(&mine, "m1"));
        let mut merged = merge(&base, &mine, &theirs);
        let before = merged.clone();
        prop_assert!(!merged.keep_both("measure.m1", "no id") && merged == before);
        prop_assert_eq!(merged.keep_both("measure.m1", "m9"), is_twice);
        if is_twice {
            prop_assert_eq!(of(&merged.fields, "m9"), of(&mine, "m1"));
            prop_assert_eq!(of(&merged.fields, "m1"), of(&theirs, "m1"));
            prop_assert!(!merged.conflicts.iter().any(|conflict| conflict.field.starts_with("measure.m1.")));
        } else {
            prop_assert_eq!(merged, before);
        }
    }

    #[test]
    fn every_field_of_a_sheet_has_a_label_and_one_writer(sheet in any_sheet()) {
        for (name, _) in sheet.to_fields().iter() {
            let field = field_of(name, &[]).expect("the form has every field of a sheet");
            let writers: Vec<Level> = Level::ALL.iter().copied().filter(|level| may_write(*level, name)).collect();
            prop_assert_eq!(writers, vec![field.who]);
        }
    }

    #[test]
    fn a_level_changes_its_own_fields_only(before in any_sheet(), after in any_sheet(), level in prop::sample::select(Level::ALL)) {
        let (before, after) = (before.to_fields(), after.to_fields());
        let refused = find_refused(level, &before, &after);
        for (name, _) in before.iter().chain(after.iter()) {
            let is_refused = refused.iter().any(|problem| problem.field == name);
            prop_assert_eq!(is_refused, before.get(name) != after.get(name) && !may_write(level, name));
        }
    }

    #[test]
    fn a_kpi_of_a_sheet_comes_back_from_the_indicator_it_makes(sheet in any_sheet()) {
        for kpi in sheet.kpis {
            let Some(made) = kpi.to_kpi(sheet.fiscal_year, &[]) else { continue };
            let back = SheetKpi::from_kpi(&kpi.id, &made, sheet.fiscal_year);
            prop_assert_eq!(back.to_kpi(sheet.fiscal_year, &[]), Some(made));
        }
    }

    #[test]
    fn what_the_sheet_says_of_its_year_goes_before_the_inventory(sheet in any_sheet(), known in any_quantity()) {
        for kpi in sheet.kpis.into_iter().filter(SheetKpi::is_outcome) {
            let value = |fiscal_year| IndicatorValue { fiscal_year, target: None, actual: known };
            let before = FiscalYear::new(2025).unwrap();
            let indicator = Indicator {
                kind: IndicatorKind::Outcome,
                mark: String::new(),
                name: kpi.name.clone(),
                unit: kpi.unit.clone(),
                values: vec![value(before), value(sheet.fiscal_year)],
            };
            let Some(made) = kpi.to_kpi(sheet.fiscal_year, std::slice::from_ref(&indicator)) else { continue };
            let of = |year| made.actuals.iter().find(|actual| actual.year == year).map(|actual| actual.value);
            prop_assert_eq!(of(sheet.fiscal_year), kpi.actual.or(known));
            prop_assert_eq!(of(before), known);
        }
    }
}
