//! People, their duties and departments: who may look after them, and what is said of bad input.

use crate::support;

use app::departments::{DepartmentForm, TermForm};
use app::people::{AccountQuery, DelegationForm, DutyForm, Field, PersonForm};
use app::{Action, Actor, App, AppError, Member};
use reform::workflow::{Duty, Person, Role};
use support::{Fresh, PROGRAMS, on_each_database, operator};

fn form(login: &str, name: &str) -> PersonForm {
    PersonForm { login: login.into(), name: name.into(), ..PersonForm::default() }
}

fn duty(role: &str, department: &str) -> DutyForm {
    DutyForm { role: role.into(), department: department.into(), ..DutyForm::default() }
}

/// Somebody with this number who has one role for the whole city.
fn member(app: &App, account: i64, role: Role) -> Actor {
    let duties = vec![Duty::own(role, None)];
    let person = Person { id: account.to_string(), duties };
    Actor::member(Member { account, login: format!("p{account}"), name: "人".into(), person, today: app.today() })
}

/// An account with this duty, made by the operator.
async fn made(app: &App, login: &str, given: DutyForm) -> i64 {
    let made = app.add_person(&operator(), &form(login, login)).await.unwrap().unwrap();
    if !given.is_empty() {
        app.give_duty(&operator(), made.id, &given).await.unwrap().unwrap();
    }
    made.id
}

/// The word of the action that was denied.
fn denied<T>(answer: Result<T, AppError>) -> Option<&'static str> {
    match answer {
        Err(AppError::Denied(word)) => Some(word),
        _ => None,
    }
}

#[tokio::test]
async fn every_method_is_refused_to_who_has_no_right_to_it() {
    on_each_database(async |fresh: &Fresh| {
        let app = &fresh.app;
        let id = made(app, "somebody", DutyForm::default()).await;
        let query = AccountQuery { limit: 9, ..AccountQuery::default() };
        let mut actors = vec![("visitor", Actor::visitor())];
        actors.extend(Role::ALL.iter().map(|role| (role.word(), member(app, id, *role))));
        for (name, actor) in actors {
            let no = |action: Action| (!actor.may(action)).then(|| action.word());
            let reading = no(Action::ReadPeople);
            assert_eq!(denied(app.people(&actor, &query).await), reading, "{name}");
            assert_eq!(denied(app.people_csv(&actor, &query).await), reading, "{name}");
            assert_eq!(denied(app.person(&actor, id).await), reading, "{name}");
            assert_eq!(denied(app.person_by_login(&actor, "somebody").await), reading, "{name}");
            assert_eq!(denied(app.department_tree(&actor).await), reading, "{name}");
            let managing = no(Action::ManagePeople);
            assert_eq!(managing.is_none(), name == "administrator", "{name}");
            let new = form(&format!("made.by.{name}"), "新しい人");
            assert_eq!(denied(app.add_person(&actor, &new).await), managing, "{name}");
            assert_eq!(denied(app.change_person(&actor, id, &form("somebody", "人")).await), managing, "{name}");
            assert_eq!(denied(app.set_person_active(&actor, id, true).await), managing, "{name}");
            assert_eq!(denied(app.reset_password(&actor, id, None).await), managing, "{name}");
            assert_eq!(denied(app.give_duty(&actor, id, &duty("expert", "")).await), managing, "{name}");
            assert_eq!(denied(app.take_duty(&actor, id, 999).await), managing, "{name}");
            assert_eq!(denied(app.import_people(&actor, "a.csv", b"x", true).await), managing, "{name}");
            assert_eq!(denied(app.try_people_upload(&actor, "a.csv", b"x".to_vec()).await), managing, "{name}");
            assert_eq!(denied(app.confirm_people_upload(&actor, 999).await), managing, "{name}");
            assert_eq!(denied(app.load_demo_people_when_empty(&actor).await), managing, "{name}");
            let departments = no(Action::ManageDepartments);
            let new = DepartmentForm { name: format!("{name}局"), ..DepartmentForm::default() };
            assert_eq!(denied(app.add_department(&actor, &new).await), departments, "{name}");
            assert_eq!(denied(app.set_department_term(&actor, 999, &TermForm::default()).await), departments, "{name}");
            let renamed = DepartmentForm { year: "2027".into(), ..new };
            assert_eq!(denied(app.succeed_department(&actor, 999, &renamed).await), departments, "{name}");
            let delegating = no(Action::Delegate);
            assert_eq!(denied(app.delegate(&actor, &DelegationForm::default()).await), delegating, "{name}");
            assert_eq!(denied(app.end_delegation(&actor, 999).await), delegating, "{name}");
            assert_eq!(denied(app.own_delegations(&actor).await), no(Action::UseOwnAccount), "{name}");
        }
        // The operator has no duty of their own to delegate.
        assert_eq!(denied(app.delegate(&operator(), &DelegationForm::default()).await), Some("delegate"));
    })
    .await;
}

