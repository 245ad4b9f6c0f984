//! Analyses as they are published (公表する経営分析): what was kept when a gate was closed, and the option that was decided.
//!
//! What is written after the last closed gate is work, and so is everything of a stage that was opened again. Of what a gate
//! kept only issues and the decided option are named; facts, evidence, hearings and other options stay inside.

use std::collections::BTreeMap;

use fiscal::FiscalYear;
use publish::chart::logic_model::{LogicPicture, logic_model};
use publish::edition::{Cluster, DecidedOption, LogicEdge, LogicModel, LogicNode, Picture};
use reform::analysis::{Item, ItemKind, Progress, ReformOption, SNAPSHOT_UNREADABLE, Snapshot, Stage};
use reform::decision::Lever;
use reform::logic_model::{self, NodeKind, find_breaks};
use store::logic_model::LogicVersion;

use super::pictures;
use super::words::both;
use crate::App;
use crate::chart::{Basis, Head, Lang};
use crate::error::{AppError, Refusal};

/// How the names of versions begin that are kept at gates; `App::close_gate` names them so.
const GATE: &str = "関門";

/// What the last closed gate of each cluster's analysis kept (閉じた関門).
struct Closed {
    snapshot: Snapshot,
    at: String,
    progress: Progress,
    is_demo: bool,
}

/// A logic model as a gate kept it.
type Kept = (LogicVersion, logic_model::LogicModel);

impl App {
    /// Adds to each cluster what its analysis may show; gives the pictures of the logic models.
    pub(super) async fn collect_analyses(&self, clusters: &mut [Cluster]) -> Result<Vec<Picture>, AppError> {
        let closed = self.closed_gates().await?;
        let mut versions: BTreeMap<String, Vec<Kept>> = BTreeMap::new();
        for kept in self.store.logic_versions_named(GATE).await? {
            versions.entry(kept.0.cluster.clone()).or_default().push(kept);
        }
        let mut drawn = Vec::new();
        for cluster in clusters {
            let Some(closed) = closed.get(&cluster.id) else { continue };
            cluster.is_illustrative |= closed.is_demo;
            cluster.issues = closed
                .of_kind(ItemKind::Issue)
                .map(|item| item.title().to_owned())
                .filter(|text| !text.is_empty())
                .collect();
            cluster.decisions = closed.decision(self.plan.period).into_iter().collect();
            let kept = versions.get(&cluster.id).and_then(|versions| closed.model_of(versions));
            if let Some((version, model)) = kept {
                let (published, picture) = published_model(cluster, model, version.is_demo)?;
                cluster.logic_model = Some(published);
                drawn.push(picture);
            }
        }
        Ok(drawn)
    }

    /// Of every analysis, what was kept at its last gate that is still closed.
    async fn closed_gates(&self) -> Result<BTreeMap<String, Closed>, AppError> {
        let marks = self.store.analysis_marks().await?;
        let mut texts: BTreeMap<(String, Stage), (String, String)> = BTreeMap::new();
        for (cluster, stage, at, body) in self.store.last_snapshots().await? {
            texts.insert((cluster, stage), (at, body));
        }
        let mut closed = BTreeMap::new();
        for mark in marks {
            let Some(stage) = Stage::from_number(mark.progress.closed_count()) else { continue };
            let Some((at, body)) = texts.remove(&(mark.cluster.clone(), stage)) else { continue };
            let snapshot =
                Snapshot::read(&body).map_err(|fault| Refusal::conflict(&SNAPSHOT_UNREADABLE, fault.to_string()))?;
            closed.insert(mark.cluster, Closed { snapshot, at, progress: mark.progress, is_demo: mark.is_demo });
        }
        Ok(closed)
    }
}

impl Closed {
    fn of_kind(&self, kind: ItemKind) -> impl Iterator<Item = &Item> {
        self.snapshot.items.iter().filter(move |item| item.kind == kind)
    }

    /// The option the headquarters decided, as the gate kept it. An option is only decided once its gate is closed, so it is
    /// there; one that was decided and is no longer kept is not told.
    fn decision(&self, period: (FiscalYear, FiscalYear)) -> Option<DecidedOption> {
        let decided = self.progress.decided.as_ref()?;
        let item = self.of_kind(ItemKind::Option).find(|item| item.number == decided.option)?;
        let option = ReformOption::read(item);
        Some(DecidedOption {
            title: option.title.clone(),
            reason: decided.ground.clone(),
            decided_on: decided.day.map(|day| day.to_string()).unwrap_or_default(),
            effects: effects(&option, period),
        })
    }

