//! Editions as they are kept, on both databases: once by digest, decided once by somebody else, never changed.

use crate::common;

use std::time::{Duration, Instant};

use common::{Fresh, import, on_each_database, sheet};
use store::InventoryKind;
use store::edition::{
    DecideFault, Decided, Decision, EditionState, FaultKind, KeepFile, NewEdition, PrepareFault, Prepared, Verdict,
};

const AT: &str = "2026-11-22T00:00:00.000Z";

fn new(account: Option<i64>, base_number: Option<i64>) -> NewEdition {
    NewEdition {
        actor: "account:1:a".into(),
        by: "用意 一郎".into(),
        account,
        at: AT.into(),
        reason: "秋の点検結果を加えました".into(),
        base_number,
        is_demo: false,
    }
}

/// Items of which the first says `words`.
fn items(count: usize, words: &str) -> Prepared {
    Prepared::of((0..count).map(|at| {
        let body = format!("{{\"id\":{at},\"text\":\"{}\"}}", if at == 0 { words } else { "例" });
        ("program".to_owned(), format!("2026/{at:04}"), format!("事業{at}"), body)
    }))
}

fn approve(id: i64, account: i64) -> Decision {
    let verdict = Verdict::Approve { office: "例示市実行本部".into(), on: "2026-11-22".into() };
    Decision {
        id, verdict, actor: "account:2:b".into(), by: "承認 二郎".into(), account: Some(account), at: AT.into()
    }
}

async fn approved(fresh: &Fresh, base: Option<i64>, content: &Prepared) -> i64 {
    let id = fresh.store.prepare_edition(&new(Some(1), base), content).await.unwrap().unwrap();
    fresh.store.decide_edition(&approve(id, 2)).await.unwrap().unwrap();
    id
}

#[tokio::test]
async fn an_edition_is_kept_whole_and_what_did_not_change_is_kept_once() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let first = items(3_000, "はじめ");
        let started = Instant::now();
        let id = store.prepare_edition(&new(Some(1), None), &first).await.unwrap().unwrap();
        let took = started.elapsed();
        assert!(took < Duration::from_secs(3), "3,000 items took {took:?} without optimisation");
        let decided = store.decide_edition(&approve(id, 2)).await.unwrap();
        assert_eq!(decided, Ok(Decided { number: Some(1) }));
        assert_eq!(store.edition_items(id).await.unwrap(), first.items());
        // Only the first item of the next edition says something else.
        let bodies = fresh.count("select count(*) from edition_body").await;
        let second = items(3_000, "つぎ");
        let next = store.prepare_edition(&new(Some(1), Some(1)), &second).await.unwrap().unwrap();
        assert_eq!(fresh.count("select count(*) from edition_body").await, bodies + 1);
        let head = store.edition_head(next).await.unwrap().unwrap();
        assert_eq!((head.state, head.number, head.base_number), (EditionState::Proposed, None, Some(1)));
        assert_eq!((head.item_count, head.content_sha256.as_str()), (3_000, second.content_sha256()));
        assert_eq!(store.waiting_edition().await.unwrap().unwrap().id, next);
        assert_eq!(store.approved_edition(None).await.unwrap().unwrap().id, id, "a proposal is not published");
        let heads = store.edition_item_heads(next).await.unwrap();
        let wanted = [heads[0].sha256.as_str(), "no such digest"];
        let found = store.edition_bodies(&wanted).await.unwrap();
        assert_eq!(found.len(), 1);
        assert!(found[wanted[0]].contains("つぎ"));
        let audit = store.audit_page(None, 3).await.unwrap();
        let actions: Vec<_> = audit.iter().map(|row| (row.action.as_str(), row.subject.as_str())).collect();
        assert_eq!(
            actions,
            [("edition.prepare", "edition:2"), ("edition.approve", "edition:1"), ("edition.prepare", "edition:1")]
        );
        assert!(audit[1].detail.contains("number\t1") && audit[1].detail.contains(first.content_sha256()));
    })
    .await;
}

