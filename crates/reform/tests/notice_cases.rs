//! Who is told what, and the words of it, as texts for people (お知らせの文面).

use crate::support;

use std::collections::BTreeSet;

use expect_test::expect_file;
use proptest::prelude::*;
use reform::notice::{News, NoticeKind, SheetName, Waiting, draw_up_digest, told_of, waits_for};
use reform::plan::CalendarDate;
use reform::workflow::{Action, ActionKind, Calendar, Cycle, Duty, Person, Role, Rules, Sheet, State, transition};

const SITE: &str = "https://henkaku.example.jp";

fn day(text: &str) -> CalendarDate {
    text.parse().unwrap()
}

fn sheet(number: u32, program: &str, department: &str) -> SheetName {
    let path = format!("/reviews/2026/sheets/{number}");
    SheetName { program: program.into(), department: department.into(), path }
}

fn waiting(number: u32, program: &str, department: &str, due: &str) -> Waiting {
    Waiting { sheet: sheet(number, program, department), due: day(due), is_new: false }
}

fn news(kind: NoticeKind, sheet: Option<SheetName>, detail: &str) -> News {
    News { kind, sheet, detail: detail.into() }
}

/// The mail as a person sees it; every program, name and day is made up (例示).
#[track_caller]
fn check(file: &str, name: &str, today: &str, waiting: Vec<Waiting>, news: Vec<News>) {
    let digest = draw_up_digest(day(today), None, waiting, news).expect("there is something to write");
    let mail = format!("件名: {}\n\n{}", digest.subject(), digest.body(name, SITE));
    expect_file![support::cases("notice").join(file)].assert_eq(&mail);
}

#[test]
fn an_owner_gets_a_return_a_comment_and_what_is_due() {
    let parks = "建設局 公園管理課（例示）";
    check(
        "owner.txt",
        "例示 花子",
        "2026-08-11",
        vec![
            waiting(21, "公園遊具更新事業（例示）", parks, "2026-08-14"),
            waiting(14, "街路樹管理事業（例示）", parks, "2026-08-10"),
            waiting(17, "緑の学校事業（例示）", parks, "2026-08-11"),
        ],
        vec![
            news(
                NoticeKind::Comment,
                Some(sheet(21, "公園遊具更新事業（例示）", parks)),
                "更新の優先順位の考え方を\n書き足せますか。",
            ),
            news(
                NoticeKind::Returned,
                Some(sheet(14, "街路樹管理事業（例示）", parks)),
                "成果指標の目標値の根拠が分かりません。資料を付けてください。",
            ),
        ],
    );
}

#[test]
fn a_long_list_is_cut_and_counted() {
    let many = (1..=53).map(|number| {
        let due = format!("2026-{}", if number <= 2 { "09-30" } else { "10-09" });
        waiting(number, &format!("事業その{number:02}（例示）"), "保健福祉局（例示）", &due)
    });
    check("reform-office.txt", "例示 次郎", "2026-10-02", many.collect(), vec![]);
}

#[test]
fn decisions_and_changed_duties_are_told() {
    check(
        "decided.txt",
        "例示 三郎",
        "2027-01-30",
        vec![],
        vec![
            news(NoticeKind::Decided, Some(sheet(3, "見守り事業（例示）", "")), ""),
            news(NoticeKind::Delegated, None, "例示 四郎 さんの代理（課長）になりました。2027年2月5日（金）までです。"),
            news(
                NoticeKind::Reassigned,
                Some(sheet(9, "乳幼児健診事業（例示）", "子ども家庭局（例示）")),
                "保健福祉局から",
            ),
        ],
    );
}

#[test]
fn one_sheet_is_a_short_mail() {
    let waiting = vec![waiting(5, "図書館運営事業（例示）", "教育委員会（例示）", "2026-08-21")];
    check("one-sheet.txt", "例示 五郎", "2026-08-20", waiting, vec![]);
}

#[test]
fn hostile_words_stay_where_they_are() {
    let name = "x\n\n■ 差戻し（99件）\n・";
    let evil = sheet(1, &format!("{name}{}", "長".repeat(500)), "\u{0}\r\nBcc: x@example.com");
    check(
        "hostile.txt",
        "<b>名前</b>\r\nBcc: y@example.com",
        "2026-08-20",
        vec![Waiting { sheet: evil.clone(), due: day("2026-08-21"), is_new: true }],
        vec![news(NoticeKind::Comment, Some(evil), "<script>alert(1)</script>\u{2028}----\nhttps://evil.example.com")],
    );
}

