//! The roadmap in the database: versions are fixed, changes count on, entries are only added, examples go.

use crate::common;

use common::{Fresh, import, on_each_database, sheet, year};
use reform::plan::{Basis, Text};
use reform::roadmap::{Bar, Edge, Phase, ProgressStatus, Quarter, Roadmap, Span, compare};
use store::roadmap::{BarWrite, FirstVersion, NewProgress, NewWorking, StepKind, WorkingStep};

fn bar(id: &str, text: &str, from: &str, to: &str) -> Bar {
    let quarter = |text, edge| Quarter::read(text, edge).unwrap();
    Bar {
        id: id.into(),
        cluster: "water".into(),
        lane: 1,
        part: Some(Text { ja: "上水".into(), en: None }),
        text: Text { ja: text.into(), en: Some("Study".into()) },
        span: Span::new(quarter(from, Edge::From), quarter(to, Edge::To)).unwrap(),
        basis: Basis::Read,
        page: Some(31),
    }
}

fn plan() -> Roadmap {
    Roadmap::new((year(2023), year(2026)), vec![bar("one", "検討", "R5", "R5"), bar("two", "実施", "R6", "R8")])
}

fn begin(is_demo: bool) -> NewWorking {
    NewWorking {
        first: FirstVersion { roadmap: plan(), published_on: "2024-03".into() },
        is_demo,
        actor: "account:1:kaikaku".into(),
        by: "改革 花子".into(),
        at: "2026-11-22T01:00:00.000Z".into(),
    }
}

fn write(seen: i64, id: Option<&str>, bar: Option<Bar>) -> BarWrite {
    let (actor, by) = ("account:1:kaikaku".into(), "改革 花子".into());
    BarWrite { seen, id: id.map(str::to_owned), bar, actor, by }
}

fn step(seen: i64, kind: StepKind, comment: &str, account: i64) -> WorkingStep {
    WorkingStep {
        seen,
        kind,
        comment: comment.into(),
        account: Some(account),
        actor: format!("account:{account}:someone"),
        by: format!("{account}番さん"),
        at: "2026-11-22T02:00:00.000Z".into(),
        today: "2026-11-22".into(),
    }
}

fn said(bar: &str, seen: i64, status: ProgressStatus, is_demo: bool) -> NewProgress {
    NewProgress {
        bar: bar.into(),
        seen,
        status,
        day: "2026-11-20".parse().unwrap(),
        remark: "一言\tと\n改行".into(),
        actor: "account:1:kaikaku".into(),
        by: "改革 花子".into(),
        at: "2026-11-22T03:00:00.000Z".into(),
        is_demo,
    }
}

/// A second version in which the bar `two` begins later and a bar was added.
async fn publish_second(db: &Fresh, is_demo: bool) {
    let store = &db.store;
    assert!(store.begin_roadmap_working(&begin(is_demo)).await.unwrap());
    let moved = bar("two", "実施", "R6Q3", "R8");
    assert_eq!(store.write_roadmap_bar(&write(1, Some("two"), Some(moved))).await.unwrap().as_deref(), Some("two"));
    let added = Bar { lane: 2, ..bar("any", "広報", "R7", "R7") };
    let id = store.write_roadmap_bar(&write(2, None, Some(added))).await.unwrap();
    assert_eq!(id.as_deref(), Some("added-1"));
    assert_eq!(store.step_roadmap(&step(3, StepKind::Proposed, "物価のため", 1)).await.unwrap(), Some(1));
    assert_eq!(store.step_roadmap(&step(4, StepKind::Published, "", 2)).await.unwrap(), Some(2));
}

