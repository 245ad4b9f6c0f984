//! What is kept beside the inventory: uploads, saved lists; and what is taken out of it: flat sheets, indicators.

use crate::common;

use common::{import, on_each_database, sheet};
use fiscal::FiscalYear;
use reform::program::{Indicator, IndicatorKind, IndicatorValue, ProgramSheet};
use store::{IndicatorQuery, ProgramQuery, Sort, Store};

#[tokio::test]
async fn each_new_upload_pushes_out_the_oldest() {
    on_each_database(async |fresh| {
        let mut ids = Vec::new();
        for number in 0..Store::MOST_UPLOADS + 2 {
            let sha256 = format!("sha{number}");
            ids.push(fresh.store.save_upload("midori", "a.csv", &sha256, "standard", b"x").await.unwrap());
        }
        assert_eq!(fresh.store.load_upload(ids[0]).await.unwrap(), None);
        assert_eq!(fresh.store.load_upload(ids[1]).await.unwrap(), None);
        let kept = fresh.store.load_upload(ids[2]).await.unwrap().unwrap();
        assert_eq!((kept.sha256.as_str(), kept.bytes.as_slice()), ("sha2", b"x".as_slice()));
        let discarded = fresh.store.audit_page(None, 100).await.unwrap();
        assert_eq!(discarded.iter().filter(|row| row.action == "upload.discard").count(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_list_is_kept_under_one_name_and_can_be_deleted() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let save = async |actor: &str, kind: &str, name: &str, query: &str| {
            store.save_address(actor, kind, name, query).await.unwrap().unwrap()
        };
        let id = save("midori", Store::PROGRAM_LIST, "防災の事業", "q=防災").await;
        let again = save("haru", Store::PROGRAM_LIST, "防災の事業", "q=防災&sort=cost").await;
        assert_eq!(id, again);
        save("haru", Store::PROGRAM_LIST, "あ", "").await;
        let scenario = save("haru", "debt", "防災の事業", "investment=500").await;
        assert_ne!(id, scenario, "a scenario may have the name of a list");
        let kept = store.saved_addresses(Some(Store::PROGRAM_LIST)).await.unwrap();
        let told: Vec<_> =
            kept.iter().map(|saved| (saved.name.as_str(), saved.query.as_str(), saved.actor.as_str())).collect();
        assert_eq!(told, [("あ", "", "haru"), ("防災の事業", "q=防災&sort=cost", "haru")]);
        assert_eq!(store.saved_addresses(None).await.unwrap().len(), 3);
        assert!(!store.delete_address("haru", "debt", id).await.unwrap(), "of another kind");
        assert!(store.delete_address("haru", Store::PROGRAM_LIST, id).await.unwrap());
        assert!(!store.delete_address("haru", Store::PROGRAM_LIST, id).await.unwrap());
        assert_eq!(store.saved_addresses(Some(Store::PROGRAM_LIST)).await.unwrap().len(), 1);
        let actions: Vec<String> =
            store.audit_page(None, 10).await.unwrap().into_iter().map(|row| row.action).collect();
        assert_eq!(actions, ["view.delete", "view.save", "view.save", "view.save", "view.save"]);
    })
    .await;
}

#[tokio::test]
async fn flat_sheets_hold_the_money_of_the_year_listed() {
    on_each_database(async |fresh| {
        import(&fresh.store, &[with_indicators("1", "防災訓練"), sheet("2", "清掃", 7)]).await;
        let query = ProgramQuery { sort: Sort::ExternalId, ..ProgramQuery::default() };
        let listed = fresh.store.listed_sheets(&query).await.unwrap();
        let flat = fresh.store.flat_sheets(&listed).await.unwrap();
        let whole = |id: &str, name: &str| ProgramSheet {
            indicators: Vec::new(),
            answers: Vec::new(),
            notes: Vec::new(),
            ..sheet(id, name, 5)
        };
        assert_eq!(flat.len(), 2);
        assert_eq!((flat[0].name.as_str(), &flat[0].department), ("防災訓練", &whole("1", "防災訓練").department));
        let year = flat[0].fiscal_year;
        assert!(flat[0].money.iter().all(|line| line.fiscal_year == year));
        assert_eq!(
            flat[0].money,
            whole("1", "").money.into_iter().filter(|line| line.fiscal_year == year).collect::<Vec<_>>()
        );
        assert!(fresh.store.flat_sheets(&[]).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn indicators_are_listed_with_their_program_and_values() {
    on_each_database(async |fresh| {
        import(&fresh.store, &[with_indicators("1", "防災訓練"), with_indicators("2", "避難所")]).await;
        let all = fresh.store.list_indicators(&query("", None, 1, 3)).await.unwrap();
        assert_eq!((all.total, all.rows.len()), (4, 3));
        assert_eq!((all.rows[0].program_name.as_str(), &all.rows[0].indicator), ("防災訓練", &indicators()[0]));
        assert_eq!(all.rows[1].indicator, indicators()[1]);
        let second = fresh.store.list_indicators(&query("", None, 2, 3)).await.unwrap();
        assert_eq!(second.rows.len(), 1);
        let outcomes = fresh.store.list_indicators(&query("", Some(IndicatorKind::Outcome), 1, 10)).await.unwrap();
        assert_eq!((outcomes.total, outcomes.rows[0].indicator.name.as_str()), (2, "参加率100%"));
        assert_eq!(fresh.store.list_indicators(&query("100%", None, 1, 10)).await.unwrap().total, 2);
        assert_eq!(fresh.store.list_indicators(&query("1_0", None, 1, 10)).await.unwrap().total, 0);
    })
    .await;
}

fn query(text: &str, kind: Option<IndicatorKind>, page: i64, per_page: i64) -> IndicatorQuery {
    IndicatorQuery { text: text.into(), kind, page, per_page }
}

fn with_indicators(id: &str, name: &str) -> ProgramSheet {
    ProgramSheet { indicators: indicators(), ..sheet(id, name, 5) }
}

fn indicators() -> Vec<Indicator> {
    let value = |year: i32, actual: &str| IndicatorValue {
        fiscal_year: FiscalYear::new(year).unwrap(),
        target: None,
        actual: actual.parse().ok(),
    };
    vec![
        Indicator {
            kind: IndicatorKind::Activity,
            mark: "ア".into(),
            name: "開催回数".into(),
            unit: "回".into(),
            values: vec![value(2023, "3"), value(2024, "4.50")],
        },
        Indicator {
            kind: IndicatorKind::Outcome,
            mark: String::new(),
            name: "参加率100%".into(),
            unit: "%".into(),
            values: Vec::new(),
        },
    ]
}
