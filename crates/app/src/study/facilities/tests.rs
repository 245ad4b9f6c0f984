use super::*;
use crate::ImportMode;
use reform::facility::FacilityKind;

const OKU: i64 = 100_000_000;

async fn app() -> (tempfile::TempDir, App) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("t.sqlite").display());
    let app = App::open(&url, None).await.unwrap();
    (folder, app)
}

async fn study(app: &App, pairs: &[(&str, &str)]) -> FacilityStudy {
    let given = Given::new(pairs.iter().map(|(key, value)| ((*key).into(), (*value).into())));
    app.study_facilities(&Actor::visitor(), &given, None, Lang::Ja).await.unwrap()
}

fn codes(study: &FacilityStudy) -> Vec<(&str, &str)> {
    study.form.problems.iter().map(|problem| (problem.key.as_str(), problem.problem.kind.code)).collect()
}

#[tokio::test]
async fn without_a_list_the_examples_come_to_the_plans_total() {
    let (_folder, app) = app().await;
    let found = study(&app, &[]).await;
    assert!(found.is_illustrative() && found.form.is_sound());
    let comparison = &found.comparison;
    assert_eq!((comparison.frame.first_year, comparison.frame.years), (2024, 40));
    assert_eq!(comparison.baseline.total, Yen(12_040 * OKU));
    assert_eq!(comparison.baseline.yearly_mean, Yen(301 * OKU));
    assert_eq!(comparison.baseline, comparison.scenario);
    let factor = comparison.calibration.unwrap().factor;
    assert!((0.4..0.8).contains(&factor), "{factor}");
    let outcome = outcome::outcome(&found, Lang::Ja);
    assert_eq!(outcome.charts.len(), 2);
    // 301 ÷ 620.
    assert_eq!(outcome.figures[2].scenario.shown(), "48.5");
    assert!(outcome.flags.iter().any(|flag| flag.title.contains("例示")));
    assert!(outcome.flags.iter().any(|flag| flag.title.contains("較正")));
    let plain = study(&app, &[("calibration", "none")]).await;
    assert!(plain.comparison.calibration.is_none() && plain.comparison.baseline.total > Yen(20_000 * OKU));
    // Over other years than the published ones the factor of the forty years holds.
    let longer = study(&app, &[("years", "60")]).await.comparison;
    assert_eq!(longer.calibration.map(|shown| (shown.years, shown.factor)), Some((40, factor)));
    let english = outcome::outcome(&found, Lang::En);
    assert_eq!(english.tables[0].header[0], "use");
}

#[tokio::test]
async fn a_scenario_stands_beside_the_baseline() {
    let (_folder, app) = app().await;
    let plain = study(&app, &[]).await.comparison.baseline.total;
    let longer = study(&app, &[("rule", "long-life")]).await.comparison;
    assert_eq!(longer.baseline.total, plain);
    assert!(longer.scenario.total < plain);
    let smaller = study(&app, &[("reduce-percent", "20"), ("reduce-from", "2024"), ("reduce-to", "2024")]).await;
    let share = smaller.comparison.scenario.total.0 as f64 / plain.0 as f64;
    assert!((share - 0.8).abs() < 1e-6, "{share}");
    let schools = study(&app, &[("reduce", "school:50:2025-2044、公営住宅:30:2025-2054")]).await.comparison;
    let of = |costs: &crate::facilities::renewal::RenewalCosts, kind: FacilityKind| -> i64 {
        let kind = costs.by_kind.iter().find(|costs| costs.kind == kind).unwrap();
        kind.repair.iter().chain(&kind.rebuild).map(|yen| yen.0).sum()
    };
    assert!(of(&schools.scenario, FacilityKind::School) < of(&schools.baseline, FacilityKind::School));
    let parks = (of(&schools.scenario, FacilityKind::Park), of(&schools.baseline, FacilityKind::Park));
    // The baseline is rounded so that its sum is the published total to the yen; a part may differ by a little.
    assert!((parks.0 - parks.1).abs() < 1_000, "{parks:?}");
}

