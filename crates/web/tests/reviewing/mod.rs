//! A review of the seven programs under way, for the tests of boards, lists and one's own work.
#![allow(dead_code)]

use app::review::{CalendarDays, Edit, NewCycle, SheetAction, Via};
use app::{Actor, FiscalYear, ProgramQuery};
use reform::workflow::Rules;

use super::support::Site;
use super::support::people::User;

/// The year of the review.
pub const YEAR: i32 = 2025;

/// The seven programs with people of 危機管理室＞防災課, and a review on the usual calendar, in July.
pub async fn reviewed() -> Site {
    let site = unopened().await;
    open(&site).await;
    site
}

/// The same, before the review is made.
pub async fn unopened() -> Site {
    let site = Site::with_programs().await.at("2025-07-10T01:00:00Z");
    site.with_people("危機管理室＞防災課").await;
    site
}

pub async fn open(site: &Site) {
    let year = FiscalYear::new(YEAR).unwrap();
    let new = NewCycle {
        year,
        source_year: FiscalYear::new(2024).unwrap(),
        calendar: CalendarDays::usual(year),
        rules: Rules::default(),
    };
    assert_eq!(site.app.open_review_cycle(&Actor::operator("tester"), new).await.unwrap().sheets, 7);
}

/// The id of the program with this number.
pub async fn program(site: &Site, number: &str) -> i64 {
    let found = site.app.list_programs(&Actor::visitor(), &ProgramQuery::default()).await.unwrap();
    found.rows.iter().find(|row| row.external_id == number).unwrap_or_else(|| panic!("no program {number}")).id
}

/// The check box of a sheet as a list shows it now.
pub async fn chosen(site: &Site, number: &str) -> String {
    let id = program(site, number).await;
    let year = FiscalYear::new(YEAR).unwrap();
    let view = site.app.review_sheet(&Actor::operator("tester"), year, id).await.unwrap();
    format!("{id}:{}", view.head.revision)
}

/// Writes texts into a sheet.
pub async fn write(site: &Site, user: &User<'_>, number: &str, texts: &[(&str, &str)]) {
    let (actor, id) = (user.actor().await, program(site, number).await);
    let year = FiscalYear::new(YEAR).unwrap();
    let view = site.app.review_sheet(&actor, year, id).await.unwrap();
    let owned = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let edit = Edit {
        base: texts.iter().map(|(name, _)| owned(name, view.fields.get(name).unwrap_or_default())).collect(),
        mine: texts.iter().map(|(name, text)| owned(name, text)).collect(),
    };
    let saved = site.app.save_fields(&actor, year, id, &edit, Via::Page).await.unwrap();
    assert!(saved.conflicts.is_empty() && saved.problems.is_empty(), "{saved:?}");
}

/// Fills in everything a sheet needs that goes on as it is.
pub async fn complete(site: &Site, user: &User<'_>, number: &str) {
    let mut texts: Vec<(String, &str)> = Vec::new();
    for (id, _) in site.app.viewpoints() {
        for (part, text) in [("judgement", "adequate"), ("reason", "市民の安全に要る"), ("evidence", "訓練の記録")]
        {
            texts.push((format!("check.{id}.{part}"), text));
        }
    }
    for (name, text) in [
        ("direction", "continue"),
        ("direction-reason", "効果が続いている"),
        ("kpi.k9.name", "参加した人の割合"),
        ("kpi.k9.level", "outcome"),
        ("kpi.k9.unit", "％"),
        ("kpi.k9.direction", "increase"),
        ("kpi.k9.target", "30"),
        ("kpi.k9.target-year", "2027"),
    ] {
        texts.push((name.to_owned(), text));
    }
    // The indicators carried over lack what nobody knew yet; here one of our own stands instead.
    let (actor, id) = (user.actor().await, program(site, number).await);
    let view = site.app.review_sheet(&actor, FiscalYear::new(YEAR).unwrap(), id).await.unwrap();
    let carried = view.fields.iter().map(|(name, _)| name.to_owned()).filter(|name| name.starts_with("kpi."));
    let carried: Vec<String> = carried.collect();
    texts.extend(carried.into_iter().filter(|name| !name.starts_with("kpi.k9.")).map(|name| (name, "")));
    let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    write(site, user, number, &texts).await;
}

/// Takes a step with a sheet as it stands.
pub async fn step(site: &Site, user: &User<'_>, number: &str, action: SheetAction) {
    let (actor, id) = (user.actor().await, program(site, number).await);
    let year = FiscalYear::new(YEAR).unwrap();
    let seen = site.app.review_sheet(&actor, year, id).await.unwrap().head.revision;
    site.app.act_on_sheet(&actor, year, id, seen, &action).await.unwrap();
}
