//! Boards and lists of a review (点検の進捗と一覧): how many sheets stand where, and the sheets themselves in short.
//!
//! Each question is a fixed number of statements, however many sheets a cycle has.

use crate::db::{Link, on};
use crate::rows::placeholders;
use crate::tree::{Tree, Which};
use crate::{Store, StoreError};
use fiscal::FiscalYear;
use reform::plan::CalendarDate;
use reform::program::Direction;
use reform::workflow::State;
use sqlx::AssertSqlSafe;

/// A department as boards and lists show it (所管の組織); each stands directly before those below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardDepartment {
    /// Its number.
    pub id: i64,
    /// How far below the top, from 0.
    pub depth: usize,
    /// Its own name.
    pub name: String,
    /// The numbers from the top of the tree down to it.
    pub path: Vec<i64>,
}

/// How many sheets of one department are in one state and were returned on one day (所管と状態ごとの枚数).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateCount {
    /// The cycle.
    pub fiscal_year: FiscalYear,
    /// The department; none where the inventory names none.
    pub department: Option<i64>,
    /// The state.
    pub state: State,
    /// The day they were last returned, if they ever were: it moves the day they are due.
    pub returned: Option<CalendarDate>,
    /// How many sheets.
    pub sheets: i64,
    /// Since when the oldest of them lies there (UTC, ISO 8601).
    pub oldest: String,
}

/// The counts of one or of all cycles (点検の集計).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewCounts {
    /// Every department.
    pub departments: Vec<BoardDepartment>,
    /// The counts; states without a sheet are left out.
    pub counts: Vec<StateCount>,
}

/// A sheet in short (点検シートの要約).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewRow {
    /// The sheet's number.
    pub id: i64,
    /// The program.
    pub program: i64,
    /// Its number in the source.
    pub external_id: String,
    /// Its name in the inventory the cycle was made from.
    pub name: String,
    /// The department that answers, if one does.
    pub department: Option<i64>,
    /// How far it has come.
    pub state: State,
    /// Who handed it in last.
    pub submitted_by: Option<i64>,
    /// Whether it was frozen or released by hand.
    pub frozen_by_hand: Option<bool>,
    /// The day it was last returned, if it ever was.
    pub returned: Option<CalendarDate>,
    /// Since when it lies where it lies (UTC, ISO 8601).
    pub state_at: String,
    /// Grows with every change of the sheet.
    pub revision: i64,
    /// The direction as it stands: decided, or else proposed.
    pub direction: Option<Direction>,
    /// Comment threads that nobody has closed.
    pub open_threads: i64,
}

/// What was said when a sheet was sent back (差戻しの理由).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnRemark {
    /// The sheet.
    pub sheet: i64,
    /// Who sent it back, by name; empty when an account did not.
    pub by: String,
    /// The role it was done in, by its stable word.
    pub role: String,
    /// What was said.
    pub remark: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

/// A comment that waits for an answer (返事を待つコメント).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingComment {
    /// The comment's number.
    pub id: i64,
    /// The sheet.
    pub sheet: i64,
    /// The field it is about; empty for the sheet.
    pub field: String,
    /// Who wrote it, by name; empty when no account did.
    pub by: String,
    /// The role it was written in, by its stable word.
    pub role: String,
    /// What was said.
    pub remark: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

/// A group of `review_sheet`: year, department, state, day returned, number, oldest.
type Counted = (i64, Option<i64>, String, Option<String>, i64, String);

/// A row of `review_sheet` with what stands around it.
type Stored = (
    i64,
    i64,
    String,
    Option<String>,
    Option<i64>,
    String,
    Option<i64>,
    Option<i64>,
    Option<String>,
    String,
    i64,
    Option<String>,
    Option<String>,
    i64,
);

/// The most sheets one question about chosen sheets takes; more are asked for in several statements.
const AT_A_TIME: usize = 500;

