//! From an act on a sheet to a mail in somebody's box: one digest a person and day, and nothing lost.

use crate::sink;
use crate::support;

use std::time::Duration;

use app::clock::Clock;
use app::mail::{DigestOutcome, DigestReport, MailSettings, mail_settings};
use app::people::{DutyForm, PersonForm};
use app::review::{CalendarDays, Chosen, Edit, NewCycle, NewRemark, SheetAction, Via};
use app::{Actor, App, FiscalYear, ImportMode, Member};
use reform::plan::CalendarDate;
use reform::workflow::{Duty, Level, Person, Role, Rules};
use sink::{Behaviour, Received, Sink};
use support::{Fresh, on_each_database, operator};

const PARKS: &str = "\
事業番号,事業名,年度,部局,課,方向性,事業費（円）,一般財源（円）
0201,公園管理,令和6,都市整備局,公園課,継続,3000000,3000000
0202,遊具更新,令和6,都市整備局,公園課,継続,3000000,3000000
0203,花壇づくり,令和6,都市整備局,公園課,継続,3000000,3000000
";

const COMMENT: &str = "根拠の資料を付けてください。";

/// Whoever acts in these tests, by account and duty.
struct City {
    hanako: Actor,
    jiro: Actor,
    saburo: Actor,
    head: Actor,
    programs: [i64; 3],
}

fn year() -> FiscalYear {
    FiscalYear::new(2026).unwrap()
}

fn day(text: &str) -> CalendarDate {
    text.parse().unwrap()
}

/// The application at this moment in Japan.
fn at(app: &App, text: &str) -> App {
    app.clone().with_clock(Clock::Fixed(format!("{text}:00+09:00").parse().unwrap()))
}

fn settings(sink: &Sink) -> MailSettings {
    let text = format!(
        "host = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\nfrom = \"henkaku@city.example.jp\"\n\
         from_name = \"市政変革推進室\"\nsite = \"https://henkaku.example.jp\"\ntimeout_seconds = 5\n",
        sink.address.port()
    );
    MailSettings::read(&text).unwrap()
}

async fn send(app: &App, sink: &Sink) -> DigestReport {
    app.send_digests(&operator(), &settings(sink), false).await.unwrap()
}

/// Who was written what since so many messages.
fn boxes(sink: &Sink, seen: usize) -> Vec<(String, Received)> {
    let mut boxes: Vec<(String, Received)> =
        sink.received()[seen..].iter().map(|mail| (mail.to[0].clone(), mail.clone())).collect();
    boxes.sort_by(|a, b| a.0.cmp(&b.0));
    boxes
}

fn subjects(boxes: &[(String, Received)]) -> Vec<(&str, String)> {
    boxes.iter().map(|(to, mail)| (to.split('@').next().unwrap(), mail.header("Subject"))).collect()
}

async fn person(app: &App, login: &str, role: Role, email: bool) -> Actor {
    let department = if role.needs_department() { "都市整備局＞公園課" } else { "" };
    let department = if role == Role::DepartmentHead { "都市整備局" } else { department };
    let form = PersonForm {
        login: login.into(),
        name: format!("例示 {login}"),
        email: if email { format!("{login}@city.example.jp") } else { String::new() },
        password: None,
        duty: DutyForm { role: role.word().into(), department: department.into(), ..DutyForm::default() },
    };
    let made = app.add_person(&operator(), &form).await.unwrap().expect("the form is right");
    let detail = app.person(&operator(), made.id).await.unwrap();
    let duty = |row: &app::people::DutyRow| Duty::own(row.role, row.department_id.map(|id| id.to_string()));
    let person = Person { id: made.id.to_string(), duties: detail.duties.iter().map(duty).collect() };
    let (login, name) = (made.login, detail.account.name);
    Actor::member(Member { account: made.id, login, name, person, today: app.today() })
}