#[test]
fn nothing_is_written_without_a_reason() {
    let today = day("2026-08-06");
    // Due in eight days, told of yesterday.
    let quiet = || vec![waiting(1, "事業", "", "2026-08-14")];
    let yesterday = Some(day("2026-08-05"));
    assert_eq!(draw_up_digest(today, None, vec![], vec![]), None);
    assert_eq!(draw_up_digest(today, yesterday, quiet(), vec![]), None);
    assert!(draw_up_digest(today, None, quiet(), vec![]).is_some(), "the first mail of all");
    let mut new = quiet();
    new[0].is_new = true;
    assert!(draw_up_digest(today, yesterday, new.clone(), vec![]).is_some());
    assert_eq!(draw_up_digest(today, Some(today), new, vec![]), None, "a second one on one day");
    // That a sheet arrived is told by what waits, and not at all when it has been passed on since.
    let arrived = news(NoticeKind::Waiting, Some(sheet(1, "事業", "")), "");
    assert_eq!(draw_up_digest(today, yesterday, vec![], vec![arrived]), None);
}

#[test]
fn reminders_come_on_their_days() {
    let due = "2026-08-31";
    let mut told = Vec::new();
    let mut last = Some(day("2026-08-01"));
    let days = (2..=31).map(|date| day(&format!("2026-08-{date:02}")));
    for today in days.chain((1..=30).map(|date| day(&format!("2026-09-{date:02}")))) {
        if draw_up_digest(today, last, vec![waiting(1, "事業", "", due)], vec![]).is_some() {
            told.push(today.to_string());
            last = Some(today);
        }
    }
    let expected = [
        "2026-08-17",
        "2026-08-24",
        "2026-08-28",
        "2026-08-30",
        "2026-08-31",
        "2026-09-01",
        "2026-09-08",
        "2026-09-15",
        "2026-09-22",
        "2026-09-29",
    ];
    assert_eq!(told, expected);
}

fn section_head(id: &str) -> Person {
    let duty = Duty { until: Some(day("2026-08-20")), ..Duty::own(Role::SectionHead, Some("parks".into())) };
    Person { id: id.into(), duties: vec![duty] }
}

fn cycle() -> Cycle {
    let due = ["2026-08-14", "2026-08-21", "2026-08-28", "2026-10-09", "2026-12-25", "2027-01-29"].map(day);
    Cycle { calendar: Calendar::new(day("2026-07-01"), due, None).unwrap(), rules: Rules::default() }
}

fn in_state(state: State) -> Sheet {
    let department_path = vec!["construction".into(), "parks".into()];
    Sheet { state, department_path, submitted_by: Some("owner".into()), frozen_by_hand: None }
}

#[test]
fn a_sheet_waits_for_whoever_could_pass_it_on_today() {
    let head = section_head("head");
    let today = day("2026-08-15");
    for state in State::ALL {
        assert_eq!(waits_for(&head, &in_state(*state), &cycle(), today), *state == State::Submitted, "{state:?}");
    }
    let submitted = in_state(State::Submitted);
    let own = section_head("owner");
    assert!(!waits_for(&own, &submitted, &cycle(), today), "one's own is for somebody else");
    assert!(!waits_for(&head, &submitted, &cycle(), day("2026-08-21")), "the delegation has ended");
    assert!(!waits_for(&head, &submitted, &cycle(), day("2026-06-30")), "not open yet");
    assert!(!waits_for(&head, &Sheet { frozen_by_hand: Some(true), ..submitted }, &cycle(), today), "frozen");
    let owner = Person { id: "o".into(), duties: vec![Duty::own(Role::Owner, Some("construction".into()))] };
    let for_owner: Vec<State> =
        State::ALL.iter().copied().filter(|state| waits_for(&owner, &in_state(*state), &cycle(), today)).collect();
    assert_eq!(for_owner, [State::NotStarted, State::Draft, State::Returned]);
}

