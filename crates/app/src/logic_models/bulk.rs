//! Whole models (まとめて作る): a table that replaces the model, a template or the programs' own texts that are added to it.

use std::collections::BTreeMap;

use reform::logic_model::{Edge, LogicModel, MAX_LABEL_CHARS, Node, NodeId, NodeIndicator, NodeKind};
use reform::program::{Indicator, IndicatorKind};
use store::logic_model::{LogicModelWork, NewLogicChange, ProgramLogic};

use super::edit::LogicEdited;
use super::{MODEL_MOVED_ON, NOTHING_READ, NOTHING_TO_PROPOSE, PASTE_TOO_LARGE};
use crate::App;
use crate::Problem;
use crate::error::{AppError, Refusal};
use crate::permission::{Actor, permit};

/// The largest table that is looked at, in bytes.
pub const MAX_PASTE_BYTES: usize = 1024 * 1024;

/// Words longer than this make a picture hard to read; the rest stands in the note.
const PROPOSED_CHARS: usize = 60;

/// The most indicators a proposal gives a node.
const PROPOSED_INDICATORS: usize = 3;

/// A model read from a table, before it is taken (取込の下見).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogicDraft {
    /// The model; `None` where something is wrong with the table: nothing is taken unless everything can be.
    pub model: Option<LogicModel>,
    /// What is wrong, by row and column.
    pub problems: Vec<Problem>,
    /// The table as text, to be mended or confirmed; empty where it is no text.
    pub text: String,
}

impl App {
    /// Reads a table of nodes and arrows without changing anything: a file of this name, or pasted text.
    ///
    /// # Errors
    /// When the actor may not, there is no such cluster, or the table is too large to be looked at or empty.
    pub async fn preview_logic_table(
        &self,
        actor: &Actor,
        cluster: &str,
        file_name: Option<&str>,
        bytes: &[u8],
    ) -> Result<LogicDraft, AppError> {
        let head = self.cluster_head(actor, cluster).await?;
        permit(actor, head.ask())?;
        if bytes.len() > MAX_PASTE_BYTES {
            return Err(Refusal::invalid(&PASTE_TOO_LARGE, format!("{} > {MAX_PASTE_BYTES}", bytes.len())).into());
        }
        let text = String::from_utf8(bytes.to_vec()).unwrap_or_default();
        if bytes.trim_ascii().is_empty() {
            return Err(Refusal::invalid(&NOTHING_READ, "").into());
        }
        let read = match file_name {
            Some(name) => intake::logic_model::read_model(name, intake::programs::Input::Bytes(bytes)),
            None => intake::logic_model::read_pasted_model(&text),
        };
        match read {
            Err(problems) => Ok(LogicDraft { model: None, problems, text }),
            Ok(model) if model.nodes().is_empty() => Err(Refusal::invalid(&NOTHING_READ, "").into()),
            // What is confirmed is what was seen, whatever file it came from.
            Ok(model) => {
                let text = super::picture::table_text(&model)?;
                Ok(LogicDraft { model: Some(model), problems: Vec::new(), text })
            }
        }
    }

    /// Puts a model that was read in the place of the working one, as a change that can be undone.
    ///
    /// # Errors
    /// When the actor may not, the model has changed since `seen`, or the database fails.
    pub async fn import_logic_model(
        &self,
        actor: &Actor,
        cluster: &str,
        seen: i64,
        model: &LogicModel,
        file_name: &str,
    ) -> Result<LogicEdited, AppError> {
        let head = self.cluster_head(actor, cluster).await?;
        permit(actor, head.ask())?;
        let work = self.store.open_logic_model(cluster, false).await?;
        if work.revision() != seen {
            return Err(Refusal::conflict(&MODEL_MOVED_ON, "").into());
        }
        put(actor, work, model, "import", file_name).await
    }

    /// Adds a node to each column that has none, each leading to the next, for somebody to write over.
    ///
    /// # Errors
    /// When the actor may not, there is no such cluster, or the database fails.
    pub async fn begin_logic_model(
        &self,
        actor: &Actor,
        cluster: &str,
        is_japanese: bool,
    ) -> Result<LogicEdited, AppError> {
        let head = self.cluster_head(actor, cluster).await?;
        permit(actor, head.ask())?;
        let mut work = self.store.open_logic_model(cluster, false).await?;
        let (mut nodes, mut edges) = work.model().clone().into_parts();
        let empty: Vec<NodeKind> =
            NodeKind::COLUMNS.into_iter().filter(|kind| nodes.iter().all(|node| node.kind != *kind)).collect();
        let mut last: Option<NodeId> = None;
        for kind in empty {
            let id = fresh(&mut work);
            let label = match is_japanese {
                true => format!("（{}を書く）", kind.label_ja()),
                false => format!("({}: to be written)", kind.label_en()),
            };
            nodes.push(Node::new(id, kind, label));
            edges.extend(last.map(|last| Edge::new(last, id)));
            last = Some(id);
        }
        match LogicModel::new(nodes, edges) {
            Ok(model) => put(actor, work, &model, "template", "").await,
            Err(problems) => Ok(LogicEdited { revision: work.revision(), problems, ..LogicEdited::default() }),
        }
    }

