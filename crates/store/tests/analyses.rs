//! Management analyses: records with their history, gates, and snapshots nobody can alter unnoticed.

use crate::common;

use common::{Fresh, header, on_each_database, sheet};
use reform::analysis::{ItemKind, Snapshot, Stage, Step, StepKind};
use reform::review::Fields;
use store::analysis::{Alteration, AnalysisWork, By, What};
use store::{InventoryKind, Store};

const CLUSTER: &str = "public-investment-level";

fn by(actor: &str, minute: u32) -> By {
    By { account: None, actor: actor.into(), at: format!("2026-11-22T01:{minute:02}:00.000Z") }
}

fn fields(texts: &[(&str, &str)]) -> Fields {
    texts.iter().copied().collect()
}

fn step(kind: StepKind, stage: Stage) -> Step {
    Step { kind, stage, option: None, day: None, reason: "理由".into() }
}

async fn open(store: &Store, is_demo: bool) -> AnalysisWork {
    store.open_analysis(CLUSTER, by("tanto", 0), is_demo).await.unwrap()
}

/// Closes a stage with everything that is there.
async fn close(work: &mut AnalysisWork, stage: Stage) -> i64 {
    let items = work.analysis().plain_items();
    let body = Snapshot::of(CLUSTER, stage, &items, work.analysis().progress().decided.as_ref()).text();
    work.close(&step(StepKind::Close, stage), stage, &body).await.unwrap()
}

/// Two stages closed, of three records.
async fn two_snapshots(store: &Store, is_demo: bool) -> i64 {
    let mut work = open(store, is_demo).await;
    let fact = work.add(ItemKind::Fact, &fields(&[("statement", "事実"), ("source", "p.18")])).await.unwrap();
    work.add(ItemKind::Kpi, &fields(&[("name", "残高")])).await.unwrap();
    close(&mut work, Stage::CurrentState).await;
    work.add(ItemKind::Purpose, &fields(&[("text", "目的")])).await.unwrap();
    close(&mut work, Stage::Analysis).await;
    work.commit().await.unwrap();
    fact
}

#[tokio::test]
async fn records_are_kept_with_who_wrote_what_and_can_be_brought_back() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        assert_eq!(store.analysis(CLUSTER).await.unwrap().revision, 0);
        let mut work = open(store, false).await;
        let first = work.add(ItemKind::Fact, &fields(&[("statement", "一\nつ"), ("unit", "億円")])).await.unwrap();
        let second = work.add(ItemKind::Fact, &fields(&[("statement", "二つ")])).await.unwrap();
        let kpi = work.add(ItemKind::Kpi, &fields(&[("name", "残高")])).await.unwrap();
        work.commit().await.unwrap();
        let mut work = open(store, false).await;
        work.write_as(by("kaikaku", 5));
        work.change(first, &fields(&[("statement", "一つ"), ("year", "2022")])).await.unwrap();
        work.swap(first, second).await.unwrap();
        work.delete(kpi).await.unwrap();
        work.commit().await.unwrap();
        let analysis = store.analysis(CLUSTER).await.unwrap();
        let order: Vec<(i64, i64, &str)> =
            analysis.items.iter().map(|row| (row.item.number, row.revision, row.who.as_str())).collect();
        assert_eq!(order, [(second, 2, "tanto"), (first, 3, "kaikaku")], "a move is not a text written");
        assert_eq!(analysis.items[1].item.fields, fields(&[("statement", "一つ"), ("year", "2022")]));
        assert_eq!(analysis.deleted.iter().map(|row| row.item.number).collect::<Vec<_>>(), [kpi]);
        assert_eq!(analysis.revision, 6);
        let changes = store.analysis_changes(first).await.unwrap();
        let told: Vec<(i64, What, &str, &str, &str)> = changes
            .iter()
            .map(|change| (change.revision, change.what, &*change.name, &*change.before, &*change.after))
            .collect();
        assert_eq!(
            told,
            [
                (3, What::Move, "", "", ""),
                (2, What::Edit, "statement", "一\nつ", "一つ"),
                (2, What::Edit, "unit", "億円", ""),
                (2, What::Edit, "year", "", "2022"),
                (1, What::Add, "statement", "", "一\nつ"),
                (1, What::Add, "unit", "", "億円"),
            ]
        );
        let mut work = open(store, false).await;
        let texts = work.analysis().item(kpi).unwrap().item.fields.clone();
        work.change(kpi, &texts).await.unwrap();
        work.commit().await.unwrap();
        let analysis = store.analysis(CLUSTER).await.unwrap();
        assert!(analysis.deleted.is_empty() && analysis.items.len() == 3);
        let audit = store.audit_page(None, 20).await.unwrap();
        let told: Vec<(&str, &str)> = audit.iter().map(|row| (row.action.as_str(), row.actor.as_str())).collect();
        assert_eq!(
            told[..3],
            [("analysis.restore", "tanto"), ("analysis.delete", "kaikaku"), ("analysis.move", "kaikaku"),]
        );
        assert!(audit.iter().all(|row| row.subject == format!("analysis:{CLUSTER}")));
    })
    .await;
}