#[tokio::test]
async fn everything_wrong_with_a_form_is_told_at_once() {
    on_each_database(async |fresh: &Fresh| {
        let app = &fresh.app;
        fresh.import(PROGRAMS, app::ImportMode::Commit).await;
        let worst = PersonForm {
            login: "田中 太郎".into(),
            name: "太\u{202E}郎".into(),
            email: "taro@".into(),
            password: Some("password1234".into()),
            duty: DutyForm {
                role: "市長".into(),
                department: "ない局".into(),
                from: "4月1日".into(),
                until: "2020-01-01".into(),
            },
        };
        let faults = app.add_person(&operator(), &worst).await.unwrap().unwrap_err();
        let told: Vec<(Field, &str)> = faults.iter().map(|fault| (fault.field, fault.kind.code)).collect();
        let expected = [
            (Field::Login, "AP-080"),
            (Field::Name, "AP-082"),
            (Field::Email, "AP-083"),
            (Field::Role, "AP-084"),
            (Field::Department, "AP-084"),
            (Field::From, "AP-085"),
            (Field::Until, "AP-085"),
            (Field::Password, "AP-075"),
        ];
        assert_eq!(told, expected);
        assert!(!app.has_accounts().await.unwrap(), "nothing of it was made");

        let nasty = "'; drop table account; --<script>alert(1)</script>";
        let good = PersonForm { email: "Taro@Example.jp".into(), ..form("ＴＡＲＯ", nasty) };
        let made = app.add_person(&operator(), &good).await.unwrap().unwrap();
        assert_eq!(made.login, "taro");
        let password = made.password.expect("one was made up");
        let person = app.person(&operator(), made.id).await.unwrap().account;
        assert_eq!((person.name.as_str(), person.email.as_str(), person.must_change), (nasty, "Taro@Example.jp", true));
        let taken = app.add_person(&operator(), &form("Taro", "")).await.unwrap().unwrap_err();
        let codes: Vec<&str> = taken.iter().map(|fault| fault.kind.code).collect();
        assert_eq!(codes, ["AP-082", "AP-081"]);
        for row in app.audit_page(&operator(), None, 100).await.unwrap() {
            assert!(!row.detail.contains(password.reveal()) && !row.detail.contains("argon2"), "{row:?}");
        }
        let origin = app::sign_in::Origin::default();
        assert!(app.sign_in("taro", password.reveal(), &origin, None).await.unwrap().must_change);

        for (given, field) in [
            (duty("owner", ""), Field::Department),
            (duty("owner", "防災課＞防災課"), Field::Department),
            (duty("owner", "#999"), Field::Department),
            (
                DutyForm { from: "2030-01-01".into(), until: "2029-01-01".into(), ..duty("課長", "防災課") },
                Field::Until,
            ),
        ] {
            let faults = app.give_duty(&operator(), made.id, &given).await.unwrap().unwrap_err();
            assert_eq!(faults.iter().map(|fault| fault.field).collect::<Vec<_>>(), [field], "{given:?}");
        }
        for given in [duty("課長", "防災課"), duty("Section Head", "危機管理室＞防災課"), duty("監査", "")]
        {
            app.give_duty(&operator(), made.id, &given).await.unwrap().unwrap();
        }
        assert_eq!(app.person(&operator(), made.id).await.unwrap().duties.len(), 2, "the same duty is given once");
    })
    .await;
}