#[tokio::test]
async fn four_eyes_decide_once_and_numbers_have_no_gaps() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let id = store.prepare_edition(&new(Some(1), None), &items(3, "一")).await.unwrap().unwrap();
        let other = store.prepare_edition(&new(Some(3), None), &items(3, "二")).await.unwrap();
        assert_eq!(other, Err(PrepareFault::OtherWaits(id)));
        assert_eq!(store.decide_edition(&approve(id, 1)).await.unwrap(), Err(DecideFault::OwnEdition));
        assert_eq!(store.decide_edition(&approve(99, 2)).await.unwrap(), Err(DecideFault::Missing));
        let withdraw = |account| Decision { verdict: Verdict::Withdraw(String::new()), ..approve(id, account) };
        assert_eq!(store.decide_edition(&withdraw(2)).await.unwrap(), Err(DecideFault::NotOwnEdition));
        let refuse =
            Decision { verdict: Verdict::Refuse("数値を確かめてください".into()), ..approve(id, 2) };
        assert_eq!(store.decide_edition(&refuse).await.unwrap(), Ok(Decided { number: None }));
        let again = store.decide_edition(&approve(id, 2)).await.unwrap();
        assert_eq!(again, Err(DecideFault::Settled(EditionState::Refused)));
        let id = store.prepare_edition(&new(Some(1), None), &items(3, "二")).await.unwrap().unwrap();
        let withdraw = Decision { verdict: Verdict::Withdraw("やり直す".into()), ..approve(id, 1) };
        assert!(store.decide_edition(&withdraw).await.unwrap().is_ok());
        let id = approved(fresh, None, &items(3, "三")).await;
        assert_eq!(store.edition_head(id).await.unwrap().unwrap().number, Some(1));
        assert_eq!(
            store.prepare_edition(&new(Some(1), Some(1)), &items(3, "三")).await.unwrap(),
            Err(PrepareFault::Unchanged)
        );
        assert_eq!(
            store.prepare_edition(&new(Some(1), None), &items(3, "四")).await.unwrap(),
            Err(PrepareFault::OtherBase)
        );
        let id = approved(fresh, Some(1), &items(4, "四")).await;
        assert_eq!(store.approved_edition(None).await.unwrap().unwrap().id, id);
        let states: Vec<_> =
            store.editions(None, 10).await.unwrap().iter().map(|head| (head.state.word(), head.number)).collect();
        assert_eq!(states, [("approved", Some(2)), ("approved", Some(1)), ("withdrawn", None), ("refused", None)]);
        assert_eq!(store.editions(Some(id), 1).await.unwrap()[0].number, Some(1));
        assert!(store.approved_edition(Some(3)).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn of_two_at_once_one_is_told_what_happened() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let contents = [items(200, "左"), items(200, "右")];
        let (left, right) = (new(Some(1), None), new(Some(3), None));
        let both =
            tokio::join!(store.prepare_edition(&left, &contents[0]), store.prepare_edition(&right, &contents[1]));
        let (left, right) = (both.0.unwrap(), both.1.unwrap());
        let id = left.or(right).unwrap();
        let faults: Vec<_> = [left, right].into_iter().filter_map(Result::err).collect();
        assert_eq!(faults, [PrepareFault::OtherWaits(id)]);
        assert_eq!(fresh.count("select count(*) from edition_item").await, 200, "nothing half is left");
        let (yes, no) = (approve(id, 2), Decision { verdict: Verdict::Refuse("否".into()), ..approve(id, 4) });
        let both = tokio::join!(store.decide_edition(&yes), store.decide_edition(&no));
        let both = [both.0.unwrap(), both.1.unwrap()];
        assert_eq!(both.iter().filter(|decided| decided.is_ok()).count(), 1);
        assert!(both.iter().any(|decided| matches!(decided, Err(DecideFault::Settled(_)))));
    })
    .await;
}

