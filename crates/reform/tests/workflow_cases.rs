//! The whole workflow as tables for people (回付の規則の一覧), and what must hold whatever is done.

use expect_test::expect_file;
use proptest::prelude::*;
use reform::plan::CalendarDate;
use reform::workflow::{
    Action, ActionKind, Calendar, Cycle, Duty, Level, Person, Role, Rules, Sheet, State, Step, transition,
};

fn day(text: &str) -> CalendarDate {
    let parts: Vec<i32> = text.split('-').map(|part| part.parse().unwrap()).collect();
    CalendarDate::new(parts[0], parts[1] as u8, parts[2] as u8).unwrap()
}

/// The calendar of the cases; every day of it is made up (例示).
fn calendar() -> Calendar {
    let due = ["2026-08-14", "2026-08-21", "2026-08-28", "2026-10-09", "2026-12-25", "2027-01-29"].map(day);
    Calendar::new(day("2026-07-01"), due, Some(day("2027-02-15"))).unwrap()
}

fn cycle() -> Cycle {
    Cycle { calendar: calendar(), rules: Rules::default() }
}

fn path(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

/// A sheet of the section 健康推進課 in the bureau 保健福祉局, handed in by somebody named A.
fn sheet(state: State) -> Sheet {
    let department_path = path(&["bureau-health", "section-health"]);
    Sheet { state, department_path, submitted_by: Some("A".into()), frozen_by_hand: None }
}

fn department_of(role: Role) -> Option<String> {
    match role {
        Role::Owner | Role::SectionHead => Some("section-health".into()),
        Role::DepartmentHead => Some("bureau-health".into()),
        _ => None,
    }
}

fn person(id: &str, role: Role) -> Person {
    Person { id: id.into(), duties: vec![Duty::own(role, department_of(role))] }
}

fn action(kind: ActionKind) -> Action {
    match kind {
        ActionKind::Save => Action::Save,
        ActionKind::Submit => Action::Submit { missing_fields: 0 },
        ActionKind::Approve => Action::Approve,
        ActionKind::Return => {
            Action::Return { to: Level::Owner, comment: "根拠の資料を付けてください".into() }
        }
        ActionKind::Withdraw => Action::Withdraw,
        ActionKind::Reassign => {
            Action::Reassign { department_path: path(&["bureau-health", "section-health", "team-young"]) }
        }
        ActionKind::Comment => Action::Comment,
        ActionKind::Publish => Action::Publish,
        ActionKind::Freeze => Action::Freeze,
        ActionKind::Unfreeze => Action::Unfreeze,
    }
}

const TODAY: &str = "2026-08-03";

fn mark(state: State) -> &'static str {
    match state {
        State::NotStarted => "NS",
        State::Draft => "DR",
        State::Returned => "RE",
        State::Submitted => "SU",
        State::SectionApproved => "SE",
        State::DepartmentApproved => "DE",
        State::ReformOfficeApproved => "RO",
        State::FinanceApproved => "FI",
        State::Decided => "DC",
        State::Published => "PU",
    }
}

/// Where it goes, `=` when it stays where it is, or the code of the refusal.
fn outcome(person: &Person, sheet: &Sheet, action: &Action, cycle: &Cycle, today: CalendarDate) -> String {
    match transition(person, sheet, action, cycle, today) {
        Ok(step) if step.sheet.state != sheet.state => format!("→{}", mark(step.sheet.state)),
        Ok(_) => "=".into(),
        Err(kind) => kind.code.into(),
    }
}

