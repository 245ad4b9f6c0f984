//! Accounts, duties, delegations and departments as they are kept, on both databases.

use crate::common;

use common::{Fresh, header, import, on_each_database, sheet, year};
use reform::plan::CalendarDate;
use reform::workflow::Role;
use store::{
    AccountFault, AccountQuery, AuditVerdict, Delegation, DepartmentFault, DutyEntry, DutyFault, InventoryKind,
    NewAccount, PersonEntry, Store,
};

const TODAY: &str = "2026-11-22";

fn day(text: &str) -> CalendarDate {
    text.parse().unwrap()
}

fn new(login: &str, name: &str) -> NewAccount {
    NewAccount {
        login: login.into(),
        name: name.into(),
        email: String::new(),
        password_hash: "$argon2id$x".into(),
        must_change: true,
        is_demo: false,
    }
}

fn duty(role: Role, department_id: Option<i64>) -> DutyEntry {
    DutyEntry { role, department_id, from_day: None, until_day: None }
}

fn person(login: &str, duties: Vec<DutyEntry>) -> PersonEntry {
    PersonEntry {
        login: login.into(),
        name: format!("{login}の名前"),
        email: String::new(),
        password_hash: "h".into(),
        is_demo: false,
        duties,
    }
}

/// Adds an account with one duty.
async fn with_duty(store: &Store, login: &str, entry: DutyEntry) -> (i64, i64) {
    let id = store.add_account("t", &new(login, login)).await.unwrap().unwrap();
    let duty = store.give_duty("t", id, &entry, day(TODAY)).await.unwrap().unwrap();
    (id, duty)
}

async fn find(fresh: &Fresh, names: &[&str]) -> i64 {
    let departments = fresh.store.departments().await.unwrap();
    let found = departments.find(names);
    assert_eq!(found.len(), 1, "{names:?}");
    found[0]
}

#[tokio::test]
async fn accounts_are_found_by_login_and_by_any_part() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        assert!(!store.has_accounts().await.unwrap());
        let taro = store.add_account("t", &new("taro", "見本 100%太郎")).await.unwrap().unwrap();
        let nasty = "'; drop table account; -- <b>_x_</b>";
        let jiro = store.add_account("t", &new("jiro", nasty)).await.unwrap().unwrap();
        assert_eq!((taro, jiro), (1, 2));
        assert_eq!(store.add_account("t", &new("taro", "別人")).await.unwrap(), Err(AccountFault::LoginTaken));
        assert!(store.has_accounts().await.unwrap());
        assert_eq!(store.account_by_login("jiro").await.unwrap().unwrap().name, nasty);
        assert_eq!(store.account(99).await.unwrap(), None);

        let found = async |text: &str| {
            let query = AccountQuery { text: text.into(), limit: 50, ..AccountQuery::default() };
            let page = store.accounts(&query, day(TODAY)).await.unwrap();
            assert_eq!(page.total, page.rows.len() as i64);
            page.rows.into_iter().map(|(account, _)| account.login).collect::<Vec<_>>()
        };
        assert_eq!(found("").await, ["jiro", "taro"]);
        assert_eq!(found("見本").await, ["taro"]);
        assert_eq!(found("100%太").await, ["taro"]);
        assert_eq!(found("%").await, ["taro"], "a sign of the pattern is a letter like any other");
        assert_eq!(found("_x_").await, ["jiro"]);
        assert_eq!(found("DROP TABLE").await, ["jiro"]);
        assert_eq!(found("!").await, Vec::<String>::new());

        assert_eq!(store.change_account("t", taro, "jiro", "x", "").await.unwrap(), Err(AccountFault::LoginTaken));
        assert_eq!(store.change_account("t", 99, "x", "x", "").await.unwrap(), Err(AccountFault::Missing));
        store.change_account("chief", taro, "taro2", "見本 太郎", "t@example.jp").await.unwrap().unwrap();
        let before = store.audit_page(None, 100).await.unwrap().len();
        store.change_account("chief", taro, "taro2", "見本 太郎", "t@example.jp").await.unwrap().unwrap();
        let rows = store.audit_page(None, 100).await.unwrap();
        assert_eq!(rows.len(), before, "what stays as it is leaves no trace");
        assert_eq!((rows[0].action.as_str(), rows[0].subject.as_str()), ("account.change", "account:1"));
        assert_eq!(rows[0].detail, "login\ttaro\ttaro2\nname\t見本 100%太郎\t見本 太郎\nemail\t\tt@example.jp");
        assert!(matches!(store.verify_audit().await.unwrap(), AuditVerdict::Intact { .. }));
    })
    .await;
}

