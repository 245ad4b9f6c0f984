//! Duty (担当): a role somebody has for a department, for good or until a day; a delegation (代理) is one with an end.

use super::Role;
use crate::kinds;
use crate::plan::CalendarDate;
use crate::problem::ProblemKind;

/// Somebody who works on reviews (職員).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Stable id.
    pub id: String,
    /// What the person may act as.
    pub duties: Vec<Duty>,
}

/// A role for a department (担当).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// The role.
    pub role: Role,
    /// The department with everything below it; `None` is the whole city, which only the roles that need no
    /// department can have.
    pub department: Option<String>,
    /// The first day it holds; `None` is since ever.
    pub from: Option<CalendarDate>,
    /// The last day it holds; `None` is without end.
    pub until: Option<CalendarDate>,
    /// Whose duty it is, by id, when the person acts in somebody's stead (代理を頼んだ人).
    pub delegated_by: Option<String>,
}

impl Duty {
    /// A duty of the person's own, without a first or last day.
    pub fn own(role: Role, department: Option<String>) -> Duty {
        Duty { role, department, from: None, until: None, delegated_by: None }
    }

    /// The same duty for somebody else, in the stead of the person with this id, from one day through another.
    ///
    /// # Errors
    /// What is a delegation itself is not delegated on; the days must be in order and within the duty's own.
    pub fn delegate(
        &self,
        person: &str,
        from: CalendarDate,
        until: CalendarDate,
    ) -> Result<Duty, &'static ProblemKind> {
        if self.delegated_by.is_some() {
            return Err(&kinds::DELEGATED_ON);
        }
        let within = self.holds_on(from) && self.holds_on(until);
        if until < from || !within {
            return Err(&kinds::DELEGATION_DAYS);
        }
        let (from, until, delegated_by) = (Some(from), Some(until), Some(person.to_owned()));
        Ok(Duty { role: self.role, department: self.department.clone(), from, until, delegated_by })
    }

    /// Whether a sheet of the department with this path (from the top of the tree down) falls under the duty.
    pub fn covers(&self, department_path: &[String]) -> bool {
        match &self.department {
            Some(department) => department_path.contains(department),
            None => !self.role.needs_department(),
        }
    }

    /// Whether it holds on this day.
    pub fn holds_on(&self, today: CalendarDate) -> bool {
        self.has_begun(today) && self.until.is_none_or(|until| today <= until)
    }

    /// Whether its first day has come.
    pub fn has_begun(&self, today: CalendarDate) -> bool {
        self.from.is_none_or(|from| from <= today)
    }
}
