//! Reviews as use cases: opening one, its calendar, its steps from draft to published; on both databases.

use crate::reviewing_support;
use crate::support;

use app::review::{CalendarDays, Chosen, HistoryEvent, NewCycle, SheetAction};
use app::{Actor, ImportMode};
use reform::plan::CalendarDate;
use reform::workflow::{ActionKind, Level, Role, Rules, State};
use reviewing_support::{Hall, year};
use support::{PROGRAMS, on_each_database, operator};

fn day(text: &str) -> CalendarDate {
    text.parse().unwrap()
}

fn new_cycle(of: i32, from: i32) -> NewCycle {
    let calendar = CalendarDays::usual(year(of));
    NewCycle { year: year(of), source_year: year(from), calendar, rules: Rules::default() }
}

fn return_to(to: Level, comment: &str) -> SheetAction {
    SheetAction::Return { to, comment: comment.into() }
}

#[track_caller]
fn code(result: Result<(), app::AppError>) -> &'static str {
    result.unwrap_err().kind().code
}

#[tokio::test]
async fn a_review_is_opened_once_from_an_inventory_that_is_there() {
    on_each_database(async |fresh| {
        let app = &fresh.app;
        let empty = app.open_review_cycle(&operator(), new_cycle(2025, 2024)).await.unwrap_err();
        assert_eq!(empty.kind().code, "AP-091");
        fresh.import(PROGRAMS, ImportMode::Commit).await;
        assert_eq!(app.review_source_year(&operator(), year(2026)).await.unwrap(), Some(year(2024)));
        assert_eq!(app.review_source_year(&operator(), year(2023)).await.unwrap(), None);
        let later = app.open_review_cycle(&operator(), new_cycle(2023, 2024)).await.unwrap_err();
        assert_eq!(later.kind().code, "AP-093");
        let report = app.open_review_cycle(&operator(), new_cycle(2025, 2024)).await.unwrap();
        assert_eq!((report.sheets, report.without_department, report.kpis), (3, 0, 0));
        assert_eq!(report.cycle.calendar.open(), day("2025-07-01"));
        let again = app.open_review_cycle(&operator(), new_cycle(2025, 2024)).await.unwrap_err();
        assert_eq!(again.kind().code, "AP-090");
        assert!(app.open_review_cycle(&Actor::visitor(), new_cycle(2026, 2024)).await.is_err());
        assert!(app.review_cycles(&Actor::visitor()).await.is_err());
        assert_eq!(app.review_cycles(&operator()).await.unwrap(), [report.cycle]);
        let none = app.add_new_programs(&operator(), year(2025)).await.unwrap_err();
        assert_eq!(none.kind().code, "AP-105");
        let more = "事業番号,事業名,年度,部局,課\n0104,新しい事業,令和6,総務局,総務課\n0105,所管のない事業,令和6,,\n";
        fresh.import(more, ImportMode::Commit).await;
        let added = app.add_new_programs(&operator(), year(2025)).await.unwrap();
        assert_eq!((added.sheets, added.without_department), (2, 1));
    })
    .await;
}

#[tokio::test]
async fn days_out_of_order_or_far_away_are_all_told() {
    on_each_database(async |fresh| {
        let app = &fresh.app;
        fresh.import(PROGRAMS, ImportMode::Commit).await;
        let mut new = new_cycle(2025, 2024);
        new.calendar.due[0] = day("2025-06-01");
        new.calendar.due[4] = day("2025-10-01");
        let wrong = app.open_review_cycle(&operator(), new.clone()).await.unwrap_err();
        assert_eq!(wrong.kind().code, "RF-120");
        let said = wrong.to_string();
        assert!(said.contains("2025-06-01") && said.contains("2025-10-01"), "{said}");
        new.calendar = CalendarDays::usual(year(2028));
        let far = app.open_review_cycle(&operator(), new).await.unwrap_err();
        assert_eq!(far.kind().code, "AP-092");
        assert_eq!(far.to_string().matches("202").count(), 8, "{far}");
        assert_eq!(app.review_cycles(&operator()).await.unwrap(), []);

        app.open_review_cycle(&operator(), new_cycle(2025, 2024)).await.unwrap();
        let mut days = CalendarDays::usual(year(2025));
        days.freeze = None;
        let rules = Rules { may_approve_own: true, days_after_return: 3 };
        let changed = app.change_calendar(&operator(), year(2025), days, rules).await.unwrap();
        assert_eq!((changed.calendar.freeze(), changed.rules), (None, rules));
        let rows = app.audit_page(&operator(), None, 100).await.unwrap();
        app.change_calendar(&operator(), year(2025), days, rules).await.unwrap();
        assert_eq!(
            app.audit_page(&operator(), None, 100).await.unwrap().len(),
            rows.len(),
            "the same days leave no trace"
        );
        assert!(rows[0].detail.contains("freeze\t2026-03-01\t\n"), "{}", rows[0].detail);
        let none = app.change_calendar(&operator(), year(2030), days, rules).await.unwrap_err();
        assert_eq!(none.kind().code, "AP-002");
    })
    .await;
}

