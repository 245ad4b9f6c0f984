//! Review effects for people: the published series of 相馬市, every kind of effect in one city, and what always holds.

use crate::support;

use expect_test::expect_file;
use fiscal::{FiscalYear, Yen};
use proptest::prelude::*;
use reform::Amounts;
use reform::effect::{
    Claim, Duration, Effect, EffectKind, EffectProblem, EffectStage, Estimate, Sums, View, YearTotals, credit_once,
    credit_to_survivors, effect_from_national_amount, total_by_holder, total_by_stage, total_by_year,
};
use reform::program::Direction;
use toml::Table;

/// The claims of a case, amounts in thousand yen.
fn claims(scenario: &Table) -> Vec<Claim> {
    support::list(scenario, "effect")
        .into_iter()
        .map(|row| {
            let last_year = row.get("last_year").map(|value| support::year(value.as_integer().unwrap()));
            let recurring = row.get("recurring").and_then(toml::Value::as_bool).unwrap_or_default();
            let effect = Effect {
                id: support::text(row, "id").into(),
                kind: EffectKind::from_word(support::text(row, "kind")).unwrap(),
                first_year: support::year(support::whole(row, "first_year")),
                duration: if recurring { Duration::Recurring { last_year } } else { Duration::OneOff },
                estimates: support::list(row, "estimates")
                    .into_iter()
                    .map(|estimate| Estimate {
                        stage: EffectStage::from_word(support::text(estimate, "stage")).unwrap(),
                        before: support::thousands(estimate, "before"),
                        after: support::thousands(estimate, "after"),
                    })
                    .collect(),
            };
            Claim { holder: support::text(row, "holder").into(), effect }
        })
        .collect()
}

fn thousand(amounts: Amounts) -> String {
    format!("{:>14}{:>14}", fiscal_thousand(amounts.gross), fiscal_thousand(amounts.general))
}

fn fiscal_thousand(amount: Yen) -> String {
    assert_eq!(amount.0 % 1_000, 0);
    Yen(amount.0 / 1_000).to_string()
}

fn table(out: &mut String, heading: &str, years: &[YearTotals], pick: fn(&YearTotals) -> Sums) {
    out.push_str(&format!("\n{heading}\n{:<8}{:>14}{:>14}   千円 / thousand yen\n", "", "gross", "general"));
    for totals in years {
        let sums = pick(totals);
        out.push_str(&format!("{}\n", totals.year));
        for kind in EffectKind::ALL.iter().filter(|kind| sums.of(**kind) != Amounts::ZERO) {
            out.push_str(&format!("  {:<14}{}  {}\n", kind.word(), thousand(sums.of(*kind)), kind.label_ja()));
        }
        out.push_str(&format!("  {:<14}{}  見直し効果額\n", "= review", thousand(sums.review().unwrap())));
        if sums.investment().unwrap() != Amounts::ZERO {
            out.push_str(&format!("  {:<14}{}  純効果\n", "= net", thousand(sums.net().unwrap())));
        }
    }
}

