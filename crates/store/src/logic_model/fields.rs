//! A model as named texts and back (欄との変換).

use std::collections::BTreeMap;

use reform::kpi::Status;
use reform::logic_model::{
    Edge, Evidence, LocalFit, LogicModel, ModelProblem, Node, NodeId, NodeIndicator, NodeKind, Strength,
};

use crate::change::{escape, unescape};

const STATUSES: [Status; 4] = [Status::OnTrack, Status::Mostly, Status::SomewhatBehind, Status::Behind];

/// The texts of a model by name; a field without a text is not there.
pub(super) type Texts = BTreeMap<String, String>;

/// The texts of a model. A node is there as long as its `kind` is, an arrow as long as its `external` is.
pub(super) fn put_model(model: &LogicModel) -> Texts {
    let mut texts = Texts::new();
    let mut put = |name: String, text: String| {
        if !text.is_empty() {
            texts.insert(name, text);
        }
    };
    for node in model.nodes() {
        let name = |field: &str| format!("node.{}.{field}", node.id);
        put(name("kind"), node.kind.word().to_owned());
        put(name("label"), node.label.clone());
        put(name("note"), node.note.clone());
        put(name("position"), node.position.map(|position| position.to_string()).unwrap_or_default());
        put(name("indicators"), indicators_text(&node.indicators));
    }
    for edge in model.edges() {
        let name = |field: &str| format!("edge.{}-{}.{field}", edge.from, edge.to);
        put(name("external"), if edge.is_external { "yes" } else { "no" }.to_owned());
        put(name("note"), edge.note.clone());
        put(name("evidence"), evidence_text(&edge.evidence));
    }
    texts
}

/// The model behind [`put_model`].
///
/// # Errors
/// What is wrong with it; an empty list where a text is none of this program's.
pub(super) fn read_model(texts: &Texts) -> Result<LogicModel, Vec<ModelProblem>> {
    read(texts).ok_or_else(Vec::new).and_then(|(nodes, edges)| LogicModel::new(nodes, edges))
}

fn read(texts: &Texts) -> Option<(Vec<Node>, Vec<Edge>)> {
    let (mut nodes, mut edges) = (Vec::new(), Vec::new());
    let get = |name: String| texts.get(&name).map_or("", String::as_str);
    for (name, text) in texts {
        let mut parts = name.splitn(3, '.');
        match (parts.next()?, parts.next()?, parts.next()?) {
            ("node", id, "kind") => {
                let of = |field: &str| get(format!("node.{id}.{field}"));
                let position = match of("position") {
                    "" => None,
                    position => Some(position.parse().ok()?),
                };
                nodes.push(Node {
                    id: NodeId(id.parse().ok()?),
                    kind: NodeKind::from_word(text)?,
                    label: of("label").to_owned(),
                    indicators: lines(of("indicators"), read_indicator)?,
                    position,
                    note: of("note").to_owned(),
                });
            }
            ("edge", ends, "external") => {
                let of = |field: &str| get(format!("edge.{ends}.{field}"));
                let (from, to) = ends.split_once('-')?;
                edges.push(Edge {
                    from: NodeId(from.parse().ok()?),
                    to: NodeId(to.parse().ok()?),
                    evidence: lines(of("evidence"), read_evidence)?,
                    is_external: text == "yes",
                    note: of("note").to_owned(),
                });
            }
            _ => {}
        }
    }
    Some((nodes, edges))
}

/// The text of a node's indicators as they are kept.
pub fn indicators_text(indicators: &[NodeIndicator]) -> String {
    join(indicators.iter().map(|indicator| {
        let standing = indicator.standing.map(Status::word).unwrap_or_default();
        let measured = if indicator.is_qualitative { "words" } else { "measured" };
        [indicator.name.as_str(), &indicator.unit, standing, measured].map(escape).join("\t")
    }))
}

/// The text of an arrow's evidence as it is kept.
pub fn evidence_text(evidence: &[Evidence]) -> String {
    join(
        evidence.iter().map(|evidence| {
            [evidence.strength.word(), evidence.local_fit.word(), &evidence.source].map(escape).join("\t")
        }),
    )
}

fn read_indicator(line: &str) -> Option<NodeIndicator> {
    let mut parts = line.split('\t').map(unescape);
    let (name, unit, standing, measured) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let standing = match standing.as_str() {
        "" => None,
        word => Some(STATUSES.into_iter().find(|status| status.word() == word)?),
    };
    Some(NodeIndicator { name, unit, standing, is_qualitative: measured == "words" })
}

fn read_evidence(line: &str) -> Option<Evidence> {
    let mut parts = line.split('\t').map(unescape);
    let (strength, fit, source) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Evidence { strength: Strength::from_word(&strength)?, local_fit: LocalFit::from_word(&fit)?, source })
}

fn join(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

fn lines<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    text.lines().map(read).collect()
}