#[tokio::test]
async fn the_database_itself_changes_and_deletes_nothing() {
    on_each_database(async |fresh| {
        let id = approved(fresh, None, &items(3, "一")).await;
        let kept = fresh.store.keep_edition_file("tester", 1, "plan.pdf", b"%PDF", AT).await.unwrap();
        assert_eq!(kept, KeepFile::Kept);
        let proposed = fresh.store.prepare_edition(&new(Some(1), Some(1)), &items(3, "二")).await.unwrap().unwrap();
        for refused in [
            format!("update edition set reason = 'x' where id = {id}"),
            format!("update edition set state = 'withdrawn', number = null, published_on = '' where id = {id}"),
            format!("update edition set reason = 'x' where id = {proposed}"),
            format!("update edition set prepared_account = null where id = {proposed}"),
            format!("update edition set is_demo = 1 where id = {proposed}"),
            "delete from edition".into(),
            "update edition_item set title = 'x'".into(),
            format!("delete from edition_item where edition_id = {id}"),
            format!("insert into edition_item select {id}, 9, 'program', 'x', 'x', sha256 from edition_body limit 1"),
            "update edition_body set body = 'x'".into(),
            "delete from edition_body".into(),
            "update edition_file set bytes = null".into(),
            "delete from edition_file".into(),
            format!(
                "insert into edition_file select {proposed}, name, sha256, byte_count, bytes, made_at from edition_file"
            ),
            // Approved without anybody, by who prepared it, or from the start.
            format!(
                "update edition set state = 'approved', number = 2, decided_at = 'x', published_on = 'x',
                        decided_office = 'x' where id = {proposed}"
            ),
            format!(
                "update edition set state = 'approved', number = 2, decided_at = 'x', published_on = 'x',
                        decided_office = 'x', decided_account = 1 where id = {proposed}"
            ),
            "insert into edition select 77, 2, null, 'approved', 'x', content_sha256, 1, 'x', 1, 'x', 'x', 'x', 2, 'x',
                    '', 'x', 0 from edition limit 1"
                .into(),
        ] {
            assert!(fresh.try_sql(&refused).await.is_err(), "{refused}");
        }
        let verified = fresh.store.verify_editions().await.unwrap();
        assert_eq!((verified.editions, verified.bodies, verified.files, verified.faults), (2, 4, 1, vec![]));
    })
    .await;
}

#[tokio::test]
async fn a_file_is_kept_once_for_an_approved_edition() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let keep =
            async |name: &str, bytes: &[u8]| store.keep_edition_file("tester", 1, name, bytes, AT).await.unwrap();
        assert_eq!(keep("plan.pdf", b"one").await, KeepFile::NoEdition);
        approved(fresh, None, &items(2, "一")).await;
        assert_eq!(keep("plan.pdf", b"one").await, KeepFile::Kept);
        assert_eq!(keep("plan.pdf", b"one").await, KeepFile::Same);
        assert_eq!(keep("plan.pdf", b"two").await, KeepFile::Other);
        assert_eq!(keep("book.xlsx", b"two!").await, KeepFile::Kept);
        assert_eq!(store.edition_file(1, "plan.pdf").await.unwrap().unwrap(), b"one");
        assert!(store.edition_file(1, "other.pdf").await.unwrap().is_none());
        assert!(store.edition_file(2, "plan.pdf").await.unwrap().is_none());
        let files = store.edition_files(1).await.unwrap();
        let listed: Vec<_> = files.iter().map(|file| (file.name.as_str(), file.bytes)).collect();
        assert_eq!(listed, [("book.xlsx", 4), ("plan.pdf", 3)]);
        let audit = store.audit_page(None, 1).await.unwrap();
        assert_eq!((audit[0].action.as_str(), audit[0].subject.as_str()), ("edition.file", "edition:1"));
    })
    .await;
}

