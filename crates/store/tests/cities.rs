//! Published figures of cities: taken in, read back, replaced, held against each other.

use crate::common;

use common::on_each_database;
use fiscal::comparison::Figure;
use fiscal::{FiscalYear, Quantity};
use reform::city::{AreaCode, City, CityKind, Group};
use store::AuditVerdict;
use store::city::{CityQuery, CitySeries, CitySourceKind, CityTable, Disagreement, YearFrom};

fn code(text: &str) -> AreaCode {
    text.parse().unwrap()
}

fn value(text: &str) -> Figure {
    Figure::Value(text.parse::<Quantity>().unwrap())
}

fn city(number: &str, name: &str) -> City {
    let code = code(number);
    City { code, name: name.into(), prefecture: "福岡県".into(), kind: CityKind::of(code, name).unwrap() }
}

/// 経常収支比率 and 将来負担比率 of two cities in FY2021, with an average.
fn table() -> CityTable {
    CityTable {
        kind: CitySourceKind::Indicators,
        fiscal_year: Some(FiscalYear::new(2021).unwrap()),
        year_from: YearFrom::Title,
        file_name: "R3.xlsx".into(),
        file_sha256: "aa".into(),
        file_bytes: 1_000,
        mapping_name: String::new(),
        read: 2,
        problems: 1,
        sheet: Some("政令指定都市".into()),
        cities: vec![city("40100", "北九州市"), city("40130", "福岡市")],
        series: vec![
            CitySeries {
                indicator: "ordinary-balance-ratio",
                fiscal_year: 2021,
                figures: vec![(code("40130"), value("90.3"), 21), (code("40100"), value("96.3"), 20)],
            },
            CitySeries {
                indicator: "future-burden-ratio",
                fiscal_year: 2021,
                figures: vec![(code("40100"), value("150.0"), 20), (code("40130"), Figure::Dash, 21)],
            },
        ],
        averages: vec![(Group::DesignatedCities, "ordinary-balance-ratio", 2021, value("92.7"), 23)],
    }
}

#[tokio::test]
async fn figures_are_read_back_with_their_source() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let outcome = store.import_city_tables("tester", vec![table()], false).await.unwrap().remove(0);
        assert_eq!((outcome.new, outcome.new_cities, outcome.replaced), (5, 2, false));
        let query =
            CityQuery { indicators: &["future-burden-ratio", "ordinary-balance-ratio"], ..CityQuery::default() };
        let figures = store.city_figures(&query).await.unwrap();
        let seen: Vec<(&str, String, Figure, u32)> =
            figures.iter().map(|f| (f.indicator.key, f.code.to_string(), f.figure, f.row)).collect();
        assert_eq!(
            seen,
            [
                ("future-burden-ratio", "40100".into(), value("150.0"), 20),
                ("future-burden-ratio", "40130".into(), Figure::Dash, 21),
                ("ordinary-balance-ratio", "40100".into(), value("96.3"), 20),
                ("ordinary-balance-ratio", "40130".into(), value("90.3"), 21),
            ]
        );
        let source = &figures[0].source;
        assert_eq!((source.file_name.as_str(), source.figures, source.problems), ("R3.xlsx", 5, 1));
        assert_eq!((source.fiscal_year.map(FiscalYear::start), source.year_from), (Some(2021), YearFrom::Title));
        assert_eq!(figures[0].sheet.as_deref(), Some("政令指定都市"));

        let only = [code("40130")];
        let query = CityQuery { codes: Some(&only), years: Some(2021..=2021), ..CityQuery::default() };
        assert_eq!(store.city_figures(&query).await.unwrap().len(), 2);
        let query = CityQuery { years: Some(2022..=2030), ..CityQuery::default() };
        assert_eq!(store.city_figures(&query).await.unwrap(), []);

        let averages = store.city_averages(&CityQuery::default()).await.unwrap();
        assert_eq!(averages.len(), 1);
        assert_eq!((averages[0].group, averages[0].figure), (Group::DesignatedCities, value("92.7")));
        assert_eq!(store.cities().await.unwrap(), table().cities);
        let coverage: Vec<(String, i32, u64)> = store
            .city_coverage()
            .await
            .unwrap()
            .into_iter()
            .map(|one| (one.indicator, one.fiscal_year, one.cities))
            .collect();
        assert_eq!(coverage, [("future-burden-ratio".into(), 2021, 2), ("ordinary-balance-ratio".into(), 2021, 2)]);
    })
    .await;
}