impl Store {
    /// How many sheets stand where, of one cycle or of all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn review_counts(&self, year: Option<FiscalYear>) -> Result<ReviewCounts, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let departments = departments(link).await?;
        let rows: Vec<Counted> = on!(link, |c| sqlx::query_as(
            "select fiscal_year, department_id, state, returned_day, count(*), min(state_at) from review_sheet
              where $1 = 0 or fiscal_year = $1 group by fiscal_year, department_id, state, returned_day
              order by fiscal_year, department_id, state, returned_day"
        )
        .bind(year.map_or(0, |year| i64::from(year.start())))
        .fetch_all(c)
        .await)?;
        let count = |(year, department, state, returned, sheets, oldest): Counted| {
            let (fiscal_year, state, returned) = (year_of(year)?, state_of(&state)?, day_of(returned)?);
            Ok(StateCount { fiscal_year, department, state, returned, sheets, oldest })
        };
        Ok(ReviewCounts { departments, counts: rows.into_iter().map(count).collect::<Result<_, StoreError>>()? })
    }

    /// How many programs the inventory of a year has, by department: what a review made from it would have.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn programs_by_department(&self, year: FiscalYear) -> Result<Vec<(Option<i64>, i64)>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        Ok(on!(link, |c| sqlx::query_as(
            "select department_id, count(*) from program_version where fiscal_year = $1
              group by department_id order by department_id"
        )
        .bind(i64::from(year.start()))
        .fetch_all(c)
        .await)?)
    }

    /// Every department, each directly before those below it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn board_departments(&self) -> Result<Vec<BoardDepartment>, StoreError> {
        let mut reader = self.db.reader().await?;
        departments(&mut reader.link()).await
    }

    /// The sheets of a cycle in short, by number: all of them, or those of these departments (not of those below).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn review_rows(&self, year: FiscalYear, within: Option<&[i64]>) -> Result<Vec<ReviewRow>, StoreError> {
        let mut rows = Vec::new();
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        match within {
            None => rows.extend(rows_where(link, year, "", &[]).await?),
            Some(departments) => {
                for some in departments.chunks(AT_A_TIME) {
                    let condition = format!(" and s.department_id in ({})", placeholders(2, some.len()));
                    rows.extend(rows_where(link, year, &condition, some).await?);
                }
            }
        }
        rows.sort_unstable_by_key(|row| row.id);
        Ok(rows)
    }

    /// The sheets with these numbers in short, those of the cycle alone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn review_rows_of(&self, year: FiscalYear, sheets: &[i64]) -> Result<Vec<ReviewRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let mut rows = Vec::new();
        for some in sheets.chunks(AT_A_TIME) {
            let condition = format!(" and s.id in ({})", placeholders(2, some.len()));
            rows.extend(rows_where(link, year, &condition, some).await?);
        }
        rows.sort_unstable_by_key(|row| row.id);
        Ok(rows)
    }

    /// Of these sheets, the ones this account has written in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sheets_written_by(&self, account: i64, sheets: &[i64]) -> Result<Vec<i64>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let mut written = Vec::new();
        for some in sheets.chunks(AT_A_TIME) {
            let sql = format!(
                "select distinct sheet_id from review_change
                  where account_id = $1 and via <> 'carried' and sheet_id in ({})",
                placeholders(2, some.len())
            );
            written.extend(numbers(link, sql, account, some).await?);
        }
        written.sort_unstable();
        Ok(written)
    }

    /// The sheets of a cycle that this account handed in or passed on, by number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sheets_passed_by(&self, account: i64, year: FiscalYear) -> Result<Vec<i64>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(i64,)> = on!(link, |c| sqlx::query_as(
            "select distinct t.sheet_id from review_step t join review_sheet s on s.id = t.sheet_id
              where t.account_id = $1 and t.action in ('submit', 'approve') and s.fiscal_year = $2 order by t.sheet_id"
        )
        .bind(account)
        .bind(i64::from(year.start()))
        .fetch_all(c)
        .await)?;
        Ok(rows.into_iter().map(|(sheet,)| sheet).collect())
    }

    /// What was said when each of these sheets was sent back last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_returns(&self, sheets: &[i64]) -> Result<Vec<ReturnRemark>, StoreError> {
        type Row = (i64, Option<String>, String, String, String);
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let mut remarks = Vec::new();
        for some in sheets.chunks(AT_A_TIME) {
            let sql = format!(
                "select t.sheet_id, a.name, t.role, t.remark, t.at from review_step t
                   left join account a on a.id = t.account_id
                  where t.sheet_id in ({}) and t.action = 'return'
                    and t.revision = (select max(u.revision) from review_step u
                                       where u.sheet_id = t.sheet_id and u.action = 'return')
                  order by t.sheet_id",
                placeholders(1, some.len())
            );
            let rows: Vec<Row> = on!(link, |c| {
                let mut query = sqlx::query_as(AssertSqlSafe(sql)).persistent(false);
                for sheet in some {
                    query = query.bind(*sheet);
                }
                query.fetch_all(c).await
            })?;
            remarks.extend(rows.into_iter().map(|(sheet, by, role, remark, at)| ReturnRemark {
                sheet,
                by: by.unwrap_or_default(),
                role,
                remark,
                at,
            }));
        }
        Ok(remarks)
    }

    /// Comments of others on these sheets, newest first, in threads that are open and that this account has not
    /// answered since.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting_comments(
        &self,
        account: i64,
        sheets: &[i64],
        limit: i64,
    ) -> Result<Vec<WaitingComment>, StoreError> {
        type Row = (i64, i64, String, Option<String>, String, String, String);
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let mut found: Vec<WaitingComment> = Vec::new();
        for some in sheets.chunks(AT_A_TIME) {
            // A return says its reason as a comment too; the page shows that beside the sheet it sent back.
            let sql = format!(
                "select m.id, m.sheet_id, m.field, a.name, m.role, m.remark, m.at from review_comment m
                   join review_comment f on f.id = coalesce(m.answers_id, m.id)
                   left join account a on a.id = m.account_id
                  where m.sheet_id in ({}) and m.kind = 'comment' and f.closed_at is null
                    and (m.account_id is null or m.account_id <> $1)
                    and not exists (select 1 from review_comment n
                                     where n.sheet_id = m.sheet_id and n.account_id = $1 and n.id > m.id
                                       and coalesce(n.answers_id, n.id) = f.id)
                  order by m.id desc limit $2",
                placeholders(3, some.len())
            );
            let rows: Vec<Row> = on!(link, |c| {
                let mut query = sqlx::query_as(AssertSqlSafe(sql)).persistent(false).bind(account).bind(limit);
                for sheet in some {
                    query = query.bind(*sheet);
                }
                query.fetch_all(c).await
            })?;
            found.extend(rows.into_iter().map(|(id, sheet, field, by, role, remark, at)| WaitingComment {
                id,
                sheet,
                field,
                by: by.unwrap_or_default(),
                role,
                remark,
                at,
            }));
        }
        found.sort_by_key(|comment| std::cmp::Reverse(comment.id));
        found.truncate(usize::try_from(limit).unwrap_or(0));
        Ok(found)
    }
}

