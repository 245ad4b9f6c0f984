//! Sheets as they are read (点検シートの読出): in a bounded number of statements, whatever hangs on them.

use std::collections::BTreeMap;

use fiscal::FiscalYear;
use reform::review::Fields;
use reform::workflow::State;
use sqlx::AssertSqlSafe;

use super::cycle::{CYCLE_COLUMNS, StoredCycle};
use super::{CommentRow, FieldRow, FileRow, ReviewCycle, SheetRow, StepRow, damaged, day, state, year};
use crate::db::{Link, on};
use crate::{Store, StoreError};

/// A sheet with its cycle and what belongs to it (シートの一式).
#[derive(Clone, Debug)]
pub struct StoredSheetView {
    /// The sheet.
    pub row: SheetRow,
    /// Its cycle.
    pub cycle: ReviewCycle,
    /// The program's name in the inventory the cycle was made from.
    pub program_name: String,
    /// The names of its departments, in step with the path.
    pub department_names: Vec<String>,
    /// The name of who handed it in last; empty for nobody.
    pub submitted_by_name: String,
    /// Its fields by name, also those that were cleared.
    pub fields: Vec<FieldRow>,
    /// Its comments, the oldest first.
    pub comments: Vec<CommentRow>,
    /// Its files, the oldest first, without those taken off.
    pub files: Vec<FileRow>,
    /// Its steps, the oldest first.
    pub steps: Vec<StepRow>,
    /// Year, state and texts of the program's sheet in the cycle before, if it had one.
    pub last_year: Option<(FiscalYear, State, Fields)>,
}

/// A sheet with its cycle, as one statement finds them. `{department}` is the path of its departments.
pub(super) const SHEET_SQL: &str = "with recursive sheet as (
        select id, fiscal_year, program_id, department_id, state, submitted_by, frozen_by_hand, returned_day, state_at,
               revision
          from review_sheet where fiscal_year = $1 and program_id = $2),
     up (id, parent_id, path) as (
        select d.id, d.parent_id, cast(d.id as text) from department d join sheet s on s.department_id = d.id
        union all
        select d.id, d.parent_id, cast(d.id as text) || '/' || up.path
          from department d join up on d.id = up.parent_id)
     select s.id, s.program_id, s.state, s.submitted_by, s.frozen_by_hand, s.returned_day, s.state_at, s.revision,
            coalesce((select max(t.revision) from review_step t where t.sheet_id = s.id), 0) as step_revision,
            coalesce((select path from up where parent_id is null), '') as department_path,
            (select p.external_id from program p where p.id = s.program_id) as external_id, ";

/// A sheet with its cycle as they come from the tables.
#[derive(sqlx::FromRow)]
pub(super) struct StoredSheetRow {
    id: i64,
    program_id: i64,
    state: String,
    submitted_by: Option<i64>,
    frozen_by_hand: Option<i64>,
    returned_day: Option<String>,
    state_at: String,
    revision: i64,
    step_revision: i64,
    department_path: String,
    external_id: String,
    #[sqlx(flatten)]
    cycle: StoredCycle,
}