/// Three programs of one section, its review, and four people; the department head has no address.
async fn city(fresh: &Fresh) -> City {
    fresh.import(PARKS, ImportMode::Commit).await;
    let app = at(&fresh.app, "2026-07-01T09:00");
    let due = ["2026-08-14", "2026-08-21", "2026-08-28", "2026-10-09", "2026-12-25", "2027-01-29"].map(day);
    let calendar = CalendarDays { open: day("2026-07-01"), due, freeze: None };
    let source_year = FiscalYear::new(2024).unwrap();
    let new = NewCycle { year: year(), source_year, calendar, rules: Rules::default() };
    app.open_review_cycle(&operator(), new).await.unwrap();
    City {
        hanako: person(&app, "hanako", Role::Owner, true).await,
        jiro: person(&app, "jiro", Role::SectionHead, true).await,
        saburo: person(&app, "saburo", Role::ReformOffice, true).await,
        head: person(&app, "head", Role::DepartmentHead, false).await,
        programs: programs(&app).await,
    }
}

async fn programs(app: &App) -> [i64; 3] {
    let page = app.list_programs(&Actor::visitor(), &app::ProgramQuery::default()).await.unwrap();
    let mut rows: Vec<(String, i64)> = page.rows.iter().map(|row| (row.external_id.clone(), row.id)).collect();
    rows.sort();
    [rows[0].1, rows[1].1, rows[2].1]
}

async fn act(app: &App, actor: &Actor, program: i64, action: SheetAction) {
    let done = app.act_on_sheets(actor, year(), &[Chosen { program, seen: None }], &action).await.unwrap();
    for (_, result) in done {
        result.unwrap();
    }
}

/// Fills in everything a program that ends has to say, and hands it in.
async fn hand_in(app: &App, actor: &Actor, program: i64) {
    let mut mine = vec![
        ("direction".to_owned(), "end".to_owned()),
        ("direction-reason".to_owned(), "例示".to_owned()),
        ("last-year".to_owned(), "2027".to_owned()),
    ];
    for (viewpoint, _) in app.viewpoints() {
        mine.push((format!("check.{viewpoint}.judgement"), "not-applicable".to_owned()));
        mine.push((format!("check.{viewpoint}.reason"), "例示".to_owned()));
    }
    let saved = app.save_fields(actor, year(), program, &Edit { base: vec![], mine }, Via::Page).await.unwrap();
    assert!(saved.problems.is_empty() && saved.conflicts.is_empty(), "{saved:?}");
    act(app, actor, program, SheetAction::Submit).await;
}

/// One sheet is sent back to Hanako, one waits for Jiro, one for Saburo.
async fn work(app: &App, city: &City) {
    let [returned, submitted, passed] = city.programs;
    for program in city.programs {
        hand_in(app, &city.hanako, program).await;
    }
    act(app, &city.jiro, returned, SheetAction::Return { to: Level::Owner, comment: COMMENT.into() }).await;
    act(app, &city.jiro, passed, SheetAction::Approve).await;
    act(app, &city.head, passed, SheetAction::Approve).await;
    assert_ne!(submitted, passed);
}