#[tokio::test]
async fn a_closed_account_and_a_new_password_end_every_session_and_no_hash_is_in_the_trail() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let id = store.add_account("t", &new("taro", "太郎")).await.unwrap().unwrap();
        let session = "insert into session (token_sha256, account_id, began_at, used_at, ends_at, browser, address)
                       values ('x', 1, '2026', '2026', '2027', '', '')";
        fresh.try_sql(session).await.unwrap();
        store.set_password_hash("t", id, "$argon2id$secret", true).await.unwrap().unwrap();
        assert_eq!(fresh.count("select count(*) from session").await, 0);
        fresh.try_sql(session).await.unwrap();
        store.set_account_active("t", id, false, day(TODAY)).await.unwrap().unwrap();
        assert_eq!(fresh.count("select count(*) from session").await, 0);
        assert!(!store.has_accounts().await.unwrap());
        let shown = async |with_disabled| {
            let query = AccountQuery { with_disabled, limit: 9, ..AccountQuery::default() };
            store.accounts(&query, day(TODAY)).await.unwrap().total
        };
        assert_eq!((shown(false).await, shown(true).await), (0, 1));
        store.set_account_active("t", id, true, day(TODAY)).await.unwrap().unwrap();
        assert!(store.account(id).await.unwrap().unwrap().is_active);
        assert_eq!(store.set_password_hash("t", 99, "h", true).await.unwrap(), Err(AccountFault::Missing));
        for row in store.audit_page(None, 100).await.unwrap() {
            assert!(!row.detail.contains("argon2"), "{row:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_last_administrator_stays() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let (chief, chief_duty) = with_duty(store, "chief", duty(Role::Administrator, None)).await;
        let last = Err(DutyFault::LastAdministrator);
        assert_eq!(store.take_duty("t", chief, chief_duty, day(TODAY)).await.unwrap(), last);
        let closed = store.set_account_active("t", chief, false, day(TODAY)).await.unwrap();
        assert_eq!(closed, Err(AccountFault::LastAdministrator));
        assert!(store.account(chief).await.unwrap().unwrap().is_active, "nothing of it stays");
        let over = DutyEntry { until_day: Some(day("2026-11-21")), ..duty(Role::Administrator, None) };
        let shortened = store.give_duty("t", chief, &over, day(TODAY)).await.unwrap();
        assert_eq!(shortened, Err(DutyFault::LastAdministrator));
        let from_file = store.import_people("t", &[person("chief", vec![over])], day(TODAY), false).await.unwrap();
        assert_eq!(from_file, Err((String::new(), DutyFault::LastAdministrator)));

        // One whose time has not come, and one who may not sign in, do not count.
        let later = DutyEntry { from_day: Some(day("2027-04-01")), ..duty(Role::Administrator, None) };
        with_duty(store, "later", later).await;
        let (closed, _) = with_duty(store, "closed", duty(Role::Administrator, None)).await;
        store.set_account_active("t", closed, false, day(TODAY)).await.unwrap().unwrap();
        assert_eq!(store.take_duty("t", chief, chief_duty, day(TODAY)).await.unwrap(), last);

        with_duty(store, "second", duty(Role::Administrator, None)).await;
        store.take_duty("t", chief, chief_duty, day(TODAY)).await.unwrap().unwrap();
        assert_eq!(store.take_duty("t", chief, chief_duty, day(TODAY)).await.unwrap(), Err(DutyFault::Missing));
        assert!(store.duties_of(chief).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn duties_need_what_they_name_and_the_same_one_is_given_once() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        import(store, &[sheet("1", "a", 100)]).await;
        let section = find(fresh, &["福祉局", "総務課"]).await;
        let bureau = find(fresh, &["福祉局"]).await;
        let id = store.add_account("t", &new("taro", "太郎")).await.unwrap().unwrap();
        let give = async |entry: DutyEntry| store.give_duty("t", id, &entry, day(TODAY)).await.unwrap();
        assert_eq!(give(duty(Role::Owner, None)).await, Err(DutyFault::NoDepartment));
        assert_eq!(give(duty(Role::Owner, Some(9_999))).await, Err(DutyFault::NoDepartment));
        let nobody = store.give_duty("t", 99, &duty(Role::Auditor, None), day(TODAY)).await.unwrap();
        assert_eq!(nobody, Err(DutyFault::NoAccount));
        let first = give(duty(Role::Owner, Some(section))).await.unwrap();
        let longer = DutyEntry { until_day: Some(day("2027-03-31")), ..duty(Role::Owner, Some(section)) };
        assert_eq!(give(longer).await.unwrap(), first, "the same duty with other days");
        let other = give(duty(Role::Owner, Some(bureau))).await.unwrap();
        assert_ne!(other, first);
        let duties = store.duties_of(id).await.unwrap();
        assert_eq!(duties.iter().map(|duty| duty.until_day).collect::<Vec<_>>(), [Some(day("2027-03-31")), None]);

        let of = async |role, department| {
            let query = AccountQuery { role, department, limit: 9, ..AccountQuery::default() };
            store.accounts(&query, day(TODAY)).await.unwrap().total
        };
        assert_eq!(of(Some(Role::Owner), None).await, 1);
        assert_eq!(of(Some(Role::Finance), None).await, 0);
        assert_eq!(of(None, Some(section)).await, 1);
        store.take_duty("t", id, other, day(TODAY)).await.unwrap().unwrap();
        assert_eq!(of(None, Some(bureau)).await, 1, "below the bureau counts");
        let covering = store.duties_covering(&[bureau, section], day(TODAY)).await.unwrap();
        assert_eq!(covering.iter().map(|duty| duty.id).collect::<Vec<_>>(), [first]);
        assert!(store.duties_covering(&[bureau], day(TODAY)).await.unwrap().is_empty());
        assert!(store.duties_covering(&[bureau, section], day("2027-04-01")).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn delegations_keep_within_the_duty_they_come_from() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let office = DutyEntry { until_day: Some(day("2027-03-31")), ..duty(Role::ReformOffice, None) };
        let (by, own) = with_duty(store, "by", office).await;
        let (other, others_duty) = with_duty(store, "other", duty(Role::Finance, None)).await;
        let (chief, chiefs_duty) = with_duty(store, "chief", duty(Role::Administrator, None)).await;
        let to = store.add_account("t", &new("to", "代わりの人")).await.unwrap().unwrap();
        let gone = store.add_account("t", &new("gone", "いない人")).await.unwrap().unwrap();
        store.set_account_active("t", gone, false, day(TODAY)).await.unwrap().unwrap();
        let ask = |by_account, duty, to_account, from: &str, until: &str| {
            let delegation = Delegation { by_account, duty, to_account, from_day: day(from), until_day: day(until) };
            async move { store.delegate("t", &delegation, day(TODAY)).await.unwrap() }
        };
        let (soon, end) = (TODAY, "2026-12-31");
        for (asked, fault) in [
            (ask(by, 999, to, soon, end).await, DutyFault::Missing),
            (ask(by, others_duty, to, soon, end).await, DutyFault::NotOnesOwn),
            (ask(chief, chiefs_duty, to, soon, end).await, DutyFault::RoleStays),
            (ask(by, own, by, soon, end).await, DutyFault::ToOneself),
            (ask(by, own, gone, soon, end).await, DutyFault::NoAccount),
            (ask(by, own, 999, soon, end).await, DutyFault::NoAccount),
            (ask(by, own, to, end, soon).await, DutyFault::Days),
            (ask(by, own, to, "2026-10-01", "2026-11-21").await, DutyFault::Days),
            (ask(by, own, to, soon, "2027-04-01").await, DutyFault::BeyondDuty),
            (ask(other, others_duty, to, soon, "2027-11-23").await, DutyFault::Days),
        ] {
            assert_eq!(asked, Err(fault));
        }
        ask(other, others_duty, to, soon, "2027-11-22").await.expect("a year to the day");
        let given = ask(by, own, to, soon, end).await.unwrap();
        assert_eq!(ask(by, own, to, "2026-12-31", "2027-01-31").await, Err(DutyFault::Already));
        ask(by, own, to, "2027-01-01", "2027-01-31").await.expect("the days after it");
        assert_eq!(ask(to, given, other, soon, end).await, Err(DutyFault::NotOnesOwn), "not passed on");
        let told = fresh.count("select count(*) from notice where account_id = 4 and kind = 'delegated'").await;
        assert_eq!(told, 3);

        let of_to = async || store.duties_of(to).await.unwrap();
        let row = of_to().await.into_iter().find(|duty| duty.id == given).unwrap();
        assert_eq!((row.role, row.until_day), (Role::ReformOffice, Some(day(end))));
        assert_eq!(row.delegated_by, Some((by, "by".to_owned())));
        assert_eq!(store.delegations_by(by).await.unwrap().len(), 2);

        // The duty ends earlier than was planned: so does the delegation.
        let shorter = DutyEntry { until_day: Some(day("2026-12-01")), ..duty(Role::ReformOffice, None) };
        store.give_duty("t", by, &shorter, day(TODAY)).await.unwrap().unwrap();
        let row = of_to().await.into_iter().find(|duty| duty.id == given).unwrap();
        assert_eq!(row.until_day, Some(day("2026-12-01")));
        assert!(row.holds_on(day("2026-12-01")) && !row.holds_on(day("2026-12-02")));
        // Whoever delegated may no longer sign in.
        store.set_account_active("t", by, false, day(TODAY)).await.unwrap().unwrap();
        assert!(of_to().await.iter().all(|duty| duty.role != Role::ReformOffice));
        store.set_account_active("t", by, true, day(TODAY)).await.unwrap().unwrap();
        assert_eq!(of_to().await.len(), 3);
        // The duty is taken away.
        store.take_duty("t", by, own, day(TODAY)).await.unwrap().unwrap();
        assert_eq!(of_to().await.len(), 1);
        // Ended by who gave it, and by nobody else.
        let left = of_to().await[0].id;
        assert_eq!(store.end_delegation("t", by, left).await.unwrap(), Err(DutyFault::Missing));
        store.end_delegation("t", other, left).await.unwrap().unwrap();
        assert!(of_to().await.is_empty());
        assert_eq!(store.end_delegation("t", other, others_duty).await.unwrap(), Err(DutyFault::Missing));
    })
    .await;
}

#[tokio::test]
async fn a_file_of_people_goes_in_wholly_or_not_at_all() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        store.add_account("t", &new("old", "前の名前")).await.unwrap().unwrap();
        let people = [person("old", vec![duty(Role::Finance, None)]), person("fresh", vec![])];
        let tried = store.import_people("t", &people, day(TODAY), true).await.unwrap().unwrap();
        assert_eq!((tried.new.as_slice(), tried.changed, tried.duties), (["fresh".to_owned()].as_slice(), 1, 1));
        assert_eq!(store.account_by_login("fresh").await.unwrap(), None, "only tried");
        let done = store.import_people("t", &people, day(TODAY), false).await.unwrap().unwrap();
        assert_eq!(done, tried);
        assert_eq!(store.account_by_login("old").await.unwrap().unwrap().name, "oldの名前");
        assert!(store.account_by_login("fresh").await.unwrap().unwrap().must_change);
        let again = store.import_people("t", &people, day(TODAY), false).await.unwrap().unwrap();
        assert_eq!((again.new.len(), again.changed, again.unchanged, again.duties), (0, 0, 2, 0));

        let bad = [person("third", vec![]), person("fourth", vec![duty(Role::Owner, Some(77))])];
        let refused = store.import_people("t", &bad, day(TODAY), false).await.unwrap();
        assert_eq!(refused, Err(("fourth".to_owned(), DutyFault::NoDepartment)));
        assert_eq!(store.account_by_login("third").await.unwrap(), None);
        let known = store.known_logins(&["old".into(), "third".into(), "fresh".into()]).await.unwrap();
        assert_eq!(known.len(), 2);
        assert!(matches!(store.verify_audit().await.unwrap(), AuditVerdict::Intact { .. }));
    })
    .await;
}