impl Store {
    /// A sheet without its fields.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sheet_row(&self, year: FiscalYear, program: i64) -> Result<Option<SheetRow>, StoreError> {
        let mut reader = self.db.reader().await?;
        Ok(read_sheet(&mut reader.link(), year, program).await?.map(|(row, _)| row))
    }

    /// The programs of this number with a sheet in a cycle, by id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sheets_numbered(&self, year: FiscalYear, external_id: &str) -> Result<Vec<i64>, StoreError> {
        let mut reader = self.db.reader().await?;
        let link = &mut reader.link();
        let rows: Vec<(i64,)> = on!(link, |c| sqlx::query_as(
            "select p.id from review_sheet s join program p on p.id = s.program_id
              where s.fiscal_year = $1 and p.external_id = $2 order by p.id limit 100"
        )
        .bind(i64::from(year.start()))
        .bind(external_id)
        .fetch_all(c)
        .await)?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// A sheet, and the fields that changed after a revision.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sheet_news(
        &self,
        year: FiscalYear,
        program: i64,
        revision: i64,
    ) -> Result<Option<(SheetRow, Vec<FieldRow>)>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let Some((row, _)) = read_sheet(link, year, program).await? else { return Ok(None) };
        // Most of the time nothing has changed.
        let fields = if row.revision > revision { fields_after(link, row.id, revision).await? } else { Vec::new() };
        Ok(Some((row, fields)))
    }

    /// A sheet with its cycle, names and nothing else.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sheet_head(&self, year: FiscalYear, program: i64) -> Result<Option<StoredSheetView>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        head(&mut tx.link(), year, program).await
    }

    /// A sheet with all that stands around it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sheet_view(&self, year: FiscalYear, program: i64) -> Result<Option<StoredSheetView>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let Some(mut view) = head(link, year, program).await? else { return Ok(None) };
        view.fields = fields_after(link, view.row.id, -1).await?;
        view.comments = super::comment::comments_of(link, view.row.id).await?;
        view.files = super::file::files_of(link, view.row.id).await?;
        view.steps = super::history::steps_of(link, view.row.id).await?;
        view.last_year = last_year(link, year, program).await?;
        Ok(Some(view))
    }

    /// The texts of every sheet of a cycle, by program; of one department with all below it, or of all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fields_of_cycle(
        &self,
        year: FiscalYear,
        department: Option<i64>,
    ) -> Result<BTreeMap<i64, (SheetRow, Fields)>, StoreError> {
        let mut tx = self.db.snapshot().await?;
        let link = &mut tx.link();
        let departments = crate::department::load(link).await?;
        type Row = (i64, i64, String, Option<i64>, String, Option<i64>, Option<i64>, Option<String>, String, i64, i64);
        let rows: Vec<Row> = on!(link, |c| {
            sqlx::query_as(
            "select s.id, s.program_id, p.external_id, s.department_id, s.state, s.submitted_by, s.frozen_by_hand, s.returned_day,
                    s.state_at, s.revision, coalesce(t.last, 0)
               from review_sheet s
               join program p on p.id = s.program_id
               left join (select sheet_id, max(revision) as last from review_step group by sheet_id) t
                 on t.sheet_id = s.id
              where s.fiscal_year = $1 order by s.program_id"
        )
        .bind(i64::from(year.start()))
        .fetch_all(c)
        .await
        })?;
        let mut sheets = BTreeMap::new();
        let mut programs = BTreeMap::new();
        for (
            id,
            program,
            external_id,
            lowest,
            word,
            submitted_by,
            frozen,
            returned,
            state_at,
            revision,
            step_revision,
        ) in rows
        {
            let department_path = lowest.map(|lowest| departments.path(lowest)).unwrap_or_default();
            if department.is_some_and(|department| !department_path.contains(&department)) {
                continue;
            }
            let row = SheetRow {
                id,
                year,
                program,
                external_id,
                department_path,
                state: state(&word)?,
                submitted_by,
                frozen_by_hand: frozen.map(|frozen| frozen == 1),
                returned_day: returned.as_deref().map(day).transpose()?,
                state_at,
                revision,
                step_revision,
            };
            programs.insert(id, program);
            sheets.insert(program, (row, Fields::default()));
        }
        let texts: Vec<(i64, String, String)> = on!(link, |c| sqlx::query_as(
            "select f.sheet_id, f.name, f.text_now from review_field f join review_sheet s on s.id = f.sheet_id
              where s.fiscal_year = $1 and f.text_now <> ''"
        )
        .bind(i64::from(year.start()))
        .fetch_all(c)
        .await)?;
        for (sheet, name, text) in texts {
            let program = programs.get(&sheet);
            if let Some((_, fields)) = program.and_then(|program| sheets.get_mut(program)) {
                fields.set(name, &text);
            }
        }
        Ok(sheets)
    }
}

/// A sheet with its cycle, inside a transaction or not.
pub(super) async fn read_sheet(
    link: &mut Link<'_>,
    of: FiscalYear,
    program: i64,
) -> Result<Option<(SheetRow, ReviewCycle)>, StoreError> {
    let sql = format!("{SHEET_SQL}{CYCLE_COLUMNS} from sheet s join review_cycle c on c.fiscal_year = s.fiscal_year");
    let row: Option<StoredSheetRow> = on!(link, |c| sqlx::query_as(AssertSqlSafe(sql))
        .bind(i64::from(of.start()))
        .bind(program)
        .fetch_optional(c)
        .await)?;
    row.map(|row| row.read()).transpose()
}

