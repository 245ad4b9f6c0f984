//! Notices belong to one person, and the database decides that nobody gets two digests on one day.

use crate::common;

use common::{Fresh, import, on_each_database, sheet, year};
use reform::notice::NoticeKind;
use store::NewMail;

const AT: &str = "2026-08-11T22:30:00.000Z";
const STALE: &str = "2026-08-11T22:15:00.000Z";

/// Two accounts, and sheet 7 of program `1` in the cycle of 2025.
async fn prepare(fresh: &Fresh) {
    import(&fresh.store, &[sheet("1", "見守り事業", 100)]).await;
    for (id, email) in [(1, "a@example.jp"), (2, "b@example.jp"), (3, "")] {
        fresh
            .try_sql(&format!(
                "insert into account (id, login, name, email, password_hash, must_change, is_demo, is_active,
                 created_at, password_at) values ({id}, 'p{id}', '例示 {id}', '{email}', '', 0, 0, 1, '{AT}', '{AT}')"
            ))
            .await
            .unwrap();
    }
    let due = "'2025-08-14'";
    fresh
        .try_sql(&format!(
            "insert into review_cycle (fiscal_year, source_year, open_day, due_owner, due_section_head,
             due_department_head, due_reform_office, due_finance, due_headquarters, may_approve_own, is_demo,
             created_by, created_at, revision)
             values (2025, 2024, '2025-07-01', {due}, {due}, {due}, {due}, {due}, {due}, 0, 0, 't', '{AT}', 1)"
        ))
        .await
        .unwrap();
    fresh
        .try_sql(&format!(
            "insert into review_sheet (id, fiscal_year, program_id, department_id, state, state_at, revision)
             select 7, 2025, p.id, v.department_id, 'draft', '{AT}', 1
               from program p join program_version v on v.program_id = p.id"
        ))
        .await
        .unwrap();
}

async fn add(fresh: &Fresh, id: i64, account: i64, kind: &str, sheet: &str) {
    let sql = format!(
        "insert into notice (id, account_id, kind, sheet_id, detail, at)
         values ({id}, {account}, '{kind}', {sheet}, '理由 {id}', '{AT}')"
    );
    fresh.try_sql(&sql).await.unwrap();
}

fn digest(account: i64) -> NewMail<'static> {
    let digest_day = Some("2026-08-12".parse().unwrap());
    NewMail {
        account: Some(account), address: "a@example.jp", subject: "【市政変革】対応待ち1件", digest_day
    }
}

#[tokio::test]
async fn notices_are_listed_with_their_sheet_and_read_by_their_owner_alone() {
    on_each_database(async |fresh| {
        prepare(fresh).await;
        let store = &fresh.store;
        add(fresh, 1, 1, "returned", "7").await;
        add(fresh, 2, 1, "delegated", "null").await;
        add(fresh, 3, 2, "comment", "7").await;
        let mine = store.notices(1, None, 50).await.unwrap();
        assert_eq!(mine.iter().map(|one| one.id).collect::<Vec<_>>(), [2, 1]);
        let returned = &mine[1];
        assert_eq!((returned.kind, returned.detail.as_str()), (NoticeKind::Returned, "理由 1"));
        let about = returned.sheet.as_ref().unwrap();
        assert_eq!((about.id, about.year, about.program.as_str()), (7, year(2025), "見守り事業"));
        assert_eq!(about.department, "総務課");
        assert_eq!(mine[0].sheet, None);
        assert_eq!(store.notices(1, Some(2), 50).await.unwrap().len(), 1);

        assert_eq!(store.unread_notices(1).await.unwrap(), 2);
        assert_eq!(store.mark_notices_read(1, 1, 1, AT).await.unwrap(), 1);
        // Numbers of others in between are not touched, and what was read stays read when it was.
        assert_eq!(store.mark_notices_read(1, 0, i64::MAX, "2026-08-12T00:00:00.000Z").await.unwrap(), 1);
        assert_eq!(store.notices(1, None, 50).await.unwrap()[1].read_at.as_deref(), Some(AT));
        assert_eq!((store.unread_notices(1).await.unwrap(), store.unread_notices(2).await.unwrap()), (0, 1));
    })
    .await;
}

