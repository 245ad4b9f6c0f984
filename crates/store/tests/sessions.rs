//! Sessions and failures to sign in: what is found, what has ended, and that neither grows without end.

use crate::common;

use common::{Fresh, header, on_each_database};
use reform::workflow::Role;
use store::{DutyEntry, InventoryKind, NewAccount, NewSession, SessionMoment, SignInFailure, Store, session_key};

const DAY: &str = "2030-01-01";

fn at(time: &str) -> String {
    format!("{DAY}T{time}.000Z")
}

fn moment(now: &str, idle_since: &str) -> SessionMoment {
    SessionMoment { now: at(now), idle_since: at(idle_since) }
}

async fn person(store: &Store, login: &str) -> i64 {
    let new = NewAccount {
        login: login.into(),
        name: format!("{login}さん"),
        email: String::new(),
        password_hash: "hash".into(),
        must_change: false,
        is_demo: false,
    };
    store.add_account("tester", &new).await.unwrap().unwrap()
}

fn session(account: i64, token: &str, now: &str) -> NewSession {
    NewSession {
        token_sha256: token.into(),
        account,
        login: "haru".into(),
        now: at(now),
        ends_at: at("12:00:00"),
        idle_since: at("00:00:00"),
        browser: "a browser\nof two lines".into(),
        address: "192.0.2.1".into(),
        replaces: None,
    }
}

/// The tokens there are, in their order.
async fn count(fresh: &Fresh) -> i64 {
    fresh.count("select count(*) from session").await
}

#[tokio::test]
async fn a_session_is_found_while_it_is_used_and_neither_over_nor_closed() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let haru = person(store, "haru").await;
        store.begin_session(&session(haru, "token-1", "01:00:00")).await.unwrap();
        let find =
            async |now: &str, idle_since: &str| store.session_owner("token-1", &moment(now, idle_since)).await.unwrap();
        let owner = find("01:10:00", "00:40:00").await.unwrap();
        assert_eq!((owner.account, owner.login.as_str(), owner.name.as_str()), (haru, "haru", "haruさん"));
        assert_eq!((owner.must_change, owner.unread, owner.duties.len()), (false, 0, 0));
        assert_eq!(owner.used_at, at("01:00:00"));
        assert_eq!(store.session_owner("token-2", &moment("01:10:00", "00:40:00")).await.unwrap(), None);
        assert_eq!(find("01:30:00", "01:00:00").await, None, "not used for long enough");
        store.touch_session("token-1", &at("01:29:00")).await.unwrap();
        store.touch_session("token-1", &at("01:05:00")).await.unwrap();
        assert_eq!(find("01:30:00", "01:00:00").await.unwrap().used_at, at("01:29:00"), "use never goes back");
        assert_eq!(find("12:00:00", "01:00:00").await, None, "it is over");
        store.set_account_active("tester", haru, false, DAY.parse().unwrap()).await.unwrap().unwrap();
        assert_eq!(find("01:30:00", "01:00:00").await, None, "the account is closed");
    })
    .await;
}

#[tokio::test]
async fn duties_and_unread_notices_come_with_the_session() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let (haru, nao) = (person(store, "haru").await, person(store, "nao").await);
        let today = DAY.parse().unwrap();
        let entry = |role, until: Option<&str>| DutyEntry {
            role,
            department_id: None,
            from_day: Some(DAY.parse().unwrap()),
            until_day: until.map(|day| day.parse().unwrap()),
        };
        store.give_duty("tester", haru, &entry(Role::Finance, Some("2030-03-31")), today).await.unwrap().unwrap();
        store.give_duty("tester", haru, &entry(Role::Auditor, None), today).await.unwrap().unwrap();
        let ended = store.give_duty("tester", haru, &entry(Role::Expert, None), today).await.unwrap().unwrap();
        store.take_duty("tester", haru, ended, today).await.unwrap().unwrap();
        for (id, account, read_at) in [(1, haru, "null"), (2, haru, "null"), (3, haru, "'x'"), (4, nao, "null")] {
            let sql = format!(
                "insert into notice (id, account_id, kind, detail, at, read_at)
                 values ({id}, {account}, 'comment', '', '', {read_at})"
            );
            fresh.try_sql(&sql).await.unwrap();
        }
        store.begin_session(&session(haru, "token-1", "01:00:00")).await.unwrap();
        let owner = store.session_owner("token-1", &moment("01:00:00", "00:40:00")).await.unwrap().unwrap();
        assert_eq!(owner.unread, 2);
        let told: Vec<_> = owner.duties.iter().map(|duty| (duty.role, duty.until.map(|day| day.to_string()))).collect();
        assert_eq!(told, [(Role::Finance, Some("2030-03-31".to_owned())), (Role::Auditor, None)]);
        assert!(owner.duties.iter().all(|duty| duty.from.is_some_and(|day| day.to_string() == DAY)));
    })
    .await;
}

