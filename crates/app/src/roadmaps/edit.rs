//! Changing bars of the version being worked on (帯の編集), one at a time.

use std::collections::HashMap;

use reform::ProblemKind;
use reform::plan::{Basis, Text};
use reform::roadmap::{
    Bar, ENDS_BEFORE_START, Edge, LANE_WRONG, NOT_A_QUARTER, Phase, Quarter, Roadmap, Span, check_bar, may_edit,
};
use store::roadmap::{BarWrite, FirstVersion, NewWorking};

use super::problems::{BAR_CHANGED_MEANWHILE, CLUSTER_UNKNOWN, REVISION_CHANGED_MEANWHILE};
use super::{Which, name_of};
use crate::App;
use crate::clusters::ClusterHead;
use crate::error::{AppError, Refusal};
use crate::permission::{Action, Actor, permit};

/// How often a save is tried again when others change other bars at the same moment.
const TRIES: usize = 5;

/// What was typed (帯の入力).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BarForm {
    /// The cluster's id.
    pub cluster: String,
    /// The lane, from 1.
    pub lane: String,
    /// What its lanes are about; may be empty.
    pub part_ja: String,
    /// The same in English; may be empty.
    pub part_en: String,
    /// What is done.
    pub text_ja: String,
    /// The same in English; may be empty.
    pub text_en: String,
    /// The first quarter: `R6Q1`.
    pub from: String,
    /// The last quarter.
    pub to: String,
    /// The revision of the bar the form was made from; 0 for a new one.
    pub revision: i64,
}

/// A fault beside a field (入力の誤り).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BarFormFault {
    /// The field's name.
    pub field: &'static str,
    /// What is wrong.
    pub kind: &'static ProblemKind,
    /// What exactly; may be empty.
    pub detail: String,
}

/// Why a bar was not saved (保存できないわけ).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BarTrouble {
    /// What was typed is no good.
    Faults(Vec<BarFormFault>),
    /// Somebody else changed the bar meanwhile.
    Stale {
        /// As it is now; `None` when it was taken away.
        theirs: Option<Box<Bar>>,
        /// Its revision now.
        revision: i64,
        /// Who changed it.
        by: String,
    },
}

/// A bar that was saved (保存した帯).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Its id.
    pub id: String,
    /// Its cluster.
    pub cluster: String,
}

/// A bar to be edited (編集する帯).
#[derive(Clone, Debug)]
pub struct BarView {
    /// The bar; `None` for a new one.
    pub bar: Option<Bar>,
    /// What its form begins with.
    pub form: BarForm,
    /// Who changed it last; empty when nobody did since the version was begun.
    pub changed_by: String,
    /// The quarters that may be chosen.
    pub quarters: Vec<Quarter>,
    /// The clusters the actor may lay it in, by id and name.
    pub clusters: Vec<(String, Text)>,
    /// The bars of the same cluster, so that a free place can be seen.
    pub neighbours: Vec<Bar>,
}

/// The version being worked on, or the latest published one as it would be worked on.
struct Ground {
    roadmap: Roadmap,
    phase: Phase,
    /// 0 where nobody has begun.
    revision: i64,
    touched: HashMap<String, (i64, String)>,
}

impl BarForm {
    /// The form of a bar as it stands.
    pub fn of(bar: &Bar, revision: i64) -> BarForm {
        let part = bar.part.clone().unwrap_or_default();
        BarForm {
            cluster: bar.cluster.clone(),
            lane: bar.lane.to_string(),
            part_ja: part.ja,
            part_en: part.en.unwrap_or_default(),
            text_ja: bar.text.ja.clone(),
            text_en: bar.text.en.clone().unwrap_or_default(),
            from: bar.span.from().short(),
            to: bar.span.to().short(),
            revision,
        }
    }
}

