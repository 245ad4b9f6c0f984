//! The texts that are compared and the answers to pairs, on both databases.

use crate::common;

use common::{header, import, on_each_database, sheet, year};
use reform::overlap::Answer;
use reform::program::LogicText;
use store::overlap::OverlapAnswer;
use store::{AuditVerdict, InventoryKind};

fn answer(a: i64, b: i64, revision: i64, answer: Answer) -> OverlapAnswer {
    OverlapAnswer {
        a,
        b,
        revision,
        answer,
        reason: "'; drop table program; --\n二行".into(),
        score_bp: 5_123,
        texts_sha256: ("aa".into(), "bb".into()),
        actor: "tester".into(),
        at: String::new(),
    }
}

#[tokio::test]
async fn the_latest_sheet_of_each_program_is_compared() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        assert!(store.compared_programs().await.unwrap().programs.is_empty());
        let mut first = sheet("A1", "見守り", 1_000);
        first.summary = "訪ねる\u{1f}\u{1e}".into();
        first.logic = LogicText { means: "手段".into(), target: "対象".into(), ..LogicText::default() };
        let mut later = first.clone();
        later.fiscal_year = year(2025);
        later.name = "見守りと訪問".into();
        import(store, &[first, later, sheet("A2", "清掃", 500)]).await;

        let compared = store.compared_programs().await.unwrap();
        assert_eq!(compared.kind, InventoryKind::Real);
        assert_eq!(compared.revision, store.inventory_revision().await.unwrap());
        let [one, two] = compared.programs.as_slice() else { panic!("{compared:?}") };
        assert_eq!((one.external_id.as_str(), one.name.as_str()), ("A1", "見守りと訪問"));
        assert_eq!(one.texts, ["見守りと訪問", "訪ねる  ", "手段", "対象", "", ""]);
        assert_eq!((one.department.as_str(), one.department_path.len()), ("福祉局 › 総務課", 2));
        assert_eq!(one.department_path, two.department_path);
        assert_eq!(two.cost.map(|cost| cost.0), Some(500));
        assert_ne!(one.texts_sha256, two.texts_sha256);

        // What a program costs is not what it says: the texts keep their hash.
        import(store, &[sheet("A2", "清掃", 900)]).await;
        let again = store.compared_programs().await.unwrap();
        assert!(again.revision > compared.revision);
        assert_eq!(again.programs[1].texts_sha256, two.texts_sha256);
        import(store, &[sheet("A2", "清掃と警備", 900)]).await;
        assert_ne!(store.compared_programs().await.unwrap().programs[1].texts_sha256, two.texts_sha256);
    })
    .await;
}

#[tokio::test]
async fn answers_are_added_and_stay_through_imports() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        import(store, &[sheet("A1", "見守り", 1), sheet("A2", "訪問", 2), sheet("A3", "清掃", 3)]).await;
        let ids: Vec<i64> =
            store.compared_programs().await.unwrap().programs.iter().map(|program| program.id).collect();
        assert!(store.answer_overlap(&answer(ids[0], ids[1], 1, Answer::Merge)).await.unwrap());
        assert!(store.answer_overlap(&answer(ids[1], ids[2], 1, Answer::Dismiss)).await.unwrap());
        // Two people saw the same: the second is told.
        assert!(!store.answer_overlap(&answer(ids[0], ids[1], 1, Answer::Dismiss)).await.unwrap());
        assert!(!store.answer_overlap(&answer(ids[0], ids[1], 3, Answer::Dismiss)).await.unwrap());
        assert!(store.answer_overlap(&answer(ids[0], ids[1], 2, Answer::Reopen)).await.unwrap());

        import(store, &[sheet("A1", "見守り活動", 1)]).await;
        let last = store.overlap_answers().await.unwrap();
        let told: Vec<_> = last.iter().map(|answer| (answer.a, answer.b, answer.revision, answer.answer)).collect();
        assert_eq!(told, [(ids[0], ids[1], 2, Answer::Reopen), (ids[1], ids[2], 1, Answer::Dismiss)]);
        let history = store.overlap_history(ids[1], ids[0]).await.unwrap();
        assert_eq!(history.iter().map(|answer| answer.answer).collect::<Vec<_>>(), [Answer::Reopen, Answer::Merge]);
        assert_eq!(history[1].reason, "'; drop table program; --\n二行");
        assert_eq!(history[1].texts_sha256, ("aa".to_owned(), "bb".to_owned()));
        let audit = store.audit_page(None, 100).await.unwrap();
        let subject = format!("overlap:{}-{}", ids[0], ids[1]);
        assert_eq!(audit.iter().filter(|row| row.subject == subject && row.action == "overlap.answer").count(), 2);
        assert!(matches!(store.verify_audit().await.unwrap(), AuditVerdict::Intact { .. }));
        // A pair is written one way round, of programs that are there.
        assert!(store.answer_overlap(&answer(ids[2], ids[0], 1, Answer::Merge)).await.is_err());
        assert!(store.answer_overlap(&answer(ids[0], 9_999, 1, Answer::Merge)).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn the_first_real_import_takes_the_examples_answers_away() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let mut writer = store.begin_import(header(InventoryKind::Demo)).await.unwrap();
        writer.write(&[sheet("D1", "例示の一", 1), sheet("D2", "例示の二", 2)]).await.unwrap();
        writer.finish(2, &[], 0).await.unwrap();
        let ids: Vec<i64> =
            store.compared_programs().await.unwrap().programs.iter().map(|program| program.id).collect();
        assert!(store.answer_overlap(&answer(ids[0], ids[1], 1, Answer::Merge)).await.unwrap());
        import(store, &[sheet("A1", "見守り", 1)]).await;
        assert!(store.overlap_answers().await.unwrap().is_empty());
    })
    .await;
}
