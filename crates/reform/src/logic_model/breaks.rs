//! Breaks in the chain (論理のつながりの切れ目): what is allowed but leaves a hole in the argument.

use super::paths::Graph;
use super::{Edge, LogicModel, Node, NodeId, NodeKind};
use crate::labels::labels;

/// A hole in the argument and where it is (切れ目).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// Which kind.
    pub kind: BreakKind,
    /// The nodes it is about, by id.
    pub nodes: Vec<NodeId>,
    /// The edges it is about, by their ends.
    pub edges: Vec<(NodeId, NodeId)>,
}

/// Which hole it is (切れ目の種類), from the left of the picture to its right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BreakKind {
    /// An input no activity uses.
    InputUnused,
    /// An activity that hands nothing out.
    ActivityWithoutOutput,
    /// An activity that changes nothing.
    ActivityWithoutOutcome,
    /// An output that leads nowhere.
    OutputLeadsNowhere,
    /// An edge from an activity to an outcome, past the outputs.
    OutputSkipped,
    /// An edge from input, activity or output to the final outcome or the impact.
    JumpToTheEnd,
    /// No outcome at all.
    NoOutcome,
    /// Outcomes of one stage only.
    OneStageOnly,
    /// An outcome or impact nothing leads to.
    OutcomeWithoutCause,
    /// An initial or intermediate outcome that leads nowhere.
    OutcomeLeadsNowhere,
    /// An outcome that is not measured.
    OutcomeWithoutIndicator,
    /// An outcome that is described in words only.
    QualitativeOnly,
    /// No impact.
    NoImpact,
    /// A node without any edge.
    Isolated,
    /// An external factor that works on nothing.
    ExternalUnconnected,
    /// An edge that claims a change and has no evidence.
    EdgeWithoutEvidence,
}

labels!(BreakKind {
    InputUnused = "input-unused", "どの活動にも使われないインプット", "input no activity uses";
    ActivityWithoutOutput = "activity-without-output", "アウトプットのない活動", "activity without output";
    ActivityWithoutOutcome = "activity-without-outcome", "アウトカムに届かない活動", "activity without outcome";
    OutputLeadsNowhere = "output-leads-nowhere", "どこにもつながらないアウトプット", "output that leads nowhere";
    OutputSkipped = "output-skipped", "アウトプットを飛ばしたつながり", "edge that skips the outputs";
    JumpToTheEnd = "jump-to-the-end", "最終アウトカム・インパクトへの飛躍", "jump to the final outcome or the impact";
    NoOutcome = "no-outcome", "アウトカムがない", "no outcome";
    OneStageOnly = "one-stage-only", "アウトカムが一段階だけ", "outcomes of one stage only";
    OutcomeWithoutCause = "outcome-without-cause", "原因のないアウトカム", "outcome nothing leads to";
    OutcomeLeadsNowhere = "outcome-leads-nowhere", "途中で止まるアウトカム", "outcome that leads no further";
    OutcomeWithoutIndicator = "outcome-without-indicator", "指標のないアウトカム", "outcome without indicator";
    QualitativeOnly = "qualitative-only", "定性的な指標だけのアウトカム", "outcome with qualitative indicators only";
    NoImpact = "no-impact", "インパクトがない", "no impact";
    Isolated = "isolated", "どこにもつながらないノード", "node without any edge";
    ExternalUnconnected = "external-unconnected", "影響先のない外部要因", "external factor that works on nothing";
    EdgeWithoutEvidence = "edge-without-evidence", "根拠のないつながり", "edge without evidence";
});