#[test]
fn every_role_state_and_action() {
    let mut out = String::from(
        "# Who may do what in which state, and where the sheet goes / だれが、どの状態で、何をでき、どこへ進むか\n\
         # →XX it goes there / 進む   = it may be done, the state stays / できるが状態は同じ   RF-1xx refused / できない\n\
         # One duty for the sheet's own department; submitted by somebody else; a return goes to the owner with a comment;\n\
         # a reassignment goes to a team within the section; unfreezing is tried on a frozen sheet.\n#\n",
    );
    for state in State::ALL {
        let holder = state.holder().map_or("–", Level::label_ja);
        out.push_str(&format!("# {}  {} / {}  ({holder})\n", mark(*state), state.label_ja(), state.word()));
    }
    for kind in reform::KINDS.iter().filter(|kind| kind.code.starts_with("RF-1")) {
        out.push_str(&format!("# {}  {} / {}\n", kind.code, kind.title_ja, kind.title_en));
    }
    for kind in ActionKind::ALL {
        out.push_str(&format!("\n{:<18}", kind.word()));
        for state in State::ALL {
            out.push_str(&format!("{:<8}", mark(*state)));
        }
        out.push_str(&format!("({})\n", kind.label_ja()));
        for role in Role::ALL {
            out.push_str(&format!("  {:<16}", role.word()));
            for state in State::ALL {
                let frozen_by_hand = (*kind == ActionKind::Unfreeze).then_some(true);
                let sheet = Sheet { frozen_by_hand, ..sheet(*state) };
                let cell = outcome(&person("B", *role), &sheet, &action(*kind), &cycle(), day(TODAY));
                out.push_str(&format!("{cell:<8}"));
            }
            out.truncate(out.trim_end().len());
            out.push('\n');
        }
    }
    expect_file!["../../../cases/workflow/transitions.txt"].assert_eq(&out);
}

#[test]
fn departments_delegations_days_and_words() {
    let mut out = String::from(
        "# What else decides: department, delegation, day, freeze, what is said / 所管・代理・日付・凍結・記入\n",
    );
    let duty = |role, department: Option<&str>, until: Option<&str>| Duty {
        until: until.map(day),
        ..Duty::own(role, department.map(str::to_owned))
    };
    let head = |department, until| Person { id: "B".into(), duties: vec![duty(Role::SectionHead, department, until)] };
    let tomorrow = Duty::own(Role::SectionHead, Some("section-health".into()));
    let tomorrow = tomorrow.delegate("S", day("2026-08-04"), day("2026-08-10")).unwrap();
    let from_tomorrow = Person { id: "B".into(), duties: vec![tomorrow] };
    let own = || head(Some("section-health"), None);
    let submitted = sheet(State::Submitted);
    let strict = cycle();
    let lenient = Cycle { rules: Rules { may_approve_own: true, ..Rules::default() }, ..cycle() };
    let both = Person {
        id: "A".into(),
        duties: vec![
            duty(Role::Owner, Some("section-health"), None),
            duty(Role::SectionHead, Some("section-health"), None),
        ],
    };
    let to = |level, comment: &str| Action::Return { to: level, comment: comment.into() };
    let move_to = |ids: &[&str]| Action::Reassign { department_path: path(ids) };
    let with = |frozen_by_hand| Sheet { frozen_by_hand: Some(frozen_by_hand), ..submitted.clone() };
    let rows: Vec<(&str, String)> = vec![
        ("section head, own section, approves", outcome(&own(), &submitted, &Action::Approve, &strict, day(TODAY))),
        (
            "… named for the whole bureau",
            outcome(&head(Some("bureau-health"), None), &submitted, &Action::Approve, &strict, day(TODAY)),
        ),
        (
            "… of another section",
            outcome(&head(Some("section-roads"), None), &submitted, &Action::Approve, &strict, day(TODAY)),
        ),
        ("… of no named section", outcome(&head(None, None), &submitted, &Action::Approve, &strict, day(TODAY))),
        (
            "delegate until today",
            outcome(&head(Some("section-health"), Some(TODAY)), &submitted, &Action::Approve, &strict, day(TODAY)),
        ),
        (
            "delegate until yesterday",
            outcome(
                &head(Some("section-health"), Some("2026-08-02")),
                &submitted,
                &Action::Approve,
                &strict,
                day(TODAY),
            ),
        ),
        ("delegate from tomorrow", outcome(&from_tomorrow, &submitted, &Action::Approve, &strict, day(TODAY))),
        (
            "finance for one bureau only, another bureau's sheet",
            outcome(
                &Person { id: "F".into(), duties: vec![duty(Role::Finance, Some("bureau-roads"), None)] },
                &sheet(State::ReformOfficeApproved),
                &Action::Approve,
                &strict,
                day(TODAY),
            ),
        ),
        ("the day before opening", outcome(&own(), &submitted, &Action::Approve, &strict, day("2026-06-30"))),
        ("opening day", outcome(&own(), &submitted, &Action::Approve, &strict, day("2026-07-01"))),
        (
            "long after the due day, before the freeze",
            outcome(&own(), &submitted, &Action::Approve, &strict, day("2027-02-14")),
        ),
        ("the day the calendar freezes", outcome(&own(), &submitted, &Action::Approve, &strict, day("2027-02-15"))),
        ("… released by hand", outcome(&own(), &with(false), &Action::Approve, &strict, day("2027-02-15"))),
        ("frozen by hand before that day", outcome(&own(), &with(true), &Action::Approve, &strict, day(TODAY))),
        ("… a comment on it", outcome(&own(), &with(true), &Action::Comment, &strict, day(TODAY))),
        (
            "reform office freezes what is frozen",
            outcome(&person("R", Role::ReformOffice), &with(true), &Action::Freeze, &strict, day(TODAY)),
        ),
        (
            "owner and section head in one approves the own submission",
            outcome(&both, &submitted, &Action::Approve, &strict, day(TODAY)),
        ),
        ("… where the city allows it", outcome(&both, &submitted, &Action::Approve, &lenient, day(TODAY))),
        (
            "… returns the own submission",
            outcome(&both, &submitted, &to(Level::Owner, "数字を直す"), &strict, day(TODAY)),
        ),
        ("return without a comment", outcome(&own(), &submitted, &to(Level::Owner, " 　"), &strict, day(TODAY))),
        (
            "finance returns to the department head",
            outcome(
                &person("F", Role::Finance),
                &sheet(State::ReformOfficeApproved),
                &to(Level::DepartmentHead, "局の考えを"),
                &strict,
                day(TODAY),
            ),
        ),
        (
            "finance returns to itself",
            outcome(
                &person("F", Role::Finance),
                &sheet(State::ReformOfficeApproved),
                &to(Level::Finance, "x"),
                &strict,
                day(TODAY),
            ),
        ),
        (
            "owner submits with three fields missing",
            outcome(
                &person("A", Role::Owner),
                &sheet(State::Draft),
                &Action::Submit { missing_fields: 3 },
                &strict,
                day(TODAY),
            ),
        ),
        (
            "section head reassigns to another bureau",
            outcome(&own(), &sheet(State::Draft), &move_to(&["bureau-roads", "section-roads"]), &strict, day(TODAY)),
        ),
        (
            "reform office reassigns to another bureau",
            outcome(
                &person("R", Role::ReformOffice),
                &sheet(State::Draft),
                &move_to(&["bureau-roads", "section-roads"]),
                &strict,
                day(TODAY),
            ),
        ),
        (
            "reform office reassigns to nowhere",
            outcome(&person("R", Role::ReformOffice), &sheet(State::Draft), &move_to(&[]), &strict, day(TODAY)),
        ),
        (
            "somebody without any duty",
            outcome(&Person { id: "X".into(), duties: vec![] }, &submitted, &Action::Approve, &strict, day(TODAY)),
        ),
    ];
    for (words, outcome) in rows {
        out.push_str(&format!("{outcome:<8}{words}\n"));
    }
    expect_file!["../../../cases/workflow/circumstances.txt"].assert_eq(&out);
}