#[tokio::test]
async fn departments_exist_by_year_and_successions_do_not_go_round() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let top = store.add_department("t", None, "福祉局", None).await.unwrap().unwrap();
        let section = store.add_department("t", Some(top), "総務課", Some(year(2020))).await.unwrap().unwrap();
        let taken = store.add_department("t", Some(top), "総務課", None).await.unwrap();
        assert_eq!(taken, Err(DepartmentFault::NameTaken));
        assert_eq!(store.add_department("t", Some(99), "x", None).await.unwrap(), Err(DepartmentFault::Missing));
        let next = store.add_department("t", None, "共生局", Some(year(2026))).await.unwrap().unwrap();
        let term = async |id, first, last, successor| {
            let year = |start: Option<i32>| start.map(year);
            store.set_department_term("t", id, year(first), year(last), successor).await.unwrap()
        };
        let round = Err(DepartmentFault::Circle);
        assert_eq!(term(top, Some(2026), Some(2025), None).await, Err(DepartmentFault::YearsReversed));
        assert_eq!(term(top, None, Some(2025), Some(top)).await, Err(DepartmentFault::Successor));
        assert_eq!(term(top, None, Some(2025), Some(section)).await, Err(DepartmentFault::Successor), "below itself");
        assert_eq!(term(top, None, Some(2024), Some(next)).await, Err(DepartmentFault::Successor), "not there yet");
        assert_eq!(term(top, None, None, Some(next)).await, Err(DepartmentFault::Successor), "it does not end");
        assert_eq!(term(99, None, None, None).await, Err(DepartmentFault::Missing));
        assert_eq!(term(top, None, Some(2025), Some(next)).await, Ok(()));
        assert_eq!(term(next, None, Some(2026), Some(top)).await, Err(DepartmentFault::Successor), "it has ended");
        let third = store.add_department("t", None, "三局", None).await.unwrap().unwrap();
        assert_eq!(term(next, Some(2026), Some(2026), Some(third)).await, Ok(()));
        assert_eq!(term(third, None, Some(2024), Some(top)).await, round);

        let departments = store.departments().await.unwrap();
        assert_eq!(departments.path_names(section), ["福祉局", "総務課"]);
        assert!(departments.exists_in(section, year(2025)));
        assert!(!departments.exists_in(section, year(2026)), "what is above it has ended");
        assert!(!departments.exists_in(section, year(2019)));
        assert_eq!(departments.answering_in(top, year(2025)), Some(top));
        assert_eq!(departments.answering_in(top, year(2026)), Some(next));
        assert_eq!(departments.answering_in(top, year(2030)), Some(third));
        assert_eq!(departments.answering_in(section, year(2026)), None, "a section that no one took over");
        assert_eq!(departments.with_below(top), [top, section]);
    })
    .await;
}