impl BreakKind {
    /// What to do about it, in Japanese.
    pub fn hint_ja(self) -> &'static str {
        self.hints().0
    }

    /// What to do about it, in English.
    pub fn hint_en(self) -> &'static str {
        self.hints().1
    }

    fn hints(self) -> (&'static str, &'static str) {
        match self {
            BreakKind::InputUnused => {
                ("使う活動につなぐか、除いてください", "Connect it to the activity that uses it, or take it out")
            }
            BreakKind::ActivityWithoutOutput => (
                "活動が直接生み出すもの（回数・人数・延長など）を加えてください",
                "Add what it hands out: times, people, metres",
            ),
            BreakKind::ActivityWithoutOutcome => (
                "誰のどんな状態が変わるのかを書き、そこまでつないでください",
                "Write whose situation changes and how, and connect it",
            ),
            BreakKind::OutputLeadsNowhere => {
                ("この結果から最初に変わることを加えてください", "Add what changes first because of it")
            }
            BreakKind::OutputSkipped => {
                ("間に入るアウトプットを加えてください", "Add the output that stands between them")
            }
            BreakKind::JumpToTheEnd => (
                "間の変化（初期・中間アウトカム）を加え、段階を追ってつないでください",
                "Add the changes between (initial and intermediate outcomes) and connect step by step",
            ),
            BreakKind::NoOutcome => {
                ("この取組で何がどう変わるのかを書いてください", "Write what changes because of the work, and how")
            }
            BreakKind::OneStageOnly => (
                "先に現れる変化と後に現れる変化を分けてください",
                "Tell apart what changes sooner and what changes later",
            ),
            BreakKind::OutcomeWithoutCause => {
                ("これをもたらす活動やアウトプットからつないでください", "Connect it from what is to bring it about")
            }
            BreakKind::OutcomeLeadsNowhere => (
                "その先の変化につなぐか、最終アウトカムに移してください",
                "Connect it further, or make it a final outcome",
            ),
            BreakKind::OutcomeWithoutIndicator => {
                ("変化を測る指標を一つ以上置いてください", "Give it at least one indicator")
            }
            BreakKind::QualitativeOnly => {
                ("数で測れる指標（代替指標でもよい）を加えてください", "Add an indicator in numbers; a proxy will do")
            }
            BreakKind::NoImpact => ("最終的に目指すまちの姿を置いてください", "Add what it is all for"),
            BreakKind::Isolated => ("原因か結果につなぐか、除いてください", "Connect it, or take it out"),
            BreakKind::ExternalUnconnected => {
                ("影響を受けるノードにつないでください", "Connect it to what it works on")
            }
            BreakKind::EdgeWithoutEvidence => (
                "調査・データ・聞き取りを根拠として付けるか、これから確かめることとして書いてください",
                "Attach a study, data or a hearing, or note how it will be found out",
            ),
        }
    }
}

/// Every hole of a model, a line a kind; nothing for a model without nodes.
pub fn find_breaks(model: &LogicModel) -> Vec<Break> {
    if model.nodes().is_empty() {
        return vec![];
    }
    let seen = Seen::of(model);
    BreakKind::ALL
        .iter()
        .filter_map(|kind| {
            let (nodes, edges) = seen.places(*kind)?;
            Some(Break { kind: *kind, nodes, edges })
        })
        .collect()
}

/// The nodes and edges a hole is about.
type Places = (Vec<NodeId>, Vec<(NodeId, NodeId)>);

/// What is looked up again and again: by index of the node.
struct Seen<'a> {
    model: &'a LogicModel,
    leads_on: Vec<bool>,
    has_cause: Vec<bool>,
    is_connected: Vec<bool>,
    to_output: Vec<bool>,
    to_outcome: Vec<bool>,
    to_activity: Vec<bool>,
}