#[test]
fn lateness_by_state_and_day() {
    let cycle = cycle();
    let mut out = String::from(
        "# Days late by state and day: above zero late, 0 due today, below zero days left, – lies with nobody / 遅れの日数\n",
    );
    let days = ["2026-07-01", "2026-08-14", "2026-08-15", "2026-10-09", "2027-01-29", "2027-02-14"];
    out.push_str(&format!("{:<24}{}\n", "", days.map(|day| format!("{day:>12}")).join("")));
    for state in State::ALL {
        out.push_str(&format!("{:<24}", state.word()));
        for today in days.map(day) {
            let late = cycle.days_late(*state, None, today).map_or("–".into(), |late| late.to_string());
            out.push_str(&format!("{late:>12}"));
        }
        out.push_str(&format!("   {}\n", state.column().label_ja()));
    }
    out.push_str(
        "\n# The due day after a return on a day, with 7 days (assumed) / 差戻しのあとの期限。7日は仮定\n\
         # the later of the level's own due day and the return + 7 days, before the freeze; – lies with nobody\n",
    );
    let returns = ["2026-08-05", "2026-08-07", "2026-08-08", "2026-08-27", "2026-12-25", "2027-02-10"];
    out.push_str(&format!("{:<24}{}\n", "", returns.map(|day| format!("{day:>12}")).join("")));
    for state in State::ALL {
        let dues = returns.map(|returned| {
            let due = cycle.due(*state, Some(day(returned)));
            format!("{:>12}", due.map_or("–".to_owned(), |due| due.to_string()))
        });
        out.push_str(&format!("{:<24}{}\n", state.word(), dues.join("")));
    }
    expect_file!["../../../cases/workflow/lateness.txt"].assert_eq(&out);
}

