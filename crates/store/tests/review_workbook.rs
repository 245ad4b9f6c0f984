//! Workbooks that were sent back: kept, found again, given up; on both databases.

use crate::common;

use common::{Fresh, import, on_each_database, sheet, year};
use store::{NewAccount, NewWorkbook, Store, WorkbookState};

async fn account(fresh: &Fresh, login: &str) -> i64 {
    let new = NewAccount {
        login: login.into(),
        name: login.into(),
        email: String::new(),
        password_hash: String::new(),
        must_change: false,
        is_demo: false,
    };
    fresh.store.add_account("tester", &new).await.unwrap().unwrap()
}

fn new<'a>(account: i64, sha256: &'a str, bytes: &'a [u8]) -> NewWorkbook<'a> {
    let at = "2026-08-01T00:00:00.000Z";
    NewWorkbook { year: year(2026), account, name: "点検\t.xlsx", sha256, bytes, actor: "tester", at }
}

async fn cycle(fresh: &Fresh) {
    let sql = "insert into review_cycle (fiscal_year, source_year, open_day, due_owner, due_section_head,
        due_department_head, due_reform_office, due_finance, due_headquarters, may_approve_own, is_demo, created_by,
        created_at, revision, days_after_return)
        values (2026, 2024, '2026-07-01', '2026-08-01', '2026-08-02', '2026-08-03', '2026-08-04', '2026-08-05',
        '2026-08-06', 0, 0, 'tester', '2026-07-01T00:00:00.000Z', 0, 7)";
    if let Err(error) = fresh.try_sql(sql).await {
        let without = sql.replace(", days_after_return", "").replace(", 0, 7)", ", 0)");
        fresh.try_sql(&without).await.unwrap_or_else(|_| panic!("{error}"));
    }
}

#[tokio::test]
async fn a_workbook_is_kept_once_and_settled_once() {
    on_each_database(async |fresh| {
        cycle(fresh).await;
        let (one, other) = (account(fresh, "one").await, account(fresh, "other").await);
        let id = fresh.store.save_workbook(&new(one, "aa", b"bytes")).await.unwrap().unwrap();
        assert_eq!(fresh.store.save_workbook(&new(one, "aa", b"bytes")).await.unwrap(), Some(id));
        let theirs = fresh.store.save_workbook(&new(other, "aa", b"bytes")).await.unwrap().unwrap();
        assert_ne!(id, theirs);
        let (row, bytes) = fresh.store.workbook(id).await.unwrap().unwrap();
        assert_eq!((row.name.as_str(), row.size_bytes, row.state), ("点検\t.xlsx", 5, WorkbookState::Waiting));
        assert_eq!(bytes, b"bytes");
        assert!(fresh.store.discard_workbook("tester", id, "2026-08-02T00:00:00.000Z").await.unwrap());
        assert!(!fresh.store.discard_workbook("tester", id, "2026-08-03T00:00:00.000Z").await.unwrap());
        let own = fresh.store.workbooks_of(one, year(2026)).await.unwrap();
        assert_eq!((own.len(), own[0].state), (1, WorkbookState::Discarded));
        assert_eq!(own[0].settled_at.as_deref(), Some("2026-08-02T00:00:00.000Z"));
        assert_eq!(fresh.store.workbook(id).await.unwrap().unwrap().1, b"bytes", "the file is kept");
        // Sent again after it was given up, it waits anew.
        assert_ne!(fresh.store.save_workbook(&new(one, "aa", b"bytes")).await.unwrap(), Some(id));
        assert_eq!(fresh.store.workbook(9_999).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn so_many_wait_and_no_more() {
    on_each_database(async |fresh| {
        cycle(fresh).await;
        let one = account(fresh, "one").await;
        for number in 0..Store::MOST_WAITING_WORKBOOKS {
            let sha256 = number.to_string();
            assert!(fresh.store.save_workbook(&new(one, &sha256, b"x")).await.unwrap().is_some());
        }
        assert_eq!(fresh.store.save_workbook(&new(one, "one too many", b"x")).await.unwrap(), None);
        assert!(fresh.store.save_workbook(&new(one, "3", b"x")).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn the_money_of_many_programs_is_read_at_once() {
    on_each_database(async |fresh| {
        import(&fresh.store, &[sheet("0101", "防災", 1_000), sheet("0102", "公園", 3_000)]).await;
        let money = fresh.store.money_of_programs(&[1, 2, 99]).await.unwrap();
        let costs: Vec<i64> = money.values().map(|lines| lines[0].cost.0).collect();
        assert_eq!(costs, [1_000, 3_000]);
        assert!(fresh.store.fields_of_sheets(&[1, 2]).await.unwrap().is_empty());
    })
    .await;
}