impl StoredSheetRow {
    fn read(self) -> Result<(SheetRow, ReviewCycle), StoreError> {
        let cycle = self.cycle.read()?;
        let ids = self.department_path.split('/').filter(|id| !id.is_empty());
        let department_path: Result<Vec<i64>, _> = ids.map(str::parse).collect();
        let row = SheetRow {
            id: self.id,
            year: cycle.year,
            program: self.program_id,
            external_id: self.external_id,
            department_path: department_path.map_err(|_| damaged("department_path", &self.department_path))?,
            state: state(&self.state)?,
            submitted_by: self.submitted_by,
            frozen_by_hand: self.frozen_by_hand.map(|frozen| frozen == 1),
            returned_day: self.returned_day.as_deref().map(day).transpose()?,
            state_at: self.state_at,
            revision: self.revision,
            step_revision: self.step_revision,
        };
        Ok((row, cycle))
    }
}

/// The fields that changed after a revision, by name.
pub(super) async fn fields_after(link: &mut Link<'_>, sheet: i64, revision: i64) -> Result<Vec<FieldRow>, StoreError> {
    let rows: Vec<(String, String, i64, Option<i64>, String, String)> = on!(link, |c| sqlx::query_as(
        "select f.name, f.text_now, f.revision, f.account_id, coalesce(a.name, ''), f.at
           from review_field f left join account a on a.id = f.account_id
          where f.sheet_id = $1 and f.revision > $2 order by f.name"
    )
    .bind(sheet)
    .bind(revision)
    .fetch_all(c)
    .await)?;
    let field = |(name, text, revision, account, who, at)| FieldRow { name, text, revision, account, who, at };
    Ok(rows.into_iter().map(field).collect())
}

async fn head(link: &mut Link<'_>, year: FiscalYear, program: i64) -> Result<Option<StoredSheetView>, StoreError> {
    let Some((row, cycle)) = read_sheet(link, year, program).await? else { return Ok(None) };
    let (program_name, submitted_by_name): (String, String) = on!(link, |c| sqlx::query_as(
        "select coalesce((select v.name from program_version v where v.program_id = p.id
                           order by case when v.fiscal_year <= $2 then 0 else 1 end, v.fiscal_year desc limit 1), ''),
                coalesce((select a.name from account a where a.id = $3), '')
           from program p where p.id = $1"
    )
    .bind(program)
    .bind(i64::from(cycle.source_year.start()))
    .bind(row.submitted_by)
    .fetch_one(c)
    .await)?;
    let mut department_names = Vec::with_capacity(row.department_path.len());
    if !row.department_path.is_empty() {
        let sql = format!(
            "select id, name from department where id in ({})",
            crate::rows::placeholders(1, row.department_path.len())
        );
        let names: Vec<(i64, String)> = on!(link, |c| {
            let query = sqlx::query_as(AssertSqlSafe(sql));
            row.department_path.iter().fold(query, |query, id| query.bind(*id)).fetch_all(c).await
        })?;
        let names: BTreeMap<i64, String> = names.into_iter().collect();
        department_names.extend(row.department_path.iter().map(|id| names.get(id).cloned().unwrap_or_default()));
    }
    Ok(Some(StoredSheetView {
        row,
        cycle,
        program_name,
        department_names,
        submitted_by_name,
        fields: Vec::new(),
        comments: Vec::new(),
        files: Vec::new(),
        steps: Vec::new(),
        last_year: None,
    }))
}

async fn last_year(
    link: &mut Link<'_>,
    before: FiscalYear,
    program: i64,
) -> Result<Option<(FiscalYear, State, Fields)>, StoreError> {
    let found: Option<(i64, i64, String)> = on!(link, |c| sqlx::query_as(
        "select id, fiscal_year, state from review_sheet where program_id = $1 and fiscal_year < $2
          order by fiscal_year desc limit 1"
    )
    .bind(program)
    .bind(i64::from(before.start()))
    .fetch_optional(c)
    .await)?;
    let Some((id, start, word)) = found else { return Ok(None) };
    let texts: Vec<(String, String)> = on!(link, |c| sqlx::query_as(
        "select name, text_now from review_field where sheet_id = $1 and text_now <> ''"
    )
    .bind(id)
    .fetch_all(c)
    .await)?;
    Ok(Some((year(start)?, state(&word)?, texts.into_iter().collect())))
}