    /// Adds what the chosen programs say of themselves to the working model: means as activity, target as output,
    /// intention and result as outcomes, with their indicators.
    ///
    /// # Errors
    /// When the actor may not, none of the programs says anything, or the database fails.
    pub async fn propose_logic_model(
        &self,
        actor: &Actor,
        cluster: &str,
        programs: &[i64],
    ) -> Result<LogicEdited, AppError> {
        let head = self.cluster_head(actor, cluster).await?;
        permit(actor, head.ask())?;
        let all = self.cluster_program_logic(actor, cluster).await?;
        let chosen: Vec<&ProgramLogic> =
            all.iter().filter(|program| programs.contains(&program.program) && says_something(program)).collect();
        if chosen.is_empty() {
            return Err(Refusal::invalid(&NOTHING_TO_PROPOSE, "").into());
        }
        let mut work = self.store.open_logic_model(cluster, false).await?;
        let (mut nodes, mut edges) = work.model().clone().into_parts();
        let mut known: BTreeMap<(NodeKind, String), NodeId> =
            nodes.iter().map(|node| ((node.kind, node.label.clone()), node.id)).collect();
        for program in &chosen {
            let mut last: Option<NodeId> = None;
            for proposed in self.steps(program) {
                let key = (proposed.kind, proposed.label.clone());
                // Programs of one aim say the same of it; it stands once.
                let id = match known.get(&key) {
                    Some(id) => *id,
                    None => {
                        let id = fresh(&mut work);
                        nodes.push(Node { id, ..proposed });
                        known.insert(key, id);
                        id
                    }
                };
                if let Some(last) = last
                    && last != id
                    && !edges.iter().any(|edge| edge.ends() == (last, id))
                {
                    edges.push(Edge::new(last, id));
                }
                last = Some(id);
            }
        }
        let names: Vec<&str> = chosen.iter().map(|program| program.name.as_str()).collect();
        match LogicModel::new(nodes, edges) {
            Ok(model) => put(actor, work, &model, "proposal", &names.join("、")).await,
            Err(problems) => Ok(LogicEdited { revision: work.revision(), problems, ..LogicEdited::default() }),
        }
    }

    /// A program as the steps of a chain; the ids are given later.
    fn steps(&self, program: &ProgramLogic) -> Vec<Node> {
        let logic = &program.logic;
        let of = |kind| {
            let indicators = program.indicators.iter().filter(move |indicator| indicator.kind == kind);
            indicators.take(PROPOSED_INDICATORS).map(|indicator| self.node_indicator(indicator)).collect::<Vec<_>>()
        };
        let steps = [
            (NodeKind::Activity, &logic.means, vec![]),
            (NodeKind::Output, &logic.target, of(IndicatorKind::Activity)),
            (NodeKind::InitialOutcome, &logic.intent, of(IndicatorKind::Outcome)),
            (NodeKind::FinalOutcome, &logic.result, vec![]),
        ];
        let stated = steps.into_iter().filter(|(_, text, _)| !text.trim().is_empty());
        let node = |(kind, text, indicators): (NodeKind, &String, Vec<NodeIndicator>)| {
            let words = tidy(text);
            let label = match kind {
                NodeKind::Output => format!("{}：{}", program.name, shorten(&words)),
                _ => shorten(&words),
            };
            let label: String = label.chars().take(MAX_LABEL_CHARS).collect();
            let note = format!("{}\n{words}", program.name);
            let note: String = note.chars().take(reform::logic_model::MAX_NOTE_CHARS).collect();
            Node { note, indicators, ..Node::new(NodeId(0), kind, label) }
        };
        stated.map(node).collect()
    }

    fn node_indicator(&self, indicator: &Indicator) -> NodeIndicator {
        NodeIndicator {
            name: indicator.name.chars().filter(|c| !c.is_control()).take(MAX_LABEL_CHARS).collect(),
            unit: indicator.unit.chars().take(reform::logic_model::MAX_UNIT_CHARS).collect(),
            standing: self.standing_of(indicator),
            is_qualitative: false,
        }
    }
}

async fn put(
    actor: &Actor,
    mut work: LogicModelWork,
    model: &LogicModel,
    kind: &'static str,
    subject: &str,
) -> Result<LogicEdited, AppError> {
    let change = NewLogicChange { kind, subject, undoes: None, account: actor.account(), actor: &actor.name };
    let revision = work.put(model, &change).await?;
    work.commit().await?;
    Ok(LogicEdited { revision, subject: subject.to_owned(), kind, ..LogicEdited::default() })
}

fn fresh(work: &mut LogicModelWork) -> NodeId {
    NodeId(u32::try_from(work.next_number()).unwrap_or(u32::MAX))
}

fn says_something(program: &ProgramLogic) -> bool {
    let logic = &program.logic;
    [&logic.means, &logic.target, &logic.intent, &logic.result].iter().any(|text| !text.trim().is_empty())
}

/// The text in one piece, without anything a model would refuse.
fn tidy(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first sentence, cut where it is still too long for a picture.
fn shorten(text: &str) -> String {
    let sentence = text.split('。').next().unwrap_or(text).trim();
    match sentence.chars().count() > PROPOSED_CHARS {
        true => sentence.chars().take(PROPOSED_CHARS - 1).chain(['…']).collect(),
        false => sentence.to_owned(),
    }
}
