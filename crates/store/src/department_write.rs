//! Changing departments (所管の変更): adding one, saying when it exists, giving it another name or place.

use std::collections::{HashMap, HashSet};

use crate::audit::append;
use crate::change::escape;
use crate::db::{Link, on};
use crate::department::{DepartmentFault, DepartmentRow, Departments, load};
use crate::duty::{Duties, DutyEntry, duties_where, give_duty};
use crate::{Store, StoreError};
use fiscal::FiscalYear;
use reform::plan::CalendarDate;

impl Store {
    /// Adds a department and gives its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_department(
        &self,
        actor: &str,
        parent: Option<i64>,
        name: &str,
        first_year: Option<FiscalYear>,
    ) -> Result<Result<i64, DepartmentFault>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let known = load(link).await?;
        if parent.is_some_and(|parent| known.get(parent).is_none()) {
            return Ok(Err(DepartmentFault::Missing));
        }
        let Some(id) = insert(link, actor, &known, parent, name).await? else {
            return Ok(Err(DepartmentFault::NameTaken));
        };
        if first_year.is_some() {
            let row = DepartmentRow {
                id,
                parent_id: parent,
                name: name.to_owned(),
                first_year: None,
                last_year: None,
                successor_id: None,
            };
            set_term(link, actor, &row, first_year, None, None).await?;
        }
        tx.commit().await?;
        Ok(Ok(id))
    }

    /// Sets the years in which a department exists and who takes over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_department_term(
        &self,
        actor: &str,
        id: i64,
        first_year: Option<FiscalYear>,
        last_year: Option<FiscalYear>,
        successor: Option<i64>,
    ) -> Result<Result<(), DepartmentFault>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let known = load(link).await?;
        let Some(row) = known.get(id) else { return Ok(Err(DepartmentFault::Missing)) };
        if first_year.zip(last_year).is_some_and(|(first, last)| last < first) {
            return Ok(Err(DepartmentFault::YearsReversed));
        }
        if let Some(successor) = successor {
            let begins = last_year.and_then(|last| FiscalYear::new(last.start() + 1).ok());
            let fits = begins.is_some_and(|year| known.get(successor).is_some_and(|row| row.exists_in(year)));
            if !fits || known.path(successor).contains(&id) {
                return Ok(Err(DepartmentFault::Successor));
            }
            if leads_to(&known, successor, id) {
                return Ok(Err(DepartmentFault::Circle));
            }
        }
        if (row.first_year, row.last_year, row.successor_id) != (first_year, last_year, successor) {
            set_term(link, actor, row, first_year, last_year, successor).await?;
            tx.commit().await?;
        }
        Ok(Ok(()))
    }

    /// Gives a department another name or another place from a fiscal year on: a new department with all below it takes
    /// over, and who has a duty for the old ones has it for the new ones from that year's first day. Gives the new number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn succeed_department(
        &self,
        actor: &str,
        id: i64,
        parent: Option<i64>,
        name: &str,
        from_year: FiscalYear,
    ) -> Result<Result<i64, DepartmentFault>, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let known = load(link).await?;
        let (Some(row), Ok(last_year)) = (known.get(id), FiscalYear::new(from_year.start() - 1)) else {
            return Ok(Err(DepartmentFault::Missing));
        };
        if row.successor_id.is_some() || !row.exists_in(last_year) || !row.exists_in(from_year) {
            return Ok(Err(DepartmentFault::Ended));
        }
        if let Some(parent) = parent {
            let there = known.get(parent).is_some() && known.exists_in(parent, from_year);
            if !there || known.path(parent).contains(&id) {
                return Ok(Err(DepartmentFault::Successor));
            }
        }
        let mut heirs: HashMap<i64, i64> = HashMap::new();
        for old in known.with_below(id) {
            let Some(old) = known.get(old).filter(|old| old.exists_in(last_year) && old.exists_in(from_year)) else {
                continue;
            };
            let (above, new_name) = if old.id == id {
                (parent, name)
            } else {
                // What stands below something that ended by itself ends with it.
                let Some(above) = old.parent_id.and_then(|above| heirs.get(&above)) else { continue };
                (Some(*above), old.name.as_str())
            };
            let Some(heir) = insert(link, actor, &known, above, new_name).await? else {
                return Ok(Err(DepartmentFault::NameTaken));
            };
            heirs.insert(old.id, heir);
            let new = DepartmentRow {
                id: heir,
                parent_id: above,
                name: new_name.to_owned(),
                first_year: None,
                last_year: None,
                successor_id: None,
            };
            set_term(link, actor, &new, Some(from_year), old.last_year, None).await?;
            set_term(link, actor, old, old.first_year, Some(last_year), Some(heir)).await?;
        }
        let heir = heirs[&id];
        hand_duties_on(link, actor, &heirs, from_year).await?;
        tx.commit().await?;
        Ok(Ok(heir))
    }
}