#[test]
fn every_case_by_year_stage_and_holder() {
    for folder in support::folders("effect", "scenario.toml") {
        let scenario = support::read(&folder.join("scenario.toml"));
        let claims = claims(&scenario);
        let effects: Vec<Effect> = claims.iter().map(|claim| claim.effect.clone()).collect();
        let (first, last) = (support::whole(&scenario, "first_year"), support::whole(&scenario, "last_year"));
        let (first, last) = (support::year(first), support::year(last));
        let years = total_by_year(&effects, View::Latest, first, last).unwrap();
        let mut out = format!("# {}\n", support::text(&scenario, "title"));
        table(&mut out, "## 単年度 / new in the year", &years, |year| year.fresh);
        let duration_is_known = scenario.get("duration_is_known").is_none_or(|known| known.as_bool().unwrap());
        if duration_is_known {
            table(&mut out, "## 継続分を含む / alive in the year", &years, |year| year.alive);
        }
        table(&mut out, "## 単年度の累計 / new, to date", &years[years.len() - 1..], |year| year.fresh_to_date);
        if duration_is_known {
            table(&mut out, "## 継続分を含む累計 / alive, to date", &years[years.len() - 1..], |year| {
                year.alive_to_date
            });
        }
        out.push_str(&format!("\n## 段階 / stages of {first}\n"));
        for stage in total_by_stage(&effects, first).unwrap() {
            let review = thousand(stage.sums.review().unwrap());
            out.push_str(&format!(
                "  {:<12}{:>4}件{review}  {}\n",
                stage.stage.word(),
                stage.count,
                stage.stage.label_ja()
            ));
        }
        let held = total_by_holder(&claims, View::Latest).unwrap();
        out.push_str("\n## 帰属 / by holder, each claim in full\n");
        for (holder, sums) in &held.holders {
            out.push_str(&format!("  {holder:<16}{}\n", thousand(sums.review().unwrap())));
        }
        out.push_str(&format!("  {:<16}{}  重複\n", "− overlap", thousand(held.overlap.review().unwrap())));
        out.push_str(&format!("  {:<16}{}  合計\n", "= total", thousand(held.total.review().unwrap())));
        expect_file![folder.join("totals.txt")].assert_eq(&out);
    }
}

#[test]
fn the_published_series_of_soma() {
    let scenario = support::read(&support::cases("effect").join("soma/scenario.toml"));
    let effects: Vec<Effect> = claims(&scenario).into_iter().map(|claim| claim.effect).collect();
    let years = total_by_year(&effects, View::Latest, support::year(2002), support::year(2009)).unwrap();
    let gross = |sums: Sums| sums.review().unwrap().gross.0 / 1_000;
    let each: Vec<i64> = years.iter().map(|year| gross(year.fresh)).collect();
    assert_eq!(each, [251_788, 279_713, 363_466, 465_346, 595_634, 308_476, 160_566, 186_226]);
    assert_eq!(years[0].fresh.saving.gross, Yen(192_424_000));
    assert_eq!(years[0].fresh.revenue.gross, Yen(59_364_000));
    assert_eq!(gross(years[3].fresh_to_date), 1_360_313);
    assert_eq!(gross(years[7].fresh_to_date), 1_360_313 + 1_250_902);
}

fn effect(kind: EffectKind, before: i64, after: i64) -> Effect {
    let estimate = Estimate {
        stage: EffectStage::Planned,
        before: Amounts::new(before, before),
        after: Amounts::new(after, after),
    };
    Effect {
        id: "E1".into(),
        kind,
        first_year: support::year(2026),
        duration: Duration::OneOff,
        estimates: vec![estimate],
    }
}

fn code(result: Result<(), EffectProblem>) -> &'static str {
    result.map_or_else(|problem| problem.kind.code, |()| "")
}

#[test]
fn what_cannot_be_counted_is_refused() {
    let good = effect(EffectKind::Saving, 100, 40);
    let at = |stage, after: i64| Estimate { stage, before: Amounts::new(100, 100), after: Amounts::new(after, after) };
    let mut next = good.clone();
    assert_eq!(code(next.record(at(EffectStage::Budgeted, 40))), "RF-301");
    assert_eq!(code(next.record(at(EffectStage::Planned, 40))), "RF-302");
    let result_only = Effect { estimates: vec![at(EffectStage::Realised, 40)], ..good.clone() };
    assert_eq!(code(result_only.check()), "");
    assert_eq!(next, good);
    for (stage, after) in [(EffectStage::Assessed, 50), (EffectStage::Budgeted, 50), (EffectStage::Realised, 130)] {
        assert_eq!(code(next.record(at(stage, after))), "");
    }
    assert_eq!(next.latest().unwrap().size(EffectKind::Saving), Ok(Amounts::new(-30, -30)));
    assert_eq!(code(effect(EffectKind::Saving, 40, 100).check()), "RF-303");
    assert_eq!(code(effect(EffectKind::Revenue, 100, 40).check()), "RF-303");
    assert_eq!(code(effect(EffectKind::New, 100, 40).check()), "RF-303");
    assert_eq!(code(effect(EffectKind::Saving, i64::MAX, -1).check()), "RF-306");
    let early = Effect { duration: Duration::Recurring { last_year: Some(support::year(2025)) }, ..good.clone() };
    assert_eq!(code(early.check()), "RF-305");
    let other = effect(EffectKind::Saving, 100, 41);
    assert_eq!(credit_once([&good, &other]).unwrap_err().kind.code, "RF-304");
    assert_eq!(credit_once([&good, &good]).unwrap().len(), 1);
    let huge = |id: &str| Effect { id: id.into(), ..effect(EffectKind::Saving, i64::MAX, 0) };
    let year = support::year(2026);
    let sum = total_by_year(&[huge("a"), huge("b")], View::Latest, year, year);
    assert_eq!(sum.unwrap_err().kind.code, "RF-306");
}

