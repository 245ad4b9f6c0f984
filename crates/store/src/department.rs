//! Departments by year (年度ごとの所管): the tree, the years in which each exists, and who took over from whom.
//!
//! A department keeps its name for ever, so that what was written under it can still be read. A new name or another place
//! in the tree is a new department that takes over from the old one ([`Store::succeed_department`]).

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::db::{Link, on};
use crate::{Store, StoreError};
use fiscal::FiscalYear;

/// A department (所管) with the years in which it exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepartmentRow {
    /// Its number.
    pub id: i64,
    /// The department above.
    pub parent_id: Option<i64>,
    /// Its own name.
    pub name: String,
    /// The first fiscal year; `None` is since ever.
    pub first_year: Option<FiscalYear>,
    /// The last fiscal year; `None` is without end.
    pub last_year: Option<FiscalYear>,
    /// Who took over its programs.
    pub successor_id: Option<i64>,
}

/// Every department (所管の全体); there are hundreds, so they are read together.
#[derive(Clone, Debug, Default)]
pub struct Departments {
    /// Each directly followed by those below it, siblings by number.
    rows: Vec<DepartmentRow>,
    places: HashMap<i64, usize>,
}

/// Why a department was not changed (変えられなかった理由).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DepartmentFault {
    /// There is none with this number.
    Missing,
    /// Another one in the same place has or had this name.
    NameTaken,
    /// The last year lies before the first.
    YearsReversed,
    /// The successor is missing, the department itself or below it, or does not exist in the year after the last.
    Successor,
    /// The successions lead round in a circle.
    Circle,
    /// It ended before, or would end before it began.
    Ended,
}

impl Departments {
    /// Every department, each directly followed by those below it.
    pub fn rows(&self) -> &[DepartmentRow] {
        &self.rows
    }

    /// The department of this number.
    pub fn get(&self, id: i64) -> Option<&DepartmentRow> {
        self.places.get(&id).map(|place| &self.rows[*place])
    }

    /// The numbers from the top of the tree down to this department; empty when there is none.
    pub fn path(&self, id: i64) -> Vec<i64> {
        let mut path = Vec::new();
        let mut at = self.get(id);
        while let Some(row) = at {
            // A damaged table must not make this go round.
            if path.contains(&row.id) {
                break;
            }
            path.push(row.id);
            at = row.parent_id.and_then(|parent| self.get(parent));
        }
        path.reverse();
        path
    }

    /// The names from the top of the tree down to this department.
    pub fn path_names(&self, id: i64) -> Vec<String> {
        self.path(id).iter().filter_map(|id| self.get(*id)).map(|row| row.name.clone()).collect()
    }

    /// Whether it and all above it exist in a fiscal year.
    pub fn exists_in(&self, id: i64, year: FiscalYear) -> bool {
        let path = self.path(id);
        !path.is_empty() && path.iter().filter_map(|id| self.get(*id)).all(|row| row.exists_in(year))
    }

    /// Who answers for its programs in a fiscal year: itself, or the first of its successors that exists then.
    pub fn answering_in(&self, id: i64, year: FiscalYear) -> Option<i64> {
        let mut seen = HashSet::new();
        let mut at = Some(id);
        while let Some(id) = at.filter(|id| seen.insert(*id)) {
            if self.exists_in(id, year) {
                return Some(id);
            }
            at = self.get(id)?.successor_id;
        }
        None
    }

    /// The departments with this path of names, or whose own name this is when only one name is given.
    pub fn find(&self, names: &[&str]) -> Vec<i64> {
        let own = |row: &&DepartmentRow| names.last().is_some_and(|name| row.name == *name);
        let found = self.rows.iter().filter(own).filter(|row| {
            let path = self.path_names(row.id);
            names.len() == 1 || path.iter().map(String::as_str).eq(names.iter().copied())
        });
        let found: Vec<i64> = found.map(|row| row.id).collect();
        // A name alone that a department at the top has means that one.
        match found.iter().find(|id| names.len() == 1 && self.get(**id).is_some_and(|row| row.parent_id.is_none())) {
            Some(top) => vec![*top],
            None => found,
        }
    }

    /// It and all below it.
    pub fn with_below(&self, id: i64) -> Vec<i64> {
        self.rows.iter().map(|row| row.id).filter(|one| self.path(*one).contains(&id)).collect()
    }

    fn new(rows: Vec<DepartmentRow>) -> Departments {
        let known: HashSet<i64> = rows.iter().map(|row| row.id).collect();
        let mut below: BTreeMap<Option<i64>, Vec<DepartmentRow>> = BTreeMap::new();
        for row in rows {
            let parent = row.parent_id.filter(|parent| known.contains(parent) && *parent < row.id);
            below.entry(parent).or_default().push(row);
        }
        let mut departments = Departments::default();
        let mut stack: Vec<DepartmentRow> = below.remove(&None).unwrap_or_default();
        stack.reverse();
        while let Some(row) = stack.pop() {
            let children = below.remove(&Some(row.id)).unwrap_or_default();
            stack.extend(children.into_iter().rev());
            departments.places.insert(row.id, departments.rows.len());
            departments.rows.push(row);
        }
        departments
    }
}

impl DepartmentRow {
    /// Whether it exists in a fiscal year, whatever stands above it.
    pub fn exists_in(&self, year: FiscalYear) -> bool {
        self.first_year.is_none_or(|first| first <= year) && self.last_year.is_none_or(|last| year <= last)
    }
}

impl Store {
    /// Every department.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn departments(&self) -> Result<Departments, StoreError> {
        let mut reader = self.db.reader().await?;
        load(&mut reader.link()).await
    }

    /// How many sheets of later years than `last_year` this department and those below it still have to finish.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_sheets_after(&self, departments: &[i64], last_year: FiscalYear) -> Result<i64, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(Option<i64>, i64)> = on!(link, |c| sqlx::query_as(
            "select department_id, count(*) from review_sheet
              where fiscal_year > $1 and state not in ('decided', 'published') group by department_id"
        )
        .bind(i64::from(last_year.start()))
        .fetch_all(c)
        .await)?;
        let own = rows.into_iter().filter(|(id, _)| id.is_some_and(|id| departments.contains(&id)));
        Ok(own.map(|(_, count)| count).sum())
    }
}

/// Reads every department inside or outside a transaction.
pub(crate) async fn load(link: &mut Link<'_>) -> Result<Departments, StoreError> {
    type Row = (i64, Option<i64>, String, Option<i64>, Option<i64>, Option<i64>);
    let rows: Vec<Row> = on!(link, |c| sqlx::query_as(
        "select id, parent_id, name, first_year, last_year, successor_id from department
         left join department_term on department_id = id order by id"
    )
    .fetch_all(c)
    .await)?;
    let year = |year: Option<i64>| year.and_then(|year| FiscalYear::new(i32::try_from(year).ok()?).ok());
    let row = |(id, parent_id, name, first, last, successor_id)| DepartmentRow {
        id,
        parent_id,
        name,
        first_year: year(first),
        last_year: year(last),
        successor_id,
    };
    Ok(Departments::new(rows.into_iter().map(row).collect()))
}