#[test]
fn dates_out_of_order_are_all_named() {
    let due = ["2026-08-14", "2026-08-13", "2026-08-28", "2026-10-09", "2026-12-25", "2027-01-29"].map(day);
    let wrong = Calendar::new(day("2026-07-01"), due, Some(due[5])).unwrap_err();
    let seen: Vec<_> = wrong.iter().map(|fault| (fault.first.1.to_string(), fault.then.1.to_string())).collect();
    let pair = |first: &str, then: &str| (first.to_owned(), then.to_owned());
    assert_eq!(seen, [pair("2026-08-14", "2026-08-13"), pair("2027-01-29", "2027-01-29")]);
    assert_eq!(wrong[0].kind().code, "RF-120");
    assert!(Calendar::new(due[0], [due[0]; 6], None).is_ok());
}

#[test]
fn one_sheet_from_not_started_to_published() {
    let mut out = String::from("# One sheet on its way, with a withdrawal and a return / 一枚のシートの歩み\n");
    let mut now = Sheet { submitted_by: None, ..sheet(State::NotStarted) };
    let returned = Action::Return { to: Level::Owner, comment: "成果指標の根拠を示してください".into() };
    let steps: Vec<(&str, Role, Action, &str)> = vec![
        ("A", Role::Owner, Action::Save, "2026-07-06"),
        ("A", Role::Owner, Action::Submit { missing_fields: 0 }, "2026-07-20"),
        ("A", Role::Owner, Action::Withdraw, "2026-07-21"),
        ("A", Role::Owner, Action::Submit { missing_fields: 0 }, "2026-07-22"),
        ("B", Role::SectionHead, Action::Approve, "2026-08-03"),
        ("C", Role::DepartmentHead, returned, "2026-08-05"),
        ("A", Role::Owner, Action::Submit { missing_fields: 0 }, "2026-08-10"),
        ("B", Role::SectionHead, Action::Approve, "2026-08-11"),
        ("C", Role::DepartmentHead, Action::Approve, "2026-08-12"),
        ("R", Role::ReformOffice, Action::Approve, "2026-10-01"),
        ("F", Role::Finance, Action::Approve, "2026-12-20"),
        ("H", Role::Headquarters, Action::Approve, "2027-01-20"),
        ("R", Role::ReformOffice, Action::Publish, "2027-02-10"),
    ];
    for (id, role, action, today) in steps {
        let step = transition(&person(id, role), &now, &action, &cycle(), day(today)).unwrap();
        assert_eq!(step.role, role);
        out.push_str(&format!(
            "{today}  {id} {}が{}  {} → {}\n",
            role.label_ja(),
            action.kind().label_ja(),
            now.state.label_ja(),
            step.sheet.state.label_ja()
        ));
        now = step.sheet;
    }
    expect_file!["../../../cases/workflow/story.txt"].assert_eq(&out);
}

#[test]
fn a_delegate_acts_in_somebodys_stead_for_some_days() {
    let own = Duty::own(Role::SectionHead, Some("section-health".into()));
    let delegated = own.delegate("S", day("2026-08-03"), day("2026-08-05")).unwrap();
    assert_eq!(delegated.delegate("B", day("2026-08-03"), day("2026-08-04")).unwrap_err().code, "RF-115");
    assert_eq!(own.delegate("S", day("2026-08-05"), day("2026-08-03")).unwrap_err().code, "RF-116");
    let ending = Duty { until: Some(day("2026-08-04")), ..own.clone() };
    assert_eq!(ending.delegate("S", day("2026-08-03"), day("2026-08-05")).unwrap_err().code, "RF-116");
    let step = |duties: Vec<Duty>| {
        let person = Person { id: "B".into(), duties };
        transition(&person, &sheet(State::Submitted), &Action::Approve, &cycle(), day(TODAY)).unwrap()
    };
    assert_eq!(step(vec![delegated.clone()]).on_behalf_of.as_deref(), Some("S"));
    assert_eq!(step(vec![delegated, own]).on_behalf_of, None, "the own duty goes before the delegation");
}