/// One person of every role; the owner handed the sheet in, another owner of the section did not.
fn everybody() -> Vec<Person> {
    let person = |id: &str, role: Role| {
        let department = role.needs_department().then(|| "parks".to_owned());
        Person { id: id.into(), duties: vec![Duty::own(role, department)] }
    };
    let mut people: Vec<Person> = Role::ALL.iter().map(|role| person(role.word(), *role)).collect();
    people.push(person("second-owner", Role::Owner));
    let elsewhere = Duty::own(Role::Owner, Some("health".into()));
    people.push(Person { id: "owner-elsewhere".into(), duties: vec![elsewhere] });
    people
}

#[test]
fn everybody_is_told_what_concerns_them() {
    let mut table = String::from("# Who gets a notice: what was done → the state it is in then → kind and people\n");
    for (act, states) in [
        (ActionKind::Submit, &[State::Submitted][..]),
        (
            ActionKind::Approve,
            &[
                State::SectionApproved,
                State::DepartmentApproved,
                State::ReformOfficeApproved,
                State::FinanceApproved,
                State::Decided,
            ],
        ),
        (ActionKind::Return, &[State::Returned, State::Submitted, State::DepartmentApproved]),
        (ActionKind::Comment, State::ALL),
        (ActionKind::Reassign, &[State::Draft]),
        (ActionKind::Save, &[State::Draft]),
        (ActionKind::Withdraw, &[State::Draft]),
        (ActionKind::Publish, &[State::Published]),
        (ActionKind::Freeze, &[State::Draft]),
    ] {
        for state in states {
            let told = told_of(act, &in_state(*state), "finance", &everybody(), &cycle(), day("2026-08-15"));
            assert!(told.iter().all(|(id, _)| id != "finance"), "nobody is told of their own act");
            let kind = told.first().map_or("nobody", |(_, kind)| kind.word());
            let people: Vec<&str> = told.iter().map(|(id, _)| id.as_str()).collect();
            let line = format!("{:<9} {:<22} {kind:<10} {}", act.word(), state.word(), people.join(", "));
            table.push_str(line.trim_end());
            table.push('\n');
        }
    }
    expect_file![support::cases("notice").join("told.txt")].assert_eq(&table);
}

proptest! {
    /// Whoever a sheet waits for can do something with it, and every sheet under way waits for its level.
    #[test]
    fn what_waits_can_be_passed_on(state in prop::sample::select(State::ALL), role in prop::sample::select(Role::ALL)) {
        let department = role.needs_department().then(|| "parks".to_owned());
        let person = Person { id: "p".into(), duties: vec![Duty::own(role, department)] };
        let waits = waits_for(&person, &in_state(state), &cycle(), day("2026-08-15"));
        prop_assert_eq!(waits, state.holder().is_some() && role.level() == state.holder());
        if waits {
            let act = [Action::Approve, Action::Save];
            let today = day("2026-08-15");
            prop_assert!(act.iter().any(|action| transition(&person, &in_state(state), action, &cycle(), today).is_ok()));
        }
    }

    /// On whatever days the run fails, a reminder that fell due is told at the next run, and no day has two mails.
    #[test]
    fn a_missed_run_loses_no_reminder(missed in prop::collection::vec(any::<bool>(), 60)) {
        let days: Vec<CalendarDate> = (1..=31).map(|date| format!("2026-07-{date:02}"))
            .chain((1..=29).map(|date| format!("2026-08-{date:02}"))).map(|text| day(&text)).collect();
        let one = || vec![waiting(1, "事業", "", "2026-08-05")];
        // Every run works: the days on which something is told.
        let mut last = Some(days[0]);
        let mut fixed = BTreeSet::new();
        for today in &days[1..] {
            if draw_up_digest(*today, last, one(), vec![]).is_some() {
                fixed.insert(*today);
                last = Some(*today);
            }
        }
        // Some runs fail: each of those days is made good by the next run that works.
        let (mut last, mut told) = (days[0], BTreeSet::new());
        for (at, today) in days.iter().enumerate().skip(1) {
            if missed[at] {
                continue;
            }
            let owed = fixed.iter().any(|day| last < *day && day <= today);
            let digest = draw_up_digest(*today, Some(last), one(), vec![]);
            prop_assert_eq!(digest.is_some(), owed, "{}", today);
            if digest.is_some() {
                last = *today;
                prop_assert!(told.insert(*today));
            }
            prop_assert_eq!(draw_up_digest(last, Some(last), one(), vec![]), None);
        }
    }
}