#[tokio::test]
async fn beginning_one_replaces_the_one_before_and_clears_away_what_is_over() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let (haru, nao) = (person(store, "haru").await, person(store, "nao").await);
        store.begin_session(&session(nao, "idle", "01:00:00")).await.unwrap();
        store.begin_session(&session(nao, "over", "01:20:00")).await.unwrap();
        store.begin_session(&session(haru, "before", "01:20:00")).await.unwrap();
        let mut next = session(haru, "next", "01:40:00");
        next.replaces = Some("before".into());
        next.idle_since = at("01:10:00");
        store.begin_session(&next).await.unwrap();
        let tokens = |rows: Vec<store::SessionRow>| rows.into_iter().map(|row| row.key).collect::<Vec<_>>();
        assert_eq!(tokens(store.sessions_of(haru, &moment("01:40:00", "01:10:00")).await.unwrap()), ["next"]);
        assert_eq!(count(fresh).await, 2, "`idle` and `before` are gone");
        let rows = store.audit_page(None, 1).await.unwrap();
        assert_eq!((rows[0].action.as_str(), rows[0].actor.as_str()), ("sign-in", &*format!("account:{haru}:haru")));
        assert!(!rows[0].detail.contains("next"), "no token in the trail");
        assert_eq!(fresh.count("select count(*) from account where signed_in_at is not null").await, 2);
    })
    .await;
}

#[tokio::test]
async fn an_account_has_twenty_sessions_at_most_and_the_ones_unused_for_longest_go() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let (haru, nao) = (person(store, "haru").await, person(store, "nao").await);
        store.begin_session(&session(nao, "other", "01:00:00")).await.unwrap();
        for number in 0..25 {
            store
                .begin_session(&session(haru, &format!("token-{number:02}"), &format!("01:{number:02}:00")))
                .await
                .unwrap();
        }
        let rows = store.sessions_of(haru, &moment("01:30:00", "00:30:00")).await.unwrap();
        assert_eq!(rows.len(), 20);
        assert_eq!((rows[0].key.as_str(), rows[19].key.as_str()), ("token-24", "token-05"));
        assert_eq!(count(fresh).await, 21, "those of others stay");
    })
    .await;
}

#[tokio::test]
async fn sessions_are_ended_by_token_by_name_and_all_at_once() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let (haru, nao) = (person(store, "haru").await, person(store, "nao").await);
        let token = |letter: &str| letter.repeat(64);
        for letter in ["a", "b", "c", "d"] {
            store.begin_session(&session(haru, &token(letter), "01:00:00")).await.unwrap();
        }
        store.begin_session(&session(nao, &token("e"), "01:00:00")).await.unwrap();
        assert!(store.end_session(&token("a")).await.unwrap());
        assert!(!store.end_session(&token("a")).await.unwrap());
        let name = token("b");
        let name = session_key(&name);
        assert_eq!(name.len(), 16);
        assert!(!store.end_session_named("tester", nao, name).await.unwrap(), "somebody else's");
        assert!(store.end_session_named("tester", haru, name).await.unwrap());
        assert!(!store.end_session_named("tester", haru, "").await.unwrap());
        assert_eq!(store.end_sessions("tester", haru).await.unwrap(), 2);
        assert_eq!(count(fresh).await, 1);
        store.begin_session(&session(nao, &token("f"), "01:00:00")).await.unwrap();
        store.change_own_password("new hash", &session(nao, &token("g"), "01:00:00")).await.unwrap();
        assert_eq!(count(fresh).await, 1, "only the one that begins with the new password");
        let account = store.sign_in_account("nao").await.unwrap().unwrap();
        assert_eq!((account.password_hash.as_str(), account.must_change), ("new hash", false));
        assert!(matches!(store.verify_audit().await.unwrap(), store::AuditVerdict::Intact { .. }));
    })
    .await;
}

