//! Scope (範囲): of which departments boards and lists show an actor the sheets, decided or not.
//!
//! The same duties decide as in [`super::permit`]: what a scope shows, `permit` lets be read. What was decided may be
//! read one by one also outside of it.

use std::collections::BTreeSet;

use reform::workflow::{Duty, Role, State};

use super::{Actor, Member, Who};

/// Of which departments (範囲).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Of every department, and sheets without one.
    All,
    /// Of these departments, by id, with everything below them.
    Departments(BTreeSet<String>),
    /// Of none.
    None,
}

impl Scope {
    /// Whether a department with this path, from the top of the tree down, is within.
    pub fn covers(&self, department_path: &[String]) -> bool {
        match self {
            Scope::All => true,
            Scope::Departments(departments) => department_path.iter().any(|id| departments.contains(id)),
            Scope::None => false,
        }
    }

    fn of<'a>(duties: impl Iterator<Item = &'a Duty>) -> Scope {
        let mut departments = BTreeSet::new();
        for duty in duties {
            match &duty.department {
                Some(department) => {
                    departments.insert(department.clone());
                }
                // Without a department, an owner's or a head's duty is for nothing at all.
                None if !duty.role.needs_department() => return Scope::All,
                None => {}
            }
        }
        if departments.is_empty() { Scope::None } else { Scope::Departments(departments) }
    }
}

impl Actor {
    /// Of which departments boards and lists show the sheets in whatever state: of all to the offices of the whole city
    /// and to the operator, of their own and what lies below to people of a department.
    pub fn sheet_scope(&self) -> Scope {
        match &self.who {
            Who::Visitor => Scope::None,
            Who::Operator => Scope::All,
            Who::Member(member) => Scope::of(member.duties().filter(|duty| duty.role != Role::Expert)),
        }
    }

    /// Of which departments they show sheets that have left the department: also to advisers from outside.
    pub fn handed_in_scope(&self) -> Scope {
        match &self.who {
            Who::Visitor => Scope::None,
            Who::Operator => Scope::All,
            Who::Member(member) => Scope::of(member.duties()),
        }
    }
}

/// Whether a sheet in this state has left the department's hands, so that advisers may read it.
pub(super) fn has_left_the_department(state: State) -> bool {
    !matches!(state, State::NotStarted | State::Draft | State::Returned | State::Submitted | State::SectionApproved)
}

/// Whether a board or a list shows the actor this sheet.
pub fn is_shown(always: &Scope, handed_in: &Scope, department_path: &[String], state: State) -> bool {
    always.covers(department_path) || has_left_the_department(state) && handed_in.covers(department_path)
}

impl Member {
    /// The duties of today under which this person holds a sheet of this department in this state.
    pub fn holds(&self, department_path: &[String], state: State) -> bool {
        let level = state.holder();
        level.is_some() && self.duties().any(|duty| duty.role.level() == level && duty.covers(department_path))
    }
}

#[cfg(test)]
mod tests {
    use reform::plan::CalendarDate;
    use reform::workflow::Person;

    use super::*;
    use crate::permission::{Ask, permit};

    fn actor(duties: &[(Role, Option<&str>, Option<&str>)]) -> Actor {
        let duties = duties.iter().map(|(role, department, until)| Duty {
            role: *role,
            department: department.map(str::to_owned),
            from: None,
            until: until.map(|day| day.parse().unwrap()),
            delegated_by: None,
        });
        Actor::member(Member {
            account: 7,
            login: "hanako".into(),
            name: "花子".into(),
            person: Person { id: "7".into(), duties: duties.collect() },
            today: "2026-08-01".parse::<CalendarDate>().unwrap(),
        })
    }

    fn path(ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    #[test]
    fn offices_of_the_whole_city_see_all_and_departments_their_own() {
        for role in [Role::ReformOffice, Role::Finance, Role::Headquarters, Role::Auditor, Role::Administrator] {
            assert_eq!(actor(&[(role, None, None)]).sheet_scope(), Scope::All, "{role:?}");
        }
        for role in [Role::Owner, Role::SectionHead, Role::DepartmentHead] {
            let scope = actor(&[(role, Some("2"), None)]).sheet_scope();
            assert_eq!(scope, Scope::Departments(BTreeSet::from(["2".to_owned()])), "{role:?}");
            assert!(scope.covers(&path(&["2"])) && scope.covers(&path(&["2", "9"])));
            assert!(!scope.covers(&path(&["3", "22"])) && !scope.covers(&[]));
            assert_eq!(actor(&[(role, None, None)]).sheet_scope(), Scope::None, "{role:?} of nothing");
        }
        assert_eq!(actor(&[]).sheet_scope(), Scope::None);
        assert_eq!(Actor::visitor().sheet_scope(), Scope::None);
        assert_eq!(Actor::operator("tester").sheet_scope(), Scope::All);
    }

    #[test]
    fn a_delegation_widens_the_scope_until_its_last_day() {
        let with = |until| actor(&[(Role::Owner, Some("2"), None), (Role::SectionHead, Some("3"), Some(until))]);
        assert!(with("2026-08-01").sheet_scope().covers(&path(&["3"])));
        assert!(!with("2026-07-31").sheet_scope().covers(&path(&["3"])));
        assert!(!actor(&[(Role::ReformOffice, None, Some("2026-07-31"))]).sheet_scope().covers(&path(&["3"])));
    }

    #[test]
    fn advisers_see_what_has_left_the_department() {
        let expert = actor(&[(Role::Expert, None, None)]);
        assert_eq!((expert.sheet_scope(), expert.handed_in_scope()), (Scope::None, Scope::All));
        let of_one = actor(&[(Role::Expert, Some("2"), None), (Role::Owner, Some("5"), None)]);
        assert!(!of_one.sheet_scope().covers(&path(&["2"])) && of_one.sheet_scope().covers(&path(&["5"])));
        assert!(of_one.handed_in_scope().covers(&path(&["2"])));
    }

    #[test]
    fn nothing_is_shown_that_may_not_be_read() {
        let departments = [vec![], path(&["1"]), path(&["1", "2"]), path(&["3"])];
        let people: Vec<Actor> = Role::ALL
            .iter()
            .flat_map(|role| [None, Some("1"), Some("2")].map(|department| actor(&[(*role, department, None)])))
            .chain([actor(&[]), Actor::visitor(), Actor::operator("tester")])
            .collect();
        let mut shown = 0;
        for person in &people {
            let (always, handed_in) = (person.sheet_scope(), person.handed_in_scope());
            for department_path in &departments {
                for state in State::ALL {
                    let may_read = permit(person, Ask::ReadSheet { department_path, state: *state }).is_ok();
                    let is_shown = is_shown(&always, &handed_in, department_path, *state);
                    shown += usize::from(is_shown);
                    assert!(may_read || !is_shown, "{} {department_path:?} {state:?}", person.name);
                    let is_decided = matches!(state, State::Decided | State::Published);
                    assert!(is_decided || may_read == is_shown, "{} {department_path:?} {state:?}", person.name);
                }
            }
        }
        assert!(shown > 100, "{shown}");
    }
}
