//! Progress (進み): what is late first, and what people say about a bar.

use reform::ProblemKind;
use reform::plan::CalendarDate;
use reform::roadmap::{Bar, ProgressStatus, REMARK_MISSING, REMARK_TOO_LONG, Standing, Urgency, check_progress};
use store::roadmap::{NewProgress, ProgressEntry};

use super::edit::may_change;
use super::problems::{BAR_NOT_PUBLISHED, DAY_UNREADABLE, PROGRESS_CHANGED_MEANWHILE, STATUS_UNKNOWN};
use super::{RoadmapView, Which, name_of, told_to};
use crate::App;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

/// The published bars, what is late first (進みの一覧).
#[derive(Clone, Debug)]
pub struct ProgressList {
    /// The bars, the most urgent first.
    pub rows: Vec<ProgressRow>,
    /// How many of each urgency.
    pub counts: Vec<(Urgency, usize)>,
    /// The version they stand in, with everything else of it.
    pub view: RoadmapView,
}

/// A bar with how it stands (進みの行).
#[derive(Clone, Debug)]
pub struct ProgressRow {
    /// The bar.
    pub bar: Bar,
    /// The name of its cluster.
    pub cluster: reform::plan::Text,
    /// How it stands today.
    pub standing: Standing,
    /// The last entry; without remark and name for who may not read them.
    pub last: Option<ProgressEntry>,
    /// Whether the actor may report on it.
    pub may_report: bool,
}

/// One bar with everything that was said about it (一本の進み).
#[derive(Clone, Debug)]
pub struct BarProgress {
    /// The bar with how it stands.
    pub row: ProgressRow,
    /// Every entry, the latest first.
    pub entries: Vec<ProgressEntry>,
    /// The day it is.
    pub today: CalendarDate,
}

/// What was typed (進みの入力).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProgressForm {
    /// The word of a status.
    pub status: String,
    /// The day, as `2026-11-22`.
    pub day: String,
    /// The remark.
    pub remark: String,
    /// The last entry the form was made from; 0 for none.
    pub seen: i64,
}

/// Why an entry was not made (記録できないわけ): everything wrong, each beside its field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgressTrouble {
    /// The field's name: `status`, `day`, `remark`.
    pub field: &'static str,
    /// What is wrong.
    pub kind: &'static ProblemKind,
    /// What exactly; may be empty.
    pub detail: String,
}

impl App {
    /// The bars of the published version with how they stand, late ones first.
    ///
    /// # Errors
    /// When the actor may not see roadmaps.
    pub async fn roadmap_progress(&self, actor: &Actor, category: &str) -> Result<ProgressList, AppError> {
        permit(actor, Action::ReadRoadmaps)?;
        let view = self.roadmap(actor, Which::Latest).await?.in_category(category);
        let may_edit = self.roadmap_clusters_to_edit(actor).await?;
        let mut rows: Vec<ProgressRow> = view
            .clusters()
            .flat_map(|(id, name)| view.roadmap.bars_of(id).map(move |bar| (bar, name)))
            .map(|(bar, name)| row(&view, bar, name, &may_edit))
            .collect();
        rows.sort_by_key(|row| row.standing.order());
        let count = |urgency| (urgency, rows.iter().filter(|row| row.standing.urgency() == urgency).count());
        let all = [Urgency::Late, Urgency::Unreported, Urgency::UnderWay, Urgency::ToCome, Urgency::Finished];
        let counts = all.map(count).to_vec();
        Ok(ProgressList { rows, counts, view })
    }

    /// One published bar with everything that was said about it.
    ///
    /// # Errors
    /// When the actor may not see roadmaps, or the published version has no such bar.
    pub async fn bar_progress(&self, actor: &Actor, id: &str) -> Result<BarProgress, AppError> {
        permit(actor, Action::ReadRoadmaps)?;
        let view = self.roadmap(actor, Which::Latest).await?;
        let bar = view.roadmap.bar(id);
        let bar = bar.ok_or_else(|| AppError::NotFound { what: "roadmap bar", name: id.to_owned() })?;
        let may_edit = self.roadmap_clusters_to_edit(actor).await?;
        let name = view.clusters().find(|(cluster, _)| *cluster == bar.cluster).map(|(_, name)| name.clone());
        let is_member = actor.may(Action::ReadAnalyses);
        let entries = self.store.roadmap_progress_of(id).await?.into_iter();
        Ok(BarProgress {
            row: row(&view, bar, &name.unwrap_or_default(), &may_edit),
            entries: entries.map(|entry| told_to(entry, is_member)).collect(),
            today: view.today,
        })
    }

    /// Says how a published bar stands.
    ///
    /// # Errors
    /// When the actor may not, the published version has no such bar, or somebody else was quicker. What is wrong with the
    /// form is told inside.
    pub async fn report_progress(
        &self,
        actor: &Actor,
        id: &str,
        form: &ProgressForm,
    ) -> Result<Result<(), Vec<ProgressTrouble>>, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        let (_, roadmap) = self.roadmap_version(actor, Which::Latest).await?;
        let bar = roadmap.bar(id).ok_or_else(|| Refusal::invalid(&BAR_NOT_PUBLISHED, id))?;
        may_change(actor, &self.cluster_heads(actor).await?, &bar.cluster)?;
        let (status, day) = match read(form, self.today()) {
            Ok(read) => read,
            Err(troubles) => return Ok(Err(troubles)),
        };
        let new = NewProgress {
            bar: id.to_owned(),
            seen: form.seen,
            status,
            day,
            remark: form.remark.trim().to_owned(),
            actor: actor.name.clone(),
            by: name_of(actor),
            at: self.now_text(),
            is_demo: self.is_example_time().await?,
        };
        if self.store.add_roadmap_progress(&new).await? {
            return Ok(Ok(()));
        }
        let trouble = ProgressTrouble { field: "status", kind: &PROGRESS_CHANGED_MEANWHILE, detail: String::new() };
        Ok(Err(vec![trouble]))
    }
}

fn row(view: &RoadmapView, bar: &Bar, cluster: &reform::plan::Text, may_edit: &[String]) -> ProgressRow {
    ProgressRow {
        bar: bar.clone(),
        cluster: cluster.clone(),
        standing: view.standing(bar),
        last: view.progress.get(&bar.id).cloned(),
        may_report: may_edit.contains(&bar.cluster),
    }
}

fn read(form: &ProgressForm, today: CalendarDate) -> Result<(ProgressStatus, CalendarDate), Vec<ProgressTrouble>> {
    let mut troubles = Vec::new();
    let mut trouble = |field, kind, detail: &str| {
        troubles.push(ProgressTrouble { field, kind, detail: detail.chars().take(40).collect() });
    };
    let status = ProgressStatus::from_word(form.status.trim());
    if status.is_none() {
        trouble("status", &STATUS_UNKNOWN, &form.status);
    }
    let day = match form.day.trim() {
        "" => Some(today),
        text => text.parse::<CalendarDate>().ok(),
    };
    if day.is_none() {
        trouble("day", &DAY_UNREADABLE, &form.day);
    }
    // What is wrong already does not hide what else is.
    let (status_or, day_or) = (status.unwrap_or(ProgressStatus::OnTrack), day.unwrap_or(today));
    if let Err(kind) = check_progress(status_or, &form.remark, day_or, today) {
        let is_remark = [REMARK_MISSING.code, REMARK_TOO_LONG.code].contains(&kind.code);
        trouble(if is_remark { "remark" } else { "day" }, kind, "");
    }
    match (status, day) {
        (Some(status), Some(day)) if troubles.is_empty() => Ok((status, day)),
        _ => Err(troubles),
    }
}