#[tokio::test]
async fn a_ceiling_puts_off_and_says_what_is_left() {
    let (_folder, app) = app().await;
    let found = study(&app, &[("ceiling", "250")]).await;
    let smoothed = found.comparison.scenario.smoothed.clone().unwrap();
    assert!(smoothed.spent.iter().all(|spent| *spent <= Yen(250 * OKU)));
    let spent: i64 = smoothed.spent.iter().map(|yen| yen.0).sum();
    assert_eq!(spent + smoothed.put_off.last().unwrap().0, found.comparison.scenario.total.0);
    let outcome = outcome::outcome(&found, Lang::Ja);
    assert_eq!(outcome.charts.len(), 3);
    assert!(outcome.flags.iter().any(|flag| flag.is_warning && flag.title.contains("上限")));
    assert_eq!(outcome.figures.last().unwrap().scenario.shown(), "2,040.0");
}

#[tokio::test]
async fn infrastructure_is_added_and_neither_calibrated_nor_reduced() {
    let (_folder, app) = app().await;
    let plain = study(&app, &[]).await.comparison.baseline.total;
    // 15,000,000㎡ of road at 4,700 yen, a fifteenth every year: 47億円 a year.
    let found = study(&app, &[("road", "15000000"), ("reduce-percent", "10")]).await.comparison;
    assert_eq!(found.baseline.total, Yen(plain.0 + 40 * 47 * OKU));
    assert_eq!(found.scenario.by_asset[0].costs, vec![Yen(47 * OKU); 40]);
}

#[tokio::test]
async fn every_value_that_makes_no_sense_is_told_beside_its_field() {
    let (_folder, app) = app().await;
    let wrong = study(
        &app,
        &[
            ("years", "0"),
            ("from", "3000"),
            ("rule", "never"),
            ("reduce-percent", "101"),
            ("price-factor", "0"),
            ("ceiling", "-1"),
        ],
    )
    .await;
    assert_eq!(
        codes(&wrong),
        [
            ("from", "AP-013"),
            ("years", "AP-013"),
            ("rule", "AP-014"),
            ("reduce-percent", "AP-013"),
            ("price-factor", "AP-013"),
            ("ceiling", "AP-013"),
        ]
    );
    assert_eq!(wrong.comparison.scenario, wrong.comparison.baseline);
    let told = study(&app, &[("reduce", "harbour:20:2025-2044 school:120:2025-2044 school:20:2044-2025 学校")]).await;
    let expected = [("reduce", "AP-041"), ("reduce", "AP-040"), ("reduce", "AP-040"), ("reduce", "AP-040")];
    assert_eq!(codes(&told), expected);
    assert_eq!(codes(&study(&app, &[("ceiling", "0")]).await), [("ceiling", "AP-042")]);
    assert_eq!(codes(&study(&app, &[("calibrate", "0")]).await), [("calibrate", "AP-042")]);
    let reversed = study(&app, &[("reduce-from", "2050"), ("reduce-to", "2040")]).await;
    assert_eq!(codes(&reversed), [("reduce-to", "AP-040")]);
}

#[tokio::test]
async fn a_real_list_is_not_brought_to_another_citys_total() {
    let (folder, app) = app().await;
    let path = folder.path().join("list.csv");
    std::fs::write(&path, "施設番号,施設名,分類,延床面積（㎡）,建築年度\n1,東小学校,学校教育系施設,10000,1975\n")
        .unwrap();
    let operator = Actor::operator("tester");
    app.import_facilities(&operator, &path, "standard-facilities", ImportMode::Commit).await.unwrap();
    let found = study(&app, &[("from", "2016")]).await;
    assert!(!found.is_illustrative() && found.comparison.calibration.is_none());
    assert_eq!(found.comparison.baseline.total, Yen(50 * OKU));
    assert_eq!(found.years_table(Lang::Ja).rows.len(), 40);

    // A list of nothing but parts of other buildings costs nothing, and cannot be brought to anything.
    std::fs::write(&path, "施設番号,施設名,分類,延床面積（㎡）,建築年度\n1,児童クラブ,子育て支援施設,,\n").unwrap();
    app.import_facilities(&operator, &path, "standard-facilities", ImportMode::Commit).await.unwrap();
    let found = study(&app, &[("calibrate", "100")]).await;
    assert_eq!(codes(&found), [("calibrate", "AP-018")]);
    assert_eq!(found.comparison.scenario.total, Yen::ZERO);
}