#[test]
fn one_holder_claiming_twice_claims_once() {
    let claim = |holder: &str| Claim { holder: holder.into(), effect: effect(EffectKind::Saving, 100, 40) };
    let sixty = Amounts::new(60, 60);
    let totals = total_by_holder(&[claim("P1"), claim("P1")], View::Latest).unwrap();
    assert_eq!(
        (totals.holders["P1"].saving, totals.overlap.saving, totals.total.saving),
        (sixty, Amounts::ZERO, sixty)
    );
    let totals = total_by_holder(&[claim("P1"), claim("P2"), claim("P2")], View::Latest).unwrap();
    assert_eq!((totals.holders["P2"].saving, totals.overlap.saving, totals.total.saving), (sixty, sixty, sixty));
}

#[test]
fn after_a_merger_the_surviving_program_is_credited_once() {
    let claim = |holder: &str| Claim { holder: holder.into(), effect: effect(EffectKind::Saving, 100, 40) };
    let survivors = [("P1", "P2"), ("P3", "P2")].map(|(from, to)| (from.to_owned(), to.to_owned())).into();
    let credited = credit_to_survivors(&[claim("P1"), claim("P2"), claim("P3"), claim("cluster")], &survivors);
    let holders: Vec<&str> = credited.iter().map(|claim| claim.holder.as_str()).collect();
    assert_eq!(holders, ["P2", "cluster"]);
}

#[test]
fn what_ends_anyway_is_no_effect_of_the_review() {
    assert_eq!(EffectKind::of_reduction(Direction::End, false), Some(EffectKind::NaturalEnd));
    assert_eq!(EffectKind::of_reduction(Direction::Abolish, true), Some(EffectKind::NaturalEnd));
    assert_eq!(EffectKind::of_reduction(Direction::Abolish, false), Some(EffectKind::Saving));
    assert_eq!(EffectKind::of_reduction(Direction::Merge, false), Some(EffectKind::Saving));
    assert_eq!(EffectKind::of_reduction(Direction::Continue, false), None);
    let counted: Vec<_> = EffectKind::ALL.iter().filter(|kind| kind.counts_as_review()).collect();
    assert_eq!(counted, [&EffectKind::Saving, &EffectKind::Revenue]);
    assert_eq!(effect_from_national_amount(Yen(-2_000)), Ok(Yen(2_000)));
    assert!(effect_from_national_amount(Yen(i64::MIN)).is_err());
}

/// Effects of any kind and year, each with an id of its own.
fn any_effects() -> impl Strategy<Value = Vec<Effect>> {
    let one = (
        prop::sample::select(EffectKind::ALL),
        2020..2032i32,
        prop::option::of(prop::option::of(0..8i32)),
        prop::collection::vec((0..1_000_000i64, 0..1_000_000i64), 0..=5),
    );
    prop::collection::vec(one, 0..12).prop_map(|rows| {
        let many = rows.into_iter().enumerate().map(|(at, (kind, first, years, amounts))| {
            let year = |start| FiscalYear::new(start).unwrap();
            let duration = match years {
                None => Duration::OneOff,
                Some(years) => Duration::Recurring { last_year: years.map(|years| year(first + years)) },
            };
            let estimates = EffectStage::ALL.iter().zip(amounts).map(|(stage, (one, other))| {
                // Revenue grows and new programs cost more; everything else costs less.
                let grows = matches!(kind, EffectKind::Revenue | EffectKind::New | EffectKind::Expanded);
                let (low, high) = (one.min(other), one.max(other));
                let (before, after) = if grows { (low, high) } else { (high, low) };
                let both = |amount: i64| Amounts::new(amount, amount / 2);
                Estimate { stage: *stage, before: both(before), after: both(after) }
            });
            Effect { id: format!("E{at}"), kind, first_year: year(first), duration, estimates: estimates.collect() }
        });
        many.collect()
    })
}

