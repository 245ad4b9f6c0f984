//! Boards and lists of a review: the counts and the rows agree, on both databases, and say only what was asked for.

use crate::common;

use common::{Fresh, import, on_each_database, sheet, year};
use reform::program::Direction;
use reform::workflow::State;
use store::Store;

/// Three programs of two sections and one without a department; two accounts.
async fn set_up(fresh: &Fresh) -> Vec<i64> {
    let of = |id: &str, name: &str, department: &[&str]| {
        let mut sheet = sheet(id, name, 1_000);
        sheet.department = department.iter().map(|name| (*name).to_owned()).collect();
        sheet
    };
    let sheets = [
        of("0101", "防災訓練", &["危機管理室", "防災課"]),
        of("0102", "公園の管理", &["都市整備局", "公園課"]),
        of("0103", "道路の維持", &["都市整備局", "道路課"]),
        of("0104", "所管のない事業", &[]),
    ];
    import(&fresh.store, &sheets).await;
    fresh
        .sql(
            "insert into review_cycle values
           (2025, 2024, '2025-07-01', '2025-08-29', '2025-09-12', '2025-09-30', '2025-11-14', '2026-01-16',
            '2026-02-06', null, 0, 7, 0, 'tester', '2025-06-01T00:00:00.000Z', 1);
         insert into account (id, login, name, email, password_hash, must_change, is_demo, is_active, created_at,
                              password_at) values
           (1, 'owner', '担当 花子', '', '', 0, 1, 1, '2025-06-01T00:00:00.000Z', '2025-06-01T00:00:00.000Z'),
           (2, 'head', '課長 太郎', '', '', 0, 1, 1, '2025-06-01T00:00:00.000Z', '2025-06-01T00:00:00.000Z')",
        )
        .await;
    fresh.sql(
        "insert into review_sheet (id, fiscal_year, program_id, department_id, state, submitted_by, returned_day,
                                   state_at, revision)
         select p.id, 2025, p.id, v.department_id,
                case p.external_id when '0101' then 'draft' when '0102' then 'returned' when '0103' then 'submitted'
                  else 'not-started' end,
                case p.external_id when '0103' then 1 else null end,
                case p.external_id when '0102' then '2025-08-20' else null end, '2025-07-0' || p.id || 'T00:00:00.000Z', 3
           from program p join program_version v on v.program_id = p.id",
    )
    .await;
    fresh.store.review_rows(year(2025), None).await.unwrap().iter().map(|row| row.id).collect()
}

trait Sql {
    async fn sql(&self, sql: &str);
}

impl Sql for Fresh {
    async fn sql(&self, sql: &str) {
        self.try_sql(sql).await.unwrap();
    }
}

async fn department(store: &Store, name: &str) -> i64 {
    let all = store.board_departments().await.unwrap();
    all.into_iter().find(|department| department.name == name).unwrap().id
}

#[tokio::test]
async fn counts_are_by_department_and_state_with_the_oldest() {
    on_each_database(async |fresh| {
        assert_eq!(fresh.store.review_counts(None).await.unwrap().counts, []);
        set_up(fresh).await;
        let found = fresh.store.review_counts(Some(year(2025))).await.unwrap();
        let tree: Vec<(usize, &str, usize)> = found
            .departments
            .iter()
            .map(|department| (department.depth, department.name.as_str(), department.path.len()))
            .collect();
        assert_eq!(
            tree,
            [(0, "危機管理室", 1), (1, "防災課", 2), (0, "都市整備局", 1), (1, "公園課", 2), (1, "道路課", 2),]
        );
        assert_eq!(found.counts.iter().map(|count| count.sheets).sum::<i64>(), 4);
        let park = department(&fresh.store, "公園課").await;
        let returned = found.counts.iter().find(|count| count.department == Some(park)).unwrap();
        assert_eq!((returned.state, returned.sheets), (State::Returned, 1));
        assert_eq!(returned.oldest, "2025-07-02T00:00:00.000Z");
        assert_eq!(returned.returned.map(|day| day.to_string()).as_deref(), Some("2025-08-20"));
        assert_eq!(found.counts.iter().filter(|count| count.department.is_none()).count(), 1);
        assert_eq!(fresh.store.review_counts(None).await.unwrap(), found);
        assert_eq!(fresh.store.review_counts(Some(year(2024))).await.unwrap().counts, []);
    })
    .await;
}

