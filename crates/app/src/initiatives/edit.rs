//! Reporting on milestones and recording values (進みと実績の記録): what is typed is checked field by field, and kept.

use fiscal::FiscalYear;
use reform::ProblemKind;
use reform::initiative::{VALUE_GROUND_MISSING, VALUE_YEAR_NOT_OVER};
use reform::plan::CalendarDate;
use reform::roadmap::{ProgressStatus, REMARK_MISSING, REMARK_TOO_LONG, check_progress};
use store::InventoryKind;
use store::initiative::{MilestoneEntry, ValueEntry};

use super::{DAY_MISSING, KPI_UNKNOWN, PROGRESS_MEANWHILE, STATUS_MISSING, VALUE_MEANWHILE, department_path};
use crate::App;
use crate::departments::fiscal_year_of;
use crate::error::AppError;
use crate::permission::{Actor, Ask, permit};

/// How a milestone goes, as typed (進みの入力).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MilestoneForm {
    /// The id of the milestone.
    pub milestone: String,
    /// The word of a status.
    pub status: String,
    /// The day, as `2026-11-22`; empty for today.
    pub day: String,
    /// The remark.
    pub remark: String,
    /// The last entry the form was made from; 0 for none.
    pub seen: i64,
}

/// A measured value, as typed (実績の入力).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValueForm {
    /// The id of the indicator.
    pub kpi: String,
    /// The calendar year the fiscal year begins in.
    pub year: String,
    /// The value.
    pub value: String,
    /// What it rests on.
    pub ground: String,
    /// The last entry of the indicator the form was made from; 0 for none.
    pub seen: i64,
}

/// What is wrong, each with the name of its field (入力の指摘).
pub type Faults = Vec<(&'static str, &'static ProblemKind)>;

impl App {
    /// Says how a milestone of an initiative goes.
    ///
    /// # Errors
    /// When the actor may not, or there is no such initiative or milestone. What is wrong with the form is told inside.
    pub async fn report_milestone(
        &self,
        actor: &Actor,
        initiative: &str,
        form: &MilestoneForm,
    ) -> Result<Result<(), Faults>, AppError> {
        self.permit_report(actor, initiative).await?;
        let plan = self.plan_initiatives();
        let is_own = plan.milestones_of(initiative).any(|bar| bar.id == form.milestone);
        if !is_own {
            return Err(AppError::NotFound { what: "milestone", name: form.milestone.chars().take(60).collect() });
        }
        let (status, day) = match read(form, self.today()) {
            Ok(read) => read,
            Err(faults) => return Ok(Err(faults)),
        };
        let new = MilestoneEntry {
            id: 0,
            milestone: form.milestone.clone(),
            status,
            day,
            remark: form.remark.trim().to_owned(),
            by: name_of(actor),
            at: self.now_text(),
            is_demo: self.makes_examples().await?,
        };
        Ok(match self.store.add_milestone_progress(&actor.name, &new, form.seen).await? {
            true => Ok(()),
            false => Err(vec![("status", &PROGRESS_MEANWHILE)]),
        })
    }

    /// Records a measured value of an indicator of an initiative.
    ///
    /// # Errors
    /// When the actor may not, or there is no such initiative. What is wrong with the form is told inside.
    pub async fn record_initiative_value(
        &self,
        actor: &Actor,
        initiative: &str,
        form: &ValueForm,
    ) -> Result<Result<(), Faults>, AppError> {
        self.permit_report(actor, initiative).await?;
        let plan = self.plan_initiatives();
        let Some(kpi) = plan.kpis_of(initiative).find(|kpi| kpi.id == form.kpi) else {
            return Ok(Err(vec![("kpi", &KPI_UNKNOWN)]));
        };
        let year = form.year.trim().parse().ok().and_then(|year| FiscalYear::new(year).ok());
        let present = fiscal_year_of(self.today());
        let (year, value) = match kpi.check_value(&form.value, year, &form.ground, present) {
            Ok(read) => read,
            Err(kinds) => return Ok(Err(kinds.into_iter().map(|kind| (field_of(kind), kind)).collect())),
        };
        let new = ValueEntry {
            id: 0,
            kpi: kpi.id.clone(),
            year,
            value,
            ground: form.ground.trim().to_owned(),
            by: name_of(actor),
            at: self.now_text(),
            is_demo: self.makes_examples().await?,
        };
        Ok(match self.store.add_initiative_value(&actor.name, &new, form.seen).await? {
            true => Ok(()),
            false => Err(vec![("value", &VALUE_MEANWHILE)]),
        })
    }

    /// Whether the actor may report on an initiative; there must be one.
    async fn permit_report(&self, actor: &Actor, id: &str) -> Result<(), AppError> {
        let plan = self.plan_initiatives();
        let departments = self.store.departments().await?;
        let initiative = plan.initiative(id);
        let path = initiative.map(|initiative| department_path(&departments, initiative)).unwrap_or_default();
        permit(actor, Ask::WorkOnInitiative { department_path: &path })?;
        match initiative {
            Some(_) => Ok(()),
            None => Err(AppError::NotFound { what: "initiative", name: id.chars().take(60).collect() }),
        }
    }

    /// Whether what is entered now is an example, as the inventory is.
    async fn makes_examples(&self) -> Result<bool, AppError> {
        Ok(self.store.inventory_state().await?.kind == InventoryKind::Demo)
    }
}

fn read(form: &MilestoneForm, today: CalendarDate) -> Result<(ProgressStatus, CalendarDate), Faults> {
    let mut faults: Faults = Vec::new();
    let status = ProgressStatus::from_word(form.status.trim());
    if status.is_none() {
        faults.push(("status", &STATUS_MISSING));
    }
    let day = match form.day.trim() {
        "" => Some(today),
        text => text.parse::<CalendarDate>().ok(),
    };
    if day.is_none() {
        faults.push(("day", &DAY_MISSING));
    }
    // What is wrong already does not hide what else is.
    let (status_or, day_or) = (status.unwrap_or(ProgressStatus::OnTrack), day.unwrap_or(today));
    if let Err(kind) = check_progress(status_or, &form.remark, day_or, today) {
        let is_remark = [REMARK_MISSING.code, REMARK_TOO_LONG.code].contains(&kind.code);
        faults.push((if is_remark { "remark" } else { "day" }, kind));
    }
    match (status, day) {
        (Some(status), Some(day)) if faults.is_empty() => Ok((status, day)),
        _ => Err(faults),
    }
}

fn field_of(kind: &ProblemKind) -> &'static str {
    match kind.code {
        code if code == VALUE_YEAR_NOT_OVER.code => "year",
        code if code == VALUE_GROUND_MISSING.code => "ground",
        _ => "value",
    }
}

/// The name people see; of whoever runs the machine, that.
fn name_of(actor: &Actor) -> String {
    actor.signed_in().map_or_else(|| "運用者 operator".to_owned(), |member| member.name.clone())
}
