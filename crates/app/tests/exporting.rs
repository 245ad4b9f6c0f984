//! What is taken away: the same rows as the list, and a file that can be brought back without changing anything.

use crate::support;

use app::{Actor, ImportMode, ProgramQuery, Sort};
use intake::programs::{Input, read_programs};
use std::ops::ControlFlow;
use support::{Fresh, PROGRAMS, on_each_database, operator};

async fn csv(fresh: &Fresh, query: ProgramQuery) -> Vec<u8> {
    let mut stream = fresh.app.export_csv(&Actor::visitor(), query).await.unwrap();
    let mut bytes = Vec::new();
    while let Some(piece) = stream.recv().await {
        bytes.extend(piece.unwrap());
    }
    bytes
}

async fn listed(fresh: &Fresh, query: &ProgramQuery) -> Vec<String> {
    let page = fresh.app.list_programs(&Actor::visitor(), &ProgramQuery { per_page: 1_000, ..query.clone() }).await;
    page.unwrap().rows.into_iter().map(|row| row.external_id).collect()
}

#[tokio::test]
async fn an_export_brought_back_changes_nothing() {
    on_each_database(async |fresh| {
        fresh.import(PROGRAMS, ImportMode::Commit).await;
        let bytes = csv(fresh, ProgramQuery::default()).await;
        let back = fresh.import(&bytes, ImportMode::DryRun).await;
        assert_eq!((back.read, back.imported), (3, 3), "{:?}", back.problems);
        let outcome = back.outcome.unwrap();
        assert_eq!((outcome.new, outcome.changed, outcome.unchanged), (0, 0, 3), "{}", String::from_utf8_lossy(&bytes));

        let query = ProgramQuery::default();
        let workbook =
            fresh.app.export_xlsx(&Actor::visitor(), query, String::new(), "2026-11-22".into()).await.unwrap();
        let path = fresh.file("programs.xlsx", &workbook);
        let back = fresh.app.import_file(&operator(), &path, "standard", ImportMode::DryRun).await.unwrap();
        let outcome = back.outcome.unwrap_or_else(|| panic!("{:?}", back.problems));
        assert_eq!((outcome.new, outcome.changed, outcome.unchanged), (0, 0, 3), "{:?}", back.problems);
    })
    .await;
}

#[tokio::test]
async fn the_rows_and_their_order_are_those_of_the_list() {
    on_each_database(async |fresh| {
        fresh.import(PROGRAMS, ImportMode::Commit).await;
        for (sort, descending) in [(Sort::Cost, true), (Sort::Name, false), (Sort::ExternalId, true)] {
            let query = ProgramQuery { sort, descending, ..ProgramQuery::default() };
            let text = String::from_utf8(csv(fresh, query.clone()).await).unwrap();
            let mapping = &fresh.app.mappings()[0];
            let mut numbers = Vec::new();
            read_programs(mapping, "a.csv", Input::Bytes(text.as_bytes()), &mut |sheet| {
                numbers.push(sheet.external_id);
                ControlFlow::Continue(())
            });
            assert_eq!(numbers, listed(fresh, &query).await, "{sort:?}");
            assert!(text.starts_with('\u{feff}'));
            assert!(text.contains("'=1+1") && text.contains("'@式"), "a formula is neutralised: {text}");
            assert!(text.contains("-500"), "a negative amount is a number: {text}");
        }
        let none = csv(fresh, ProgramQuery { text: "ない言葉".into(), ..ProgramQuery::default() }).await;
        assert_eq!(String::from_utf8(none).unwrap().lines().count(), 1, "the headings alone");
    })
    .await;
}
