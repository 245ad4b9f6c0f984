//! Initiatives (挑戦する市役所の取組): themes, what is done in each, how milestones go and what was measured.
//!
//! What they are stands in the plan; progress and values are entered here by the department that answers for them. Citizens see
//! all of it but the remarks and who wrote them.

mod chart;
mod demo;
mod edit;
mod file;

use std::collections::BTreeMap;

use fiscal::FiscalYear;
use reform::declare_kinds;
use reform::initiative::{Initiative, InitiativeKpi, PlanInitiatives, StatedValue, Theme, urgency_of};
use reform::kpi::{self, Status};
use reform::plan::{Basis, CalendarDate, Text};
use reform::roadmap::{Bar, Standing, Urgency, standing};
use store::Departments;

pub use edit::{MilestoneForm, ValueForm};
pub use store::initiative::{MilestoneEntry, ValueEntry};

use crate::App;
use crate::departments::fiscal_year_of;
use crate::error::AppError;
use crate::permission::{Action, Actor, Ask, permit};

declare_kinds! {
    PROGRESS_MEANWHILE = "AP-470" "ほかの人が先にこの節目の進みを記録しました" "Somebody else reported on this milestone meanwhile"
        "新しい記録を読んでから、もう一度送ってください" "Read the new entry, then send yours again";
    STATUS_MISSING = "AP-471" "進みが選ばれていません" "It is not said how it goes"
        "未着手、順調、遅れ、完了、中止のどれかを選んでください" "Choose not started, on track, behind, done or stopped";
    DAY_MISSING = "AP-472" "日付として読めません" "This is not a day"
        "2026-11-22 のように、実在する日を書いてください" "Write an existing day such as 2026-11-22";
    VALUE_MEANWHILE = "AP-473" "ほかの人が先にこの指標の実績を記録しました" "Somebody else recorded a value of this indicator meanwhile"
        "新しい記録を読んでから、もう一度送ってください" "Read the new entry, then send yours again";
    KPI_UNKNOWN = "AP-474" "この取組にその指標はありません" "The initiative has no such indicator"
        "画面を開き直し、一覧から選んでください" "Open the page again and choose one of the list";
}

/// The initiatives with all that was said about them (取組の全体).
#[derive(Clone, Debug)]
pub struct InitiativesView {
    /// What the plan says; nothing where it says nothing.
    pub plan: PlanInitiatives,
    /// The last entry of each milestone; without remark and name for who may not read them.
    pub progress: BTreeMap<String, MilestoneEntry>,
    /// The values that were recorded, by indicator and year; without name for who may not read it.
    pub values: BTreeMap<String, BTreeMap<FiscalYear, ValueEntry>>,
    /// How each indicator stands in its last year.
    pub standings: BTreeMap<String, kpi::Standing>,
    /// The day it is.
    pub today: CalendarDate,
    /// Whether remarks and names are there to be read.
    pub is_member: bool,
}

/// One initiative (取組の画面).
#[derive(Clone, Debug)]
pub struct InitiativeView {
    /// All of them, of which it is one.
    pub all: InitiativesView,
    /// The initiative.
    pub initiative: Initiative,
    /// Its theme.
    pub theme: Theme,
    /// The name of the cluster that belongs to it.
    pub cluster: Option<(String, Text)>,
    /// Every entry of its milestones, the latest first, with the milestone's words.
    pub entries: Vec<(Text, MilestoneEntry)>,
    /// Every value recorded, the latest first, with the indicator's name.
    pub value_entries: Vec<(Text, ValueEntry)>,
    /// Whether the actor may report on it.
    pub may_report: bool,
    /// The present fiscal year.
    pub present: FiscalYear,
}

/// A milestone in the list of all (節目の行).
#[derive(Clone, Debug)]
pub struct MilestoneRow {
    /// The milestone.
    pub bar: Bar,
    /// The initiative it belongs to.
    pub initiative: Initiative,
    /// How it stands today.
    pub standing: Standing,
    /// The last entry.
    pub last: Option<MilestoneEntry>,
}

impl InitiativesView {
    /// How a milestone stands today.
    pub fn standing(&self, bar: &Bar) -> Standing {
        standing(bar.span, self.progress.get(&bar.id).map(|entry| entry.status), self.today)
    }

    /// The most urgent of an initiative's milestones.
    pub fn urgency(&self, initiative: &str) -> Urgency {
        urgency_of(self.plan.milestones_of(initiative).map(|bar| self.standing(bar).urgency()))
    }

    /// Every milestone, the late first.
    pub fn milestones(&self) -> Vec<MilestoneRow> {
        let row = |bar: &Bar| {
            Some(MilestoneRow {
                initiative: self.plan.initiative(&bar.cluster)?.clone(),
                standing: self.standing(bar),
                last: self.progress.get(&bar.id).cloned(),
                bar: bar.clone(),
            })
        };
        let mut rows: Vec<MilestoneRow> = self.plan.milestones.bars.iter().filter_map(row).collect();
        rows.sort_by_key(|row| row.standing.order());
        rows
    }

    /// What was measured of an indicator, by year, and how each value is known; `None` is a recorded one.
    pub fn measured(&self, kpi: &InitiativeKpi) -> Vec<(StatedValue, Option<Basis>)> {
        let recorded = self.recorded(&kpi.id);
        let own = self.values.get(&kpi.id);
        let told = |value: StatedValue| {
            let entry = own.and_then(|own| own.get(&value.year));
            let basis = match entry {
                Some(entry) if !entry.is_demo => None,
                _ => Some(value.basis),
            };
            (value, basis)
        };
        kpi.values(&recorded).into_iter().map(told).collect()
    }

