//! Importing as a use case: tried, committed, refused, at the same time; on both databases.

use crate::support;

use app::{Actor, AppError, AuditVerdict, ImportMode, InventoryKind, ProgramQuery};
use support::{PROGRAMS, on_each_database, operator};

#[tokio::test]
async fn the_demonstration_is_loaded_once_and_replaced_wholly() {
    on_each_database(async |fresh| {
        let app = &fresh.app;
        assert!(app.load_demo_when_empty(&operator()).await.unwrap());
        let demo = fresh.programs().await;
        assert!(demo > 2_900);
        assert!(!app.load_demo_when_empty(&operator()).await.unwrap(), "only into an empty inventory");
        assert_eq!(fresh.programs().await, demo);

        let tried = fresh.import(PROGRAMS, ImportMode::DryRun).await;
        assert_eq!(tried.outcome.unwrap().replaced_demo, demo as u64);
        assert_eq!(app.inventory_state(&operator()).await.unwrap().kind, InventoryKind::Demo, "a try changes nothing");

        let done = fresh.import(PROGRAMS, ImportMode::Commit).await.outcome.unwrap();
        assert_eq!((done.new, done.replaced_demo), (3, demo as u64));
        let state = app.inventory_state(&operator()).await.unwrap();
        assert_eq!((state.kind, state.programs), (InventoryKind::Real, 3));
        assert!(!app.load_demo_when_empty(&operator()).await.unwrap(), "never beside real programs");
        assert_eq!(fresh.programs().await, 3);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_cannot_be_used_leaves_everything_as_it_was() {
    on_each_database(async |fresh| {
        fresh.import(PROGRAMS, ImportMode::Commit).await;
        let before = fresh.app.inventory_state(&operator()).await.unwrap().revision;
        for broken in ["", "甲,乙\n1,2\n", "事業番号,事業名\n0101,年度がない\n"] {
            let report = fresh.import(broken, ImportMode::Commit).await;
            assert!(report.is_unusable() && report.imported == 0, "{broken:?}: {report:?}");
            assert!(report.problem_counts.values().sum::<u64>() > 0, "{broken:?}");
        }
        let cut = fresh.import([PROGRAMS.as_bytes(), &[0xff, 0xfe, 0x80, 0x81]].concat(), ImportMode::Commit).await;
        assert!(cut.is_unusable() || cut.imported >= 3, "{cut:?}");
        let state = fresh.app.inventory_state(&operator()).await.unwrap();
        assert_eq!(state.programs, 3);
        assert_eq!(state.revision, before);
        let imports = fresh.app.imports(&operator(), 10).await.unwrap();
        assert_eq!(imports.len(), 1, "only what changed something is an import");
    })
    .await;
}

#[tokio::test]
async fn the_same_file_changes_nothing_and_a_changed_row_only_itself() {
    on_each_database(async |fresh| {
        fresh.import(PROGRAMS, ImportMode::Commit).await;
        let again = fresh.import(PROGRAMS, ImportMode::Commit).await;
        assert!(again.changes_nothing());
        assert_eq!(again.outcome.unwrap().unchanged, 3);
        let changed = PROGRAMS.replace("公園管理", "公園・緑地管理");
        let tried = fresh.import(&changed, ImportMode::DryRun).await.outcome.unwrap();
        let done = fresh.import(&changed, ImportMode::Commit).await.outcome.unwrap();
        assert_eq!((tried.new, tried.changed, tried.unchanged), (0, 1, 2));
        assert_eq!((done.new, done.changed, done.unchanged), (0, 1, 2), "the try told the truth");
        assert!(tried.import_id.is_none() && done.import_id.is_some());
        let verdict = fresh.app.verify_audit(&operator()).await.unwrap();
        assert!(matches!(verdict, AuditVerdict::Intact { rows: 2.., .. }), "{verdict:?}");
    })
    .await;
}

#[tokio::test]
async fn programs_of_another_source_are_told_of_before_they_count_twice() {
    on_each_database(async |fresh| {
        let first = fresh.import(PROGRAMS, ImportMode::Commit).await;
        assert_eq!(first.other_sources, []);
        let standard = include_str!("../../../mappings/standard.toml");
        let own = fresh.file("own.toml", standard.replace("source = \"standard\"", "source = \"own\""));
        let file = fresh.file("again.csv", PROGRAMS);
        let tried = fresh.app.import_file(&operator(), &file, own.to_str().unwrap(), ImportMode::DryRun).await.unwrap();
        assert_eq!(tried.other_sources, [("standard".to_owned(), 3)]);
        assert_eq!(tried.outcome.unwrap().new, 3, "another source is another program");
        assert_eq!(fresh.import(PROGRAMS, ImportMode::DryRun).await.other_sources, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn imports_at_the_same_time_follow_one_another() {
    on_each_database(async |fresh| {
        let csv = |from: usize| -> String {
            let rows: String = (from..from + 800).map(|n| format!("{n:05},事業{n},令和6,{n}000\n")).collect();
            format!("事業番号,事業名,年度,事業費（円）\n{rows}")
        };
        let paths: Vec<_> = (0..3).map(|n| fresh.file(&format!("part{n}.csv"), csv(n * 800 + 1))).collect();
        let jobs = paths.into_iter().map(|path| {
            let app = fresh.app.clone();
            tokio::spawn(async move { app.import_file(&operator(), &path, "standard", ImportMode::Commit).await })
        });
        let mut new = 0;
        for job in jobs.collect::<Vec<_>>() {
            let outcome = job.await.unwrap().unwrap().outcome.unwrap();
            assert_eq!((outcome.changed, outcome.unchanged), (0, 0));
            new += outcome.new;
        }
        assert_eq!((new, fresh.programs().await), (2_400, 2_400));
        assert!(matches!(fresh.app.verify_audit(&operator()).await.unwrap(), AuditVerdict::Intact { .. }));
        assert_eq!(fresh.app.imports(&operator(), 10).await.unwrap().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn an_upload_is_tried_kept_and_confirmed_by_whom_it_belongs_to() {
    on_each_database(async |fresh| {
        let app = &fresh.app;
        let tried = app.try_upload(&operator(), "a.csv", "standard", PROGRAMS.into()).await.unwrap();
        let upload = tried.upload.unwrap();
        assert_eq!(fresh.programs().await, 0);
        let other = app.confirm_upload(&Actor::operator("somebody else"), upload).await;
        assert!(matches!(other, Err(AppError::NotFound { what: "upload", .. })), "{other:?}");
        let done = app.confirm_upload(&operator(), upload).await.unwrap();
        assert_eq!((done.file_name.as_str(), done.outcome.unwrap().new), ("a.csv", 3));
        let again = app.confirm_upload(&operator(), upload).await;
        assert!(again.is_err() || again.unwrap().changes_nothing(), "twice does no harm");
        let odd = app.try_upload(&operator(), "a.csv", "../standard.toml", PROGRAMS.into()).await;
        assert!(matches!(odd, Err(AppError::UnknownMapping { .. })), "{odd:?}");
        let large = vec![b'a'; app::MAX_UPLOAD_BYTES as usize + 1];
        let large = app.try_upload(&operator(), "a.csv", "standard", large).await;
        assert!(matches!(large, Err(AppError::TooLarge { .. })));
    })
    .await;
}

#[tokio::test]
async fn a_visitor_reads_and_does_nothing_else() {
    on_each_database(async |fresh| {
        let (app, visitor) = (&fresh.app, Actor::visitor());
        let path = fresh.file("a.csv", PROGRAMS);
        let denied = |result: Result<(), AppError>| assert!(matches!(result, Err(AppError::Denied(_))), "{result:?}");
        for mode in [ImportMode::DryRun, ImportMode::Commit] {
            denied(app.import_file(&visitor, &path, "standard", mode).await.map(|_| ()));
        }
        denied(app.try_upload(&visitor, "a.csv", "standard", PROGRAMS.into()).await.map(|_| ()));
        denied(app.confirm_upload(&visitor, 1).await.map(|_| ()));
        denied(app.load_demo_when_empty(&visitor).await.map(|_| ()));
        denied(app.imports(&visitor, 1).await.map(|_| ()));
        denied(app.import_record(&visitor, 1).await.map(|_| ()));
        denied(app.audit_page(&visitor, None, 1).await.map(|_| ()));
        denied(app.verify_audit(&visitor).await.map(|_| ()));
        assert_eq!(app.list_programs(&visitor, &ProgramQuery::default()).await.unwrap().total, 0);
    })
    .await;
}
