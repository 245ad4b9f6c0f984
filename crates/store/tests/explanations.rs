//! Explanation records on both databases: pages of them, what everybody may read, what speaks of a thing.

use crate::common;

use common::on_each_database;
use reform::explanation::ExplanationKind;
use store::explanation::ExplanationRow;

fn record(day: &str, items: &str, is_public: bool) -> ExplanationRow {
    ExplanationRow {
        id: 0,
        day: day.parse().unwrap(),
        place: "市民センター".into(),
        kind: ExplanationKind::Open,
        title: format!("{day}の説明会"),
        groups: String::new(),
        people: None,
        items: items.into(),
        explained: "説明".into(),
        said: "なし".into(),
        changed: String::new(),
        changed_link: String::new(),
        is_public,
        hidden_reason: String::new(),
        is_demo: false,
        made_by: String::new(),
        revision: 1,
    }
}

#[tokio::test]
async fn records_come_by_page_and_what_is_not_public_only_to_who_may_read_it() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        for (day, items, is_public) in [
            ("2026-04-01", "cluster:fees-review", true),
            ("2026-04-02", "cluster:fees-review\noutlook", false),
            ("2026-04-03", "cluster:fees-review-2#負担", true),
            ("2026-04-04", "outlook", true),
        ] {
            store.add_explanation("a", &record(day, items, is_public)).await.unwrap();
        }
        let days = |rows: Vec<ExplanationRow>| rows.iter().map(|row| row.day.to_string()).collect::<Vec<_>>();
        let all = days(store.explanations(false, (0, i64::MAX)).await.unwrap());
        assert_eq!(all, ["2026-04-04", "2026-04-03", "2026-04-02", "2026-04-01"]);
        assert_eq!(days(store.explanations(true, (0, 2)).await.unwrap()), ["2026-04-04", "2026-04-03"]);
        assert_eq!(
            days(store.explanations(true, (2, 2)).await.unwrap()),
            ["2026-04-01"],
            "the public ones are counted"
        );
        let about = async |only| days(store.explanations_naming("outlook", only).await.unwrap());
        assert_eq!((about(false).await.len(), about(true).await.len()), (2, 1));
        let mut last = store.explanations(false, (0, 1)).await.unwrap().remove(0);
        last.hidden_reason = "個人が分かるため".into();
        assert!(store.change_explanation("a", &last).await.unwrap());
        assert_eq!(about(true).await.len(), 0);
        assert_eq!(store.explanations(false, (0, 9)).await.unwrap().len(), 4, "a hidden one stays on record");
    })
    .await;
}