#[tokio::test]
async fn a_sheet_goes_from_draft_to_published() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let (app, program) = (&hall.app, hall.drill);
        let early = hall.step(&hall.hanako, program, SheetAction::Submit).await.unwrap_err();
        assert_eq!(early.kind().code, "RF-107", "nothing was written yet");
        hall.write(&hall.hanako, program, &[("direction", "continue")]).await;
        let short = hall.step(&hall.hanako, program, SheetAction::Submit).await.unwrap_err();
        assert_eq!(short.kind().code, "RF-112");
        hall.complete(&hall.hanako, program).await;
        hall.step(&hall.hanako, program, SheetAction::Submit).await.unwrap();
        hall.step(&hall.section, program, SheetAction::Approve).await.unwrap();
        hall.step(&hall.department, program, return_to(Level::Owner, "根拠の年度を書くこと")).await.unwrap();
        let view = app.review_sheet(&hall.hanako, hall.year, program).await.unwrap();
        assert_eq!((view.head.state, view.head.returned_day), (State::Returned, Some(day("2025-07-10"))));
        assert_eq!(view.threads.len(), 1);
        assert!(view.threads[0].first.is_return && view.threads[0].first.remark == "根拠の年度を書くこと");
        assert_eq!(view.writes_as, Some(Level::Owner));
        assert!(view.may_write("direction") && !view.may_write("opinion.finance"));
        hall.step(&hall.jiro, program, SheetAction::Submit).await.unwrap();
        for actor in [&hall.section, &hall.department, &hall.office, &hall.finance, &hall.headquarters] {
            hall.step(actor, program, SheetAction::Approve).await.unwrap();
        }
        assert!(app.review_sheet(&Actor::visitor(), hall.year, program).await.is_err(), "not public yet");
        hall.step(&hall.office, program, SheetAction::Publish).await.unwrap();
        let public = app.review_sheet(&Actor::visitor(), hall.year, program).await.unwrap();
        assert_eq!(public.fields.get("direction"), Some("continue"));
        assert!(public.threads.is_empty() && public.steps.is_empty() && public.authors.is_empty());
        assert!(public.actions.is_empty() && public.writes_as.is_none());

        let view = app.review_sheet(&hall.auditor, hall.year, program).await.unwrap();
        let steps: Vec<(ActionKind, Role, &str)> =
            view.steps.iter().map(|step| (step.action, step.role, step.who.as_str())).collect();
        assert_eq!(steps.len(), 10);
        assert_eq!(steps[0], (ActionKind::Submit, Role::Owner, "hanakoさん"));
        assert_eq!(steps[2], (ActionKind::Return, Role::DepartmentHead, "departmentさん"));
        assert_eq!(steps[9], (ActionKind::Publish, Role::ReformOffice, "officeさん"));
        assert_eq!(view.head.submitted_by.map(|(_, name)| name).as_deref(), Some("jiroさん"));
        assert_eq!(view.head.days_late, None);
        let page = app.sheet_history(&hall.auditor, hall.year, program, None).await.unwrap();
        assert!(page.before.is_none() && matches!(page.events[0], HistoryEvent::Step(_)));
        let changes = page.events.iter().filter(|event| matches!(event, HistoryEvent::Changes(_))).count();
        assert_eq!((page.events.len() - changes, changes), (10, 2));
        assert!(matches!(app.verify_audit(&operator()).await.unwrap(), app::AuditVerdict::Intact { rows: 12.., .. }));
    })
    .await;
}

