//! Progress and values of initiatives, settings and steps of the tour, on both databases.

use crate::common;

use common::on_each_database;
use reform::roadmap::ProgressStatus;
use store::initiative::{MilestoneEntry, ValueEntry};
use store::settings::StoredSettings;

fn said(milestone: &str, status: ProgressStatus, remark: &str, is_demo: bool) -> MilestoneEntry {
    MilestoneEntry {
        id: 0,
        milestone: milestone.to_owned(),
        status,
        day: "2026-11-22".parse().unwrap(),
        remark: remark.to_owned(),
        by: "山田 花子".to_owned(),
        at: "2026-11-22T01:00:00.000Z".to_owned(),
        is_demo,
    }
}

fn measured(kpi: &str, year: i32, value: &str, is_demo: bool) -> ValueEntry {
    ValueEntry {
        id: 0,
        kpi: kpi.to_owned(),
        year: fiscal::FiscalYear::new(year).unwrap(),
        value: value.parse().unwrap(),
        ground: "文書課の集計'; drop table initiative_value; --".to_owned(),
        by: "山田 花子".to_owned(),
        at: "2026-11-22T01:00:00.000Z".to_owned(),
        is_demo,
    }
}

#[tokio::test]
async fn progress_and_values_are_only_added_to_and_the_latest_stands() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        assert!(store.milestone_progress().await.unwrap().is_empty());
        let first = said("paperless-1", ProgressStatus::OnTrack, "", false);
        assert!(store.add_milestone_progress("a", &first, 0).await.unwrap());
        let late = said("paperless-1", ProgressStatus::Behind, "人手が足りない", false);
        assert!(!store.add_milestone_progress("a", &late, 0).await.unwrap(), "somebody else was quicker");
        assert!(store.add_milestone_progress("a", &late, 1).await.unwrap());
        assert!(store.add_milestone_progress("a", &said("other", ProgressStatus::Done, "", true), 0).await.unwrap());
        let stands = store.milestone_progress().await.unwrap();
        let told: Vec<_> = stands.iter().map(|one| (one.milestone.as_str(), one.status)).collect();
        assert_eq!(told, [("other", ProgressStatus::Done), ("paperless-1", ProgressStatus::Behind)]);
        let all = store.milestone_progress_of("paperless-1").await.unwrap();
        assert_eq!(all.iter().map(|one| one.remark.as_str()).collect::<Vec<_>>(), ["人手が足りない", ""]);

        assert!(store.add_initiative_value("a", &measured("paper", 2025, "71", false), 0).await.unwrap());
        assert!(!store.add_initiative_value("a", &measured("paper", 2025, "70", false), 0).await.unwrap());
        assert!(store.add_initiative_value("a", &measured("paper", 2025, "69.5", false), 1).await.unwrap());
        assert!(store.add_initiative_value("a", &measured("paper", 2024, "86", true), 2).await.unwrap());
        let values = store.initiative_values().await.unwrap();
        let told: Vec<_> = values.iter().map(|one| (one.year.start(), one.value.to_string())).collect();
        assert_eq!(told, [(2024, "86".to_owned()), (2025, "69.5".to_owned())]);
        assert_eq!(store.initiative_values_of("paper").await.unwrap().len(), 3);

        for sql in [
            "update initiative_progress set remark = 'x'",
            "delete from initiative_progress where is_demo = 0",
            "update initiative_value set value = '1'",
            "delete from initiative_value where is_demo = 0",
        ] {
            assert!(fresh.try_sql(sql).await.is_err(), "{sql}");
        }
        assert_eq!(fresh.count("select count(*) from audit where action like 'initiative.%'").await, 6);
    })
    .await;
}

#[tokio::test]
async fn settings_and_the_tour_are_kept_with_the_account() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let account = "insert into account (id, login, name, email, password_hash, must_change, is_demo, is_active, \
                       created_at, password_at) values (1, 'a', 'A', '', '', 0, 0, 1, '', '')";
        fresh.try_sql(account).await.unwrap();
        let settings = |language: &str, contrast: &str| StoredSettings {
            language: language.to_owned(),
            text_size: "large".to_owned(),
            contrast: contrast.to_owned(),
        };
        store.keep_settings("a", 1, &settings("en", "high")).await.unwrap();
        store.keep_settings("a", 1, &settings("en", "high")).await.unwrap();
        store.keep_settings("a", 1, &settings("ja", "high")).await.unwrap();
        assert!(store.keep_settings("a", 1, &settings("fr", "high")).await.is_err(), "only what is known");
        assert_eq!(fresh.count("select count(*) from audit where action = 'account.settings'").await, 2);

        for (step, is_done) in [("plan", true), ("plan", true), ("chain", true), ("plan", false)] {
            store.mark_tour_step("a", 1, step, is_done).await.unwrap();
        }
        assert_eq!(store.tour_steps(1).await.unwrap(), ["chain"]);
        store.reset_tour("a", 1).await.unwrap();
        assert!(store.tour_steps(1).await.unwrap().is_empty());
        assert_eq!(fresh.count("select count(*) from audit where action like 'tour.%'").await, 4);
    })
    .await;
}