impl App {
    /// A bar of the version being worked on with all its form needs; without an id, a new one for this cluster.
    ///
    /// # Errors
    /// When the actor may not change it, or there is no such bar.
    pub async fn roadmap_bar(&self, actor: &Actor, id: Option<&str>, cluster: &str) -> Result<BarView, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        let ground = self.ground(actor).await?;
        let heads = self.cluster_heads(actor).await?;
        let missing = |id: &str| AppError::NotFound { what: "roadmap bar", name: id.to_owned() };
        let bar = match id {
            Some(id) => Some(ground.roadmap.bar(id).cloned().ok_or_else(|| missing(id))?),
            None => None,
        };
        if let Some(bar) = &bar {
            may_change(actor, &heads, &bar.cluster)?;
        }
        let (revision, changed_by) =
            bar.as_ref().and_then(|bar| ground.touched.get(&bar.id).cloned()).unwrap_or_default();
        let clusters: Vec<(String, Text)> = heads
            .iter()
            .filter(|head| may_change(actor, &heads, &head.id).is_ok())
            .map(|head| (head.id.clone(), head.name.clone()))
            .collect();
        let own = bar.as_ref().map_or(cluster, |bar| bar.cluster.as_str()).to_owned();
        let neighbours: Vec<Bar> = ground.roadmap.bars_of(&own).cloned().collect();
        let form = match &bar {
            Some(bar) => BarForm::of(bar, revision),
            None => {
                // Whoever may lay a bar nowhere has no form to fill in.
                let head = heads.iter().find(|head| clusters.iter().any(|(id, _)| *id == head.id));
                let head = head.ok_or(AppError::Denied(Action::EditRoadmaps.word()))?;
                let cluster = if own.is_empty() { head.id.clone() } else { own };
                may_change(actor, &heads, &cluster)?;
                let lane = neighbours.iter().map(|bar| bar.lane).max().unwrap_or(0) + 1;
                BarForm { cluster, lane: lane.to_string(), ..BarForm::default() }
            }
        };
        let (first, last) = ground.roadmap.quarters();
        let quarters = Quarter::between(first, last).collect();
        Ok(BarView { bar, form, changed_by, quarters, clusters, neighbours })
    }

    /// Saves a bar of the version being worked on, which is begun where there is none; gives its id.
    ///
    /// # Errors
    /// When the actor may not change it, or the version waits for approval. What is wrong with the form, and a bar changed
    /// by somebody else meanwhile, are told inside.
    pub async fn save_roadmap_bar(
        &self,
        actor: &Actor,
        id: Option<&str>,
        form: &BarForm,
    ) -> Result<Result<Saved, BarTrouble>, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        let heads = self.cluster_heads(actor).await?;
        let is_example = self.is_example_time().await?;
        for _ in 0..TRIES {
            let ground = self.ground(actor).await?;
            let before = id.and_then(|id| ground.roadmap.bar(id));
            for cluster in before.map(|bar| bar.cluster.as_str()).into_iter().chain([form.cluster.as_str()]) {
                if heads.iter().any(|head| head.id == cluster) {
                    may_change(actor, &heads, cluster)?;
                }
            }
            may_edit(ground.phase).map_err(|kind| Refusal::conflict(kind, ""))?;
            if let Some(stale) = stale(id, form.revision, &ground) {
                return Ok(Err(stale));
            }
            let bar = match read_bar(form, id.unwrap_or_default(), before, &ground.roadmap, &heads, is_example) {
                Ok(bar) => bar,
                Err(faults) => return Ok(Err(BarTrouble::Faults(faults))),
            };
            let cluster = bar.cluster.clone();
            if let Some(id) = self.write_bar(actor, &ground, id, Some(bar)).await? {
                return Ok(Ok(Saved { id, cluster }));
            }
        }
        Err(Refusal::conflict(&REVISION_CHANGED_MEANWHILE, "").into())
    }

    /// Takes a bar out of the version being worked on; gives its cluster.
    ///
    /// # Errors
    /// As [`App::save_roadmap_bar`].
    pub async fn remove_roadmap_bar(
        &self,
        actor: &Actor,
        id: &str,
        revision: i64,
    ) -> Result<Result<String, BarTrouble>, AppError> {
        permit(actor, Action::ReadAnalyses)?;
        let heads = self.cluster_heads(actor).await?;
        for _ in 0..TRIES {
            let ground = self.ground(actor).await?;
            let bar = ground.roadmap.bar(id);
            let bar = bar.ok_or_else(|| AppError::NotFound { what: "roadmap bar", name: id.to_owned() })?;
            may_change(actor, &heads, &bar.cluster)?;
            may_edit(ground.phase).map_err(|kind| Refusal::conflict(kind, ""))?;
            if let Some(stale) = stale(Some(id), revision, &ground) {
                return Ok(Err(stale));
            }
            let cluster = bar.cluster.clone();
            if self.write_bar(actor, &ground, Some(id), None).await?.is_some() {
                return Ok(Ok(cluster));
            }
        }
        Err(Refusal::conflict(&REVISION_CHANGED_MEANWHILE, "").into())
    }

    /// The clusters whose bars the actor may change.
    ///
    /// # Errors
    /// When the actor may not see clusters.
    pub async fn roadmap_clusters_to_edit(&self, actor: &Actor) -> Result<Vec<String>, AppError> {
        permit(actor, Action::ReadRoadmaps)?;
        if !actor.may(Action::ReadAnalyses) {
            return Ok(Vec::new());
        }
        let heads = self.cluster_heads(actor).await?;
        let may = |head: &&ClusterHead| may_change(actor, &heads, &head.id).is_ok();
        Ok(heads.iter().filter(may).map(|head| head.id.clone()).collect())
    }

    /// Begins the version being worked on where there is none.
    pub(super) async fn begin_working(&self, actor: &Actor) -> Result<(), AppError> {
        let roadmap = self.own_roadmap().unwrap_or_else(|| Roadmap::new(self.plan.period, Vec::new()));
        let new = NewWorking {
            first: FirstVersion { roadmap, published_on: self.plan.published.clone() },
            is_demo: self.is_example_time().await?,
            actor: actor.name.clone(),
            by: name_of(actor),
            at: self.now_text(),
        };
        self.store.begin_roadmap_working(&new).await?;
        Ok(())
    }

    async fn ground(&self, actor: &Actor) -> Result<Ground, AppError> {
        if let Some(working) = self.store.roadmap_working().await? {
            let (roadmap, phase) = (working.roadmap, working.phase);
            return Ok(Ground { roadmap, phase, revision: working.revision, touched: working.touched });
        }
        let (_, roadmap) = self.roadmap_version(actor, Which::Latest).await?;
        // As they will be the moment the version is begun.
        let touched = roadmap.bars.iter().map(|bar| (bar.id.clone(), (1, String::new()))).collect();
        Ok(Ground { roadmap, phase: Phase::Working, revision: 0, touched })
    }

    async fn write_bar(
        &self,
        actor: &Actor,
        ground: &Ground,
        id: Option<&str>,
        bar: Option<Bar>,
    ) -> Result<Option<String>, AppError> {
        if ground.revision == 0 {
            self.begin_working(actor).await?;
        }
        let write = BarWrite {
            seen: ground.revision.max(1),
            id: id.map(str::to_owned),
            bar,
            actor: actor.name.clone(),
            by: name_of(actor),
        };
        Ok(self.store.write_roadmap_bar(&write).await?)
    }
}

