//! The study of uncertainty: reproducible, centred on the expected course, and refusing what makes no sense.

use super::*;
use fiscal::Yen;
use fiscal::uncertainty::Measure;

fn given(pairs: &[(&str, &str)]) -> Given {
    Given::new(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())))
}

fn study(pairs: &[(&str, &str)]) -> RiskStudy {
    let parameters = Parameters::built_in().unwrap();
    let mut pairs = pairs.to_vec();
    if !pairs.iter().any(|(key, _)| key.ends_with("paths")) {
        pairs.extend([("paths", "400"), ("base.paths", "400")]);
    }
    let stresses = parameters.uncertainty.stresses.clone();
    work_out(&parameters, &given(&pairs), &stresses, Asked::ByPage, Lang::Ja).unwrap()
}

#[test]
fn the_same_seed_draws_the_same_futures_and_another_does_not() {
    let (one, again, other) = (study(&[]), study(&[]), study(&[("seed", "7")]));
    assert_eq!(one.scenario.fans, again.scenario.fans);
    assert_ne!(one.scenario.fans, other.scenario.fans);
    assert_eq!(one.baseline.fans, other.baseline.fans, "the baseline keeps its seed");
}

#[test]
fn without_deviations_every_future_is_the_expected_course() {
    let still = study(&[
        ("interest-deviation", "0"),
        ("prices-deviation", "0"),
        ("taxes-deviation", "0"),
        ("population-deviation", "0"),
    ]);
    assert!(still.form.is_sound(), "{:?}", still.form.problems);
    let scenario = &still.scenario;
    for measure in MEASURES {
        assert_eq!(scenario.fan(measure, 0), scenario.fan(measure, 4));
        assert_eq!(scenario.median(measure), scenario.stresses[0].of(measure));
    }
    assert_eq!(fiscal::money::round_to_oku(scenario.median(Measure::Balance)[29]), 7_236);
    // 376 less 32 a year: empty in the twelfth year.
    assert_eq!(scenario.median(Measure::Fund)[4], Yen(21_600_000_000));
    assert_eq!(scenario.stresses[0].fund_empty_in.map(|year| year.start()), Some(2035));
    assert_eq!((scenario.probabilities[10].fund_ever_empty, scenario.probabilities[11].fund_ever_empty), (0.0, 1.0));
}

#[test]
fn the_fan_keeps_its_order_and_probabilities_their_bounds() {
    let scenario = study(&[]).scenario;
    for measure in MEASURES {
        for year in 0..scenario.years.len() {
            assert!(
                (1..SHARES.len())
                    .all(|share| scenario.fan(measure, share - 1)[year] <= scenario.fan(measure, share)[year])
            );
        }
    }
    for year in &scenario.probabilities {
        for chance in [year.fund_ever_empty, year.fund_empty, year.debt_service_above, year.balance_above] {
            assert!((0.0..=1.0).contains(&chance));
        }
        assert!(year.fund_ever_empty >= year.fund_empty);
    }
}

#[test]
fn more_invested_owes_more_and_stress_tests_move_what_they_name() {
    let found = study(&[("investment", "700")]);
    let last = found.scenario.years.len() - 1;
    assert!(found.scenario.median(Measure::Balance)[last] > found.baseline.median(Measure::Balance)[last]);
    let course = |id: &str| {
        found.baseline.stresses.iter().find(|course| course.test.as_ref().is_some_and(|test| test.id == id)).unwrap()
    };
    let expected = &found.baseline.stresses[0];
    assert!(course("rates-up-2").of(Measure::DebtService)[last] > expected.of(Measure::DebtService)[last]);
    assert!(course("tax-slump").of(Measure::Fund)[last] < expected.of(Measure::Fund)[last]);
    assert_eq!(course("tax-slump").of(Measure::Balance)[last], expected.of(Measure::Balance)[last]);
    assert!(
        course("faster-decline").of(Measure::BalancePerCitizen)[last] > expected.of(Measure::BalancePerCitizen)[last]
    );
}