#[tokio::test]
async fn what_is_dropped_leaves_nothing_behind() {
    on_each_database(async |fresh| {
        let mut work = open(&fresh.store, false).await;
        work.add(ItemKind::Fact, &fields(&[("statement", "書きかけ")])).await.unwrap();
        drop(work);
        assert_eq!(fresh.store.analysis(CLUSTER).await.unwrap().revision, 0);
        assert_eq!(fresh.count("select count(*) from analysis_item").await, 0);
        assert!(fresh.store.audit_page(None, 10).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn options_of_all_clusters_come_with_their_decision() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        assert!(store.all_options().await.unwrap().is_empty());
        let mut work = open(store, false).await;
        let texts = [
            ("title", "560億円にする"),
            ("effect.1.lever", "investment"),
            ("effect.1.first-year", "2025"),
            ("effect.1.yen", "-6000000000"),
        ];
        let lower = work.add(ItemKind::Option, &fields(&texts)).await.unwrap();
        let gone = work.add(ItemKind::Option, &fields(&[("title", "やめる")])).await.unwrap();
        work.add(ItemKind::Fact, &fields(&[("statement", "事実")])).await.unwrap();
        work.delete(gone).await.unwrap();
        let decide =
            Step { option: Some(lower), day: "2026-10-15".parse().ok(), ..step(StepKind::Decide, Stage::Proposals) };
        work.take(&decide).await.unwrap();
        work.commit().await.unwrap();
        let other = Store::open_analysis(store, "fees-review", by("x", 1), true).await;
        let mut other = other.unwrap();
        other.add(ItemKind::Option, &fields(&[("title", "例示")])).await.unwrap();
        other.commit().await.unwrap();
        let all = store.all_options().await.unwrap();
        assert_eq!(
            all.iter().map(|one| (one.cluster.as_str(), one.is_demo)).collect::<Vec<_>>(),
            [("fees-review", true), (CLUSTER, false)]
        );
        assert_eq!(all[1].options.iter().map(|option| option.number).collect::<Vec<_>>(), [lower]);
        assert_eq!(all[1].options[0].text("effect.1.yen"), "-6000000000");
        let decided = all[1].progress.decided.clone().unwrap();
        assert_eq!((decided.option, decided.day, decided.ground.as_str()), (lower, "2026-10-15".parse().ok(), "理由"));
        assert_eq!(all[0].progress.decided, None);
        let marks = store.analysis_marks().await.unwrap();
        assert_eq!(
            marks.iter().map(|mark| (mark.cluster.as_str(), mark.items)).collect::<Vec<_>>(),
            [("fees-review", 1), (CLUSTER, 2)]
        );
    })
    .await;
}

/// Has the database let everything pass.
async fn disarm(fresh: &Fresh) {
    let sql = match fresh.store.kind() {
        "sqlite" => {
            "drop trigger analysis_snapshot_is_not_changed; drop trigger analysis_snapshot_is_not_deleted;
             drop trigger analysis_change_is_not_changed; drop trigger analysis_step_is_not_changed"
        }
        _ => "alter table analysis_snapshot disable trigger all",
    };
    fresh.try_sql(sql).await.unwrap();
}

#[tokio::test]
async fn snapshots_and_history_are_not_changed_by_ordinary_sql() {
    on_each_database(async |fresh| {
        two_snapshots(&fresh.store, false).await;
        for sql in [
            "update analysis_snapshot set body = 'x' where number = 1",
            "update analysis_snapshot set is_demo = 1",
            "delete from analysis_snapshot where number = 2",
            "update analysis_change set text_after = 'x'",
            "delete from analysis_change",
            "update analysis_step set reason = 'x'",
            "delete from analysis_step",
        ] {
            let refused = fresh.try_sql(sql).await.unwrap_err();
            assert!(refused.contains("immutable") || refused.contains("append-only"), "{sql}: {refused}");
        }
        assert_eq!(fresh.store.verify_snapshots().await.unwrap(), (2, Vec::new()));
    })
    .await;
}

#[tokio::test]
async fn forced_alterations_of_snapshots_are_found() {
    for (sql, number, alteration) in [
        ("update analysis_snapshot set body = 'x' where number = 1", 1, Alteration::Content),
        ("update analysis_snapshot set actor = 'x' where number = 2", 2, Alteration::Content),
        ("update analysis_snapshot set previous_hash = '' where number = 2", 2, Alteration::Content),
        ("update analysis_snapshot set hash = 'ff' where number = 1", 1, Alteration::Content),
        ("delete from analysis_snapshot where number = 1", 1, Alteration::Missing),
        ("delete from analysis_snapshot where number = 2", 2, Alteration::Missing),
    ] {
        on_each_database(async |fresh| {
            two_snapshots(&fresh.store, false).await;
            disarm(fresh).await;
            fresh.try_sql(sql).await.unwrap();
            let (_, faults) = fresh.store.verify_snapshots().await.unwrap();
            let found: Vec<(i64, Alteration)> = faults.iter().map(|fault| (fault.number, fault.alteration)).collect();
            assert!(found.contains(&(number, alteration)), "{sql}: {found:?}");
            assert!(faults.iter().all(|fault| fault.cluster == CLUSTER));
        })
        .await;
    }
}

#[tokio::test]
async fn a_snapshot_made_anew_is_found_by_the_audit_trail() {
    on_each_database(async |fresh| {
        two_snapshots(&fresh.store, false).await;
        disarm(fresh).await;
        // Somebody who knows how takes everything away and writes it anew, hashes and all: only the audit trail tells.
        for table in ["analysis_snapshot", "analysis_step", "analysis_change", "analysis_field", "analysis_item", "analysis"] {
            let sql = match fresh.store.kind() {
                "sqlite" => format!("drop trigger if exists {table}_is_not_deleted; delete from {table}"),
                _ => format!("alter table {table} disable trigger user; delete from {table}; alter table {table} enable trigger user"),
            };
            fresh.try_sql(&sql).await.unwrap();
        }
        let mut work = open(&fresh.store, true).await;
        work.add(ItemKind::Fact, &fields(&[("statement", "別の事実")])).await.unwrap();
        close(&mut work, Stage::CurrentState).await;
        work.commit().await.unwrap();
        let (count, faults) = fresh.store.verify_snapshots().await.unwrap();
        let found: Vec<(i64, Alteration)> = faults.iter().map(|fault| (fault.number, fault.alteration)).collect();
        assert_eq!((count, found), (1, vec![(1, Alteration::Replaced), (2, Alteration::Missing)]));
    })
    .await;
}

#[tokio::test]
async fn examples_go_when_real_programs_come_and_what_people_wrote_stays() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let mut writer = store.begin_import(header(InventoryKind::Demo)).await.unwrap();
        writer.write(&[sheet("1", "例示の事業", 5)]).await.unwrap();
        writer.finish(1, &[], 0).await.unwrap();
        two_snapshots(store, true).await;
        let mut own = store.open_analysis("fees-review", by("x", 1), false).await.unwrap();
        own.add(ItemKind::Fact, &fields(&[("statement", "実際の事実")])).await.unwrap();
        own.commit().await.unwrap();
        common::import(store, &[sheet("1", "実際の事業", 5)]).await;
        assert_eq!(store.analysis(CLUSTER).await.unwrap().revision, 0);
        assert_eq!(store.analysis("fees-review").await.unwrap().items.len(), 1);
        assert_eq!(store.verify_snapshots().await.unwrap(), (0, Vec::new()), "examples that went are no alteration");
        assert_eq!(fresh.count("select count(*) from analysis_change").await, 1);
    })
    .await;
}