#[tokio::test]
async fn a_form_sent_twice_or_from_an_old_page_is_refused() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let (app, year, program) = (&hall.app, hall.year, hall.drill);
        hall.complete(&hall.hanako, program).await;
        let seen = app.review_sheet(&hall.hanako, year, program).await.unwrap().head.revision;
        let submit = async || app.act_on_sheet(&hall.hanako, year, program, seen, &SheetAction::Submit).await;
        assert_eq!(submit().await.unwrap().state, State::Submitted);
        let twice = submit().await.unwrap_err();
        assert_eq!(twice.kind().code, "RF-107");
        assert!(matches!(twice, app::AppError::Refused(ref refusal) if refusal.because == app::Because::Conflict));
        // Returned and handed in again: the head's page from before shows another text than the one approved.
        let old = app.review_sheet(&hall.section, year, program).await.unwrap().head.revision;
        hall.step(&hall.section, program, return_to(Level::Owner, "もう一度")).await.unwrap();
        hall.write(&hall.hanako, program, &[("direction-reason", "別の理由")]).await;
        hall.step(&hall.hanako, program, SheetAction::Submit).await.unwrap();
        let stale = app.act_on_sheet(&hall.section, year, program, old, &SheetAction::Approve).await.unwrap_err();
        assert_eq!(stale.kind().code, "AP-094");
        // A comment meanwhile is no step and keeps nobody.
        let now = app.review_sheet(&hall.section, year, program).await.unwrap().head.revision;
        let remark = app::review::NewRemark { text: "見ました".into(), ..Default::default() };
        app.add_comment(&hall.office, year, program, &remark).await.unwrap();
        app.act_on_sheet(&hall.section, year, program, now, &SheetAction::Approve).await.unwrap();
        assert_eq!(app.review_sheet(&hall.section, year, program).await.unwrap().steps.len(), 4);
    })
    .await;
}

#[tokio::test]
async fn nobody_acts_beyond_their_duty_or_on_a_frozen_sheet() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let (app, year, program) = (&hall.app, hall.year, hall.drill);
        hall.complete(&hall.hanako, program).await;
        assert_eq!(code(hall.step(&hall.stranger, program, SheetAction::Submit).await), "RF-102");
        assert_eq!(code(hall.step(&hall.expert, program, SheetAction::Submit).await), "RF-101");
        assert_eq!(code(hall.step(&operator(), program, SheetAction::Submit).await), "AP-001");
        assert!(app.review_sheet(&hall.stranger, year, program).await.is_err());
        assert!(app.sheet_history(&hall.stranger, year, program, None).await.is_err());
        // A duty that the session still shows, but that was taken away meanwhile.
        let duty = hall.store.duties_of(hall.hanako.account().unwrap()).await.unwrap()[0].id;
        hall.store.take_duty("tester", hall.hanako.account().unwrap(), duty, app.today()).await.unwrap().unwrap();
        assert_eq!(code(hall.step(&hall.hanako, program, SheetAction::Submit).await), "RF-101");
        hall.step(&hall.jiro, program, SheetAction::Submit).await.unwrap();

        hall.step(&hall.office, program, SheetAction::Freeze).await.unwrap();
        assert_eq!(code(hall.step(&hall.section, program, SheetAction::Approve).await), "RF-105");
        let remark = app::review::NewRemark { text: "凍結中".into(), ..Default::default() };
        assert_eq!(app.add_comment(&hall.section, year, program, &remark).await.unwrap_err().kind().code, "RF-105");
        assert!(app.review_sheet(&hall.section, year, program).await.unwrap().head.is_frozen);
        hall.step(&hall.office, program, SheetAction::Unfreeze).await.unwrap();
        hall.step(&hall.section, program, SheetAction::Approve).await.unwrap();
        // Before the review opens and from the day it is frozen, nothing is done; the day is the person's session's.
        // A release by hand goes before the calendar, so the other sheet shows the freeze.
        let mut late = hall.stranger.signed_in().unwrap().clone();
        late.today = day("2026-03-01");
        let fields = reviewing_support::edit(&[], &[("direction", "end")]);
        let late = app.save_fields(&Actor::member(late), year, hall.park, &fields, app::review::Via::Page).await;
        assert_eq!(late.unwrap_err().kind().code, "RF-105");
        let mut early = hall.department.signed_in().unwrap().clone();
        early.today = day("2025-06-30");
        assert_eq!(code(hall.step(&Actor::member(early), program, SheetAction::Approve).await), "RF-104");
    })
    .await;
}