/// What somebody who owns the database can do, and `verify_editions` finds.
#[tokio::test]
async fn an_alteration_is_found_and_named() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        approved(fresh, None, &items(3, "一")).await;
        store.keep_edition_file("tester", 1, "plan.pdf", b"one", AT).await.unwrap();
        approved(fresh, Some(1), &items(3, "二")).await;
        let found = async || -> Vec<(i64, FaultKind, String)> {
            let faults = store.verify_editions().await.unwrap().faults;
            faults.into_iter().map(|fault| (fault.edition, fault.kind, fault.of)).collect()
        };
        assert_eq!(found().await, []);
        let off = match store.kind() {
            "sqlite" => {
                "drop trigger edition_body_is_not_changed; drop trigger edition_item_is_not_changed;
                 drop trigger edition_is_decided_once; drop trigger edition_file_is_not_changed;
                 drop trigger edition_item_is_not_deleted; drop trigger edition_is_not_deleted;"
            }
            _ => {
                "alter table edition disable trigger user; alter table edition_item disable trigger user;
                 alter table edition_body disable trigger user; alter table edition_file disable trigger user;"
            }
        };
        fresh.try_sql(off).await.unwrap();
        let alter = async |sql: &str| fresh.try_sql(sql).await.unwrap();
        // A text: every edition that holds it is named with the item.
        alter("update edition_body set body = body || ' ' where body like '%一%'").await;
        assert_eq!(found().await, [(1, FaultKind::Body, "program 2026/0000".into())]);
        alter("update edition_body set body = replace(body, '} ', '}')").await;
        assert_eq!(found().await, []);
        // A title, which readers see as well.
        alter("update edition_item set title = 'x' where edition_id = 2 and position = 1").await;
        assert_eq!(found().await, [(2, FaultKind::Items, String::new())]);
        alter("update edition_item set title = '事業1' where edition_id = 2 and position = 1").await;
        // An item of the other edition in the place of this one's, with the digest of the whole made to fit.
        alter("update edition set content_sha256 = (select content_sha256 from edition where id = 1) where id = 2")
            .await;
        alter(
            "update edition_item set sha256 = (select sha256 from edition_item where edition_id = 1 and position = 0)
               where edition_id = 2 and position = 0",
        )
        .await;
        assert_eq!(found().await, [(2, FaultKind::Replaced, String::new())]);
        alter(match store.kind() {
            "sqlite" => "update edition_file set bytes = x'00'",
            _ => "update edition_file set bytes = '\\x00'",
        })
        .await;
        assert!(found().await.contains(&(1, FaultKind::File, "plan.pdf".into())));
        assert!(store.edition_file(1, "plan.pdf").await.is_err(), "an altered file is not given out");
        alter("delete from edition_item where edition_id = 2; delete from edition where id = 2").await;
        assert!(found().await.contains(&(2, FaultKind::Missing, String::new())));
    })
    .await;
}

#[tokio::test]
async fn examples_go_with_the_first_real_import_and_their_numbers_are_free_again() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let mut writer = store.begin_import(common::header(InventoryKind::Demo)).await.unwrap();
        writer.write(&[sheet("1", "例示の事業", 10)]).await.unwrap();
        writer.finish(1, &[], 0).await.unwrap();
        let example = NewEdition { is_demo: true, account: None, ..new(None, None) };
        let real = store.prepare_edition(&new(None, None), &items(5, "例示")).await.unwrap();
        assert_eq!(real, Err(PrepareFault::OtherInventory), "examples are never taken for real");
        let id = store.prepare_edition(&example, &items(5, "例示")).await.unwrap().unwrap();
        let nobody = Decision { account: None, ..approve(id, 2) };
        assert_eq!(store.decide_edition(&nobody).await.unwrap(), Ok(Decided { number: Some(1) }));
        store.keep_edition_file("tester", 1, "plan.pdf", b"one", AT).await.unwrap();
        import(store, &[sheet("2", "本当の事業", 20)]).await;
        assert!(store.editions(None, 10).await.unwrap().is_empty());
        for table in ["edition_item", "edition_body", "edition_file"] {
            let left = match table {
                "edition_item" => fresh.count("select count(*) from edition_item").await,
                "edition_body" => fresh.count("select count(*) from edition_body").await,
                _ => fresh.count("select count(*) from edition_file").await,
            };
            assert_eq!(left, 0, "{table}");
        }
        assert_eq!(store.verify_editions().await.unwrap().faults, []);
        let late = store.prepare_edition(&example, &items(5, "例示")).await.unwrap();
        assert_eq!(late, Err(PrepareFault::OtherInventory));
        let id = approved(fresh, None, &items(2, "本当")).await;
        let head = store.edition_head(id).await.unwrap().unwrap();
        assert_eq!((head.id, head.number), (2, Some(1)), "an id is never used twice, the number begins anew");
    })
    .await;
}