#[tokio::test]
async fn one_digest_a_person_and_day_whoever_asks_first() {
    on_each_database(async |fresh| {
        prepare(fresh).await;
        let store = &fresh.store;
        let (one, two) = (digest(1), digest(1));
        let (one, two) = tokio::join!(store.begin_mail(&one, AT, STALE), store.begin_mail(&two, AT, STALE));
        let claims = [one.unwrap(), two.unwrap()];
        assert_eq!(claims.iter().flatten().count(), 1, "{claims:?}");
        let id = claims.into_iter().flatten().next().unwrap();
        store.end_mail(id, "", &[]).await.unwrap();
        assert_eq!(store.begin_mail(&digest(1), AT, "9999").await.unwrap(), None, "sent is sent");
        assert!(store.begin_mail(&digest(2), AT, STALE).await.unwrap().is_some(), "another person");
        let next = NewMail { digest_day: Some("2026-08-13".parse().unwrap()), ..digest(1) };
        assert!(store.begin_mail(&next, AT, STALE).await.unwrap().is_some(), "another day");
        let last = store.last_digests().await.unwrap();
        assert_eq!(last.len(), 1);
        assert_eq!(last[&1], ("2026-08-12".parse().unwrap(), AT.to_owned()));
    })
    .await;
}

#[tokio::test]
async fn what_failed_or_was_never_finished_may_be_tried_again() {
    on_each_database(async |fresh| {
        prepare(fresh).await;
        let store = &fresh.store;
        add(fresh, 1, 1, "returned", "7").await;
        let first = store.begin_mail(&digest(1), AT, STALE).await.unwrap().unwrap();
        store.end_mail(first, &format!("550 {}", "x".repeat(500)), &[1]).await.unwrap();
        assert_eq!(store.untold_notices().await.unwrap().len(), 1, "a failed mail told nobody");
        let second = store.begin_mail(&digest(1), AT, STALE).await.unwrap().expect("a failure blocks nothing");
        assert_eq!(store.begin_mail(&digest(1), AT, STALE).await.unwrap(), None, "still being sent");
        let third = store.begin_mail(&digest(1), AT, "2026-08-11T22:30:00.001Z").await.unwrap();
        let third = third.expect("a claim that was never finished gives way");
        store.end_mail(third, "", &[1]).await.unwrap();
        assert!(store.untold_notices().await.unwrap().is_empty());
        let log = store.mail_log(10).await.unwrap();
        let outcomes: Vec<(i64, &str)> = log.iter().map(|row| (row.id, row.outcome.as_str())).collect();
        assert_eq!(outcomes, [(third, "sent"), (second, "failed"), (first, "failed")]);
        assert_eq!(log[2].failure.chars().count(), 300);
        assert_eq!((log[0].address.as_str(), log[0].account), ("a@example.jp", Some(1)));
    })
    .await;
}

#[tokio::test]
async fn a_mail_to_try_the_settings_is_no_digest() {
    on_each_database(async |fresh| {
        prepare(fresh).await;
        let store = &fresh.store;
        let trial = NewMail { account: None, address: "x@example.jp", subject: "試験", digest_day: None };
        for _ in 0..2 {
            let id = store.begin_mail(&trial, AT, STALE).await.unwrap().expect("as often as one likes");
            store.end_mail(id, "", &[]).await.unwrap();
        }
        assert!(store.last_digests().await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn only_unread_notices_of_people_with_an_address_are_untold() {
    on_each_database(async |fresh| {
        prepare(fresh).await;
        let store = &fresh.store;
        for (id, account) in [(1, 1), (2, 2), (3, 3), (4, 1)] {
            add(fresh, id, account, "comment", "7").await;
        }
        store.mark_notices_read(1, 4, 4, AT).await.unwrap();
        fresh.try_sql("update account set is_active = 0 where id = 2").await.unwrap();
        let untold: Vec<i64> = store.untold_notices().await.unwrap().iter().map(|one| one.id).collect();
        assert_eq!(untold, [1]);
        store.record_mail_run("tester", "mail:2026-08-12", 3, 1).await.unwrap();
        let audit = store.audit_page(None, 1).await.unwrap();
        assert_eq!((audit[0].action.as_str(), audit[0].detail.as_str()), ("mail.send", "sent\t3\nfailed\t1"));
    })
    .await;
}

#[tokio::test]
async fn a_damaged_kind_is_told_and_not_guessed() {
    on_each_database(async |fresh| {
        prepare(fresh).await;
        add(fresh, 1, 1, "gossip", "7").await;
        assert!(fresh.store.notices(1, None, 10).await.unwrap_err().to_string().contains("gossip"));
    })
    .await;
}