    /// How many indicators stand how; those that cannot be told are left out.
    pub fn status_counts(&self) -> BTreeMap<Status, usize> {
        let mut counts = BTreeMap::new();
        for status in self.standings.values().filter_map(|standing| standing.status) {
            *counts.entry(status).or_default() += 1;
        }
        counts
    }

    /// Whether anything shown is made up.
    pub fn is_illustrative(&self) -> bool {
        let made_up = |basis: Basis| basis == Basis::Illustrative;
        let values_of = |kpi: &InitiativeKpi| {
            let values = kpi.baseline.iter().chain(&kpi.target).chain(&kpi.yearly_targets).chain(&kpi.actuals);
            values.map(|value| value.basis).collect::<Vec<_>>()
        };
        self.progress.values().any(|entry| entry.is_demo)
            || self.values.values().flat_map(BTreeMap::values).any(|entry| entry.is_demo)
            || self.plan.milestones.bars.iter().any(|bar| made_up(bar.basis))
            || self.plan.kpis.iter().flat_map(values_of).any(made_up)
    }

    fn recorded(&self, kpi: &str) -> BTreeMap<FiscalYear, StatedValue> {
        let stated = |entry: &ValueEntry| StatedValue {
            year: entry.year,
            value: entry.value,
            basis: if entry.is_demo { Basis::Illustrative } else { Basis::Published },
        };
        self.values.get(kpi).into_iter().flatten().map(|(year, entry)| (*year, stated(entry))).collect()
    }
}

impl App {
    /// The initiatives with all that was said about them.
    ///
    /// # Errors
    /// When the actor may not see them, or the database fails.
    pub async fn initiatives(&self, actor: &Actor) -> Result<InitiativesView, AppError> {
        permit(actor, Action::ReadInitiatives)?;
        let is_member = actor.may(Action::ReadAnalyses);
        let progress = self.store.milestone_progress().await?.into_iter();
        let progress = progress.map(|entry| (entry.milestone.clone(), told_to(entry, is_member))).collect();
        let mut values: BTreeMap<String, BTreeMap<FiscalYear, ValueEntry>> = BTreeMap::new();
        for entry in self.store.initiative_values().await? {
            let by = if is_member { entry.by.clone() } else { String::new() };
            values.entry(entry.kpi.clone()).or_default().insert(entry.year, ValueEntry { by, ..entry });
        }
        let mut view = InitiativesView {
            plan: self.plan_initiatives(),
            progress,
            values,
            standings: BTreeMap::new(),
            today: self.today(),
            is_member,
        };
        let parameters = &self.parameters().kpi;
        let standing = |kpi: &InitiativeKpi| {
            let standing = kpi.standing(&view.recorded(&kpi.id), parameters.decrease, &parameters.status)?;
            Some((kpi.id.clone(), standing))
        };
        view.standings = view.plan.kpis.iter().filter_map(standing).collect();
        Ok(view)
    }

    /// One initiative.
    ///
    /// # Errors
    /// When the actor may not see it, there is none, or the database fails.
    pub async fn initiative(&self, actor: &Actor, id: &str) -> Result<InitiativeView, AppError> {
        let all = self.initiatives(actor).await?;
        let missing = || AppError::NotFound { what: "initiative", name: id.chars().take(60).collect() };
        let initiative = all.plan.initiative(id).cloned().ok_or_else(missing)?;
        let theme = all.plan.theme(&initiative.theme).cloned().ok_or_else(missing)?;
        let cluster = initiative.cluster.as_ref().and_then(|cluster| {
            let found = self.plan.clusters.iter().find(|one| one.id == *cluster)?;
            Some((found.id.clone(), found.name.clone()))
        });
        let mut entries = Vec::new();
        for bar in all.plan.milestones_of(id) {
            let of_bar = self.store.milestone_progress_of(&bar.id).await?.into_iter();
            entries.extend(of_bar.map(|entry| (bar.text.clone(), told_to(entry, all.is_member))));
        }
        entries.sort_by_key(|(_, entry)| std::cmp::Reverse(entry.id));
        let mut value_entries = Vec::new();
        for kpi in all.plan.kpis_of(id) {
            for entry in self.store.initiative_values_of(&kpi.id).await? {
                let by = if all.is_member { entry.by.clone() } else { String::new() };
                value_entries.push((kpi.name.clone(), ValueEntry { by, ..entry }));
            }
        }
        value_entries.sort_by_key(|(_, entry)| std::cmp::Reverse(entry.id));
        let departments = self.store.departments().await?;
        let path = department_path(&departments, &initiative);
        let may_report = actor.may(Ask::WorkOnInitiative { department_path: &path });
        let present = fiscal_year_of(self.today());
        Ok(InitiativeView { all, initiative, theme, cluster, entries, value_entries, may_report, present })
    }

    /// What the plan says of initiatives; empty where it says nothing.
    fn plan_initiatives(&self) -> PlanInitiatives {
        self.plan.initiatives.clone().unwrap_or_else(|| PlanInitiatives {
            themes: Vec::new(),
            initiatives: Vec::new(),
            milestones: reform::roadmap::Roadmap::new(self.plan.period, Vec::new()),
            kpis: Vec::new(),
            note: None,
        })
    }
}

/// The ids of the department that answers for an initiative, from the top down; empty where the city has none of its name.
fn department_path(departments: &Departments, initiative: &Initiative) -> Vec<String> {
    let found = departments.find(&[&initiative.department.ja]).first().copied();
    found.map(|id| departments.path(id).iter().map(i64::to_string).collect()).unwrap_or_default()
}

/// What of an entry is for this reader: its remark and who wrote it are for members.
fn told_to(entry: MilestoneEntry, is_member: bool) -> MilestoneEntry {
    match is_member {
        true => entry,
        false => MilestoneEntry { remark: String::new(), by: String::new(), ..entry },
    }
}
