//! The matrix of rights (権限表), printed by asking [`permit`] itself.

use reform::plan::CalendarDate;
use reform::workflow::{self, ActionKind, Calendar, Cycle, Duty, Level, Person, Role, Rules, Sheet, State};

use super::{Action, Actor, Ask, Member, permit};
use crate::error::AppError;

/// Roles and actions on the application as a whole, as a Markdown table for `docs/reference/permissions.md`.
pub fn matrix_markdown() -> String {
    let mut actors = vec![("visitor", Actor::visitor()), ("operator", Actor::operator(""))];
    actors.extend(Role::ALL.iter().map(|role| (role.word(), somebody(*role, true))));
    let mut out = String::from("| action |");
    for (name, _) in &actors {
        out.push_str(&format!(" {name} |"));
    }
    out.push_str("\n|---|");
    out.push_str(&"---|".repeat(actors.len()));
    out.push('\n');
    for action in Action::ALL {
        out.push_str(&format!("| {} |", action.word()));
        for (_, actor) in &actors {
            out.push_str(if permit(actor, action).is_ok() { " yes |" } else { " – |" });
        }
        out.push('\n');
    }
    out.push_str("\n| of one department or person |");
    for (name, _) in &actors {
        out.push_str(&format!(" {name} |"));
    }
    out.push_str(&format!("\n|---|{}\n", "---|".repeat(actors.len())));
    for (word, own) in [("own", true), ("another's", false)] {
        let mut others = vec![Actor::visitor(), Actor::operator("")];
        others.extend(Role::ALL.iter().map(|role| somebody(*role, own)));
        for (name, ask) in asks_of_departments(own, &own_path()) {
            out.push_str(&format!("| {name}, {word} |"));
            for actor in &others {
                out.push_str(if permit(actor, ask).is_ok() { " yes |" } else { " – |" });
            }
            out.push('\n');
        }
    }
    out
}

/// What is decided by department, or by who made it.
fn asks_of_departments(own: bool, department_path: &[String]) -> [(&'static str, Ask<'_>); 5] {
    [
        ("describe-program", Ask::DescribeProgram { department_path }),
        ("answer-remark", Ask::AnswerRemark { department_path }),
        ("change-explanation", Ask::ChangeExplanation { made_by: if own { "account:1:" } else { "account:2:" } }),
        ("work-on-initiative", Ask::WorkOnInitiative { department_path }),
        ("work-on-cluster", Ask::WorkOnCluster { department_path }),
    ]
}

/// Roles, actions and states of a review sheet, of one's own and of another department: `yes` or the code of the refusal.
pub fn sheet_matrix_text() -> String {
    let mut out = String::from(
        "# Who may do what with a review sheet: role × action × own or other department × state.\n\
         # yes, or the code of the first reason against it. The sheet was handed in by somebody else.\n",
    );
    let mut print = |title: String, actor: &Actor| {
        out.push_str(&format!("\n## {title}\n{:<10}", ""));
        for state in State::ALL {
            out.push_str(&format!(" {:>22}", state.word()));
        }
        out.push('\n');
        for (name, cells) in rows(actor) {
            out.push_str(&format!("{name:<10}"));
            for cell in cells {
                out.push_str(&format!(" {cell:>22}"));
            }
            out.push('\n');
        }
    };
    print("visitor".into(), &Actor::visitor());
    print("operator".into(), &Actor::operator(""));
    for role in Role::ALL {
        print(format!("{}, own department", role.word()), &somebody(*role, true));
        print(format!("{}, other department", role.word()), &somebody(*role, false));
    }
    out
}

fn rows(actor: &Actor) -> Vec<(&'static str, Vec<String>)> {
    let path = own_path();
    let read = State::ALL.iter().map(|state| {
        let ask = Ask::ReadSheet { department_path: &path, state: *state };
        cell(permit(actor, ask))
    });
    let mut rows = vec![("read", read.collect())];
    let cycle = Cycle { calendar: calendar(), rules: Rules::default() };
    for kind in ActionKind::ALL {
        let cells = State::ALL.iter().map(|state| {
            let sheet = Sheet { state: *state, submitted_by: Some("somebody else".into()), ..blank_sheet() };
            cell(permit(actor, Ask::ActOnSheet { action: &example(*kind), sheet: &sheet, cycle: &cycle }))
        });
        rows.push((kind.word(), cells.collect()));
    }
    rows
}

