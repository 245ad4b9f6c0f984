//! Cities compared, from the small table a fresh installation has: `cases/comparison/answers`.

use std::fmt::Write;
use std::path::Path;

use app::chart::Lang;
use app::cities::{CompareAsk, CrossAsk, Finding, TrendAsk};
use app::{Actor, App, AppError};
use expect_test::expect_file;
use tempfile::TempDir;

async fn fresh() -> (TempDir, App) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("test.sqlite").display());
    let app = App::open(&url, None).await.unwrap();
    (folder, app)
}

fn ask(text: &str) -> CompareAsk {
    let mut parts = text.split_whitespace().map(|part| if part == "." { String::new() } else { part.to_owned() });
    let mut next = || parts.next().unwrap_or_default();
    CompareAsk { indicator: next(), year: next(), group: next(), city: next(), from: next() }
}

fn golden(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/comparison/answers").join(name)
}

#[tokio::test]
async fn questions_are_answered_in_words() {
    let (_folder, app) = fresh().await;
    let mut out = String::new();
    for question in [
        "ordinary-balance-ratio 2021 designated-cities 401005 high",
        "ordinary-balance-ratio R5 . . low",
        "fiscal-capacity-index 令和3年度",
        "real-debt-service-ratio 2021 . 福岡市",
        "future-burden-ratio 2023 . Osaka low",
        "future-burden-ratio 2023",
        ". . . . .",
    ] {
        let found = app.compare_cities(&Actor::visitor(), &ask(question)).await.unwrap();
        writeln!(out, "? {question}").unwrap();
        for lang in [Lang::Ja, Lang::En] {
            found.sentences(lang).iter().for_each(|sentence| writeln!(out, "  {sentence}").unwrap());
        }
        for (name, value) in found.averages(Lang::Ja) {
            writeln!(out, "  {name} {value}").unwrap();
        }
    }
    expect_file![golden("ranks.txt")].assert_eq(&out);
}

#[tokio::test]
async fn the_plans_rank_of_the_ordinary_balance_ratio_is_found() {
    let (_folder, app) = fresh().await;
    let asked = ask("ordinary-balance-ratio 2021 designated-cities 401005");
    let found = app.compare_cities(&Actor::visitor(), &asked).await.unwrap();
    let own = found.own().unwrap();
    assert_eq!((own.place, own.sharing, found.among(), found.members), (3, 1, 20, 20));
    assert_eq!(app::cities::shown(own.figure).unwrap(), "96.3");
    assert_eq!(found.published.unwrap().to_string(), "92.7");
    assert_eq!(found.simple.unwrap().to_string(), "92.79");
    assert!(found.missing.is_empty());
    assert!(found.sources.iter().all(|source| !source.is_imported));
    let chart = found.chart(Lang::Ja).unwrap();
    assert!(chart.svg.contains("▶ 3 北九州市"), "{}", chart.description);
    assert_eq!(found.table(Lang::Ja).rows.len(), 20 + 3);
}

#[tokio::test]
async fn what_is_not_there_has_a_code_and_says_what_there_is() {
    let (_folder, app) = fresh().await;
    for (question, code, told) in [
        ("ordinary 2021", "AP-055", "ordinary-balance-ratio"),
        ("ordinary-balance-ratio 2021 tokyo", "AP-056", "designated-cities"),
        ("ordinary-balance-ratio 2021 . 401006", "AP-057", "40100 北九州市"),
        ("ordinary-balance-ratio 2021 . 東京", "AP-057", "40130 福岡市"),
        ("ordinary-balance-ratio 1999", "AP-058", "2021, 2023"),
        ("ordinary-balance-ratio year", "AP-058", "2021, 2023"),
        ("ordinary-balance-ratio 2024", "AP-058", "2021, 2023"),
        ("bonds-per-citizen", "AP-058", "–"),
        ("ordinary-balance-ratio 2021 municipalities", "AP-058", "–"),
        ("ordinary-balance-ratio 2021 . . middle", "AP-059", "middle"),
    ] {
        let error = app.compare_cities(&Actor::visitor(), &ask(question)).await.unwrap_err();
        assert_eq!(error.kind().code, code, "{question}");
        assert!(error.to_string().contains(told), "{question}: {error}");
    }
}

