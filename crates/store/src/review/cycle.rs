//! Cycles as they are stored (点検の年度の保存): reading them, changing their calendar.

use fiscal::FiscalYear;
use reform::workflow::{Calendar, Level, Rules};

use super::{ReviewCycle, damaged, day, year};
use crate::audit::append;
use crate::db::on;
use crate::{Store, StoreError};

/// What making a cycle, or adding programs to one, led to (作成の結果).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CycleOutcome {
    /// There is a cycle of this year already.
    Exists,
    /// There is no program to make a sheet of.
    NoPrograms,
    /// Sheets were made.
    Made {
        /// How many.
        sheets: u64,
        /// How many of them have no department.
        without_department: u64,
        /// How many KPIs were carried over.
        kpis: u64,
        /// How many indicators were left behind.
        kpis_left_out: u64,
    },
}

/// The columns of a cycle, as every query names them.
pub(super) const CYCLE_COLUMNS: &str = "c.fiscal_year, c.source_year, c.open_day, c.due_owner, c.due_section_head, \
     c.due_department_head, c.due_reform_office, c.due_finance, c.due_headquarters, c.freeze_day, c.may_approve_own, \
     c.days_after_return, c.is_demo, c.created_by, c.created_at, c.revision as cycle_revision";

/// A cycle as it comes from the table.
#[derive(sqlx::FromRow)]
pub(super) struct StoredCycle {
    fiscal_year: i64,
    source_year: i64,
    open_day: String,
    due_owner: String,
    due_section_head: String,
    due_department_head: String,
    due_reform_office: String,
    due_finance: String,
    due_headquarters: String,
    freeze_day: Option<String>,
    may_approve_own: i64,
    days_after_return: i64,
    is_demo: i64,
    created_by: String,
    created_at: String,
    cycle_revision: i64,
}

impl StoredCycle {
    pub(super) fn read(self) -> Result<ReviewCycle, StoreError> {
        let due = [
            day(&self.due_owner)?,
            day(&self.due_section_head)?,
            day(&self.due_department_head)?,
            day(&self.due_reform_office)?,
            day(&self.due_finance)?,
            day(&self.due_headquarters)?,
        ];
        let freeze = self.freeze_day.as_deref().map(day).transpose()?;
        let calendar = Calendar::new(day(&self.open_day)?, due, freeze)
            .map_err(|_| damaged("the order of the days of", self.fiscal_year))?;
        let days_after_return =
            u8::try_from(self.days_after_return).map_err(|_| damaged("days_after_return", self.days_after_return))?;
        Ok(ReviewCycle {
            year: year(self.fiscal_year)?,
            source_year: year(self.source_year)?,
            calendar,
            rules: Rules { may_approve_own: self.may_approve_own == 1, days_after_return },
            is_demo: self.is_demo == 1,
            created_by: self.created_by,
            created_at: self.created_at,
            revision: self.cycle_revision,
        })
    }
}

impl Store {
    /// Every cycle, the latest year first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn review_cycles(&self) -> Result<Vec<ReviewCycle>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let sql = format!("select {CYCLE_COLUMNS} from review_cycle c order by c.fiscal_year desc");
        let rows: Vec<StoredCycle> = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(c).await)?;
        rows.into_iter().map(StoredCycle::read).collect()
    }

    /// The cycle of a year.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn review_cycle(&self, year: FiscalYear) -> Result<Option<ReviewCycle>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let sql = format!("select {CYCLE_COLUMNS} from review_cycle c where c.fiscal_year = $1");
        let row: Option<StoredCycle> = on!(link, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(i64::from(year.start()))
            .fetch_optional(c)
            .await)?;
        row.map(StoredCycle::read).transpose()
    }

    /// The latest fiscal year, not after this one, that the inventory has sheets of.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn latest_sheet_year(&self, until: FiscalYear) -> Result<Option<FiscalYear>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let (latest,): (Option<i64>,) =
            on!(link, |c| sqlx::query_as("select max(fiscal_year) from program_version where fiscal_year <= $1")
                .bind(i64::from(until.start()))
                .fetch_one(c)
                .await)?;
        latest.map(year).transpose()
    }

    /// Changes the days and rules of a cycle. What is as it was leaves no trace.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_review_calendar(
        &self,
        year: FiscalYear,
        calendar: &Calendar,
        rules: Rules,
        actor: &str,
    ) -> Result<(), StoreError> {
        let Some(before) = self.review_cycle(year).await? else { return Ok(()) };
        if (&before.calendar, before.rules) == (calendar, rules) {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let [owner, section, department, office, finance, headquarters] = due_days(calendar);
        on!(link, |c| sqlx::query(
            "update review_cycle set open_day = $2, due_owner = $3, due_section_head = $4, due_department_head = $5,
             due_reform_office = $6, due_finance = $7, due_headquarters = $8, freeze_day = $9, may_approve_own = $10,
             days_after_return = $11, revision = revision + 1 where fiscal_year = $1"
        )
        .bind(i64::from(year.start()))
        .bind(calendar.open().to_string())
        .bind(owner)
        .bind(section)
        .bind(department)
        .bind(office)
        .bind(finance)
        .bind(headquarters)
        .bind(calendar.freeze().map(|day| day.to_string()))
        .bind(i64::from(rules.may_approve_own))
        .bind(i64::from(rules.days_after_return))
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
        let detail = changed_lines(&lines(&before.calendar, before.rules), &lines(calendar, rules));
        append(link, actor, "review.calendar", &format!("cycle:{}", year.start()), detail).await?;
        tx.commit().await
    }
}

/// The due days from the owner up, as they are stored.
pub(super) fn due_days(calendar: &Calendar) -> [String; 6] {
    let mut days = [const { String::new() }; 6];
    Level::ALL.iter().zip(&mut days).for_each(|(level, day)| *day = calendar.due(*level).to_string());
    days
}

/// The calendar and rules as the audit trail names them.
pub(super) fn lines(calendar: &Calendar, rules: Rules) -> Vec<(String, String)> {
    let mut lines = vec![("open".to_owned(), calendar.open().to_string())];
    lines.extend(Level::ALL.iter().zip(due_days(calendar)).map(|(level, day)| (format!("due.{}", level.word()), day)));
    lines.push(("freeze".to_owned(), calendar.freeze().map(|day| day.to_string()).unwrap_or_default()));
    lines.push(("may_approve_own".to_owned(), rules.may_approve_own.to_string()));
    lines.push(("days_after_return".to_owned(), rules.days_after_return.to_string()));
    lines
}

fn changed_lines(before: &[(String, String)], after: &[(String, String)]) -> String {
    let changed = before.iter().zip(after).filter(|(before, after)| before != after);
    changed.map(|((name, was), (_, is))| format!("{name}\t{was}\t{is}")).collect::<Vec<_>>().join("\n")
}
