//! What a reader tries in the browser comes to what the engine says, to the 億円.

use app::{Actor, App, FiscalYear, Yen};
use publish::edition::{Edition, Lever as PublishedLever, Outlook};
use reform::chain::{Figure, TYPED};
use reform::decision::{Decision, Lever, Move};
use reform::effect::EffectStage;

use crate::publishing_collect::demonstration;
use crate::support::{on_each_database, operator};

const OKU: i64 = 100_000_000;

/// To the nearest 億円, half away from zero, as amounts are shown.
fn in_oku(yen: i128) -> i128 {
    let oku = i128::from(OKU);
    (yen.abs() + oku / 2) / oku * yen.signum()
}

fn year(start: i32) -> FiscalYear {
    FiscalYear::new(start).unwrap()
}

/// The engine's own answer: one decision of this amount in the lever's years.
fn decision(lever: &PublishedLever, amount: i64) -> Decision {
    let kind = match lever.id.as_str() {
        "improvement" => Lever::GeneralFunds,
        "investment" => Lever::Investment,
        other => panic!("{other}"),
    };
    let (first_year, last_year) = (year(lever.years.0), Some(year(lever.years.1)));
    Decision {
        id: TYPED,
        title: String::new(),
        cluster: None,
        is_decided: true,
        stage: EffectStage::Planned,
        is_illustrative: false,
        moves: vec![Move { lever: kind, first_year, last_year, yen_a_year: Yen(amount) }],
    }
}

/// What the page of the public site works out: the figure and its part of the response.
fn tried(outlook: &Outlook, lever: &PublishedLever, figure: &str, at: usize, amount: i64) -> Option<i128> {
    let baseline = outlook.figures.iter().find(|one| one.id == figure)?.values[at]?;
    let response = lever.responses.iter().find(|one| one.figure == figure).map_or(0, |one| one.values[at]);
    let (product, unit) = (i128::from(response) * i128::from(amount), i128::from(lever.unit_yen));
    Some(i128::from(baseline) + (product + unit.signum() * product.signum() * unit / 2) / unit)
}

async fn compared(app: &App, edition: &Edition) -> usize {
    let outlook = &edition.outlook;
    let insider = Actor::operator("test");
    let decided: Vec<Decision> =
        app.decisions(&insider).await.unwrap().into_iter().filter(|decision| decision.is_decided).collect();
    let mut compared = 0;
    for lever in &outlook.levers {
        let (low, high) = lever.bounds_yen;
        assert!(low < 0 && high > 0 && low % OKU == 0 && high % OKU == 0, "{:?}", lever.bounds_yen);
        let odd = [12_345_678_901, -9_876_543_210, 1, -1, 333_333_333, 50 * OKU + 1, -7 * OKU - 99_999_999, 10 * OKU];
        for amount in [low, high, 0].into_iter().chain(odd).filter(|amount| (low..=high).contains(amount)) {
            let mut all = decided.clone();
            all.push(decision(lever, amount));
            let chain = app.chain_of(&insider, all).unwrap();
            let scene = chain.decided().unwrap();
            for figure in &outlook.figures {
                let own = Figure::from_word(&figure.id, &chain.baseline().input.outlook).unwrap();
                for at in 0..figure.values.len() {
                    let of = year(outlook.first_year + at as i32);
                    let engine = scene.money(own, of).map(|yen| i128::from(yen.0));
                    let page = tried(outlook, lever, &figure.id, at, amount);
                    assert_eq!(page.is_some(), engine.is_some(), "{} {of}", figure.id);
                    let (Some(page), Some(engine)) = (page, engine) else { continue };
                    assert!((page - engine).abs() <= 60, "{} {of} {amount}: {page} and {engine}", figure.id);
                    assert_eq!(in_oku(page), in_oku(engine), "{} {of} {amount}", figure.id);
                    compared += 1;
                }
            }
        }
    }
    compared
}

#[tokio::test]
async fn a_lever_moves_every_figure_by_what_the_engine_says() {
    on_each_database(async |fresh| {
        let app = &fresh.app;
        // With nothing decided, and with everything the demonstration decided.
        let before = app.edition_as_it_stands(&operator()).await.unwrap();
        assert!(compared(app, &before).await > 1_000);
        demonstration(app).await;
        let after = app.edition_as_it_stands(&operator()).await.unwrap();
        assert!(compared(app, &after).await > 1_000);
        assert_ne!(before.outlook.figures, after.outlook.figures, "what was decided moves the outlook");
        // What a lever moves does not rest on what was decided; how far investment can still fall does.
        let responses = |edition: &Edition| -> Vec<_> {
            edition
                .outlook
                .levers
                .iter()
                .map(|lever| (lever.id.clone(), lever.unit_yen, lever.responses.clone()))
                .collect()
        };
        assert_eq!(responses(&before), responses(&after));
        let moved = |lever: usize| -> Vec<&str> {
            before.outlook.levers[lever].responses.iter().map(|response| response.figure.as_str()).collect()
        };
        assert_eq!(moved(0), ["fund", "improvement"]);
        assert_eq!(moved(1), ["fund", "balance", "bonds", "debt-service", "investment"]);
    })
    .await;
}

#[tokio::test]
async fn the_outlook_is_that_of_the_pages() {
    on_each_database(async |fresh| {
        let edition = fresh.app.edition_as_it_stands(&operator()).await.unwrap();
        let city = fresh.app.chain(&operator(), app::chain::Asked::default()).await.unwrap();
        let scene = city.decided().unwrap();
        for figure in &edition.outlook.figures {
            let own = Figure::from_word(&figure.id, &city.chain.baseline().input.outlook).unwrap();
            let (first, last) = city.chain.baseline().span(own).unwrap();
            for (at, value) in figure.values.iter().enumerate() {
                let of = year(edition.outlook.first_year + at as i32);
                assert_eq!(value.is_some(), (first..=last).contains(&of), "{} {of}", figure.id);
                assert_eq!(*value, scene.money(own, of).map(|yen| yen.0), "{} {of}", figure.id);
            }
        }
        assert!(edition.outlook.assumptions.iter().all(|words| !words.ja.is_empty() && !words.en.is_empty()));
        assert!(edition.outlook.assumptions.iter().any(|words| words.ja.contains("例示") || words.ja.contains("仮定")));
    })
    .await;
}