    /// The model kept at this gate: the first one kept under a gate's name since it was closed. What is an example has no
    /// gates that anybody closed, and its latest version stands in.
    fn model_of<'v>(&self, versions: &'v [Kept]) -> Option<&'v Kept> {
        let stage = self.snapshot.stage;
        let name = format!("{GATE}{} {}", stage.number(), stage.label_ja());
        let at_gate = versions.iter().find(|(version, _)| version.label.starts_with(&name) && version.at >= self.at);
        at_gate.or_else(|| versions.iter().rev().find(|(version, _)| self.is_demo && version.is_demo))
    }
}

/// What it frees of general funds, from its first year to the end of the plan or of its own first five years.
fn effects(option: &ReformOption, period: (FiscalYear, FiscalYear)) -> Vec<(i32, i64)> {
    const YEARS: i32 = 5;
    let frees = option.effects.iter().filter(|moved| moved.lever == Lever::GeneralFunds);
    let Some(first) = frees.map(|moved| moved.first_year).min() else { return Vec::new() };
    let last = period.1.start().max(first.start() + YEARS - 1);
    let years = (first.start()..=last).filter_map(|year| FiscalYear::new(year).ok());
    let effect = |year: FiscalYear| option.in_year(Lever::GeneralFunds, year).ok().map(|yen| (year.start(), yen.0));
    years.filter_map(effect).collect()
}

/// What stands for the source of an evidence, which names people and unpublished work; a model has no evidence without one.
const UNNAMED_SOURCE: &str = "記録あり";

/// A model without notes and without where its evidence is from.
fn bare(model: &logic_model::LogicModel) -> Result<logic_model::LogicModel, AppError> {
    let (mut nodes, mut edges) = model.clone().into_parts();
    nodes.iter_mut().for_each(|node| node.note.clear());
    for edge in &mut edges {
        edge.note.clear();
        edge.evidence.iter_mut().for_each(|evidence| evidence.source = UNNAMED_SOURCE.to_owned());
    }
    let fault = |problem: logic_model::ModelProblem| format!("{} {}", problem.kind.code, problem.detail);
    logic_model::LogicModel::new(nodes, edges).map_err(|problems| {
        let faults: Vec<String> = problems.into_iter().map(fault).collect();
        Refusal::conflict(&SNAPSHOT_UNREADABLE, faults.join("; ")).into()
    })
}

fn published_model(
    cluster: &Cluster,
    model: &logic_model::LogicModel,
    is_demo: bool,
) -> Result<(LogicModel, Picture), AppError> {
    let model = bare(model)?;
    let id = format!("cluster-{}-logic", cluster.id);
    let chart = |lang: Lang| {
        let name = if lang == Lang::Ja { &cluster.name.ja } else { cluster.name.english() };
        let head = Head {
            id: "logic-model".into(),
            title: match lang {
                Lang::Ja => format!("{name}：ロジックモデル"),
                Lang::En => format!("{name}: logic model"),
            },
            lang,
            source: match lang {
                Lang::Ja => "経営分析の関門で確かめた版",
                Lang::En => "As kept when a stage of the analysis was closed",
            }
            .to_owned(),
            basis: if is_demo { Basis::Illustrative } else { Basis::Assumed },
        };
        logic_model(&head, &LogicPicture { model: &model, all_columns: false, marks_breaks: true })
    };
    let picture = pictures::of(&id, "logic-model", &chart(Lang::Ja), &chart(Lang::En));
    let indicator = |indicator: &logic_model::NodeIndicator| match indicator.unit.as_str() {
        "" => indicator.name.clone(),
        unit => format!("{}（{unit}）", indicator.name),
    };
    let column = |kind: NodeKind| both(kind.label_ja(), kind.label_en());
    let nodes = model.nodes().iter().map(|node| LogicNode {
        id: node.id.0,
        column: node.kind.word().to_owned(),
        column_name: column(node.kind),
        label: node.label.clone(),
        indicators: node.indicators.iter().map(indicator).collect(),
    });
    let edges = model.edges().iter().map(|edge| LogicEdge {
        from: edge.from.0,
        to: edge.to.0,
        // Experience and opinion stand below the scale: nothing was measured.
        strength: edge.strength().map(|strength| strength.step()).filter(|step| *step > 0),
    });
    let breaks = find_breaks(&model);
    let published = LogicModel {
        nodes: nodes.collect(),
        edges: edges.collect(),
        breaks: breaks.iter().map(|found| both(found.kind.label_ja(), found.kind.label_en())).collect(),
        picture: picture.id.clone(),
    };
    Ok((published, picture))
}