#[tokio::test]
async fn a_new_name_is_a_new_department_with_all_below_it_and_its_people() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        import(store, &[sheet("1", "a", 100)]).await;
        let (bureau, section) = (find(fresh, &["福祉局"]).await, find(fresh, &["福祉局", "総務課"]).await);
        let (head, _) = with_duty(store, "head", duty(Role::DepartmentHead, Some(bureau))).await;
        let leaving = DutyEntry { until_day: Some(day("2027-03-31")), ..duty(Role::Owner, Some(section)) };
        let (owner, _) = with_duty(store, "owner", leaving).await;
        let inside = store.succeed_department("t", bureau, Some(section), "x", year(2027)).await.unwrap();
        assert_eq!(inside, Err(DepartmentFault::Successor), "not into itself");
        let heir = store.succeed_department("t", bureau, None, "共生社会局", year(2027)).await.unwrap().unwrap();
        let departments = store.departments().await.unwrap();
        let below = find(fresh, &["共生社会局", "総務課"]).await;
        assert_eq!(departments.answering_in(section, year(2026)), Some(section));
        assert_eq!(departments.answering_in(section, year(2027)), Some(below));
        assert_eq!(departments.answering_in(bureau, year(2027)), Some(heir));
        let of_head = store.duties_of(head).await.unwrap();
        let days: Vec<_> = of_head.iter().map(|duty| (duty.department_id, duty.from_day)).collect();
        assert_eq!(days, [(Some(bureau), None), (Some(heir), Some(day("2027-04-01")))]);
        assert_eq!(store.duties_of(owner).await.unwrap().len(), 1, "a duty that ends before is not handed on");
        let again = store.succeed_department("t", bureau, None, "別の局", year(2028)).await.unwrap();
        assert_eq!(again, Err(DepartmentFault::Ended));
        let same = store.succeed_department("t", heir, None, "共生社会局", year(2028)).await.unwrap();
        assert_eq!(same, Err(DepartmentFault::NameTaken));
        assert_eq!(store.departments().await.unwrap().rows().len(), 4, "nothing is left of what was refused");
    })
    .await;
}

