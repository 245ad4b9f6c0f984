//! How fast a review is opened and saved to; measured by hand, as a shared machine says nothing reliable.

mod reviewing_support;
mod support;

use std::time::{Duration, Instant};

use app::clock::Clock;
use app::review::{CalendarDays, NewCycle, Via};
use reform::workflow::{Role, Rules};
use reviewing_support::{edit, member, year};
use store::Store;
use support::{on_each_database, operator};

/// How many people save at once, and for how long.
const PEOPLE: usize = 30;
const DURATION: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures for half a minute; run it by hand with --release --run-ignored only --no-capture"]
async fn three_thousand_sheets_are_opened_and_saved_to() {
    on_each_database(async |fresh| {
        let app = fresh.app.clone().with_clock(Clock::Fixed("2025-08-29T01:00:00Z".parse().unwrap()));
        let store = Store::open(&fresh.url).await.unwrap();
        app.load_demo_when_empty(&operator()).await.unwrap();
        let (of, from) = (year(2025), year(2024));
        let calendar = CalendarDays::usual(of);
        let begun = Instant::now();
        let new = NewCycle { year: of, source_year: from, calendar, rules: Rules::default() };
        let report = app.open_review_cycle(&operator(), new).await.unwrap();
        println!("{}: {} sheets, {} KPIs in {:?}", store.kind(), report.sheets, report.kpis, begun.elapsed());

        let departments = store.departments().await.unwrap();
        let tops: Vec<i64> = departments.rows().iter().filter(|row| row.parent_id.is_none()).map(|row| row.id).collect();
        let sheets = store.fields_of_cycle(of, None).await.unwrap();
        let mut jobs = Vec::new();
        for person in 0..PEOPLE {
            let top = tops[person % tops.len()];
            let actor = member(&app, &store, &format!("owner{person}"), Role::Owner, Some(top)).await;
            let own: Vec<i64> =
                sheets.values().filter(|(row, _)| row.department_path.contains(&top)).map(|(row, _)| row.program).collect();
            let app = app.clone();
            jobs.push(tokio::spawn(async move {
                let begun = Instant::now();
                let mut times = Vec::new();
                while begun.elapsed() < DURATION {
                    let round = times.len();
                    let program = own[(person * 7 + round) % own.len()];
                    let field = format!("check.overlap.{}", ["reason", "evidence"][round % 2]);
                    let text = format!("{person}人目の{round}回目。似た事業とは対象と手段を分けており、重なりはない。");
                    let base = app.review_sheet(&actor, of, program).await;
                    let base = base.unwrap().fields.get(&field).unwrap_or_default().to_owned();
                    let one = Instant::now();
                    let edit = edit(&[(&field, &base)], &[(&field, &text)]);
                    app.save_fields(&actor, of, program, &edit, Via::Page).await.unwrap();
                    times.push(one.elapsed());
                }
                times
            }));
        }
        let mut times = Vec::new();
        for job in jobs {
            times.extend(job.await.unwrap());
        }
        times.sort_unstable();
        let at = |share: usize| times[times.len() * share / 100];
        println!(
            "{}: {} saves in {DURATION:?} = {}/s (each after reading its sheet); half within {:?}, 95% within {:?}, all within {:?}",
            store.kind(),
            times.len(),
            times.len() as u64 / DURATION.as_secs(),
            at(50),
            at(95),
            times.last().unwrap()
        );
        // What the writer alone can do: saves without the reading before them.
        let actor = member(&app, &store, "alone", Role::Owner, Some(tops[0])).await;
        let program = sheets.values().find(|(row, _)| row.department_path.contains(&tops[0])).unwrap().0.program;
        let mut base = String::new();
        app.save_fields(&actor, of, program, &edit(&[], &[("direction-reason", "")]), Via::Page).await.unwrap();
        let (begun, mut count) = (Instant::now(), 0u64);
        while begun.elapsed() < DURATION / 2 {
            let text = format!("{count}回目の文");
            let edit = edit(&[("direction-reason", &base)], &[("direction-reason", &text)]);
            let saved = app.save_fields(&actor, of, program, &edit, Via::Page).await.unwrap();
            assert!(saved.conflicts.is_empty());
            (base, count) = (text, count + 1);
        }
        println!("{}: one after the other {}/s", store.kind(), count * 1_000 / begun.elapsed().as_millis() as u64);
    })
    .await;
}