#[tokio::test]
async fn the_last_administrator_can_neither_be_closed_nor_lose_the_role() {
    on_each_database(async |fresh: &Fresh| {
        let app = &fresh.app;
        let chief = made(app, "chief", duty("administrator", "")).await;
        let own = app.person(&operator(), chief).await.unwrap().duties[0].id;
        let code = |answer: Result<(), AppError>| answer.unwrap_err().kind().code;
        assert_eq!(code(app.set_person_active(&operator(), chief, false).await), "AP-086");
        assert_eq!(code(app.take_duty(&operator(), chief, own).await), "AP-086");
        let short = DutyForm { from: "2200-01-01".into(), ..duty("administrator", "") };
        let faults = app.give_duty(&operator(), chief, &short).await.unwrap().unwrap_err();
        assert_eq!(faults[0].kind.code, "AP-086");
        let file = "ログイン,氏名,役割,開始日\nchief,長,管理者,2200-01-01\n";
        let answer = app.import_people(&operator(), "a.csv", file.as_bytes(), false).await;
        assert_eq!(answer.unwrap_err().kind().code, "AP-086");
        made(app, "second", duty("administrator", "")).await;
        app.take_duty(&operator(), chief, own).await.unwrap();
        assert_eq!(code(app.set_person_active(&operator(), 999, false).await), "AP-002");
    })
    .await;
}

#[tokio::test]
async fn one_delegates_ones_own_duty_within_its_days() {
    on_each_database(async |fresh: &Fresh| {
        let app = &fresh.app;
        fresh.import(PROGRAMS, app::ImportMode::Commit).await;
        let until = DutyForm { until: "2200-03-31".into(), ..duty("課長", "防災課") };
        let head = made(app, "head", until).await;
        let other = made(app, "other", duty("owner", "危機管理室")).await;
        let (me, you) = (member(app, head, Role::SectionHead), member(app, other, Role::Owner));
        let own = app.own_delegations(&me).await.unwrap();
        assert_eq!(own.colleagues, [("other".to_owned(), "other".to_owned())], "of the same bureau");
        let duty = own.delegable().next().unwrap().id.to_string();
        let today = app.today();
        let in_a_month = {
            let (year, month, _) = today.parts();
            format!("{}-{:02}-15", year + i32::from(month == 12), month % 12 + 1)
        };
        let ask = |duty: &str, to: &str, until: &str| DelegationForm {
            duty: duty.into(),
            to: to.into(),
            from: String::new(),
            until: until.into(),
        };
        for (asked, field, code) in [
            (ask("x", "other", &in_a_month), Field::Duty, "AP-087"),
            (ask("999", "other", &in_a_month), Field::Duty, "AP-087"),
            (ask(&duty, "nobody", &in_a_month), Field::To, "AP-087"),
            (ask(&duty, "HEAD", &in_a_month), Field::To, "AP-087"),
            (ask(&duty, "other", ""), Field::Until, "AP-085"),
            (ask(&duty, "other", "2020-01-01"), Field::Until, "AP-085"),
            (ask(&duty, "other", "2199-01-01"), Field::Until, "AP-087"),
        ] {
            let faults = app.delegate(&me, &asked).await.unwrap().unwrap_err();
            assert_eq!((faults[0].field, faults[0].kind.code), (field, code), "{asked:?}");
        }
        let stolen = app.delegate(&you, &ask(&duty, "other", &in_a_month)).await.unwrap().unwrap_err();
        assert!(!stolen.is_empty(), "somebody else's duty");
        let given = app.delegate(&me, &ask(&duty, "Ｏｔｈｅｒ", &in_a_month)).await.unwrap().unwrap();
        let acting = app.own_delegations(&you).await.unwrap();
        assert_eq!(acting.duties.len(), 2);
        assert_eq!(acting.delegable().count(), 1, "what was delegated is not passed on");
        assert!(matches!(app.end_delegation(&you, given).await, Err(AppError::NotFound { .. })));
        app.end_delegation(&me, given).await.unwrap();
        assert_eq!(app.own_delegations(&you).await.unwrap().duties.len(), 1);
    })
    .await;
}