#[tokio::test]
async fn two_indicators_part_the_cities_into_four_groups() {
    let (_folder, app) = fresh().await;
    let asked = CrossAsk {
        x: "fiscal-capacity-index".into(),
        y: "ordinary-balance-ratio".into(),
        year: "R3".into(),
        ..CrossAsk::default()
    };
    let found = app.cross_cities(&Actor::visitor(), &asked).await.unwrap();
    let mut out = String::new();
    writeln!(out, "{}", found.title(Lang::Ja)).unwrap();
    for (quadrant, cities) in found.groups() {
        let names: Vec<&str> = cities.iter().map(|city| city.city.name.ja.as_str()).collect();
        writeln!(out, "  {}: {}", found.quadrant_name(quadrant, Lang::Ja), names.join(" ")).unwrap();
    }
    for lang in [Lang::Ja, Lang::En] {
        found.sentences(lang).iter().for_each(|sentence| writeln!(out, "  {sentence}").unwrap());
    }
    expect_file![golden("cross.txt")].assert_eq(&out);
    assert_eq!(found.is_inverted(), [false, true]);
    assert_eq!(found.groups().iter().map(|(_, cities)| cities.len()).sum::<usize>(), 20);
    assert!(found.chart(Lang::En).unwrap().svg.contains("Kitakyushu"));
}

#[tokio::test]
async fn the_years_of_a_city_stand_beside_the_average() {
    let (_folder, app) = fresh().await;
    let asked = TrendAsk { others: vec!["福岡市".into(), String::new(), "401005".into()], ..TrendAsk::default() };
    let found = app.city_trend(&Actor::visitor(), &asked).await.unwrap();
    assert_eq!(found.years.iter().map(|year| year.start()).collect::<Vec<_>>(), (2015..=2024).collect::<Vec<_>>());
    let names: Vec<&str> = found.lines.iter().map(|line| line.name.ja.as_str()).collect();
    assert_eq!(names, ["北九州市", "福岡市", "公表された平均（加重平均）"]);
    let shown = |line: usize| -> Vec<String> {
        found.lines[line].figures.iter().map(|figure| app::cities::shown(*figure).unwrap_or_default()).collect()
    };
    assert_eq!(shown(0).join(" "), "95.7 99.6 99.4 99.8 99.6 99.4 96.3 99.3 97.1 99.3");
    // Of years in which only this city is known there is no average.
    assert_eq!(shown(2), ["", "", "", "", "", "", "92.7", "", "96.2", ""]);
    assert_eq!(found.members[6], (20, 20));
    assert!(found.chart(Lang::Ja).is_some());
}

#[tokio::test]
async fn a_city_shows_its_places_by_year() {
    let (_folder, app) = fresh().await;
    let found = app.city_profile(&Actor::visitor(), "401005").await.unwrap();
    let balance = found.rows.iter().find(|row| row.indicator.key == "ordinary-balance-ratio").unwrap();
    let places: Vec<(i32, Option<(usize, usize)>)> =
        balance.years.iter().map(|year| (year.year.start(), year.place)).take(4).collect();
    assert_eq!(places, [(2024, None), (2023, Some((9, 20))), (2022, None), (2021, Some((3, 20)))]);
    assert!(found.similar.is_empty(), "no population was imported");
    let missing = app.city_profile(&Actor::visitor(), "999999").await.unwrap_err();
    assert!(matches!(missing, AppError::Cities(_)), "{missing}");
}

#[tokio::test]
async fn what_the_plan_says_is_held_against_the_small_table() {
    let (_folder, app) = fresh().await;
    let statements = app.plan_statements(&Actor::visitor()).await.unwrap();
    let mut out = String::new();
    for statement in &statements {
        writeln!(out, "{} {}", statement.finding.name(Lang::Ja), statement.id).unwrap();
        writeln!(out, "  {}\n  {}", statement.statement.ja, statement.data.ja).unwrap();
        writeln!(out, "  {}\n  {}", statement.statement.en_or_ja(), statement.data.en_or_ja()).unwrap();
    }
    expect_file![golden("statements.txt")].assert_eq(&out);
    let finding = |id: &str| statements.iter().find(|statement| statement.id == id).unwrap().finding;
    assert_eq!(finding("ordinary-balance-rank"), Finding::Confirmed);
    assert_eq!(finding("figure-1-12"), Finding::Confirmed);
    assert_eq!(finding("figure-1-14"), Finding::OtherYear { agrees: true });
    assert_eq!(finding("bonds-per-citizen-rank"), Finding::NotCheckable);
    assert_eq!(finding("growth-rank"), Finding::NotCheckable);
}