#[tokio::test]
async fn the_people_of_the_demonstration_leave_with_it() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let mut writer = store.begin_import(header(InventoryKind::Demo)).await.unwrap();
        writer.write(&[sheet("1", "例示", 100)]).await.unwrap();
        writer.finish(1, &[], 0).await.unwrap();
        let section = find(fresh, &["福祉局", "総務課"]).await;
        store.set_department_term("t", section, Some(year(2020)), None, None).await.unwrap().unwrap();
        let demo = PersonEntry { is_demo: true, ..person("tanto1", vec![duty(Role::Owner, Some(section))]) };
        let boss = PersonEntry { is_demo: true, ..person("kanri", vec![duty(Role::Administrator, None)]) };
        store.import_people("t", &[demo, boss], day(TODAY), false).await.unwrap().unwrap();
        let (real, _) = with_duty(store, "real", duty(Role::Owner, Some(section))).await;

        let mut writer = store.begin_import(header(InventoryKind::Real)).await.unwrap();
        writer.write(&[sheet("1", "実在", 100)]).await.unwrap();
        writer.roll_back().await.unwrap();
        assert!(store.account_by_login("kanri").await.unwrap().unwrap().is_active, "a dry run sends nobody away");

        let outcome = import(store, &[sheet("1", "実在", 100)]).await;
        assert_eq!(outcome.replaced_demo, 1);
        assert_eq!(store.account_by_login("kanri").await.unwrap(), None, "its user name is free again");
        assert_eq!(fresh.count("select count(*) from account where is_demo = 1 and is_active = 1").await, 0);
        assert_eq!(fresh.count("select count(*) from duty where ended_at is null").await, 0);
        assert!(store.account(real).await.unwrap().unwrap().is_active);
        assert_eq!(find(fresh, &["福祉局", "総務課"]).await, 2);
        assert_eq!(fresh.count("select count(*) from department_term").await, 0);
        assert!(matches!(store.verify_audit().await.unwrap(), AuditVerdict::Intact { .. }));
    })
    .await;
}