#[tokio::test]
async fn a_revision_becomes_a_version_and_both_read_back() {
    on_each_database(async |db| {
        let store = &db.store;
        assert_eq!(store.roadmap_versions().await.unwrap(), []);
        publish_second(db, false).await;
        assert_eq!(store.roadmap_working().await.unwrap(), None);
        let versions = store.roadmap_versions().await.unwrap();
        assert_eq!(versions.len(), 2);
        assert_eq!((versions[0].published_on.as_str(), versions[0].base), ("2024-03", None));
        let second = &versions[1];
        assert_eq!((second.base, second.reason.as_str()), (Some(1), "物価のため"));
        assert_eq!((second.proposed_by.as_str(), second.approved_by.as_str()), ("1番さん", "2番さん"));
        assert_eq!(second.published_on, "2026-11-22");
        let first = store.roadmap_version(1).await.unwrap().unwrap();
        assert_eq!(first, plan(), "what was written reads back to the letter");
        let difference = compare(&first, &store.roadmap_version(2).await.unwrap().unwrap());
        assert_eq!((difference.added.len(), difference.removed.len(), difference.changed.len()), (1, 0, 1));
        assert_eq!(store.roadmap_version(3).await.unwrap(), None);
        let all = store.roadmap_versions_from(1).await.unwrap();
        assert_eq!(all.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(all[0].1, first);
        assert_eq!(store.roadmap_versions_from(2).await.unwrap().len(), 1);
        let kinds: Vec<StepKind> = store.roadmap_steps().await.unwrap().iter().map(|step| step.kind).collect();
        assert_eq!(kinds, [StepKind::Published, StepKind::Proposed, StepKind::Begun]);
        let audit = store.audit_page(None, 10).await.unwrap();
        let actions: Vec<&str> = audit.iter().map(|row| row.action.as_str()).collect();
        assert_eq!(actions, ["roadmap.published", "roadmap.proposed", "roadmap.bar", "roadmap.bar", "roadmap.begin"]);
        assert_eq!(audit[3].detail, "two\twater 1 R6Q1–R8Q4 実施\twater 1 R6Q3–R8Q4 実施");
    })
    .await;
}

#[tokio::test]
async fn a_published_version_cannot_be_touched_by_any_hand() {
    on_each_database(async |db| {
        publish_second(db, false).await;
        for sql in [
            "update roadmap_version set reason = 'x' where id = 2",
            "delete from roadmap_version where id = 2",
            "update roadmap_bar set text_ja = 'x' where version_id = 1",
            "delete from roadmap_bar where version_id = 1",
            "insert into roadmap_bar select 2, 'new', cluster_id, lane, part_ja, part_en, text_ja, text_en, from_quarter, \
             to_quarter, basis, page from roadmap_bar where bar_id = 'one' and version_id = 1",
        ] {
            let refused = db.try_sql(sql).await.unwrap_err();
            assert!(refused.contains("a published roadmap is not"), "{sql}: {refused}");
        }
        // The same person twice, or no reason, is no version either.
        for (reason, proposer) in [("''", 5), ("'x'", 6)] {
            let sql = format!("insert into roadmap_version values (3, 2, 2023, 2026, {reason}, 'a', {proposer}, 'x', 'b', 6, 'x', 0)");
            assert!(db.try_sql(&sql).await.is_err(), "{sql}");
        }
        assert_eq!(db.count("select count(*) from roadmap_bar").await, 5);
    })
    .await;
}

#[tokio::test]
async fn what_was_not_seen_is_not_written_over() {
    on_each_database(async |db| {
        let store = &db.store;
        assert!(store.begin_roadmap_working(&begin(false)).await.unwrap());
        assert!(!store.begin_roadmap_working(&begin(false)).await.unwrap(), "one at a time");
        let new = |text| Some(bar("one", text, "R5", "R5"));
        assert!(store.write_roadmap_bar(&write(1, Some("one"), new("先"))).await.unwrap().is_some());
        assert_eq!(store.write_roadmap_bar(&write(1, Some("one"), new("後"))).await.unwrap(), None);
        let working = store.roadmap_working().await.unwrap().unwrap();
        assert_eq!((working.revision, working.phase), (2, Phase::Working));
        assert_eq!(working.roadmap.bar("one").unwrap().text.ja, "先");
        assert_eq!(working.touched["one"], (2, "改革 花子".to_owned()));
        assert_eq!(working.touched["two"], (1, String::new()));
        // Proposed it stays as it is until it is withdrawn or returned; the reason is kept.
        assert_eq!(store.step_roadmap(&step(1, StepKind::Proposed, "理由", 1)).await.unwrap(), None);
        assert_eq!(store.step_roadmap(&step(2, StepKind::Proposed, "理由", 1)).await.unwrap(), Some(1));
        assert_eq!(store.write_roadmap_bar(&write(3, Some("one"), new("後"))).await.unwrap(), None);
        assert_eq!(store.step_roadmap(&step(3, StepKind::Discarded, "", 1)).await.unwrap(), None);
        assert_eq!(store.step_roadmap(&step(3, StepKind::Returned, "直して", 2)).await.unwrap(), Some(1));
        let working = store.roadmap_working().await.unwrap().unwrap();
        assert_eq!((working.phase, working.reason.as_str(), working.proposed_account), (Phase::Working, "理由", None));
        assert_eq!(store.write_roadmap_bar(&write(4, Some("one"), None)).await.unwrap().as_deref(), Some("one"));
        assert_eq!(store.roadmap_working().await.unwrap().unwrap().roadmap.bars.len(), 1);
        assert_eq!(store.step_roadmap(&step(5, StepKind::Discarded, "", 1)).await.unwrap(), Some(1));
        assert_eq!(store.roadmap_working().await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn progress_is_only_added_and_the_last_counts() {
    on_each_database(async |db| {
        let store = &db.store;
        assert!(store.add_roadmap_progress(&said("one", 0, ProgressStatus::OnTrack, false)).await.unwrap());
        assert!(!store.add_roadmap_progress(&said("one", 0, ProgressStatus::Done, false)).await.unwrap());
        assert!(store.add_roadmap_progress(&said("one", 1, ProgressStatus::Done, false)).await.unwrap());
        assert!(store.add_roadmap_progress(&said("two", 0, ProgressStatus::Behind, false)).await.unwrap());
        let mut last = store.roadmap_progress().await.unwrap();
        last.sort_by(|one, other| one.bar.cmp(&other.bar));
        let told: Vec<(&str, ProgressStatus)> = last.iter().map(|entry| (entry.bar.as_str(), entry.status)).collect();
        assert_eq!(told, [("one", ProgressStatus::Done), ("two", ProgressStatus::Behind)]);
        let history = store.roadmap_progress_of("one").await.unwrap();
        assert_eq!(history.iter().map(|entry| entry.id).collect::<Vec<_>>(), [2, 1]);
        assert_eq!((history[0].remark.as_str(), history[0].day.to_string()), ("一言\tと\n改行", "2026-11-20".into()));
        for sql in ["update roadmap_progress set remark = ''", "delete from roadmap_progress where id = 1"] {
            assert!(db.try_sql(sql).await.is_err(), "{sql}");
        }
    })
    .await;
}

#[tokio::test]
async fn examples_go_with_the_first_real_import_and_what_is_real_stays() {
    on_each_database(async |db| {
        publish_second(db, true).await;
        let store = &db.store;
        assert!(store.begin_roadmap_working(&begin(true)).await.unwrap());
        assert!(store.add_roadmap_progress(&said("one", 0, ProgressStatus::OnTrack, true)).await.unwrap());
        assert!(store.add_roadmap_progress(&said("two", 0, ProgressStatus::OnTrack, false)).await.unwrap());
        let mut writer = store.begin_import(common::header(store::InventoryKind::Demo)).await.unwrap();
        writer.write(&[sheet("0001", "例示の事業", 10)]).await.unwrap();
        writer.finish(1, &[], 0).await.unwrap();
        import(store, &[sheet("0101", "実在の事業", 20)]).await;
        assert_eq!(store.roadmap_versions().await.unwrap(), []);
        assert_eq!(store.roadmap_working().await.unwrap(), None);
        assert_eq!(store.roadmap_steps().await.unwrap(), []);
        assert_eq!(db.count("select count(*) from roadmap_bar").await, 0);
        let left: Vec<String> = store.roadmap_progress().await.unwrap().into_iter().map(|entry| entry.bar).collect();
        assert_eq!(left, ["two"]);
    })
    .await;
}