#[tokio::test]
async fn three_people_get_one_digest_each_with_what_concerns_them() {
    on_each_database(async |fresh| {
        let city = city(fresh).await;
        let sink = Sink::start(Behaviour::default()).await;
        // On the first day only Hanako has something to do.
        let report = send(&at(&fresh.app, "2026-07-01T10:00"), &sink).await;
        assert_eq!((report.sent(), report.silent, report.without_address), (1, 2, 1), "{report:?}");
        assert_eq!(subjects(&boxes(&sink, 0)), [("hanako", "【市政変革】対応待ち3件".to_owned())]);

        work(&at(&fresh.app, "2026-07-02T15:00"), &city).await;
        let app = at(&fresh.app, "2026-07-03T07:30");
        let report = send(&app, &sink).await;
        assert_eq!((report.sent(), report.failed()), (3, 0), "{report:?}");
        let mails = boxes(&sink, 1);
        assert_eq!(
            subjects(&mails),
            [
                ("hanako", "【市政変革】差戻し1件・対応待ち1件・担当の変更0件".replace("・担当の変更0件", "")),
                ("jiro", "【市政変革】対応待ち1件".to_owned()),
                ("saburo", "【市政変革】対応待ち1件".to_owned()),
            ]
        );
        let body = |at: usize| mails[at].1.body();
        let link = |at: usize| format!("https://henkaku.example.jp/reviews/2026/sheets/{}\n", city.programs[at]);
        assert!(body(0).starts_with("例示 hanako 様\n"), "{}", body(0));
        assert!(body(0).contains(COMMENT) && body(0).contains("公園管理 ／ 都市整備局 公園課"), "{}", body(0));
        assert!(
            body(1).contains("・［あと49日］遊具更新 ／ 都市整備局 公園課\n  期限 2026年8月21日（金）"),
            "{}",
            body(1)
        );
        assert!(body(2).contains("花壇づくり") && body(2).contains("期限 2026年10月9日（金）"), "{}", body(2));
        for (at, text) in [body(0), body(1), body(2)].iter().enumerate() {
            for other in 0..3 {
                assert_eq!(text.contains(&link(other)), at == other, "mail {at}, sheet {other}:\n{text}");
            }
        }
        assert_eq!(mails[0].1.header("From"), "市政変革推進室 <henkaku@city.example.jp>");

        // Whatever happens on the same day, nobody gets a second mail on it.
        let noon = at(&fresh.app, "2026-07-03T12:00");
        let remark = NewRemark { field: String::new(), answers: None, text: "写真もお願いします。".into() };
        noon.add_comment(&city.jiro, year(), city.programs[0], &remark).await.unwrap();
        assert_eq!(send(&app, &sink).await.sent() + send(&noon, &sink).await.sent(), 0);
        assert_eq!(sink.received().len(), 4);
        // The next morning tells of the comment, and only whom it concerns; what was told is not told again.
        let next = send(&at(&fresh.app, "2026-07-06T07:30"), &sink).await;
        assert_eq!(next.sent(), 1);
        let mails = boxes(&sink, 4);
        assert_eq!(subjects(&mails), [("hanako", "【市政変革】対応待ち1件・新しいコメント1件".to_owned())]);
        assert!(mails[0].1.body().contains("写真もお願いします。") && !mails[0].1.body().contains(COMMENT));
        let outcomes = fresh.app.mail_log(&operator(), 100).await.unwrap();
        assert!(outcomes.len() == 5 && outcomes.iter().all(|row| row.outcome == "sent" && row.failure.is_empty()));
    })
    .await;
}

#[tokio::test]
async fn what_a_server_refuses_is_logged_and_sent_by_the_next_run() {
    on_each_database(async |fresh| {
        let city = city(fresh).await;
        work(&at(&fresh.app, "2026-07-02T15:00"), &city).await;
        let app = at(&fresh.app, "2026-07-03T07:30");
        let refuses = vec![("RCPT TO:<hanako@".to_owned(), "451 4.7.1 come back later".to_owned())];
        let sink = Sink::start(Behaviour { refuses, ..Behaviour::default() }).await;
        let report = send(&app, &sink).await;
        assert_eq!((report.sent(), report.failed(), report.is_unfinished()), (2, 1, true), "{report:?}");
        let log = app.mail_log(&operator(), 100).await.unwrap();
        let failed: Vec<_> = log.iter().filter(|row| row.outcome == "failed").collect();
        assert!(failed.len() == 1 && failed[0].failure.contains("come back later"), "{log:?}");
        assert_eq!(failed[0].address, "hanako@city.example.jp");

        sink.behave(Behaviour::default());
        let again = send(&app, &sink).await;
        assert_eq!((again.sent(), again.failed(), again.is_unfinished()), (1, 0, false));
        let mails = boxes(&sink, 2);
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].0, "hanako@city.example.jp");
        assert!(mails[0].1.body().contains(COMMENT));
        // An address that is gone for good is no reason to run again today, but is tried on another day.
        let gone = vec![("RCPT TO:<hanako@".to_owned(), "550 5.1.1 no such user".to_owned())];
        sink.behave(Behaviour { refuses: gone, ..Behaviour::default() });
        let remark = NewRemark { field: String::new(), answers: None, text: "もう一点あります。".into() };
        app.add_comment(&city.jiro, year(), city.programs[0], &remark).await.unwrap();
        let refused = send(&at(&fresh.app, "2026-07-06T07:30"), &sink).await;
        assert_eq!((refused.failed(), refused.is_unfinished()), (1, false));
        sink.behave(Behaviour::default());
        assert_eq!(send(&at(&fresh.app, "2026-07-07T07:30"), &sink).await.sent(), 1);
        assert!(boxes(&sink, 3)[0].1.body().contains("もう一点あります。"));
    })
    .await;
}

