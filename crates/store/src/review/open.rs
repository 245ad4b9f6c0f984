//! Opening a cycle (点検の作成): a sheet for each program, in bulk, with what is known already.

use std::collections::{BTreeMap, HashMap};

use fiscal::FiscalYear;
use reform::plan::CalendarDate;
use reform::review::{Fields, ITEMS_MAX, ReviewSheet, SheetKpi};
use reform::workflow::{ActionKind, Calendar, Role, Rules, State};

use super::cycle::{CycleOutcome, due_days, lines};
use super::source::{Source, carried_kpis, indicators_of_year, programs_without_sheet};
use crate::audit::append;
use crate::db::{Link, on};
use crate::number::next_numbers;
use crate::rows::{Cell, Rows};
use crate::{Store, StoreError};

/// A cycle to be made (作る点検).
#[derive(Clone, Debug)]
pub struct NewReviewCycle {
    /// The fiscal year under review.
    pub year: FiscalYear,
    /// The fiscal year whose inventory it is made from.
    pub source_year: FiscalYear,
    /// Its days.
    pub calendar: Calendar,
    /// What the city chose.
    pub rules: Rules,
    /// Whether its sheets are examples.
    pub is_demo: bool,
    /// How far the sheets of a demonstration have come, by the program's number in its source.
    pub examples: HashMap<String, ExampleSheet>,
    /// Who.
    pub actor: String,
    /// When (UTC, ISO 8601).
    pub at: String,
}

/// How far a made-up sheet has come (例示のシート).
#[derive(Clone, Debug)]
pub struct ExampleSheet {
    /// Its state.
    pub state: State,
    /// Its texts, beside the KPIs carried over.
    pub fields: Fields,
    /// When they were written.
    pub written_at: String,
    /// The day it was last returned.
    pub returned_day: Option<CalendarDate>,
    /// What happened to it, in order.
    pub steps: Vec<ExampleStep>,
}

/// A step of a made-up sheet (例示の回付).
#[derive(Clone, Debug)]
pub struct ExampleStep {
    /// What was done.
    pub action: ActionKind,
    /// In which role.
    pub role: Role,
    /// The state before.
    pub before: State,
    /// The state after.
    pub after: State,
    /// What was said; of a return it becomes a comment too.
    pub remark: String,
    /// When.
    pub at: String,
}

impl Store {
    /// Makes the cycle of a year: a sheet for each program of the source year's inventory, its indicators as KPIs, and a
    /// proposed link from each program to itself.
    ///
    /// # Errors
    /// When the database fails; nothing is left behind then.
    pub async fn open_review_cycle(&self, new: &NewReviewCycle) -> Result<CycleOutcome, StoreError> {
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let start = i64::from(new.year.start());
        let known: Option<(i64,)> =
            on!(link, |c| sqlx::query_as("select fiscal_year from review_cycle where fiscal_year = $1")
                .bind(start)
                .fetch_optional(c)
                .await)?;
        if known.is_some() {
            return Ok(CycleOutcome::Exists);
        }
        insert_cycle(link, new).await?;
        let made = add_sheets(link, new, "continue").await?;
        let CycleOutcome::Made { sheets, without_department, kpis, kpis_left_out } = made else { return Ok(made) };
        let mut detail = format!(
            "source_year\t{}\ndemo\t{}\nsheets\t{sheets}\nwithout_department\t{without_department}\nkpis\t{kpis}\n\
             kpis_left_out\t{kpis_left_out}",
            new.source_year.start(),
            new.is_demo
        );
        for (name, value) in lines(&new.calendar, new.rules) {
            detail.push_str(&format!("\n{name}\t{value}"));
        }
        append(link, &new.actor, "review.open", &format!("cycle:{start}"), detail).await?;
        tx.commit().await?;
        Ok(made)
    }