fn any_action() -> impl Strategy<Value = Action> {
    let level = prop::sample::select(Level::ALL);
    prop_oneof![
        prop::sample::select(ActionKind::ALL).prop_map(action),
        (level, prop::sample::select(&["", "直す"][..]))
            .prop_map(|(to, comment)| Action::Return { to, comment: comment.into() }),
        (0usize..2).prop_map(|missing_fields| Action::Submit { missing_fields }),
    ]
}

fn any_person() -> impl Strategy<Value = Person> {
    let department =
        prop::sample::select(&[None, Some("bureau-health"), Some("section-health"), Some("section-roads")][..]);
    let until = prop::sample::select(&[None, Some("2026-08-02"), Some("2026-08-03")][..]);
    let from = prop::sample::select(&[None, Some("2026-08-03"), Some("2026-08-04")][..]);
    let delegated_by = prop::option::of(prop::sample::select(&["A", "D"][..]));
    let duty = (prop::sample::select(Role::ALL), department, from, until, delegated_by).prop_map(
        |(role, department, from, until, delegated_by)| Duty {
            role,
            department: department.map(str::to_owned),
            from: from.map(day),
            until: until.map(day),
            delegated_by: delegated_by.map(str::to_owned),
        },
    );
    (prop::sample::select(&["A", "B", "C"][..]), prop::collection::vec(duty, 0..4))
        .prop_map(|(id, duties)| Person { id: id.into(), duties })
}

fn level_reached(state: State) -> usize {
    State::ALL.iter().position(|other| *other == state).unwrap()
}

proptest! {
    #[test]
    fn whatever_is_done_the_rules_hold(
        doings in prop::collection::vec((any_person(), any_action()), 1..60),
        start in prop::sample::select(State::ALL),
        frozen_by_hand in prop::option::of(any::<bool>()),
    ) {
        let mut now = Sheet { frozen_by_hand, ..sheet(start) };
        for (person, action) in doings {
            let Ok(step) = transition(&person, &now, &action, &cycle(), day(TODAY)) else { continue };
            let Step { sheet: then, role, on_behalf_of } = step;
            let kind = action.kind();
            let held: Vec<&Duty> = person
                .duties
                .iter()
                .filter(|duty| duty.role == role && duty.covers(&now.department_path) && duty.holds_on(day(TODAY)))
                .collect();
            prop_assert!(held.iter().any(|duty| duty.delegated_by == on_behalf_of), "acted as {role:?} without the duty");
            let own = held.iter().any(|duty| duty.delegated_by.is_none());
            prop_assert!(!own || on_behalf_of.is_none() || kind == ActionKind::Reassign, "somebody's stead before the own duty");
            prop_assert!(now.state != State::Published, "changed after publication");
            if now.frozen_by_hand == Some(true) {
                prop_assert_eq!(kind, ActionKind::Unfreeze);
            }
            if kind == ActionKind::Approve {
                prop_assert!(now.submitted_by.as_deref() != Some(&person.id), "approved the own submission");
                prop_assert_eq!(then.state, now.state.holder().unwrap().passed());
            }
            if let Action::Return { comment, .. } = &action {
                prop_assert!(!comment.trim().is_empty());
                prop_assert!(level_reached(then.state) < level_reached(now.state));
            }
            if !matches!(kind, ActionKind::Freeze | ActionKind::Unfreeze) {
                prop_assert_eq!(then.frozen_by_hand, now.frozen_by_hand);
            }
            now = then;
        }
    }

    #[test]
    fn an_ended_duty_is_as_none(person in any_person(), action in any_action(), state in prop::sample::select(State::ALL)) {
        let held: Vec<Duty> = person.duties.iter().filter(|duty| duty.holds_on(day(TODAY))).cloned().collect();
        let without = Person { duties: held, ..person.clone() };
        let all = transition(&person, &sheet(state), &action, &cycle(), day(TODAY));
        let fewer = transition(&without, &sheet(state), &action, &cycle(), day(TODAY));
        prop_assert_eq!(all.ok(), fewer.ok());
    }
}
