//! The bond study with the plan's figures, with goals, and with values that make no sense.

use super::*;
use crate::study::form::BASELINE_PREFIX;

fn parameters() -> Parameters {
    Parameters::built_in().unwrap()
}

fn given(pairs: &[(&str, &str)]) -> Given {
    Given::new(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())))
}

fn study(pairs: &[(&str, &str)]) -> DebtStudy {
    work_out(&parameters(), &given(pairs), None, Lang::Ja).unwrap()
}

fn oku(amount: Yen) -> i64 {
    fiscal::money::round_to_oku(amount)
}

fn problems(pairs: &[(&str, &str)]) -> Vec<(String, &'static str, String)> {
    let study = study(pairs);
    assert_eq!(study.scenario, study.baseline, "nothing is computed from garbage");
    let told = study.form.problems.iter();
    told.map(|found| (found.key.clone(), found.problem.kind.code, found.problem.excerpt.clone())).collect()
}

#[test]
fn with_nothing_given_the_plans_two_figures_stand_beside_each_other() {
    let study = study(&[]);
    assert!(study.form.is_sound());
    assert_eq!((oku(study.baseline.last().balance), oku(study.scenario.last().balance)), (7_236, 6_572));
    assert_eq!(study.form.changed().map(|field| field.key).collect::<Vec<_>>(), ["investment"]);
}

#[test]
fn the_formula_gives_what_the_projection_gives() {
    for pairs in [
        vec![],
        vec![("set", "P"), ("investment", "600.5")],
        vec![("set", "B"), ("transition-years", "3"), ("opening", "7500")],
        vec![("set", "I"), ("years", "12")],
        vec![("set", "C"), ("basis", "net"), ("years", "45")],
    ] {
        let study = study(&pairs);
        assert!(study.form.is_sound(), "{pairs:?}: {:?}", study.form.problems);
        let off = study.scenario.last().balance.0 - study.scenario.formula.balance.0;
        assert!(off.abs() < 10_000, "{pairs:?}: {off} yen");
    }
}

#[test]
fn a_goal_finds_the_largest_investment_that_keeps_it() {
    let by_balance = study(&[("target-balance", "6000")]).scenario;
    assert_eq!(crate::study::words::in_oku(by_balance.investment, 1).to_string(), "508.3");
    assert!(by_balance.last().balance <= Yen(600_000_000_000));
    // Per citizen: 78.9万円 with the 729,000 people of 2050 and after.
    let by_citizen = study(&[("target-balance-per-citizen", "78.8646"), ("population", "729000")]).scenario;
    assert_eq!(oku(by_citizen.last().balance), 5_749);
    assert_eq!(crate::study::words::in_oku(by_citizen.investment, 1).to_string(), "485.7");
    let rounded = study(&[("target-balance", "5749")]).scenario;
    assert_eq!(crate::study::words::in_oku(rounded.investment, 1).to_string(), "485.6");
    let by_service = study(&[("target-debt-service", "540")]).scenario;
    let most = by_service.years.iter().map(|year| year.debt_service).max().unwrap();
    assert!(most <= Yen(54_000_000_000) && most > Yen(53_999_000_000), "{most}");
}

#[test]
fn every_set_meets_both_figures_of_the_plan() {
    let rows = compare_sets(&parameters().debt).unwrap();
    assert_eq!(rows.len(), 16);
    for row in rows {
        assert_eq!(row.results.iter().map(|result| oku(result.closing)).collect::<Vec<_>>(), [7_236, 6_572]);
    }
}

#[test]
fn a_schedule_in_the_form_is_the_stock() {
    let halves =
        study(&[("opening", "100"), ("schedule", "40, 35.5、24.5"), ("years", "3"), ("investment", "0")]).scenario;
    let left: Vec<i64> = halves.years.iter().map(|year| year.legacy.0 / 10_000_000).collect();
    assert_eq!(left, [600, 245, 0]);
}

#[test]
fn values_that_make_no_sense_stand_beside_their_fields() {
    for (pairs, key, code) in [
        (vec![("rate", "-1")], "rate", "AP-013"),
        (vec![("rate", "500")], "rate", "AP-013"),
        (vec![("rate", "NaN")], "rate", "AP-012"),
        (vec![("legacy-rate", "21")], "legacy-rate", "AP-013"),
        (vec![("issue-ratio", "101")], "issue-ratio", "AP-013"),
        (vec![("years", "0")], "years", "AP-013"),
        (vec![("years", "101")], "years", "AP-013"),
        (vec![("years", "2.5")], "years", "AP-016"),
        (vec![("transition-years", "31")], "transition-years", "AP-013"),
        (vec![("population", "0")], "population", "AP-013"),
        (vec![("investment", "-5")], "investment", "AP-013"),
        (vec![("investment", "99999999999999")], "investment", "AP-012"),
        (vec![("investment", "100001")], "investment", "AP-013"),
        (vec![("set", "Z")], "set", "AP-014"),
        (vec![("nonsense", "1")], "nonsense", "AP-015"),
        (vec![("schedule", "1 2 x")], "schedule", "AP-012"),
        (vec![("schedule", "3000 -1")], "schedule", "IN-647"),
        (vec![("schedule", ",")], "schedule", "IN-645"),
        (vec![("target-balance", "1"), ("target-debt-service", "1")], "target-debt-service", "AP-022"),
        (vec![("target-balance", "0")], "target-balance", "AP-023"),
        (vec![("target-debt-service", "1")], "target-debt-service", "AP-023"),
        (vec![("target-balance", "6000"), ("issue-ratio", "0")], "target-balance", "AP-024"),
    ] {
        let found = problems(&pairs);
        assert_eq!(found.len(), 1, "{pairs:?}: {found:?}");
        assert_eq!((found[0].0.as_str(), found[0].1), (key, code), "{pairs:?}");
    }
    let short = problems(&[("schedule", "3000 3000")]);
    assert_eq!(short[0].1, "AP-021");
    assert_eq!(short[0].2, "Σ 6000 − 期首 / opening 7236 = -1236 億円");
}