/// A file whose every row but the first has one fault, with the place and code each must be told with.
const BAD_ROWS: [(&str, &str, &str); 15] = [
    (",名無し,,監査,,,", "ログイン", "AP-080"),
    ("a b,空白,,監査,,,", "ログイン", "AP-080"),
    ("r3,,,監査,,,", "氏名", "AP-082"),
    ("r4,\"改\n行\",,監査,,,", "氏名", "AP-082"),
    ("r5,逆\u{202E}向き,,監査,,,", "氏名", "AP-082"),
    (
        "r6,長い名前長い名前長い名前長い名前長い名前長い名前長い名前長い名前長い名前長い名前長い名前長い名前長い名前長い名前長い名前長,,監査,,,",
        "氏名",
        "AP-082",
    ),
    ("r7,メール,taro.example.jp,監査,,,", "メール", "AP-083"),
    ("r8,役割,,市長,,,", "役割", "AP-084"),
    ("r9,役割なし,,,防災課,,", "役割", "AP-084"),
    ("r10,所管,,事業担当,ない課,,", "所管", "AP-084"),
    ("r11,二つある課,,事業担当,総務課,,", "所管", "AP-084"),
    ("r12,所管が要る,,課長,,,", "所管", "AP-084"),
    ("r13,日付,,監査,,2026-02-30,", "開始日", "AP-085"),
    ("r14,逆の日付,,監査,,2199-01-02,2199-01-01", "終了日", "AP-085"),
    ("ok,別の名前,,財政局,,,", "氏名", "AP-088"),
];

#[tokio::test]
async fn a_file_with_bad_rows_is_refused_whole_with_every_problem_in_its_place() {
    on_each_database(async |fresh: &Fresh| {
        let app = &fresh.app;
        let twice = format!("{PROGRAMS}0104,別の総務,令和6,危機管理室,総務課,継続,1,,1,x\n");
        fresh.import(twice, app::ImportMode::Commit).await;
        let rows: Vec<&str> = BAD_ROWS.iter().map(|(row, ..)| *row).collect();
        let head = "ログイン,氏名,メール,役割,所管,開始日,終了日\n";
        let file = format!(
            "{head}ok,正しい人,ok@example.jp,監査,,,\n{}\nok,正しい人,ok@example.jp,監査,,,\n",
            rows.join("\n")
        );
        let report = app.import_people(&operator(), "名簿.csv", file.as_bytes(), false).await.unwrap();
        assert!(report.is_refused());
        assert!(report.passwords.is_empty());
        let told: Vec<(u32, String, &str)> = report
            .problems
            .iter()
            .map(|problem| (problem.place.row.unwrap(), problem.place.column.clone().unwrap(), problem.kind.code))
            .collect();
        let mut expected: Vec<(u32, String, &str)> =
            BAD_ROWS.iter().zip(3..).map(|((_, column, code), row)| (row, (*column).to_owned(), *code)).collect();
        // The row with another name gives another address too; the last row repeats the first.
        expected.push((17, "メール".to_owned(), "AP-088"));
        expected.push((18, "役割".to_owned(), "AP-088"));
        assert_eq!(told, expected);
        assert!(!app.has_accounts().await.unwrap(), "nobody was taken in");
    })
    .await;
}