fn years(effects: &[Effect]) -> Vec<YearTotals> {
    total_by_year(effects, View::Latest, support::year(2020), support::year(2040)).unwrap()
}

proptest! {
    #[test]
    fn claims_made_twice_and_in_any_order_change_nothing(effects in any_effects(), seed in any::<prop::sample::Index>()) {
        let mut twice = effects.clone();
        twice.extend(effects.iter().cloned());
        let turn = if twice.is_empty() { 0 } else { seed.index(twice.len()) };
        twice.rotate_left(turn);
        prop_assert_eq!(years(&twice), years(&effects));
    }

    #[test]
    fn holders_less_overlap_are_the_total(
        effects in any_effects(),
        holders in prop::collection::vec((any::<prop::sample::Index>(), 0..4u8), 0..30),
    ) {
        prop_assume!(!effects.is_empty());
        let claims: Vec<Claim> = holders
            .iter()
            .map(|(at, holder)| Claim { holder: format!("H{holder}"), effect: at.get(&effects).clone() })
            .collect();
        let totals = total_by_holder(&claims, View::Latest).unwrap();
        let held = totals.holders.values().try_fold(Sums::default(), |sum, next| sum.checked_add(next)).unwrap();
        prop_assert_eq!(held, totals.total.checked_add(&totals.overlap).unwrap());
        let claimed: Vec<&Effect> = credit_once(claims.iter().map(|claim| &claim.effect)).unwrap().into_values().collect();
        let once: Vec<Effect> = claimed.into_iter().cloned().collect();
        let all = years(&once).last().unwrap().fresh_to_date;
        prop_assert_eq!(totals.total, all);
    }

    #[test]
    fn alive_is_new_and_what_lasts(effects in any_effects()) {
        for totals in years(&effects) {
            let alive: Vec<Effect> = effects
                .iter()
                .filter(|effect| effect.is_alive_in(totals.year))
                .map(|effect| Effect { first_year: totals.year, duration: Duration::OneOff, ..effect.clone() })
                .collect();
            let again = total_by_year(&alive, View::Latest, totals.year, totals.year).unwrap();
            prop_assert_eq!(again[0].fresh, totals.alive);
        }
    }

    #[test]
    fn one_off_effects_are_alive_only_when_new(effects in any_effects()) {
        let once: Vec<Effect> =
            effects.into_iter().map(|effect| Effect { duration: Duration::OneOff, ..effect }).collect();
        for totals in years(&once) {
            prop_assert_eq!(totals.alive, totals.fresh);
            prop_assert_eq!(totals.alive_to_date, totals.fresh_to_date);
        }
    }

    #[test]
    fn what_stands_apart_never_reaches_the_review_effect(effects in any_effects()) {
        let review: Vec<Effect> = effects.iter().filter(|effect| effect.kind.counts_as_review()).cloned().collect();
        for (all, only) in years(&effects).iter().zip(years(&review)) {
            prop_assert_eq!(all.alive.review(), only.alive.net());
            let investment = all.alive.investment().unwrap();
            prop_assert!(investment.gross <= Yen::ZERO && investment.general <= Yen::ZERO);
        }
    }

    #[test]
    fn fewer_effects_reach_each_later_stage(effects in any_effects()) {
        for year in 2020..2032 {
            let stages = total_by_stage(&effects, support::year(year)).unwrap();
            prop_assert!(stages.windows(2).all(|pair| pair[1].count <= pair[0].count));
        }
    }
}