    /// Adds sheets for the programs of the inventory that have none in a cycle, as new to it.
    ///
    /// # Errors
    /// When the database fails; nothing is left behind then.
    pub async fn add_new_programs(&self, year: FiscalYear, actor: &str, at: &str) -> Result<CycleOutcome, StoreError> {
        let Some(cycle) = self.review_cycle(year).await? else { return Ok(CycleOutcome::NoPrograms) };
        let mut tx = self.db.begin().await?;
        let link = &mut tx.link();
        let new = NewReviewCycle {
            year,
            source_year: cycle.source_year,
            calendar: cycle.calendar,
            rules: cycle.rules,
            is_demo: cycle.is_demo,
            examples: HashMap::new(),
            actor: actor.to_owned(),
            at: at.to_owned(),
        };
        let made = add_sheets(link, &new, "new").await?;
        let CycleOutcome::Made { sheets, without_department, kpis, kpis_left_out } = made else { return Ok(made) };
        on!(link, |c| sqlx::query("update review_cycle set revision = revision + 1 where fiscal_year = $1")
            .bind(i64::from(year.start()))
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        let detail = format!(
            "sheets\t{sheets}\nwithout_department\t{without_department}\nkpis\t{kpis}\nkpis_left_out\t{kpis_left_out}"
        );
        append(link, actor, "review.add-programs", &format!("cycle:{}", year.start()), detail).await?;
        tx.commit().await?;
        Ok(made)
    }
}

async fn insert_cycle(link: &mut Link<'_>, new: &NewReviewCycle) -> Result<(), StoreError> {
    let [owner, section, department, office, finance, headquarters] = due_days(&new.calendar);
    on!(link, |c| {
        sqlx::query(
        "insert into review_cycle (fiscal_year, source_year, open_day, due_owner, due_section_head, due_department_head,
         due_reform_office, due_finance, due_headquarters, freeze_day, may_approve_own, days_after_return, is_demo,
         created_by, created_at, revision)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1)"
    )
    .bind(i64::from(new.year.start()))
    .bind(i64::from(new.source_year.start()))
    .bind(new.calendar.open().to_string())
    .bind(owner)
    .bind(section)
    .bind(department)
    .bind(office)
    .bind(finance)
    .bind(headquarters)
    .bind(new.calendar.freeze().map(|day| day.to_string()))
    .bind(i64::from(new.rules.may_approve_own))
    .bind(i64::from(new.rules.days_after_return))
    .bind(i64::from(new.is_demo))
    .bind(&new.actor)
    .bind(&new.at)
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(())
}

/// Makes a sheet for each program that has none, with a link of this kind.
async fn add_sheets(link: &mut Link<'_>, new: &NewReviewCycle, kind: &'static str) -> Result<CycleOutcome, StoreError> {
    let sources = programs_without_sheet(link, new.year, (kind == "continue").then_some(new.source_year)).await?;
    if sources.is_empty() {
        return Ok(CycleOutcome::NoPrograms);
    }
    let departments = crate::department::load(link).await?;
    let indicators = indicators_of_year(link, new.year, &sources).await?;
    let carried = carried_kpis(link, new.year).await?;
    let count = sources.len() as i64;
    let first_sheet = next_numbers(link, "sheet", count).await?;
    let first_link = next_numbers(link, "link", count).await?;
    let mut batch = Batch::new(new, kind);
    let (mut without_department, mut kpis, mut kpis_left_out) = (0, 0, 0);
    for (source, place) in sources.iter().zip(0i64..) {
        // A department that has ended is followed by whoever took over; one that nobody followed keeps the sheet.
        let department = source.department.map(|id| departments.answering_in(id, new.year).unwrap_or(id));
        without_department += u64::from(department.is_none());
        let (fields, left_out) = match carried.get(&source.program) {
            Some(fields) => (fields.clone(), 0),
            None => kpi_fields(new.year, indicators.get(&source.program).map_or(&[][..], Vec::as_slice)),
        };
        kpis += fields.kpi_ids().len() as u64;
        kpis_left_out += left_out;
        batch.add(first_sheet + place, first_link + place, source, department, &fields);
    }
    batch.insert(link).await?;
    // The history begins with what was carried over; copying it inside the database spares half of the way.
    on!(link, |c| {
        sqlx::query(
        "insert into review_change (sheet_id, revision, name, text_after, account_id, via, at)
         select sheet_id, revision, name, text_now, account_id, case when revision = 1 then 'carried' else 'page' end, at
           from review_field where sheet_id >= $1 and sheet_id < $2"
    )
    .bind(first_sheet)
    .bind(first_sheet + count)
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(CycleOutcome::Made { sheets: count as u64, without_department, kpis, kpis_left_out })
}

/// The rows of many sheets.
struct Batch<'a> {
    new: &'a NewReviewCycle,
    kind: &'static str,
    sheets: Rows,
    links: Rows,
    fields: Rows,
    steps: Rows,
    remarks: Vec<(i64, Role, String, String)>,
}

impl<'a> Batch<'a> {
    fn new(new: &'a NewReviewCycle, kind: &'static str) -> Batch<'a> {
        Batch {
            new,
            kind,
            sheets: Rows::into(
                "review_sheet (id, fiscal_year, program_id, department_id, state, returned_day, state_at, revision)",
            ),
            links: Rows::into(
                "review_link (id, fiscal_year, kind, from_program_id, to_program_id, share_bp, origin, actor, at)",
            ),
            fields: Rows::into("review_field (sheet_id, name, text_now, revision, at)"),
            steps: Rows::into("review_step (sheet_id, revision, action, role, state_before, state_after, remark, at)"),
            remarks: Vec::new(),
        }
    }

    fn add(&mut self, sheet: i64, link: i64, source: &Source, department: Option<i64>, kpis: &Fields) {
        let (start, at) = (i64::from(self.new.year.start()), self.new.at.as_str());
        let example = self.new.examples.get(&source.external_id);
        let mut revision = 1;
        for (name, text) in kpis.iter() {
            self.fields.push([sheet.into(), name.into(), text.into(), revision.into(), at.into()]);
        }
        let (mut state, mut since, mut returned) = (State::NotStarted, at, None);
        if let Some(example) = example {
            (state, returned) = (example.state, example.returned_day);
            // A field is written once here, so the texts of an example go beside those carried over.
            let own = example.fields.iter().filter(|(name, _)| kpis.get(name).is_none());
            let own: Vec<(&str, &str)> = own.collect();
            revision += i64::from(!own.is_empty());
            for (name, text) in own {
                let written = example.written_at.as_str();
                self.fields.push([sheet.into(), name.into(), text.into(), revision.into(), written.into()]);
                since = written;
            }
            for step in &example.steps {
                revision += 1;
                since = step.at.as_str();
                self.steps.push([
                    sheet.into(),
                    revision.into(),
                    step.action.word().into(),
                    step.role.word().into(),
                    step.before.word().into(),
                    step.after.word().into(),
                    step.remark.as_str().into(),
                    since.into(),
                ]);
                if step.action == ActionKind::Return {
                    self.remarks.push((sheet, step.role, step.remark.clone(), step.at.clone()));
                }
            }
        }
        self.sheets.push([
            sheet.into(),
            start.into(),
            source.program.into(),
            department.into(),
            state.word().into(),
            Cell::Text(returned.map(|day| day.to_string())),
            since.into(),
            revision.into(),
        ]);
        let from = (self.kind == "continue").then_some(source.program);
        self.links.push([
            link.into(),
            start.into(),
            self.kind.into(),
            from.into(),
            source.program.into(),
            10_000.into(),
            "proposed".into(),
            self.new.actor.as_str().into(),
            at.into(),
        ]);
    }

    async fn insert(self, link: &mut Link<'_>) -> Result<(), StoreError> {
        self.sheets.insert(link).await?;
        self.links.insert(link).await?;
        self.fields.insert(link).await?;
        self.steps.insert(link).await?;
        if self.remarks.is_empty() {
            return Ok(());
        }
        let first = next_numbers(link, "comment", self.remarks.len() as i64).await?;
        let mut comments = Rows::into("review_comment (id, sheet_id, field, role, kind, remark, at)");
        for ((sheet, role, remark, at), id) in self.remarks.iter().zip(first..) {
            let (remark, at) = (remark.as_str(), at.as_str());
            let role = role.word();
            comments.push([
                id.into(),
                (*sheet).into(),
                "".into(),
                role.into(),
                "return".into(),
                remark.into(),
                at.into(),
            ]);
        }
        comments.insert(link).await
    }
}

/// The fields of the KPIs an inventory's indicators make, and how many of them were left behind.
fn kpi_fields(year: FiscalYear, indicators: &[reform::program::Indicator]) -> (Fields, u64) {
    let mut kpis: Vec<SheetKpi> = Vec::new();
    let mut left_out = 0;
    for indicator in indicators {
        let Some(kpi) = SheetKpi::from_indicator(&format!("k{}", kpis.len() + 1), indicator, year) else { continue };
        let alone = ReviewSheet { kpis: vec![kpi.clone()], ..ReviewSheet::new("", year) };
        // What the form would refuse from a person is not put into it either.
        match kpis.len() < ITEMS_MAX && ReviewSheet::from_fields("", year, &alone.to_fields()).is_ok() {
            true => kpis.push(kpi),
            false => left_out += 1,
        }
    }
    (ReviewSheet { kpis, ..ReviewSheet::new("", year) }.to_fields(), left_out)
}

/// What is found for each program.
pub(super) type ByProgram<T> = BTreeMap<i64, T>;