#[tokio::test]
async fn several_servers_at_once_send_each_digest_once() {
    on_each_database(async |fresh| {
        let city = city(fresh).await;
        work(&at(&fresh.app, "2026-07-02T15:00"), &city).await;
        let app = at(&fresh.app, "2026-07-03T07:30");
        let sink = Sink::start(Behaviour::default()).await;
        let (one, two, three) = tokio::join!(send(&app, &sink), send(&app, &sink), send(&app, &sink));
        assert_eq!(one.sent() + two.sent() + three.sent(), 3);
        let to: Vec<String> = boxes(&sink, 0).into_iter().map(|(to, _)| to).collect();
        assert_eq!(to, ["hanako@city.example.jp", "jiro@city.example.jp", "saburo@city.example.jp"]);
    })
    .await;
}

#[tokio::test]
async fn a_server_that_is_down_costs_a_moment_and_loses_nothing() {
    on_each_database(async |fresh| {
        city(fresh).await;
        let app = at(&fresh.app, "2026-07-02T07:30");
        for number in 1..=5 {
            person(&app, &format!("owner{number}"), Role::Owner, true).await;
        }
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let down = Sink::at(free, Behaviour::default());
        let report = tokio::time::timeout(Duration::from_secs(10), send(&app, &down)).await.unwrap();
        let not_tried = report.lines.iter().filter(|line| line.outcome == DigestOutcome::NotTried).count();
        assert_eq!((report.sent(), report.failed(), not_tried), (0, 3, 3), "{report:?}");
        let sink = Sink::start(Behaviour::default()).await;
        assert_eq!(send(&app, &sink).await.sent(), 6);
    })
    .await;
}