fn cell(answer: Result<(), AppError>) -> String {
    match answer {
        Ok(()) => "yes".into(),
        Err(error) => error.kind().code.into(),
    }
}

fn blank_sheet() -> Sheet {
    Sheet { state: State::Draft, department_path: own_path(), submitted_by: None, frozen_by_hand: None }
}

fn example(kind: ActionKind) -> workflow::Action {
    match kind {
        ActionKind::Save => workflow::Action::Save,
        ActionKind::Submit => workflow::Action::Submit { missing_fields: 0 },
        ActionKind::Approve => workflow::Action::Approve,
        ActionKind::Return => workflow::Action::Return { to: Level::Owner, comment: "a reason".into() },
        ActionKind::Withdraw => workflow::Action::Withdraw,
        ActionKind::Reassign => workflow::Action::Reassign { department_path: own_path() },
        ActionKind::Comment => workflow::Action::Comment,
        ActionKind::Publish => workflow::Action::Publish,
        ActionKind::Freeze => workflow::Action::Freeze,
        ActionKind::Unfreeze => workflow::Action::Unfreeze,
    }
}

/// Somebody with one role, for the sheet's department or for another.
fn somebody(role: Role, own: bool) -> Actor {
    let department = match (own, role.needs_department()) {
        (true, true) => Some("2".into()),
        (true, false) => None,
        (false, _) => Some("9".into()),
    };
    let duty = Duty::own(role, department);
    let person = Person { id: "1".into(), duties: vec![duty] };
    Actor::member(Member { account: 1, login: String::new(), name: String::new(), person, today: day(2026, 9, 1) })
}

fn own_path() -> Vec<String> {
    vec!["1".into(), "2".into()]
}

fn calendar() -> Calendar {
    let due = [(9, 30), (10, 31), (11, 30), (12, 15), (12, 20), (12, 25)].map(|(month, date)| day(2026, month, date));
    Calendar::new(day(2026, 7, 1), due, None).unwrap_or_else(|_| unreachable!("the days are in order"))
}

fn day(year: i32, month: u8, day: u8) -> CalendarDate {
    CalendarDate::new(year, month, day).unwrap_or_else(|| unreachable!("the day is in the calendar"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect_file;
    use std::path::Path;

    #[test]
    fn the_matrices_are_what_we_mean() {
        let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/permissions");
        expect_file![cases.join("actions.md")].assert_eq(&matrix_markdown());
        expect_file![cases.join("sheets.txt")].assert_eq(&sheet_matrix_text());
    }

    #[test]
    fn who_runs_the_machine_acts_on_no_sheet_and_a_visitor_reads_none_before_it_is_published() {
        let sheet = blank_sheet();
        let cycle = Cycle { calendar: calendar(), rules: Rules::default() };
        for kind in ActionKind::ALL {
            let action = example(*kind);
            let ask = Ask::ActOnSheet { action: &action, sheet: &sheet, cycle: &cycle };
            assert!(permit(&Actor::operator("x"), ask).is_err() && permit(&Actor::visitor(), ask).is_err());
        }
        for state in State::ALL {
            let ask = Ask::ReadSheet { department_path: &own_path(), state: *state };
            assert_eq!(permit(&Actor::visitor(), ask).is_ok(), *state == State::Published);
        }
    }

    #[test]
    fn a_duty_that_has_ended_gives_no_right() {
        let mut member = somebody(Role::Administrator, true).signed_in().unwrap().clone();
        assert!(Actor::member(member.clone()).may(Action::ManagePeople));
        member.person.duties[0].until = CalendarDate::new(2026, 8, 31);
        let actor = Actor::member(member);
        assert!(!actor.may(Action::ManagePeople) && actor.may(Action::UseOwnAccount));
    }
}