impl<'a> Seen<'a> {
    fn of(model: &'a LogicModel) -> Seen<'a> {
        let graph = Graph::of(model);
        let kind = |at: usize| model.nodes()[at].kind;
        let reaches = |wanted: fn(NodeKind) -> bool| {
            let mut found = vec![false; model.nodes().len()];
            for &at in graph.order.iter().rev() {
                found[at] = graph.next[at].iter().any(|&(to, _)| wanted(kind(to)) || found[to]);
            }
            found
        };
        let has_cause = |at: usize| graph.back[at].iter().any(|&(from, _)| kind(from) != NodeKind::ExternalFactor);
        let all = 0..model.nodes().len();
        Seen {
            model,
            leads_on: all.clone().map(|at| !graph.next[at].is_empty()).collect(),
            has_cause: all.clone().map(has_cause).collect(),
            is_connected: all.map(|at| !graph.next[at].is_empty() || !graph.back[at].is_empty()).collect(),
            to_output: reaches(|kind| kind == NodeKind::Output),
            to_outcome: reaches(|kind| kind.is_outcome() || kind == NodeKind::Impact),
            to_activity: reaches(|kind| kind == NodeKind::Activity),
        }
    }

    /// Where a hole of this kind is; none where there is none. A node without any edge is named as that only, not once more
    /// for every edge it lacks.
    fn places(&self, kind: BreakKind) -> Option<Places> {
        use NodeKind::{Activity, ExternalFactor, FinalOutcome, Impact, Input, Output};
        let of_kind = |wanted: NodeKind| move |node: &Node, _: usize| node.kind == wanted;
        match kind {
            BreakKind::InputUnused => {
                self.nodes(|node, at| node.kind == Input && self.is_connected[at] && !self.to_activity[at])
            }
            BreakKind::ActivityWithoutOutput => {
                self.nodes(|node, at| node.kind == Activity && self.is_connected[at] && !self.to_output[at])
            }
            BreakKind::ActivityWithoutOutcome => {
                self.nodes(|node, at| node.kind == Activity && self.is_connected[at] && !self.to_outcome[at])
            }
            BreakKind::OutputLeadsNowhere => {
                self.nodes(|node, at| node.kind == Output && self.is_connected[at] && !self.leads_on[at])
            }
            BreakKind::OutputSkipped => {
                self.edges(|_, from, to| from == Activity && to.is_outcome() && to != FinalOutcome)
            }
            BreakKind::JumpToTheEnd => self
                .edges(|_, from, to| matches!(from, Input | Activity | Output) && matches!(to, FinalOutcome | Impact)),
            BreakKind::NoOutcome => self.stages().is_empty().then(|| (vec![], vec![])),
            BreakKind::OneStageOnly => match self.stages()[..] {
                [stage] => self.nodes(of_kind(stage)),
                _ => None,
            },
            BreakKind::OutcomeWithoutCause => self.nodes(|node, at| {
                (node.kind.is_outcome() || node.kind == Impact) && self.is_connected[at] && !self.has_cause[at]
            }),
            BreakKind::OutcomeLeadsNowhere => self.nodes(|node, at| {
                node.kind.is_outcome() && node.kind != FinalOutcome && self.is_connected[at] && !self.leads_on[at]
            }),
            BreakKind::OutcomeWithoutIndicator => {
                self.nodes(|node, _| node.kind.is_outcome() && node.indicators.is_empty())
            }
            BreakKind::QualitativeOnly => self.nodes(|node, _| {
                let mut indicators = node.indicators.iter();
                node.kind.is_outcome() && !node.indicators.is_empty() && indicators.all(|it| it.is_qualitative)
            }),
            BreakKind::NoImpact => self.model.column(Impact).next().is_none().then(|| (vec![], vec![])),
            BreakKind::Isolated => self.nodes(|node, at| node.kind != ExternalFactor && !self.is_connected[at]),
            BreakKind::ExternalUnconnected => {
                self.nodes(|node, at| node.kind == ExternalFactor && !self.is_connected[at])
            }
            BreakKind::EdgeWithoutEvidence => {
                self.edges(|edge, from, to| claims_change(from, to) && edge.evidence.is_empty())
            }
        }
    }

    /// The stages of outcome the model has.
    fn stages(&self) -> Vec<NodeKind> {
        let has = |kind: &NodeKind| kind.is_outcome() && self.model.column(*kind).next().is_some();
        NodeKind::COLUMNS.into_iter().filter(has).collect()
    }

    fn nodes(&self, is_one: impl Fn(&Node, usize) -> bool) -> Option<Places> {
        let all = self.model.nodes().iter().enumerate();
        let found: Vec<NodeId> = all.filter(|(at, node)| is_one(node, *at)).map(|(_, node)| node.id).collect();
        (!found.is_empty()).then_some((found, vec![]))
    }

    fn edges(&self, is_one: impl Fn(&Edge, NodeKind, NodeKind) -> bool) -> Option<Places> {
        let kind = |id| self.model.node(id).map(|node| node.kind);
        let meant = |edge: &&Edge| match (kind(edge.from), kind(edge.to)) {
            (Some(from), Some(to)) => is_one(edge, from, to),
            _ => false,
        };
        let found: Vec<(NodeId, NodeId)> = self.model.edges().iter().filter(meant).map(Edge::ends).collect();
        (!found.is_empty()).then_some((vec![], found))
    }
}

impl LogicModel {
    /// Whether an edge claims that something changes, which needs evidence: it leads to an outcome or an impact, and not from an
    /// external factor.
    pub fn claims_change(&self, edge: &Edge) -> bool {
        let kind = |id| self.node(id).map(|node| node.kind);
        kind(edge.from).zip(kind(edge.to)).is_some_and(|(from, to)| claims_change(from, to))
    }
}

/// Whether an edge claims that something changes, which needs evidence: it leads to an outcome or an impact. That an activity
/// hands out its output is a matter of doing it, and an external factor is beside the chain.
fn claims_change(from: NodeKind, to: NodeKind) -> bool {
    from != NodeKind::ExternalFactor && (to.is_outcome() || to == NodeKind::Impact)
}
