//! Plain summaries as they are kept, on both databases.

use crate::common;

use common::{on_each_database, sheet};
use store::AuditVerdict;
use store::plain_summary::{NewSummary, SummaryKind, SummaryWrite};

fn text(body: &str) -> NewSummary<'_> {
    NewSummary { body, written_by: "山田 花子", written_account: Some(7), is_demo: false }
}

const PROGRAM: (SummaryKind, &str) = (SummaryKind::Program, "0101");

#[tokio::test]
async fn the_latest_text_holds_and_the_earlier_ones_stay() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        assert!(store.plain_summaries().await.unwrap().is_empty());
        assert_eq!(
            store.write_plain_summary("a", PROGRAM, text("お弁当を届けます。"), 0).await.unwrap(),
            SummaryWrite::Done(1)
        );
        // A cluster of the same key is somebody else.
        let cluster = (SummaryKind::Cluster, "0101");
        assert_eq!(
            store.write_plain_summary("a", cluster, text("'; drop table plain_summary; --"), 0).await.unwrap(),
            SummaryWrite::Done(2)
        );
        assert_eq!(
            store.write_plain_summary("a", PROGRAM, text("お弁当を家に届けます。"), 1).await.unwrap(),
            SummaryWrite::Done(3)
        );
        let held = store.plain_summaries().await.unwrap();
        let held: Vec<(&str, &str, &str)> = held.iter().map(|((kind, key), body)| (&**kind, &**key, &**body)).collect();
        assert_eq!(
            held,
            [("cluster", "0101", "'; drop table plain_summary; --"), ("program", "0101", "お弁当を家に届けます。")]
        );
        let history = store.plain_summary_history(SummaryKind::Program, "0101").await.unwrap();
        let told: Vec<(i64, &str, Option<i64>)> =
            history.iter().map(|one| (one.id, one.body.as_str(), one.written_account)).collect();
        assert_eq!(told, [(3, "お弁当を家に届けます。", Some(7)), (1, "お弁当を届けます。", Some(7))]);

        // Taken back: nothing holds, everything stays to be read.
        assert_eq!(store.write_plain_summary("a", PROGRAM, text(""), 3).await.unwrap(), SummaryWrite::Done(4));
        assert_eq!(store.plain_summaries().await.unwrap().len(), 1);
        assert_eq!(store.plain_summary_history(SummaryKind::Program, "0101").await.unwrap().len(), 3);
        assert_eq!(store.write_plain_summary("a", PROGRAM, text(""), 4).await.unwrap(), SummaryWrite::Same);

        let audit = store.audit_page(None, 10).await.unwrap();
        let actions: Vec<&str> = audit.iter().map(|row| row.action.as_str()).collect();
        assert_eq!(
            actions,
            ["plain-summary.take-back", "plain-summary.write", "plain-summary.write", "plain-summary.write"]
        );
        assert_eq!(audit[1].detail, "body\tお弁当を届けます。\tお弁当を家に届けます。");
        assert!(matches!(store.verify_audit().await.unwrap(), AuditVerdict::Intact { .. }));
    })
    .await;
}

#[tokio::test]
async fn whoever_did_not_see_the_latest_text_is_shown_it_and_nothing_is_kept() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        store.write_plain_summary("a", PROGRAM, text("先の説明"), 0).await.unwrap();
        let met = store.write_plain_summary("b", PROGRAM, text("後の説明"), 0).await.unwrap();
        let SummaryWrite::Stale(latest) = met else { panic!("{met:?}") };
        assert_eq!((latest.id, latest.body.as_str(), latest.written_by.as_str()), (1, "先の説明", "山田 花子"));
        // The same words from two people are no conflict.
        assert_eq!(store.write_plain_summary("b", PROGRAM, text("先の説明"), 0).await.unwrap(), SummaryWrite::Same);
        assert_eq!(fresh.count("select count(*) from plain_summary").await, 1);
    })
    .await;
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_or_delete_a_text() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        store.write_plain_summary("a", PROGRAM, text("説明"), 0).await.unwrap();
        for sql in [
            "update plain_summary set body = 'x'",
            "update plain_summary set is_demo = 1",
            "delete from plain_summary",
            "insert into plain_summary (id, subject_kind, subject_key, body, written_by, written_at, is_demo)
             values (9, 'person', 'x', 'x', 'x', 'x', 0)",
        ] {
            assert!(fresh.try_sql(sql).await.is_err(), "{sql}");
        }
        assert_eq!(store.plain_summaries().await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn examples_go_with_the_example_programs_and_what_staff_wrote_stays() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let examples: Vec<(SummaryKind, String, String)> =
            (1..=250).map(|number| (SummaryKind::Program, format!("{number:04}"), format!("例示 {number}"))).collect();
        assert_eq!(store.add_demo_summaries("demo", "例示", &examples).await.unwrap(), 250);
        // A second time nothing is added.
        assert_eq!(store.add_demo_summaries("demo", "例示", &examples).await.unwrap(), 0);
        assert_eq!(store.plain_summaries().await.unwrap().len(), 250);
        let next = store.write_plain_summary("a", (SummaryKind::Cluster, "care"), text("町の説明"), 0).await.unwrap();
        assert_eq!(next, SummaryWrite::Done(251));

        let mut demo = common::header(store::InventoryKind::Demo);
        demo.source = "demo".into();
        let mut writer = store.begin_import(demo).await.unwrap();
        writer.write(&[sheet("0001", "例示の事業", 100)]).await.unwrap();
        writer.finish(1, &[], 0).await.unwrap();
        assert_eq!(store.plain_summaries().await.unwrap().len(), 251);

        common::import(store, &[sheet("0001", "本物の事業", 100)]).await;
        let held = store.plain_summaries().await.unwrap();
        assert_eq!(held.into_values().collect::<Vec<_>>(), ["町の説明"]);
    })
    .await;
}