#[tokio::test]
async fn the_same_file_again_changes_nothing() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        store.import_city_tables("tester", vec![table()], false).await.unwrap();
        let sources = store.city_sources().await.unwrap();
        let again = store.import_city_tables("other", vec![table()], false).await.unwrap().remove(0);
        assert!(again.changes_nothing() && again.source_id.is_none() && again.replaced);
        assert_eq!((again.unchanged, again.disagreement_count), (5, 0));
        // Under another name it is still the same file.
        let renamed = CityTable { file_name: "R3 (1).xlsx".into(), ..table() };
        let again = store.import_city_tables("other", vec![renamed], false).await.unwrap().remove(0);
        assert!(again.changes_nothing());
        assert_eq!(store.city_sources().await.unwrap(), sources);
        assert_eq!(store.audit_page(None, 10).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_changed_file_replaces_its_figures_and_the_audit_tells_which() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        store.import_city_tables("tester", vec![table()], false).await.unwrap();
        let mut changed = CityTable { file_sha256: "bb".into(), ..table() };
        changed.series[0].figures[1].1 = value("96.4");
        changed.series[1].figures.pop();
        changed.averages[0].3 = value("92.8");
        let dry = store.import_city_tables("tester", vec![changed.clone()], true).await.unwrap().remove(0);
        assert_eq!((dry.source_id, dry.changed), (None, 2));
        assert_eq!(store.city_sources().await.unwrap()[0].file_sha256, "aa");

        let outcome = store.import_city_tables("tester", vec![changed], false).await.unwrap().remove(0);
        assert_eq!((outcome.new, outcome.changed, outcome.removed, outcome.unchanged), (0, 2, 1, 2));
        let sources = store.city_sources().await.unwrap();
        assert_eq!((sources.len(), sources[0].file_sha256.as_str()), (1, "bb"));
        let audit = store.audit_page(None, 10).await.unwrap();
        let lines: Vec<&str> = audit[0].detail.lines().collect();
        for line in [
            "changed\t2",
            "removed\t1",
            "ordinary-balance-ratio 2021 40100\t96.3\t96.4",
            "future-burden-ratio 2021 40130\t-\t",
            "ordinary-balance-ratio 2021 designated-cities\t92.7\t92.8",
        ] {
            assert!(lines.contains(&line), "{line} ∉ {lines:?}");
        }
        assert!(matches!(store.verify_audit().await.unwrap(), AuditVerdict::Intact { rows: 2, .. }));
    })
    .await;
}

#[tokio::test]
async fn two_files_that_differ_are_told_and_the_ministrys_table_goes_first() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let mut cards = CityTable {
            kind: CitySourceKind::Cards,
            file_name: "cards.csv".into(),
            file_sha256: "cc".into(),
            sheet: None,
            averages: Vec::new(),
            ..table()
        };
        cards.series[0].figures[1].1 = value("96.30");
        cards.series[1].figures[0].1 = value("151.0");
        cards.series[1].figures.push((code("40202"), value("1.5"), 22));
        // In one go: the second file is held against the first.
        let outcomes = store.import_city_tables("tester", vec![table(), cards], false).await.unwrap();
        assert_eq!(outcomes[0].disagreement_count, 0);
        assert_eq!(
            outcomes[1].disagreements,
            [Disagreement {
                code: code("40100"),
                indicator: "future-burden-ratio".into(),
                fiscal_year: 2021,
                here: value("151.0"),
                row: 20,
                there: value("150.0"),
                other_file: "R3.xlsx".into(),
            }]
        );
        let query = CityQuery { indicators: &["future-burden-ratio"], ..CityQuery::default() };
        let figures = store.city_figures(&query).await.unwrap();
        let seen: Vec<(String, Figure, &str)> =
            figures.iter().map(|f| (f.code.to_string(), f.figure, f.source.file_name.as_str())).collect();
        assert_eq!(
            seen,
            [
                ("40100".into(), value("150.0"), "R3.xlsx"),
                ("40130".into(), Figure::Dash, "R3.xlsx"),
                ("40202".into(), value("1.5"), "cards.csv"),
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn the_table_of_codes_has_the_last_word_on_names() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let names = |kind: CitySourceKind, name: &str| CityTable {
            kind,
            fiscal_year: None,
            file_name: format!("{name}.csv"),
            file_sha256: name.into(),
            cities: vec![city("40202", name)],
            series: Vec::new(),
            averages: Vec::new(),
            ..table()
        };
        let take =
            async |table: CityTable| store.import_city_tables("tester", vec![table], false).await.unwrap().remove(0);
        assert_eq!(take(names(CitySourceKind::Cards, "大ケ田市")).await.new_cities, 1);
        assert_eq!(take(names(CitySourceKind::Municipalities, "大ヶ田市")).await.changed_cities, 1);
        assert!(take(names(CitySourceKind::Cards, "大ケ田市")).await.changes_nothing());
        assert_eq!(store.cities().await.unwrap()[0].name, "大ヶ田市");
    })
    .await;
}

#[tokio::test]
async fn future_population_comes_as_a_path_with_its_ages() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let series = |indicator: &'static str, fiscal_year: i32, people: &str| CitySeries {
            indicator,
            fiscal_year,
            figures: vec![(code("40100"), value(people), 2)],
        };
        let table = CityTable {
            kind: CitySourceKind::Population,
            fiscal_year: None,
            year_from: YearFrom::None,
            series: vec![
                series("projected-population", 2050, "728898"),
                series("projected-population", 2020, "939029"),
                series("projected-age-0-14", 2050, "74969"),
                series("projected-age-15-64", 2050, "372067"),
                series("projected-age-65", 2050, "281862"),
            ],
            averages: Vec::new(),
            ..table()
        };
        store.import_city_tables("tester", vec![table], false).await.unwrap();
        let found = store.population_projection(code("40100")).await.unwrap().unwrap();
        assert_eq!(found.people, [(2020, 939_029), (2050, 728_898)]);
        assert_eq!(found.ages, Some((2050, [74_969, 372_067, 281_862])));
        assert_eq!(store.population_projection(code("40130")).await.unwrap(), None);
    })
    .await;
}