#[tokio::test]
async fn five_thousand_accounts_are_paged_by_a_bounded_number_of_queries() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        import(store, &[sheet("1", "a", 100)]).await;
        let section = find(fresh, &["福祉局", "総務課"]).await;
        let people: Vec<PersonEntry> =
            (0..5_000).map(|number| person(&format!("p{number:04}"), vec![duty(Role::Owner, Some(section))])).collect();
        // A page costs three queries whatever it holds; a file of this size is written in one transaction.
        store.import_people("t", &people, day(TODAY), false).await.unwrap().unwrap();
        let query = AccountQuery {
            text: "p".into(),
            role: Some(Role::Owner),
            department: Some(section),
            offset: 4_950,
            limit: 50,
            ..AccountQuery::default()
        };
        let page = store.accounts(&query, day(TODAY)).await.unwrap();
        assert_eq!((page.total, page.rows.len()), (5_000, 50));
        assert_eq!(page.rows[49].0.login, "p4999");
        assert!(page.rows.iter().all(|(account, duties)| duties.len() == 1 && duties[0].account_id == account.id));
        let all = AccountQuery { limit: 1_000_000, ..AccountQuery::default() };
        assert_eq!(store.accounts(&all, day(TODAY)).await.unwrap().rows.len(), 5_000);
    })
    .await;
}
