//! What is kept of one person, on both databases.

use crate::common;

use common::on_each_database;
use reform::explanation::ExplanationKind;
use reform::roadmap::ProgressStatus;
use store::NewAccount;
use store::explanation::ExplanationRow;
use store::initiative::MilestoneEntry;
use store::settings::StoredSettings;

#[tokio::test]
async fn everything_kept_of_a_person_is_found_by_login_name_or_address_and_nothing_of_others() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let account = |login: &str, name: &str| NewAccount {
            login: login.into(),
            name: name.into(),
            email: format!("{login}@example.jp"),
            password_hash: String::new(),
            must_change: false,
            is_demo: false,
        };
        let id = store.add_account("a", &account("mihon", "見本 100%_花子")).await.unwrap().unwrap();
        store.add_account("a", &account("betsu", "別の 人")).await.unwrap().unwrap();
        let settings = StoredSettings { language: "en".into(), text_size: "large".into(), contrast: "high".into() };
        store.keep_settings(&format!("account:{id}:mihon"), id, &settings).await.unwrap();
        store.mark_tour_step(&format!("account:{id}:mihon"), id, "plan", true).await.unwrap();
        let progress = MilestoneEntry {
            id: 0,
            milestone: "paperless-1".into(),
            status: ProgressStatus::OnTrack,
            day: "2026-11-22".parse().unwrap(),
            remark: String::new(),
            by: "見本 100%_花子".into(),
            at: "2026-11-22T01:00:00.000Z".into(),
            is_demo: false,
        };
        assert!(store.add_milestone_progress("a", &progress, 0).await.unwrap());
        let explanation = |said: &str| ExplanationRow {
            id: 0,
            day: "2026-04-01".parse().unwrap(),
            place: "市民センター".into(),
            kind: ExplanationKind::Open,
            title: "説明会".into(),
            groups: String::new(),
            people: None,
            items: String::new(),
            explained: "説明".into(),
            said: said.into(),
            changed: String::new(),
            changed_link: String::new(),
            is_public: false,
            hidden_reason: String::new(),
            is_demo: false,
            made_by: String::new(),
            revision: 1,
        };
        store.add_explanation("a", &explanation("見本 100%_花子さんの意見")).await.unwrap();
        // What means something to the database means nothing in a name.
        store.add_explanation("a", &explanation("見本 100点の花子さんの意見")).await.unwrap();
        for words in ["mihon", "見本 100%_花子", "mihon@example.jp"] {
            let found = store.records_of_person("a", words).await.unwrap();
            let count = |kind: &str| found.iter().filter(|one| one.kind == kind).count();
            let known = ["account", "setting", "tour", "milestone-progress", "mention-explanation"];
            assert_eq!(known.map(count), [1; 5], "{words}: {found:?}");
            assert!(count("audit") >= 2, "what the person did: {found:?}");
            assert!(found.iter().all(|one| !one.text.contains("betsu")), "{words}: {found:?}");
        }
        assert!(store.records_of_person("a", "").await.unwrap().is_empty());
        assert!(store.records_of_person("a", "どこにもいない人").await.unwrap().is_empty());
        let trail = store.audit_page(None, 1).await.unwrap();
        assert_eq!((trail[0].action.as_str(), trail[0].detail.as_str()), ("person.export", "records\t0"));
    })
    .await;
}