#[tokio::test]
async fn use_is_written_down_while_an_import_goes_on() {
    on_each_database(async |fresh| {
        if fresh.store.kind() == "sqlite" {
            // One file has one writer; the application does not wait for it.
            return;
        }
        let haru = person(&fresh.store, "haru").await;
        fresh.store.begin_session(&session(haru, "token-1", "01:00:00")).await.unwrap();
        let import = fresh.store.begin_import(header(InventoryKind::Real)).await.unwrap();
        let touch = fresh.store.touch_session("token-1", "2030-01-01T01:05:00.000Z");
        let soon = tokio::time::timeout(std::time::Duration::from_secs(5), touch).await;
        soon.expect("it waits for the import").unwrap();
        drop(import);
    })
    .await;
}

fn failed(failures: i64, last_at: &str, blocked_until: &str) -> SignInFailure {
    SignInFailure { failures, last_at: at(last_at), blocked_until: at(blocked_until) }
}

#[tokio::test]
async fn failures_are_counted_by_the_rule_given_and_forgotten_with_success_or_time() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let haru = person(store, "haru").await;
        let count = async |subject: &str, time: &str, forget: &str| {
            let rule = |before: Option<SignInFailure>| {
                let failures = before.map_or(0, |before| before.failures) + 1;
                failed(failures, time, time)
            };
            store.count_sign_in_failure(subject, &at(forget), rule).await.unwrap().failures
        };
        assert_eq!(count("login:haru", "01:00:00", "00:00:00").await, 1);
        assert_eq!(count("login:haru", "01:00:01", "00:00:00").await, 2);
        assert_eq!(count("address:192.0.2.1", "01:00:01", "00:00:00").await, 1);
        assert_eq!(store.sign_in_failure("login:haru").await.unwrap(), Some(failed(2, "01:00:01", "01:00:01")));
        store.begin_session(&session(haru, "token-1", "01:00:02")).await.unwrap();
        assert_eq!(store.sign_in_failure("login:haru").await.unwrap(), None);
        assert!(store.sign_in_failure("address:192.0.2.1").await.unwrap().is_some(), "one success clears no address");
        count("login:nao", "03:00:00", "02:00:00").await;
        assert_eq!(store.sign_in_failure("address:192.0.2.1").await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn failures_never_fill_the_database_nor_the_trail() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let many = "insert into sign_in_failure (subject, failures, last_at, blocked_until)
             select 'login:#' || n, 1, '2030-01-01T01:00:00.000Z', '2030-01-01T01:00:00.000Z'
               from (with recursive up (n) as (select 1 union all select n + 1 from up where n < 10500) select n from up) all_n";
        fresh.try_sql(many).await.unwrap();
        fresh.try_sql("update sign_in_failure set blocked_until = '2030-01-01T09:00:00.000Z' where subject = 'login:#7'").await.unwrap();
        let rule = |_: Option<SignInFailure>| failed(1, "02:00:00", "02:00:00");
        store.count_sign_in_failure("login:haru", &at("00:00:00"), rule).await.unwrap();
        assert_eq!(fresh.count("select count(*) from sign_in_failure").await, 10_000);
        assert!(store.sign_in_failure("login:haru").await.unwrap().is_some());
        assert!(store.sign_in_failure("login:#7").await.unwrap().is_some(), "who is shut out stays so");

        for number in 0..120 {
            let subject = format!("login:#{number}");
            let counted = failed(5, "02:00:00", "02:01:00");
            store.audit_failed_sign_in(&subject, &counted, "192.0.2.1", "2000-01-01T00:00:00.000Z").await.unwrap();
        }
        assert_eq!(fresh.count("select count(*) from audit where action = 'sign-in.failed'").await, 100);
        let later = "2999-01-01T00:00:00.000Z";
        store.audit_failed_sign_in("login:#1", &failed(5, "02:00:00", "02:01:00"), "", later).await.unwrap();
        assert_eq!(fresh.count("select count(*) from audit where action = 'sign-in.failed'").await, 101);
    })
    .await;
}