async fn departments(link: &mut Link<'_>) -> Result<Vec<BoardDepartment>, StoreError> {
    let tree = Tree::load(link, Which::Department).await?;
    let mut above: Vec<i64> = Vec::new();
    let node = |(id, parent, name): (i64, Option<i64>, &str)| {
        while above.last().copied() != parent && !above.is_empty() {
            above.pop();
        }
        above.push(id);
        BoardDepartment { id, depth: above.len() - 1, name: name.to_owned(), path: above.clone() }
    };
    Ok(tree.in_order().into_iter().map(node).collect())
}

/// The sheets of a cycle under a condition on further values, `$2` and on.
async fn rows_where(
    link: &mut Link<'_>,
    year: FiscalYear,
    condition: &str,
    values: &[i64],
) -> Result<Vec<ReviewRow>, StoreError> {
    let sql = format!(
        "select s.id, s.program_id, p.external_id,
                coalesce((select v.name from program_version v
                           where v.program_id = s.program_id and v.fiscal_year <= y.source_year
                           order by v.fiscal_year desc limit 1),
                         (select v.name from program_version v
                           where v.program_id = s.program_id order by v.fiscal_year limit 1)),
                s.department_id, s.state, s.submitted_by, s.frozen_by_hand, s.returned_day, s.state_at, s.revision,
                d.text_now, e.text_now,
                (select count(*) from review_comment m
                  where m.sheet_id = s.id and m.answers_id is null and m.closed_at is null)
           from review_sheet s
           join review_cycle y on y.fiscal_year = s.fiscal_year
           join program p on p.id = s.program_id
           left join review_field d on d.sheet_id = s.id and d.name = 'direction'
           left join review_field e on e.sheet_id = s.id and e.name = 'decision.direction'
          where s.fiscal_year = $1{condition} order by s.id"
    );
    let rows: Vec<Stored> = on!(link, |c| {
        // A condition comes in as many lengths as there are choices of departments.
        let mut query = sqlx::query_as(AssertSqlSafe(sql)).persistent(values.is_empty()).bind(i64::from(year.start()));
        for value in values {
            query = query.bind(*value);
        }
        query.fetch_all(c).await
    })?;
    rows.into_iter().map(row).collect()
}

async fn numbers(link: &mut Link<'_>, sql: String, first: i64, more: &[i64]) -> Result<Vec<i64>, StoreError> {
    let rows: Vec<(i64,)> = on!(link, |c| {
        let mut query = sqlx::query_as(AssertSqlSafe(sql)).persistent(false).bind(first);
        for value in more {
            query = query.bind(*value);
        }
        query.fetch_all(c).await
    })?;
    Ok(rows.into_iter().map(|(number,)| number).collect())
}

fn row(stored: Stored) -> Result<ReviewRow, StoreError> {
    let (id, program, external_id, name, department, state, by, frozen, returned, at, revision, own, decided, open) =
        stored;
    let direction = |text: Option<String>| text.as_deref().and_then(Direction::from_word);
    Ok(ReviewRow {
        id,
        program,
        external_id,
        name: name.unwrap_or_default(),
        department,
        state: state_of(&state)?,
        submitted_by: by,
        frozen_by_hand: frozen.map(|frozen| frozen == 1),
        returned: day_of(returned)?,
        state_at: at,
        revision,
        direction: direction(decided).or(direction(own)),
        open_threads: open,
    })
}

fn state_of(word: &str) -> Result<State, StoreError> {
    State::from_word(word).ok_or_else(|| StoreError::Damaged(format!("the state “{word}” of a review sheet")))
}

fn year_of(year: i64) -> Result<FiscalYear, StoreError> {
    let known = i32::try_from(year).ok().and_then(|year| FiscalYear::new(year).ok());
    known.ok_or_else(|| StoreError::Damaged(format!("the fiscal year {year} of a review sheet")))
}

fn day_of(day: Option<String>) -> Result<Option<CalendarDate>, StoreError> {
    let read = |day: String| day.parse().map_err(|_| StoreError::Damaged(format!("the day “{day}” of a review sheet")));
    day.map(read).transpose()
}
