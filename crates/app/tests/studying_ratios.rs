//! The ratio study: the published figures come out of the city's form, the worked examples to the last digit, and bad
//! amounts are told.

use app::parameters::Parameters;
use app::study::ratios::{CityRatio, RatioRun, run};
use app::study::{Given, StudyKind};
use app::{Actor, App};
use publish::chart::Lang;

fn run_with(pairs: &[(&str, &str)]) -> RatioRun {
    let plan = app::plan::load(None).unwrap();
    let given = Given::new(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
    run(&plan, &Parameters::built_in().unwrap(), &given, Lang::Ja).unwrap()
}

fn figures(run: &RatioRun) -> Vec<String> {
    let shown = |ratio| fiscal::soundness::print_figure(run.scenario.finding(ratio).unwrap().figure);
    CityRatio::ALL.into_iter().map(shown).collect()
}

#[test]
fn the_published_ratios_of_the_settlement_come_out() {
    let run = run_with(&[]);
    assert!(run.form.is_sound(), "{:?}", run.form.problems);
    assert_eq!(run.settlement.short(), "R5");
    // Published: 実質公債費 10.1, 将来負担 143.2, 経常収支 97.1, 財政力 0.69; without deficits a dash.
    assert_eq!(figures(&run), ["−", "−", "10.1", "143.2", "97.1", "0.69"]);
}

#[test]
fn the_worked_examples_come_out_to_the_last_digit() {
    for (id, figure, unrounded) in [
        ("tottori-h26", "12.7", "12.75876"),
        ("tottori-h27", "12.4", "12.46058"),
        ("hyogo-h19", "21.07725", "21.07725"),
    ] {
        let run = run_with(&[("example", id)]);
        assert!(run.form.is_sound(), "{id}: {:?}", run.form.problems);
        assert_eq!(run.form.changed().count(), 0, "{id}: an example is a baseline of its own");
        let finding = run.scenario.finding(CityRatio::RealDebtService).unwrap();
        assert_eq!(finding.figure.unwrap().to_string(), figure, "{id}");
        assert_eq!(finding.unrounded.round(5).to_string(), unrounded, "{id}");
        assert!(run.projection.is_none());
        assert_eq!(run.form.pairs(), [("example".to_owned(), id.to_owned())], "the address keeps it");
    }
    let run = run_with(&[("example", "tottori-h27"), ("service-d-3", "500")]);
    assert_eq!(run.form.changed().map(|field| field.key).collect::<Vec<_>>(), ["service-d-3"]);
    assert_ne!(run.scenario.service[2], run.baseline.service[2]);
}

#[test]
fn a_deficit_is_held_against_the_limits_of_its_year() {
    // 6,140.4 + 15.4 − 5,800 = 355.8 of 2,876.7: 12.36%.
    let run = run_with(&[("deficit-a", "5800"), ("accounts-enterprise", "-1200")]);
    let found = figures(&run);
    assert_eq!(found[0], "12.36");
    assert_eq!(found[1], "39.53");
    let reached = |run: &RatioRun, ratio: CityRatio| {
        let in_force = fiscal::soundness::limits_in_force(&run.limits, ratio.key(), run.settlement);
        let finding = run.scenario.finding(ratio).unwrap();
        fiscal::soundness::judge(finding.unrounded, &in_force).reached.map(|limit| limit.percent.to_string())
    };
    assert_eq!(reached(&run, CityRatio::RealDeficit).as_deref(), Some("11.25"));
    assert_eq!(reached(&run, CityRatio::ConsolidatedDeficit).as_deref(), Some("30"));
    // In the first years the limit of reconstruction was 40%.
    let early = run_with(&[("deficit-a", "5800"), ("accounts-enterprise", "-1200"), ("settlement", "2009")]);
    assert_eq!(reached(&early, CityRatio::ConsolidatedDeficit).as_deref(), Some("16.25"));
    let prefecture = run_with(&[("deficit-a", "5800"), ("class", "prefecture")]);
    assert_eq!(reached(&prefecture, CityRatio::RealDeficit).as_deref(), Some("5"));
}

#[test]
fn less_investment_brings_the_real_debt_service_ratio_down() {
    let run = run_with(&[("investment", "300"), ("years", "20")]);
    let projection = run.projection.as_ref().unwrap();
    assert_eq!((projection.baseline.len(), projection.scenario.len()), (20, 20));
    assert_eq!(projection.scenario[0].year.short(), "R6");
    let unrounded = |of: &[app::study::ratios::ProjectedRatio]| of[19].finding.unrounded;
    assert!(unrounded(&projection.scenario) < unrounded(&projection.baseline));
    // Debt service moves as the bonds do: of the first year nothing is changed by the investment.
    assert_eq!(projection.scenario[0].amounts.a_debt_service, projection.baseline[0].amounts.a_debt_service);
    // What is tied and counted keeps its share.
    let (settled, later) = (run.scenario.service[2], projection.scenario[19].amounts);
    let share = |part: i64, whole: i64| part as f64 / whole as f64;
    let kept = share(later.d_counted_in_need.0, later.a_debt_service.0)
        - share(settled.d_counted_in_need.0, settled.a_debt_service.0);
    assert!(kept.abs() < 1e-9);
    assert_eq!(later.b_quasi_debt_service, settled.b_quasi_debt_service);
    let kept_scale = run_with(&[("scale-course", "kept")]).projection.unwrap();
    assert!(kept_scale.scenario.iter().all(|year| year.amounts.e_standard_scale == settled.e_standard_scale));
}

#[test]
fn bad_amounts_are_told_with_codes() {
    for (key, value, code) in [
        ("scale", "0", "AP-013"),
        ("service-a-3", "-1", "AP-013"),
        ("deficit-a", "たくさん", "AP-012"),
        ("settlement", "1900", "AP-013"),
        ("class", "village", "AP-014"),
        ("example", "nowhere", "AP-014"),
        ("years", "99", "AP-013"),
        // Nothing is left of the scale after D, of the need, of the revenue.
        ("service-d-3", "5000", "AP-018"),
        ("burden-f", "5000", "AP-018"),
        ("capacity-b-3", "0", "AP-018"),
        ("ordinary-x", "1", "AP-015"),
    ] {
        let run = run_with(&[(key, value)]);
        let codes: Vec<&str> = run.form.problems.iter().map(|problem| problem.problem.kind.code).collect();
        assert_eq!(codes, [code], "{key}={value}");
        assert_eq!(run.scenario, run.baseline, "{key}={value}");
    }
}

#[tokio::test]
async fn the_page_shows_working_limits_and_what_the_glossary_leaves_out() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::open(&format!("sqlite:{}", folder.path().join("t.sqlite").display()), None).await.unwrap();
    for lang in [Lang::Ja, Lang::En] {
        let study = app.study(&Actor::visitor(), StudyKind::Ratios, &Given::default(), lang).await.unwrap();
        let outcome = &study.outcome;
        assert_eq!((outcome.figures.len(), outcome.charts.len(), outcome.tables.len()), (6, 4, 3));
        // H27 to R15: ten published years and the projected ones.
        assert_eq!(outcome.charts[0].table.rows.len(), 19);
        let published = outcome.charts[0].table.rows.iter().filter(|row| row[1].is_figure()).count();
        assert_eq!(published, 10);
        assert!(outcome.charts[0].table.header.iter().any(|heading| heading.contains("18%")));
        assert_eq!(outcome.tables[1].rows.len(), 10, "limits of a designated city, old ones included");
        assert_eq!(outcome.tables[2].rows.len(), 4);
        assert!(outcome.tables[2].rows.iter().all(|row| row[2].shown().chars().count() > 10));
        assert!(outcome.figures[0].note.contains("10.1") && outcome.figures[0].note.contains("18%"));
        assert!(outcome.working.len() > 60);
        let texts: String = outcome.working.iter().map(|step| step.name.clone() + &step.result).collect();
        assert!(!texts.contains("NaN"));
        if lang == Lang::En {
            let japanese = |text: &str| text.contains(|c: char| ('\u{3040}'..='\u{9fff}').contains(&c));
            let left: Vec<&str> =
                outcome.working.iter().map(|step| step.name.as_str()).filter(|name| japanese(name)).collect();
            assert_eq!(left, [""; 0]);
            assert!(study.form.fields.iter().all(|field| !japanese(&field.label)));
        }
    }
}