/// Whether the successions that begin at one department reach another.
fn leads_to(known: &Departments, from: i64, to: i64) -> bool {
    let mut seen = HashSet::new();
    let mut at = Some(from);
    while let Some(id) = at.filter(|id| seen.insert(*id)) {
        if id == to {
            return true;
        }
        at = known.get(id).and_then(|row| row.successor_id);
    }
    false
}

/// Adds a department's row; `None` when its name is taken there.
async fn insert(
    link: &mut Link<'_>,
    actor: &str,
    known: &Departments,
    parent: Option<i64>,
    name: &str,
) -> Result<Option<i64>, StoreError> {
    if known.rows().iter().any(|row| row.parent_id == parent && row.name == name) {
        return Ok(None);
    }
    let (id,): (i64,) = on!(link, |c| {
        sqlx::query_as(
        "insert into department (id, parent_id, name) values ((select coalesce(max(id), 0) + 1 from department), $1, $2)
         returning id"
    )
    .bind(parent)
    .bind(name)
    .fetch_one(c)
    .await
    })?;
    let above = parent.map(|parent| parent.to_string()).unwrap_or_default();
    let detail = format!("name\t\t{}\nparent\t\t{above}", escape(name));
    append(link, actor, "department.add", &format!("department:{id}"), detail).await?;
    Ok(Some(id))
}

async fn set_term(
    link: &mut Link<'_>,
    actor: &str,
    before: &DepartmentRow,
    first_year: Option<FiscalYear>,
    last_year: Option<FiscalYear>,
    successor: Option<i64>,
) -> Result<(), StoreError> {
    let number = |year: Option<FiscalYear>| year.map(|year| i64::from(year.start()));
    on!(link, |c| sqlx::query(
        "insert into department_term (department_id, first_year, last_year, successor_id) values ($1, $2, $3, $4)
         on conflict (department_id) do update set first_year = excluded.first_year, last_year = excluded.last_year,
             successor_id = excluded.successor_id"
    )
    .bind(before.id)
    .bind(number(first_year))
    .bind(number(last_year))
    .bind(successor)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    let text = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let detail = format!(
        "first_year\t{}\t{}\nlast_year\t{}\t{}\nsuccessor\t{}\t{}",
        text(number(before.first_year)),
        text(number(first_year)),
        text(number(before.last_year)),
        text(number(last_year)),
        text(before.successor_id),
        text(successor)
    );
    append(link, actor, "department.term", &format!("department:{}", before.id), detail).await?;
    Ok(())
}

/// Who has a duty for a department has it for its heir too, from the first day of the year; the old one stays for the
/// sheets of the years before.
async fn hand_duties_on(
    link: &mut Link<'_>,
    actor: &str,
    heirs: &HashMap<i64, i64>,
    from_year: FiscalYear,
) -> Result<(), StoreError> {
    let mut old: Vec<i64> = heirs.keys().copied().collect();
    old.sort_unstable();
    let begins = CalendarDate::new(from_year.start(), 4, 1);
    for duty in duties_where(link, Duties::Of(&old)).await? {
        let Some(heir) = duty.department_id.and_then(|id| heirs.get(&id)).filter(|_| duty.delegated_by.is_none())
        else {
            continue;
        };
        if duty.until_day.is_some_and(|until| begins.is_some_and(|begins| until < begins)) {
            continue;
        }
        let entry = DutyEntry {
            role: duty.role,
            department_id: Some(*heir),
            from_day: duty.from_day.max(begins),
            until_day: duty.until_day,
        };
        let _ = give_duty(link, actor, duty.account_id, &entry).await?;
    }
    Ok(())
}