#[test]
fn a_baseline_that_makes_no_sense_is_told_and_the_citys_own_is_shown() {
    let key = format!("{BASELINE_PREFIX}transition-years");
    let study = study(&[(&key, "31")]);
    assert!(!study.form.is_sound());
    assert_eq!(oku(study.baseline.last().balance), 7_236);
}

#[test]
fn bonds_in_place_of_the_allocation_tax_stay_in_their_own_ledger() {
    let apart =
        study(&[("special-opening", "3983"), ("special-issues", "50"), ("opening", "7729"), ("years", "12")]).scenario;
    let last = apart.last();
    let (balance, service) = last.special.unwrap();
    // As cases/debt/two-ledgers has it.
    assert_eq!((oku(last.balance), oku(balance)), (6_997, 1_229));
    assert_eq!(oku(Yen(last.debt_service.0 + service.0)), 755);
}

#[test]
fn everything_shown_is_there_in_both_languages() {
    for lang in [Lang::Ja, Lang::En] {
        let parameters = parameters();
        let study = work_out(&parameters, &given(&[("target-balance", "6000")]), None, lang).unwrap();
        let sets = compare_sets(&parameters.debt).unwrap();
        let outcome = outcome::outcome(&parameters.debt, &study, &sets, lang);
        assert_eq!((outcome.charts.len(), outcome.tables.len()), (3, 3));
        assert_eq!(outcome.tables[0].rows.len(), 30);
        assert!(outcome.tables.iter().all(|table| table.rows.iter().all(|row| row.len() == table.header.len())));
        assert!(!outcome.working.is_empty() && !outcome.assumptions.is_empty());
        assert!(outcome.assumptions.iter().all(|row| !row.source.is_empty() && !row.value.is_empty()));
        if lang == Lang::En {
            let japanese = |text: &str| text.chars().any(|c| matches!(c, 'ぁ'..='ん' | 'ァ'..='ヶ'));
            for figure in &outcome.figures {
                assert!(!japanese(&figure.label) && !japanese(&figure.note), "{}", figure.label);
            }
            assert!(study.form.fields.iter().all(|field| !japanese(&field.label) && !japanese(&field.hint)));
            assert!(outcome.flags.iter().all(|flag| !japanese(&flag.text)));
        }
    }
}

mod any_input {
    use super::*;
    use proptest::prelude::*;

    fn any_value() -> impl Strategy<Value = String> {
        prop_oneof![
            Just("NaN".to_owned()),
            Just("∞".to_owned()),
            Just("-0".to_owned()),
            Just("1e308".to_owned()),
            Just("999999999999999999".to_owned()),
            Just("0.000000001".to_owned()),
            Just("１，０００".to_owned()),
            Just("set".to_owned()),
            Just("gross".to_owned()),
            Just("P".to_owned()),
            (-200i64..2_000_000).prop_map(|number| number.to_string()),
            (0u32..200, 0u32..1_000).prop_map(|(whole, part)| format!("{whole}.{part}")),
            "\\PC{0,12}",
        ]
    }

    fn any_pairs() -> impl Strategy<Value = Vec<(String, String)>> {
        let keys: Vec<&str> = form::fields(&parameters().debt, Lang::Ja).iter().map(|field| field.key).collect();
        let key = (prop::sample::select(keys), any::<bool>());
        let key = key.prop_map(|(key, base)| if base { format!("base.{key}") } else { key.to_owned() });
        prop::collection::vec((key, any_value()), 0..8)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn whatever_is_typed_is_computed_or_told(pairs in any_pairs(), english in any::<bool>()) {
            let lang = if english { Lang::En } else { Lang::Ja };
            let parameters = parameters();
            let study = work_out(&parameters, &Given::new(pairs), None, lang).unwrap();
            if !study.form.is_sound() {
                prop_assert_eq!(&study.scenario, &study.baseline);
            }
            let sets = compare_sets(&parameters.debt).unwrap();
            let outcome = outcome::outcome(&parameters.debt, &study, &sets, lang);
            let shown = format!("{outcome:?}");
            prop_assert!(!shown.contains("NaN"));
            for year in &study.scenario.years {
                prop_assert!(year.balance >= Yen::ZERO && year.population > 0);
            }
        }
    }
}