#[tokio::test]
async fn a_dry_run_shows_everything_and_leaves_no_trace() {
    on_each_database(async |fresh| {
        city(fresh).await;
        let app = at(&fresh.app, "2026-07-02T07:30");
        let sink = Sink::start(Behaviour::default()).await;
        let shown = app.send_digests(&operator(), &settings(&sink), true).await.unwrap();
        assert_eq!(shown.lines.len(), 1);
        assert_eq!(shown.lines[0].outcome, DigestOutcome::Shown);
        assert!(shown.lines[0].body.contains("花壇づくり"));
        assert!(sink.commands().is_empty());
        assert!(app.mail_log(&operator(), 10).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_was_read_in_the_application_is_not_mailed() {
    on_each_database(async |fresh| {
        let city = city(fresh).await;
        let sink = Sink::start(Behaviour::default()).await;
        send(&at(&fresh.app, "2026-07-01T10:00"), &sink).await;
        let app = at(&fresh.app, "2026-07-02T15:00");
        work(&app, &city).await;
        let page = app.my_notices(&city.hanako, None).await.unwrap();
        let returned = page.notices.iter().find(|notice| notice.detail.contains(COMMENT)).expect("told at once");
        assert_eq!(returned.path.as_deref(), Some(format!("/reviews/2026/sheets/{}", city.programs[0]).as_str()));
        assert!(page.unread > 0);
        // Somebody else cannot mark them.
        assert_eq!(app.mark_notices_read(&city.saburo, 0, i64::MAX).await.unwrap(), 0);
        app.mark_notices_read(&city.hanako, 0, i64::MAX).await.unwrap();
        assert_eq!(app.unread_notices(&city.hanako).await.unwrap(), 0);
        send(&at(&fresh.app, "2026-07-03T07:30"), &sink).await;
        let mails = boxes(&sink, 1);
        let hanako = mails.iter().find(|(to, _)| to.starts_with("hanako"));
        assert!(hanako.is_none_or(|(_, mail)| !mail.body().contains(COMMENT)));
    })
    .await;
}

#[tokio::test]
async fn only_who_may_sends_mail() {
    on_each_database(async |fresh| {
        let city = city(fresh).await;
        let sink = Sink::start(Behaviour::default()).await;
        let app = at(&fresh.app, "2026-07-01T09:30");
        for actor in [&Actor::visitor(), &city.hanako, &city.saburo] {
            let refused = app.send_digests(actor, &settings(&sink), false).await.unwrap_err();
            assert_eq!(refused.kind().code, "AP-001");
            let refused = app.send_test_mail(actor, &settings(&sink), "x@example.jp").await.unwrap_err();
            assert_eq!(refused.kind().code, "AP-001");
            assert!(app.mail_log(actor, 1).await.is_err());
        }
        assert!(app.my_notices(&Actor::visitor(), None).await.is_err());
        assert!(app.my_notices(&operator(), None).await.is_err());
        assert_eq!(app.unread_notices(&Actor::visitor()).await.unwrap(), 0);
        assert!(sink.commands().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_mail_to_try_the_settings_says_what_is_wrong() {
    on_each_database(async |fresh| {
        let sink = Sink::start(Behaviour::default()).await;
        let app = &fresh.app;
        app.send_test_mail(&operator(), &settings(&sink), " taro@city.example.jp ").await.unwrap();
        assert_eq!(sink.received()[0].to, ["taro@city.example.jp"]);
        assert!(sink.received()[0].body().contains("https://henkaku.example.jp"));
        for bad in ["", "taro", "taro@city.example.jp\r\nRCPT TO:<x@example.jp>", "太郎@例.jp"] {
            let refused = app.send_test_mail(&operator(), &settings(&sink), bad).await.unwrap_err();
            assert_eq!(refused.kind().code, "AP-116", "{bad:?}");
        }
        assert_eq!(sink.received().len(), 1);
        sink.behave(Behaviour { refuses: vec![("MAIL".into(), "550 5.7.1 not you".into())], ..Behaviour::default() });
        let refused = app.send_test_mail(&operator(), &settings(&sink), "taro@city.example.jp").await.unwrap_err();
        assert_eq!(refused.kind().code, "AP-117");
        assert!(refused.to_string().contains("not you"));
        let log: Vec<String> =
            app.mail_log(&operator(), 10).await.unwrap().into_iter().map(|row| row.outcome).collect();
        assert_eq!(log, ["failed", "sent"]);
    })
    .await;
}

#[test]
fn every_fault_of_the_settings_is_told_with_its_code_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let codes = |text: Option<&[u8]>| -> Vec<String> {
        if let Some(text) = text {
            std::fs::write(folder.path().join("mail.toml"), text).unwrap();
        }
        match mail_settings(folder.path()) {
            Ok(_) => vec![],
            Err(app::AppError::Faulty(problems)) => problems
                .iter()
                .map(|problem| format!("{} {}", problem.kind.code, problem.place.row.unwrap_or_default()))
                .collect(),
            Err(other) => panic!("{other}"),
        }
    };
    assert_eq!(codes(None), ["AP-110 0"]);
    assert_eq!(codes(Some(b"host = ")), ["AP-111 1"]);
    assert_eq!(codes(Some(b"host = \"\x83\"")), ["AP-111 0"]);
    assert_eq!(codes(Some(&vec![b'#'; 1_000_000])), ["AP-111 0"]);
    let many = "host = \"h\"\nport = \"x\"\nsecurity = \"none\"\nuser = \"u\"\npassword = \"p\"\nfrom = \"a@b.example\"\nhots = 1\n";
    assert_eq!(codes(Some(many.as_bytes())), ["AP-113 2", "AP-115 3", "AP-112 0", "AP-114 7"]);
    let right = "host = \"h\"\nfrom = \"a@b.example\"\nsite = \"https://x.example\"\n";
    assert!(codes(Some(right.as_bytes())).is_empty());
    // A certificate is looked for beside the settings, and missed when they are read, not when mail is due.
    std::fs::write(folder.path().join("mail.toml"), format!("{right}ca_file = \"city.pem\"\n")).unwrap();
    match mail_settings(folder.path()) {
        Err(app::AppError::Faulty(problems)) => {
            assert_eq!((problems[0].kind.code, problems[0].place.column.as_deref()), ("AP-113", Some("ca_file")));
        }
        other => panic!("{other:?}"),
    }
}