#[tokio::test]
async fn rows_are_of_the_departments_and_the_cycle_asked_for() {
    on_each_database(async |fresh| {
        let ids = set_up(fresh).await;
        assert_eq!(ids.len(), 4);
        let roads = department(&fresh.store, "道路課").await;
        let bureau = department(&fresh.store, "都市整備局").await;
        let rows = fresh.store.review_rows(year(2025), Some(&[roads])).await.unwrap();
        assert_eq!(rows.len(), 1);
        let row = &rows[0];
        assert_eq!((row.name.as_str(), row.external_id.as_str()), ("道路の維持", "0103"));
        assert_eq!((row.state, row.submitted_by, row.department), (State::Submitted, Some(1), Some(roads)));
        assert_eq!(row.returned, None);
        assert_eq!((row.direction, row.open_threads, row.frozen_by_hand, row.revision), (None, 0, None, 3));
        assert!(fresh.store.review_rows(year(2025), Some(&[bureau])).await.unwrap().is_empty());
        assert!(fresh.store.review_rows(year(2025), Some(&[])).await.unwrap().is_empty());
        assert!(fresh.store.review_rows(year(2024), None).await.unwrap().is_empty());
        // Numbers of another cycle, or of nothing, give nothing.
        let chosen = fresh.store.review_rows_of(year(2025), &[ids[1], ids[1], 999_999]).await.unwrap();
        assert_eq!(chosen.iter().map(|row| row.id).collect::<Vec<_>>(), [ids[1]]);
        assert!(fresh.store.review_rows_of(year(2024), &ids).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_direction_is_the_one_decided_and_open_threads_are_counted_once() {
    on_each_database(async |fresh| {
        let ids = set_up(fresh).await;
        let at = "2025-08-01T00:00:00.000Z";
        fresh
            .sql(&format!(
                "insert into review_field (sheet_id, name, text_now, revision, at) values
                   ({0}, 'direction', 'reduce', 1, '{at}'), ({0}, 'decision.direction', 'merge', 2, '{at}'),
                   ({1}, 'direction', 'improve', 1, '{at}'), ({1}, 'decision.direction', '', 2, '{at}');
                 insert into review_comment (id, sheet_id, field, answers_id, account_id, role, kind, remark, at,
                                             closed_at) values
                   (1, {0}, 'direction', null, 2, 'section-head', 'comment', 'なぜですか', '{at}', null),
                   (2, {0}, 'direction', 1, 1, 'owner', 'comment', '効果が小さいためです', '{at}', null),
                   (3, {0}, '', null, 2, 'section-head', 'comment', '済んだ話', '{at}', '{at}')",
                ids[0], ids[1]
            ))
            .await;
        let rows = fresh.store.review_rows(year(2025), None).await.unwrap();
        assert_eq!((rows[0].direction, rows[0].open_threads), (Some(Direction::Merge), 1));
        assert_eq!((rows[1].direction, rows[1].open_threads), (Some(Direction::Improve), 0));
    })
    .await;
}

#[tokio::test]
async fn what_waits_for_one_person_is_theirs_alone() {
    on_each_database(async |fresh| {
        let ids = set_up(fresh).await;
        let (store, at) = (&fresh.store, "2025-08-01T00:00:00.000Z");
        fresh
            .sql(&format!(
                "insert into review_change (sheet_id, revision, name, text_after, account_id, via, at) values
                   ({0}, 1, 'direction', 'reduce', 1, 'page', '{at}'), ({1}, 1, 'direction', 'reduce', 1, 'carried', '{at}');
                 insert into review_step (sheet_id, revision, action, role, state_before, state_after, account_id,
                                          remark, at) values
                   ({1}, 2, 'return', 'section-head', 'submitted', 'returned', 2, '最初の理由', '{at}'),
                   ({1}, 3, 'submit', 'owner', 'returned', 'submitted', 1, '', '{at}'),
                   ({1}, 4, 'return', 'section-head', 'submitted', 'returned', 2, '効果額の根拠を書いてください', '{at}'),
                   ({2}, 2, 'submit', 'owner', 'draft', 'submitted', 1, '', '{at}');
                 insert into review_comment (id, sheet_id, field, answers_id, account_id, role, kind, remark, at,
                                             closed_at) values
                   (1, {0}, '', null, 2, 'section-head', 'comment', '答えた', '{at}', null),
                   (2, {0}, '', 1, 1, 'owner', 'comment', '答え', '{at}', null),
                   (3, {0}, '', null, 2, 'section-head', 'comment', '答えを待つ', '{at}', null),
                   (4, {0}, '', null, 2, 'section-head', 'comment', '閉じた', '{at}', '{at}'),
                   (5, {1}, '', null, 2, 'section-head', 'return', '差戻しの理由', '{at}', null)",
                ids[0], ids[1], ids[2]
            ))
            .await;
        assert_eq!(store.sheets_written_by(1, &ids).await.unwrap(), [ids[0]]);
        assert!(store.sheets_written_by(2, &ids).await.unwrap().is_empty());
        assert_eq!(store.sheets_passed_by(1, year(2025)).await.unwrap(), [ids[1], ids[2]]);
        assert!(store.sheets_passed_by(1, year(2024)).await.unwrap().is_empty());
        let returns = store.last_returns(&ids).await.unwrap();
        assert_eq!(returns.len(), 1);
        assert_eq!((returns[0].sheet, returns[0].by.as_str()), (ids[1], "課長 太郎"));
        assert_eq!(returns[0].remark, "効果額の根拠を書いてください");
        for (account, comment) in [(1, 3), (2, 2)] {
            let found = store.waiting_comments(account, &[ids[0], ids[1]], 10).await.unwrap();
            assert_eq!(found.iter().map(|comment| comment.id).collect::<Vec<_>>(), [comment]);
        }
        assert!(store.waiting_comments(1, &[], 10).await.unwrap().is_empty());
    })
    .await;
}
