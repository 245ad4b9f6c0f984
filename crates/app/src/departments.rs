//! Departments by year (年度ごとの所管): when each exists, who follows whom, and what is still open where one ends.

use std::collections::BTreeMap;

use fiscal::FiscalYear;
use reform::plan::CalendarDate;
use store::DepartmentFault;

pub use store::{DepartmentRow, Departments};

use crate::App;
use crate::error::AppError;
use crate::people::{Checked, DEPARTMENT_REFUSED, Fault, Field, NAME_UNUSABLE};
use crate::permission::{Action, Actor, permit};

/// Every department with what still lies with those that end (所管の一覧).
#[derive(Clone, Debug, Default)]
pub struct DepartmentTree {
    /// The departments.
    pub departments: Departments,
    /// Sheets of later years than its last that a department, with those below it, still has to finish.
    pub open_sheets: BTreeMap<i64, i64>,
}

/// The years of a department as typed (所管の期間の入力).
#[derive(Clone, Debug, Default)]
pub struct TermForm {
    /// The first fiscal year; empty is since ever.
    pub first_year: String,
    /// The last fiscal year; empty is without end.
    pub last_year: String,
    /// The number of the department that takes over; empty for none.
    pub successor: String,
}

/// A new department, or a new name or place for one, as typed (所管の追加・改組の入力).
#[derive(Clone, Debug, Default)]
pub struct DepartmentForm {
    /// The name.
    pub name: String,
    /// The number of the department above; empty is the top.
    pub parent: String,
    /// The first fiscal year under this name; may be empty for a new one.
    pub year: String,
}

impl App {
    /// Every department.
    ///
    /// # Errors
    /// When the actor may not see them.
    pub async fn department_tree(&self, actor: &Actor) -> Result<DepartmentTree, AppError> {
        permit(actor, Action::ReadPeople)?;
        let departments = self.store.departments().await?;
        let mut open_sheets = BTreeMap::new();
        for row in departments.rows() {
            if let Some(last_year) = row.last_year {
                let open = self.store.open_sheets_after(&departments.with_below(row.id), last_year).await?;
                if open > 0 {
                    open_sheets.insert(row.id, open);
                }
            }
        }
        Ok(DepartmentTree { departments, open_sheets })
    }

    /// Adds a department and gives its number.
    ///
    /// # Errors
    /// When the actor may not.
    pub async fn add_department(&self, actor: &Actor, form: &DepartmentForm) -> Result<Checked<i64>, AppError> {
        permit(actor, Action::ManageDepartments)?;
        let (name, parent, year) = match read_department(form) {
            Ok(read) => read,
            Err(faults) => return Ok(Err(faults)),
        };
        let added = self.store.add_department(&actor.name, parent, &name, year).await?;
        Ok(added.map_err(|fault| vec![fault_of(fault, form)]))
    }

    /// Sets the years in which a department exists and who takes over.
    ///
    /// # Errors
    /// When the actor may not, or there is no such department.
    pub async fn set_department_term(&self, actor: &Actor, id: i64, form: &TermForm) -> Result<Checked<()>, AppError> {
        permit(actor, Action::ManageDepartments)?;
        let fault = |field, text: &str| Fault::new(field, &DEPARTMENT_REFUSED, text);
        let (first, last) = (read_year(&form.first_year), read_year(&form.last_year));
        let successor = read_number(&form.successor);
        let faults: Vec<Fault> = [
            first.is_err().then(|| fault(Field::FirstYear, &form.first_year)),
            last.is_err().then(|| fault(Field::LastYear, &form.last_year)),
            successor.is_err().then(|| fault(Field::Successor, &form.successor)),
        ]
        .into_iter()
        .flatten()
        .collect();
        let (Ok(first), Ok(last), Ok(successor)) = (first, last, successor) else { return Ok(Err(faults)) };
        match self.store.set_department_term(&actor.name, id, first, last, successor).await? {
            Ok(()) => Ok(Ok(())),
            Err(DepartmentFault::Missing) => Err(missing(id)),
            Err(DepartmentFault::YearsReversed) => Ok(Err(vec![fault(Field::LastYear, &form.last_year)])),
            Err(_) => Ok(Err(vec![fault(Field::Successor, &form.successor)])),
        }
    }

    /// Gives a department another name or place from a year on; gives the number of the new one.
    ///
    /// # Errors
    /// When the actor may not, or there is no such department.
    pub async fn succeed_department(
        &self,
        actor: &Actor,
        id: i64,
        form: &DepartmentForm,
    ) -> Result<Checked<i64>, AppError> {
        permit(actor, Action::ManageDepartments)?;
        let (name, parent, year) = match read_department(form) {
            Ok((name, parent, Some(year))) => (name, parent, year),
            Ok(_) => return Ok(Err(vec![Fault::new(Field::FirstYear, &DEPARTMENT_REFUSED, &form.year)])),
            Err(faults) => return Ok(Err(faults)),
        };
        match self.store.succeed_department(&actor.name, id, parent, &name, year).await? {
            Ok(heir) => Ok(Ok(heir)),
            Err(DepartmentFault::Missing) => Err(missing(id)),
            Err(fault) => Ok(Err(vec![fault_of(fault, form)])),
        }
    }
}

/// The fiscal year a day lies in; days before 1 April 1868 count to the first year the system knows.
pub fn fiscal_year_of(day: CalendarDate) -> FiscalYear {
    let (year, month, _) = day.parts();
    let start = if month < 4 { year - 1 } else { year };
    let known = FiscalYear::new(start).or_else(|_| FiscalYear::new(year));
    known.expect("a day of the calendar lies between 1868 and 2200")
}

type Read = (String, Option<i64>, Option<FiscalYear>);

fn read_department(form: &DepartmentForm) -> Result<Read, Vec<Fault>> {
    let (name, parent, year) = (crate::people::name(&form.name), read_number(&form.parent), read_year(&form.year));
    // 「＞」 parts the names of a path.
    let name = name.filter(|name| !name.contains(['＞', '>', '›']));
    let faults = [
        name.is_none().then(|| Fault::new(Field::Name, &NAME_UNUSABLE, &form.name)),
        parent.is_err().then(|| Fault::new(Field::Department, &DEPARTMENT_REFUSED, &form.parent)),
        year.is_err().then(|| Fault::new(Field::FirstYear, &DEPARTMENT_REFUSED, &form.year)),
    ];
    match (name, parent, year) {
        (Some(name), Ok(parent), Ok(year)) => Ok((name, parent, year)),
        _ => Err(faults.into_iter().flatten().collect()),
    }
}

/// A fiscal year as people write it, or none for an empty field.
fn read_year(text: &str) -> Result<Option<FiscalYear>, ()> {
    match text.trim() {
        "" => Ok(None),
        text => intake::table::read_fiscal_year(text).map(Some).ok_or(()),
    }
}

fn read_number(text: &str) -> Result<Option<i64>, ()> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| ()),
    }
}

fn fault_of(fault: DepartmentFault, form: &DepartmentForm) -> Fault {
    let (field, text) = match fault {
        DepartmentFault::NameTaken => (Field::Name, &form.name),
        DepartmentFault::Ended | DepartmentFault::YearsReversed => (Field::FirstYear, &form.year),
        DepartmentFault::Missing | DepartmentFault::Successor | DepartmentFault::Circle => {
            (Field::Department, &form.parent)
        }
    };
    Fault::new(field, &DEPARTMENT_REFUSED, text)
}

fn missing(id: i64) -> AppError {
    AppError::NotFound { what: "department", name: id.to_string() }
}