#[tokio::test]
async fn many_sheets_are_acted_on_and_each_result_is_told() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let (app, year) = (&hall.app, hall.year);
        hall.complete(&hall.hanako, hall.drill).await;
        let chosen = [hall.drill, hall.park, 999].map(|program| Chosen { program, seen: None });
        let tried = app.try_on_sheets(&hall.hanako, year, &chosen, &SheetAction::Submit).await.unwrap();
        assert_eq!(*tried[0].1.as_ref().unwrap(), State::Submitted);
        assert_eq!(app.review_sheet(&hall.hanako, year, hall.drill).await.unwrap().head.state, State::Draft);
        let done = app.act_on_sheets(&hall.hanako, year, &chosen, &SheetAction::Submit).await.unwrap();
        let told: Vec<(i64, Option<&str>)> =
            done.iter().map(|(program, result)| (*program, result.as_ref().err().map(|e| e.kind().code))).collect();
        assert_eq!(told, [(hall.drill, None), (hall.park, Some("RF-102")), (999, Some("AP-002"))]);
        let many = vec![Chosen { program: hall.drill, seen: None }; 501];
        assert_eq!(
            app.act_on_sheets(&hall.hanako, year, &many, &SheetAction::Submit).await.unwrap_err().kind().code,
            "AP-096"
        );
    })
    .await;
}

#[tokio::test]
async fn a_sheet_is_reassigned_and_a_delegate_acts_for_somebody() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let (app, year, program) = (&hall.app, hall.year, hall.park);
        let departments = hall.store.departments().await.unwrap();
        let drills = departments.find(&["防災課"])[0];
        let reassign = |department| SheetAction::Reassign { department };
        assert_eq!(code(hall.step(&hall.office, program, reassign(99_999)).await), "RF-113");
        assert_eq!(code(hall.step(&hall.section, program, reassign(drills)).await), "RF-102");
        hall.step(&hall.office, program, reassign(drills)).await.unwrap();
        let view = app.review_sheet(&hall.hanako, year, program).await.unwrap();
        let names: Vec<&str> = view.head.department.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["危機管理室", "防災課"]);
        assert!(app.review_sheet(&hall.stranger, year, program).await.is_err(), "it is no longer theirs");
        let told = hall.store.notices(hall.hanako.account().unwrap(), None, 10).await.unwrap();
        assert_eq!(told.iter().map(|notice| notice.kind.word()).collect::<Vec<_>>(), ["reassigned"]);

        hall.complete(&hall.hanako, program).await;
        hall.step(&hall.hanako, program, SheetAction::Submit).await.unwrap();
        let waiting = hall.store.notices(hall.section.account().unwrap(), None, 10).await.unwrap();
        assert_eq!(waiting.iter().map(|notice| notice.kind.word()).collect::<Vec<_>>(), ["waiting"]);
        let duty = hall.store.duties_of(hall.section.account().unwrap()).await.unwrap()[0].id;
        let delegation = store::Delegation {
            by_account: hall.section.account().unwrap(),
            duty,
            to_account: hall.jiro.account().unwrap(),
            from_day: app.today(),
            until_day: day("2025-07-31"),
        };
        hall.store.delegate(&hall.section.name, &delegation, app.today()).await.unwrap().unwrap();
        hall.step(&hall.jiro, program, SheetAction::Approve).await.unwrap();
        let view = app.review_sheet(&hall.jiro, year, program).await.unwrap();
        let step = view.steps.last().unwrap();
        assert_eq!((step.who.as_str(), step.on_behalf_of.as_str()), ("jiroさん", "sectionさん"));
        assert_eq!(step.role, Role::SectionHead);
    })
    .await;
}
