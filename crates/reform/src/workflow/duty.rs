//! Duty (担当): a role somebody has for a department, for good or until a day; a delegation (代理) is one with an end.

use super::Role;
use crate::plan::CalendarDate;

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
    /// The last day it holds; `None` is without end.
    pub until: Option<CalendarDate>,
}

impl Duty {
    /// Whether a sheet of the department with this path (from the top of the tree down) falls under the duty.
    pub fn covers(&self, department_path: &[String]) -> bool {
        match &self.department {
            Some(department) => department_path.contains(department),
            None => !self.role.needs_department(),
        }
    }

    /// Whether it holds on this day.
    pub fn holds_on(&self, today: CalendarDate) -> bool {
        self.until.is_none_or(|until| today <= until)
    }
}