#[test]
fn values_that_make_no_sense_stand_beside_their_fields() {
    for (pair, key, code) in [
        (("paths", "0"), "paths", "AP-013"),
        (("paths", "20001"), "paths", "AP-013"),
        (("years", "61"), "years", "AP-013"),
        (("seed", "-1"), "seed", "AP-013"),
        (("interest-deviation", "-0.1"), "interest-deviation", "AP-013"),
        (("prices-deviation", "NaN"), "prices-deviation", "AP-012"),
        (("fund", "-1"), "fund", "AP-013"),
        (("taxes-kept", "101"), "taxes-kept", "AP-013"),
        (("stress", "meteor"), "stress", "AP-014"),
        (("rate", "30"), "rate", "AP-013"),
    ] {
        let found = study(&[pair]);
        assert_eq!(found.scenario, found.baseline);
        let told: Vec<(&str, &str)> =
            found.form.problems.iter().map(|found| (found.key.as_str(), found.problem.kind.code)).collect();
        assert_eq!(told, [(key, code)], "{pair:?}");
    }
}

#[test]
fn a_stress_test_is_found_by_its_name_or_in_a_file() {
    let parameters = Parameters::built_in().unwrap();
    assert_eq!(find_stresses(&parameters, "tax-slump").unwrap().len(), 1);
    let code = |name: &str| match find_stresses(&parameters, name) {
        Err(AppError::Faulty(problems)) => problems[0].kind.code,
        other => panic!("{other:?}"),
    };
    assert_eq!(code("meteor"), "AP-025");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.toml");
    let text = "[[stress]]\nid = \"both\"\nname_ja = \"両方\"\nname_en = \"both\"\nfirst_year = 1\nlast_year = 2\nprices_points = 2.5\n\
                basis = \"assumed\"\nsource = \"例示\"\n";
    std::fs::write(&path, text).unwrap();
    let found = find_stresses(&parameters, path.to_str().unwrap()).unwrap();
    assert_eq!(found[0].deviations, [0.0, 0.025, 0.0, 0.0]);
    std::fs::write(&path, text.replace("2.5", "250")).unwrap();
    assert_eq!(code(path.to_str().unwrap()), "PL-018");
    assert!(matches!(find_stresses(&parameters, "nowhere.toml"), Err(AppError::File { .. })));
}

#[test]
fn everything_shown_is_there_in_both_languages() {
    let parameters = Parameters::built_in().unwrap();
    let pairs = given(&[("investment", "560"), ("stress", "tax-slump"), ("paths", "300"), ("base.paths", "300")]);
    for lang in [Lang::Ja, Lang::En] {
        let study = work_out(&parameters, &pairs, &parameters.uncertainty.stresses, Asked::ByPage, lang).unwrap();
        let outcome = outcome::outcome(&parameters, &study, lang);
        assert_eq!(outcome.charts.len(), 4);
        assert_eq!(outcome.tables[0].rows.len(), 5, "the expected course and four tests");
        assert!(outcome.tables.iter().all(|table| table.rows.iter().all(|row| row.len() == table.header.len())));
        assert!(outcome.assumptions.iter().all(|row| !row.source.is_empty() && !row.value.is_empty()));
        if lang == Lang::En {
            let japanese = |text: &str| text.chars().any(|c| matches!(c, 'ぁ'..='ん' | 'ァ'..='ヶ'));
            assert!(study.form.fields.iter().all(|field| !japanese(&field.label) && !japanese(&field.hint)));
            assert!(outcome.figures.iter().all(|figure| !japanese(&figure.label)));
            assert!(outcome.flags.iter().all(|flag| !japanese(&flag.text)));
            assert!(outcome.working.iter().all(|step| !japanese(&step.formula) && !japanese(&step.name)));
        }
    }
}