#[tokio::test]
async fn a_file_is_tried_confirmed_once_and_its_passwords_work() {
    on_each_database(async |fresh: &Fresh| {
        let app = &fresh.app;
        fresh.import(PROGRAMS, app::ImportMode::Commit).await;
        made(app, "old", duty("expert", "")).await;
        let (shift_jis, text) = (
            b"\x83\x8d\x83\x4f\x83\x43\x83\x93,\x8e\x81\x96\xbc\nsjis,\x91\xbe\x98\x59\n",
            "ログイン,氏名,メール,役割,所管,終了日,メモ\nold,前からの人,,監査,,,x\nnew,新しい人,n@example.jp,\
             Program Owner,危機管理室＞防災課,令和99年3月31日,\nnew,新しい人,n@example.jp,課長,公園課,,\n",
        );
        let tried = app.try_people_upload(&operator(), "名簿.csv", text.as_bytes().to_vec()).await.unwrap();
        assert!(!tried.is_refused(), "{:?}", tried.problems);
        assert_eq!(tried.problem_counts.keys().copied().collect::<Vec<_>>(), ["IN-104"], "a column nobody knows");
        assert!(tried.passwords.is_empty());
        let upload = tried.upload.unwrap();
        assert!(matches!(app.person_by_login(&operator(), "new").await, Err(AppError::NotFound { .. })));
        let somebody_else = member(app, 1, Role::Administrator);
        assert!(matches!(app.confirm_people_upload(&somebody_else, upload).await, Err(AppError::NotFound { .. })));
        assert!(app.confirm_upload(&operator(), upload).await.is_err(), "it is no list of programs");

        let done = app.confirm_people_upload(&operator(), upload).await.unwrap();
        let outcome = done.outcome.unwrap();
        assert_eq!((outcome.new.as_slice(), outcome.changed, outcome.duties), (["new".to_owned()].as_slice(), 1, 3));
        let [(login, password)] = done.passwords.as_slice() else { panic!("one new account") };
        let origin = app::sign_in::Origin::default();
        assert!(app.sign_in(login, password.reveal(), &origin, None).await.unwrap().must_change);
        assert!(matches!(app.confirm_people_upload(&operator(), upload).await, Err(AppError::NotFound { .. })));
        let old = app.person_by_login(&operator(), "OLD").await.unwrap();
        let roles: Vec<Role> =
            app.person(&operator(), old).await.unwrap().duties.iter().map(|duty| duty.role).collect();
        assert_eq!(roles, [Role::Expert, Role::Auditor], "what the file does not name stays");

        let again = app.import_people(&operator(), "sjis.csv", shift_jis, false).await.unwrap();
        assert_eq!(again.outcome.unwrap().new, ["sjis"]);

        // The list written out reads back without a change.
        let all = AccountQuery { with_disabled: true, limit: 1, ..AccountQuery::default() };
        let csv = app.people_csv(&operator(), &all).await.unwrap();
        let back = app.import_people(&operator(), "people.csv", &csv, false).await.unwrap();
        assert!(!back.is_refused(), "{:?}", back.problems);
        assert!(back.changes_nothing() && back.problems.is_empty(), "{back:?}");
        assert_eq!(back.outcome.unwrap().unchanged, 3);

        let large = vec![b'x'; app::people::MAX_PEOPLE_BYTES as usize + 1];
        assert!(matches!(app.try_people_upload(&operator(), "a", large).await, Err(AppError::TooLarge { .. })));
        for (file, code) in [
            (&b"PK\x03\x04broken"[..], "IN-004"),
            (b"\xFF\xFEa\0", "IN-010"),
            ("氏名\n太郎\n".as_bytes(), "IN-101"),
            ("login,name,ログイン\na,b,c\n".as_bytes(), "IN-102"),
            (b"login,name\n", "IN-106"),
        ] {
            let report = app.import_people(&operator(), "a", file, false).await.unwrap();
            assert!(report.is_refused() && report.problem_counts.contains_key(code), "{:?}", report.problems);
        }
    })
    .await;
}

#[tokio::test]
async fn names_that_a_spreadsheet_would_run_are_written_harmless() {
    on_each_database(async |fresh: &Fresh| {
        let app = &fresh.app;
        let name = "=cmd|'/c calc'!A1";
        app.add_person(&operator(), &form("evil", name)).await.unwrap().unwrap();
        let csv = app.people_csv(&operator(), &AccountQuery::default()).await.unwrap();
        let text = String::from_utf8(csv).unwrap();
        assert!(text.contains("'=cmd|") && !text.contains(",=cmd"), "{text}");
    })
    .await;
}

