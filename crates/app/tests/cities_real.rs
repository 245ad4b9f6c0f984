//! Cities compared from the published files themselves; skipped, and said so, where they are absent.
#![allow(clippy::print_stdout)]

use crate::support;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use app::chart::Lang;
use app::cities::{CompareAsk, CrossAsk, Finding, TrendAsk, shown};
use app::population::PopulationAsk;
use app::{Actor, App, CityFile, FiscalYear, ImportMode};
use expect_test::expect_file;
use support::operator;
use tempfile::TempDir;

fn data() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = std::env::var_os("HENKAKU_SHARED_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    if data.join("ministry-fiscal-indicators").exists() {
        return Some(data);
    }
    println!("skipped: the published files are not here ({})", data.display());
    None
}

/// An application that has taken in every file.
async fn with_files(data: &Path) -> (TempDir, App) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("test.sqlite").display());
    let app = App::open(&url, None).await.unwrap();
    let mut tables: Vec<PathBuf> = std::fs::read_dir(data.join("ministry-fiscal-indicators"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    tables.sort();
    let year = FiscalYear::new(2023).ok();
    let csv = ["政令指定都市の主要財政指標.csv", "市町村財政資料.csv"]
        .map(|name| data.join("fiscal-indicators-2023").join(name));
    for (files, what) in [
        (vec![data.join("municipality-codes/localgovjp-utf8.csv")], CityFile::Municipalities),
        (tables, CityFile::Indicators(None)),
        (csv.to_vec(), CityFile::Indicators(year)),
        (
            vec![data.join("settlement-cards-2023/municipalities.csv")],
            CityFile::Cards(CityFile::DEFAULT_CARDS.into(), year),
        ),
        (vec![data.join("population-projection-2023/municipalities.csv")], CityFile::Population),
    ] {
        let reports = app.import_city_files(&operator(), &files, &what, ImportMode::Commit).await.unwrap();
        assert!(reports.iter().all(|report| report.outcome.is_some()), "{what:?}");
    }
    (folder, app)
}

fn ask(indicator: &str, year: &str, group: &str) -> CompareAsk {
    CompareAsk { indicator: indicator.into(), year: year.into(), group: group.into(), ..CompareAsk::default() }
}

#[tokio::test]
async fn the_published_files_give_what_the_small_table_gives() {
    let Some(data) = data() else { return };
    let (_folder, app) = with_files(&data).await;
    let small_folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", small_folder.path().join("small.sqlite").display());
    let small = App::open(&url, None).await.unwrap();
    let keys = ["fiscal-capacity-index", "ordinary-balance-ratio", "real-debt-service-ratio", "future-burden-ratio"];
    for key in keys {
        for year in ["2021", "2023"] {
            let asked = ask(key, year, "designated-cities");
            let from_files = app.compare_cities(&Actor::visitor(), &asked).await.unwrap();
            let from_small = small.compare_cities(&Actor::visitor(), &asked).await.unwrap();
            assert!(from_files.sources.iter().all(|source| source.is_imported), "{key} {year}");
            let figures = |found: &app::cities::Comparison| -> Vec<(String, String, usize)> {
                let row = |row: &app::cities::ComparedCity| {
                    (row.city.code.to_string(), shown(row.figure).unwrap_or_default(), row.place)
                };
                found.rows.iter().map(row).collect()
            };
            assert_eq!(figures(&from_files), figures(&from_small), "{key} {year}");
            assert_eq!(from_files.published, from_small.published, "{key} {year}");
        }
    }
    let years: Vec<i32> = app
        .city_trend(&Actor::visitor(), &TrendAsk::default())
        .await
        .unwrap()
        .years
        .iter()
        .map(|year| year.start())
        .collect();
    assert_eq!(years, (2005..=2024).collect::<Vec<_>>(), "the file's 2005 to 2023, the small table's 2024");
}

#[tokio::test]
async fn the_group_is_as_large_as_it_was_in_each_year() {
    let Some(data) = data() else { return };
    let (_folder, app) = with_files(&data).await;
    let found = app.city_trend(&Actor::visitor(), &TrendAsk::default()).await.unwrap();
    let members: Vec<String> = found
        .years
        .iter()
        .zip(&found.members)
        .map(|(year, (members, among))| format!("{}:{among}/{members}", year.short()))
        .collect();
    println!("{members:?}");
    for (year, said) in [("H17", "H17:14/14"), ("H20", "H20:17/17"), ("H24", "H24:20/20"), ("R3", "R3:20/20")] {
        assert!(members.iter().any(|member| member == said), "{year}: {members:?}");
    }
    let early = app.compare_cities(&Actor::visitor(), &ask("ordinary-balance-ratio", "H17", "")).await.unwrap();
    assert_eq!((early.members, early.among()), (14, 14));
    assert!(early.sentences(Lang::Ja).concat().contains("政令指定都市は14市"), "{:?}", early.sentences(Lang::Ja));
}

#[tokio::test]
async fn the_plans_statements_hold_as_far_as_the_files_tell() {
    let Some(data) = data() else { return };
    let (_folder, app) = with_files(&data).await;
    let statements = app.plan_statements(&Actor::visitor()).await.unwrap();
    let mut out = String::new();
    for statement in &statements {
        writeln!(out, "{} {}", statement.finding.name(Lang::Ja), statement.id).unwrap();
        writeln!(out, "  {}\n  {}", statement.statement.ja, statement.data.ja).unwrap();
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/comparison/answers/statements-with-files.txt");
    expect_file![golden].assert_eq(&out);
    let finding = |id: &str| statements.iter().find(|statement| statement.id == id).unwrap().finding;
    for (id, expected) in [
        ("ordinary-balance-rank", Finding::Confirmed),
        ("figure-1-12", Finding::Confirmed),
        ("figure-1-14", Finding::Confirmed),
        ("aging-rank", Finding::Confirmed),
        ("bonds-per-citizen-rank", Finding::OtherYear { agrees: true }),
        ("tax-per-citizen-rank", Finding::OtherYear { agrees: true }),
        ("figure-1-13", Finding::OtherYear { agrees: true }),
        ("construction-per-head-rank", Finding::OtherYear { agrees: false }),
        ("gross-city-product-rank", Finding::NotCheckable),
        ("growth-rank", Finding::NotCheckable),
        ("floor-area-against-average", Finding::NotCheckable),
    ] {
        assert_eq!(finding(id), expected, "{id}");
    }
}

#[tokio::test]
async fn figures_for_each_citizen_come_from_the_settlement_cards() {
    let Some(data) = data() else { return };
    let (_folder, app) = with_files(&data).await;
    let place = async |indicator: &str, from: &str| {
        let asked = CompareAsk { from: from.into(), ..ask(indicator, "2023", "") };
        let found = app.compare_cities(&Actor::visitor(), &asked).await.unwrap();
        let own = found.own().unwrap();
        (own.place, found.among(), shown(own.figure).unwrap(), found.weighted.map(|value| value.to_string()))
    };
    let (bonds, among, value, weighted) = place("bonds-per-citizen", "high").await;
    assert_eq!((bonds, among, value.as_str()), (1, 20, "1,094,999"));
    println!("all designated cities as one: {weighted:?} yen of bonds for each citizen");
    assert!(weighted.is_some());
    assert_eq!((place("tax-per-citizen", "low").await.0, place("construction-per-citizen", "high").await.0), (8, 4));
    let country =
        app.compare_cities(&Actor::visitor(), &ask("ordinary-balance-ratio", "2023", "municipalities")).await.unwrap();
    println!("{}", country.sentences(Lang::Ja).concat());
    assert!(country.among() >= 1_741 && country.published.is_some(), "{}", country.among());
    let prefecture =
        app.compare_cities(&Actor::visitor(), &ask("bonds-per-citizen", "2023", "prefecture-40")).await.unwrap();
    assert_eq!(prefecture.members, 60);
    let cross = CrossAsk { x: "tax-per-citizen".into(), y: "bonds-per-citizen".into(), ..CrossAsk::default() };
    let cross = app.cross_cities(&Actor::visitor(), &cross).await.unwrap();
    assert!(cross.sentences(Lang::Ja)[0].contains("とも悪い"), "{:?}", cross.sentences(Lang::Ja));
}

#[tokio::test]
async fn the_people_to_come_and_the_cities_of_its_size() {
    let Some(data) = data() else { return };
    let (_folder, app) = with_files(&data).await;
    let found = app.population(&Actor::visitor(), &PopulationAsk::default()).await.unwrap();
    let years: Vec<(i32, i64, bool)> =
        found.points.iter().map(|point| (point.year, point.people, point.is_past)).collect();
    assert_eq!(years[0], (2020, 939_029, true));
    assert_eq!(years[1], (2023, 917_524, true), "the plan's own estimate stands between");
    assert_eq!(*years.last().unwrap(), (2050, 728_898, false));
    assert_eq!(found.ages, Some((2050, [74_969, 372_067, 281_862])));
    assert_eq!(found.peers.len(), 20);
    assert!(found.peers.windows(2).all(|pair| pair[0].index.units <= pair[1].index.units));
    assert_eq!(found.balances[0].each_yen.last().unwrap().unwrap().0, 992_731);
    assert!(found.is_imported() && found.peers_chart(Lang::Ja).is_some());

    let begun = Instant::now();
    let profile = app.city_profile(&Actor::visitor(), "401005").await.unwrap();
    println!("one city with {} indicators: {:?}", profile.rows.len(), begun.elapsed());
    assert!(profile.rows.len() > 80, "{}", profile.rows.len());
    assert_eq!(profile.similar.len(), 11);
    assert!(profile.similar.iter().any(|city| city.is_own));
    println!("{:?}", profile.similar.iter().map(|city| city.city.name.ja.clone()).collect::<Vec<_>>());
}