/// Whether the actor may change bars of this cluster: who edits the roadmap, and who works on the cluster.
pub(super) fn may_change(actor: &Actor, heads: &[ClusterHead], cluster: &str) -> Result<(), AppError> {
    if permit(actor, Action::EditRoadmaps).is_ok() {
        return Ok(());
    }
    match heads.iter().find(|head| head.id == cluster) {
        Some(head) => permit(actor, head.ask()),
        None => permit(actor, Action::EditRoadmaps),
    }
}

fn stale(id: Option<&str>, revision: i64, ground: &Ground) -> Option<BarTrouble> {
    let id = id?;
    let (now, by) = ground.touched.get(id).cloned().unwrap_or_default();
    (now != revision).then(|| BarTrouble::Stale {
        theirs: ground.roadmap.bar(id).cloned().map(Box::new),
        revision: now,
        by,
    })
}

/// The bar a form describes, or everything wrong with it.
fn read_bar(
    form: &BarForm,
    id: &str,
    before: Option<&Bar>,
    roadmap: &Roadmap,
    heads: &[ClusterHead],
    is_example: bool,
) -> Result<Bar, Vec<BarFormFault>> {
    let mut faults = Vec::new();
    let mut fault = |field, kind, detail: &str| {
        faults.push(BarFormFault { field, kind, detail: detail.chars().take(80).collect() });
    };
    // A cluster that is gone keeps the bars it had.
    let is_known =
        heads.iter().any(|head| head.id == form.cluster) || before.is_some_and(|bar| bar.cluster == form.cluster);
    if !is_known {
        fault("cluster", &CLUSTER_UNKNOWN, &form.cluster);
    }
    let lane = form.lane.trim().parse::<u8>();
    if lane.is_err() {
        fault("lane", &LANE_WRONG, &form.lane);
    }
    let quarters = [("from", &form.from, Edge::From), ("to", &form.to, Edge::To)].map(|(field, text, edge)| {
        let quarter = Quarter::read(text, edge);
        if quarter.is_none() {
            fault(field, &NOT_A_QUARTER, text);
        }
        quarter
    });
    let span = quarters[0].zip(quarters[1]).map(|(from, to)| Span::new(from, to));
    if span == Some(None) {
        fault("to", &ENDS_BEFORE_START, &format!("{} > {}", form.from, form.to));
    }
    let text = |ja: &str, en: &str| Text {
        ja: ja.trim().to_owned(),
        en: Some(en.trim()).filter(|en| !en.is_empty()).map(str::to_owned),
    };
    // Where something is wrong already, the rest is still looked at with what stands for it.
    let (first, last) = roadmap.quarters();
    let span_read = span.flatten();
    let stand_in = Span::new(first, last).filter(|_| span_read.is_none());
    let Some(span) = span_read.or(stand_in) else { return Err(faults) };
    let basis = match before {
        Some(before) if before.span == span => before.basis,
        _ if is_example => Basis::Illustrative,
        _ => Basis::Published,
    };
    let bar = Bar {
        id: id.to_owned(),
        cluster: form.cluster.clone(),
        lane: *lane.as_ref().unwrap_or(&1),
        part: Some(text(&form.part_ja, &form.part_en)).filter(|part| !part.ja.is_empty()),
        text: text(&form.text_ja, &form.text_en),
        span,
        basis,
        page: before.and_then(|before| before.page),
    };
    let is_placed = span_read.is_some() && lane.is_ok() && is_known;
    let placed =
        check_bar(&bar, roadmap).into_iter().filter(|fault| is_placed || ["text", "part"].contains(&fault.field));
    faults.extend(placed.map(|fault| BarFormFault {
        field: match fault.field {
            "text" => "text_ja",
            "part" => "part_ja",
            other => other,
        },
        kind: fault.kind,
        detail: fault.detail,
    }));
    if faults.is_empty() { Ok(bar) } else { Err(faults) }
}

/// The kind of problem a stale form has.
impl BarTrouble {
    /// The faults as a page lists them.
    pub fn faults(&self) -> Vec<BarFormFault> {
        match self {
            BarTrouble::Faults(faults) => faults.clone(),
            BarTrouble::Stale { by, .. } => {
                vec![BarFormFault { field: "text_ja", kind: &BAR_CHANGED_MEANWHILE, detail: by.clone() }]
            }
        }
    }
}