#[tokio::test]
async fn departments_take_years_as_people_write_them() {
    on_each_database(async |fresh: &Fresh| {
        let app = &fresh.app;
        fresh.import(PROGRAMS, app::ImportMode::Commit).await;
        let tree = app.department_tree(&operator()).await.unwrap().departments;
        let office = tree.find(&["危機管理室"])[0];
        let new =
            |name: &str, year: &str| DepartmentForm { name: name.into(), parent: String::new(), year: year.into() };
        let bad = app.add_department(&operator(), &new("局＞課", "らいねん")).await.unwrap().unwrap_err();
        assert_eq!(
            bad.iter().map(|fault| (fault.field, fault.kind.code)).collect::<Vec<_>>(),
            [(Field::Name, "AP-082"), (Field::FirstYear, "AP-089")]
        );
        let no_year = app.succeed_department(&operator(), office, &new("安全局", "")).await.unwrap().unwrap_err();
        assert_eq!(no_year[0].field, Field::FirstYear);
        let heir = app.succeed_department(&operator(), office, &new("安全局", "令和9")).await.unwrap().unwrap();
        let tree = app.department_tree(&operator()).await.unwrap().departments;
        assert_eq!(tree.get(heir).unwrap().first_year.unwrap().start(), 2027);
        assert_eq!(tree.get(office).unwrap().last_year.unwrap().start(), 2026);
        let term = |first: &str, last: &str, successor: &str| TermForm {
            first_year: first.into(),
            last_year: last.into(),
            successor: successor.into(),
        };
        for (asked, field) in [
            (term("2030", "2029", ""), Field::LastYear),
            (term("", "2026", "x"), Field::Successor),
            (term("", "2026", &office.to_string()), Field::Successor),
            (term("", "2020", &heir.to_string()), Field::Successor),
        ] {
            let faults = app.set_department_term(&operator(), office, &asked).await.unwrap().unwrap_err();
            assert_eq!(faults[0].field, field, "{asked:?}");
        }
        assert!(matches!(
            app.set_department_term(&operator(), 999, &TermForm::default()).await,
            Err(AppError::NotFound { .. })
        ));
    })
    .await;
}

#[tokio::test]
async fn the_demonstration_has_people_in_every_role_who_can_sign_in() {
    on_each_database(async |fresh: &Fresh| {
        let app = &fresh.app;
        assert!(app.load_demo_people_when_empty(&operator()).await.unwrap().is_none(), "nothing to demonstrate");
        app.load_demo_when_empty(&operator()).await.unwrap();
        let password = app.load_demo_people_when_empty(&operator()).await.unwrap().expect("made up");
        assert!(app.load_demo_people_when_empty(&operator()).await.unwrap().is_none(), "once");
        assert!(app.has_demo_people().await.unwrap());
        let query = AccountQuery { limit: 50, ..AccountQuery::default() };
        let people = app.people(&operator(), &query).await.unwrap();
        assert_eq!(people.total, App::demo_people().count() as i64);
        for role in Role::ALL {
            let has = |(_, duties): &&(_, Vec<app::people::DutyRow>)| {
                duties.iter().any(|duty| duty.role == *role && duty.department_id.is_some() == role.needs_department())
            };
            assert!(people.rows.iter().any(|row| has(&row)), "{role:?}");
        }
        assert!(people.rows.iter().all(|(account, duties)| account.is_demo && !duties.is_empty()));
        let origin = app::sign_in::Origin::default();
        assert!(!app.sign_in("kaikaku", password.reveal(), &origin, None).await.unwrap().must_change);

        fresh.import(PROGRAMS, app::ImportMode::Commit).await;
        assert!(!app.has_demo_people().await.unwrap());
        assert!(!app.has_accounts().await.unwrap());
        assert!(app.sign_in("kaikaku", password.reveal(), &origin, None).await.is_err());
        assert!(app.load_demo_people_when_empty(&operator()).await.unwrap().is_none());
    })
    .await;
}
