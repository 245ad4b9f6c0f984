//! What a model must not be (ロジックモデルの検証): everything that is wrong, at once.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Edge, LogicModel, MAX_EDGES, MAX_ENTRIES, MAX_LABEL_CHARS, MAX_NODES, MAX_NOTE_CHARS, MAX_SOURCE_CHARS,
    MAX_UNIT_CHARS, Node, NodeId, NodeKind,
};
use crate::problem::ProblemKind;

crate::declare_kinds! {
    TOO_MANY_NODES = "RF-530"
        "ロジックモデルのノードが多すぎます（200まで）" "The logic model has too many nodes (at most 200)"
        "事業や目的のまとまりごとに、いくつかのモデルに分けてください" "Divide it into several models, by program or by purpose";
    TOO_MANY_EDGES = "RF-531"
        "ロジックモデルのつながりが多すぎます（600まで）" "The logic model has too many edges (at most 600)"
        "直接の原因と結果だけをつなぎ、間を飛ばすつながりを除いてください"
        "Connect only what directly brings about the other, and leave out shortcuts";
    LABEL_MISSING = "RF-532"
        "ノードの文が空です" "A node has no words"
        "何をするのか、何がどう変わるのかを書いてください" "Write what is done, or what changes and how";
    TEXT_TOO_LONG = "RF-533"
        "文が長すぎます" "A text is too long"
        "示された文字数までに縮め、詳しいことはメモに書いてください" "Shorten it to the number of characters shown, and put the rest into the note";
    CONTROL_CHARACTERS = "RF-534"
        "画面に出せない制御文字が入っています" "A text holds control characters"
        "文字だけを書き直してください" "Type the text again without them";
    NODE_TWICE = "RF-535"
        "同じ番号のノードが二つあります" "Two nodes have the same id"
        "番号を別のものにしてください" "Give one of them another id";
    EDGE_DANGLING = "RF-536"
        "つながりの端のノードがありません" "An edge ends at a node that does not exist"
        "ノードを加えるか、つながりの番号を直してください" "Add the node, or correct the edge";
    EDGE_TWICE = "RF-537"
        "同じつながりが二つあります" "The same edge is there twice"
        "一つにまとめ、根拠を合わせてください" "Make one of them, with the evidence of both";
    SELF_LOOP = "RF-538"
        "ノードが自分自身につながっています" "A node is connected to itself"
        "つながりの先を別のノードにしてください" "Choose another node as the end";
    CYCLE = "RF-539"
        "つながりが一回りしています" "The edges run in a circle"
        "示された道のどこか一本を外してください（原因から結果へ一方向に並べます）"
        "Take away one of the edges of the path shown: causes lead to results, in one direction";
    RUNS_BACKWARDS = "RF-540"
        "つながりが列を逆に進んでいます" "An edge runs backwards through the columns"
        "向きを逆にするか、ノードの種類を直してください" "Turn it round, or correct the kind of a node";
    INTO_EXTERNAL = "RF-541"
        "外部要因へ向かうつながりは引けません" "Nothing may lead into an external factor"
        "向きを逆にしてください。事業が変えるものは外部要因ではなくアウトカムです"
        "Turn it round; what the work changes is an outcome, not an external factor";
    TOO_MANY_ENTRIES = "RF-542"
        "一つのノードの指標、または一本のつながりの根拠が多すぎます（20まで）"
        "Too many indicators of a node, or too much evidence of an edge (at most 20)"
        "主なものに絞ってください" "Keep the main ones";
    ENTRY_NAMELESS = "RF-543"
        "指標の名前、または根拠の出典が空です" "An indicator has no name, or an evidence no source"
        "名前か出典を書くか、その行を消してください" "Fill it in, or take the line away";
    NODE_ABSENT = "RF-544"
        "そのノードはありません" "There is no such node"
        "画面を開き直してください。ほかの人が消したのかもしれません" "Reload the page; somebody may have removed it";
    EDGE_ABSENT = "RF-545"
        "そのつながりはありません" "There is no such edge"
        "画面を開き直してください。ほかの人が消したのかもしれません" "Reload the page; somebody may have removed it";
    ORDER_UNCLEAR = "RF-546"
        "並べ替えの一覧が、その列のノードと合いません" "The new order does not hold exactly the nodes of the column"
        "画面を開き直して、並べ替えをやり直してください" "Reload the page and arrange them again";
}

/// Something wrong with a model (ロジックモデルの誤り).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelProblem {
    /// Which kind.
    pub kind: &'static ProblemKind,
    /// The nodes it is about; of a cycle, its path in order.
    pub nodes: Vec<NodeId>,
    /// The edges it is about.
    pub edges: Vec<(NodeId, NodeId)>,
    /// The offending words, or the path of a cycle in words; may be empty.
    pub detail: String,
}

impl LogicModel {
    /// A model of these nodes and edges, in any order.
    ///
    /// # Errors
    /// Everything that is wrong with it, node by node and then edge by edge. A model too large is refused at once, without
    /// looking at the rest.
    pub fn new(mut nodes: Vec<Node>, mut edges: Vec<Edge>) -> Result<LogicModel, Vec<ModelProblem>> {
        let mut problems = Vec::new();
        if nodes.len() > MAX_NODES {
            problems.push(ModelProblem::of(&TOO_MANY_NODES, format!("{} > {MAX_NODES}", nodes.len())));
        }
        if edges.len() > MAX_EDGES {
            problems.push(ModelProblem::of(&TOO_MANY_EDGES, format!("{} > {MAX_EDGES}", edges.len())));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        nodes.sort_by_key(|node| node.id);
        edges.sort_by_key(Edge::ends);
        for node in &nodes {
            check_node(node, &mut problems);
        }
        for pair in nodes.windows(2).filter(|pair| pair[0].id == pair[1].id) {
            problems.push(ModelProblem::of(&NODE_TWICE, pair[1].label.as_str()).at_node(pair[1].id));
        }
        let kinds: BTreeMap<NodeId, NodeKind> = nodes.iter().map(|node| (node.id, node.kind)).collect();
        for edge in &edges {
            check_edge(edge, &kinds, &mut problems);
        }
        for pair in edges.windows(2).filter(|pair| pair[0].ends() == pair[1].ends()) {
            problems.push(ModelProblem::of(&EDGE_TWICE, "").at_edge(&pair[1]));
        }
        let model = LogicModel { nodes, edges };
        if let Some(path) = model.find_cycle() {
            problems.push(model.cycle(path));
        }
        if problems.is_empty() { Ok(model) } else { Err(problems) }
    }

    /// A circle of edges, as the nodes on it; the edges may still be anything but too many.
    fn find_cycle(&self) -> Option<Vec<NodeId>> {
        let mut next: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
        for edge in self.edges.iter().filter(|edge| edge.from != edge.to) {
            next.entry(edge.from).or_default().push(edge.to);
        }
        // A node is done once nothing reachable from it lies on a circle. The way down is kept by hand: it may be long.
        let mut done = BTreeSet::new();
        for start in self.nodes.iter().map(|node| node.id) {
            let mut way = vec![(start, 0)];
            while let Some((at, tried)) = way.last_mut() {
                let (at, step) = (*at, *tried);
                *tried += 1;
                match next.get(&at).and_then(|ends| ends.get(step)) {
                    Some(to) if done.contains(to) => {}
                    Some(to) => match way.iter().position(|(passed, _)| passed == to) {
                        Some(first) => return Some(way[first..].iter().map(|(node, _)| *node).collect()),
                        None => way.push((*to, 0)),
                    },
                    None => {
                        done.insert(at);
                        way.pop();
                    }
                }
            }
        }
        None
    }

    fn cycle(&self, path: Vec<NodeId>) -> ModelProblem {
        let name = |id: NodeId| self.node(id).map_or_else(|| id.to_string(), |node| node.label.clone());
        let around: Vec<NodeId> = path.iter().chain(path.first()).copied().collect();
        let detail = around.iter().map(|id| name(*id)).collect::<Vec<_>>().join(" → ");
        let edges = around.windows(2).map(|pair| (pair[0], pair[1])).collect();
        ModelProblem { kind: &CYCLE, nodes: path, edges, detail }
    }
}

fn check_node(node: &Node, problems: &mut Vec<ModelProblem>) {
    let mut report = |kind, detail: String| problems.push(ModelProblem::of(kind, detail).at_node(node.id));
    if node.label.trim().is_empty() {
        report(&LABEL_MISSING, String::new());
    }
    let label = (&node.label, MAX_LABEL_CHARS);
    let note = (&node.note, MAX_NOTE_CHARS);
    let entries = node.indicators.iter().flat_map(|it| [(&it.name, MAX_LABEL_CHARS), (&it.unit, MAX_UNIT_CHARS)]);
    check_texts([label, note].into_iter().chain(entries), &mut report);
    if node.indicators.len() > MAX_ENTRIES {
        report(&TOO_MANY_ENTRIES, node.indicators.len().to_string());
    }
    if node.indicators.iter().any(|indicator| indicator.name.trim().is_empty()) {
        report(&ENTRY_NAMELESS, node.label.clone());
    }
}

fn check_edge(edge: &Edge, kinds: &BTreeMap<NodeId, NodeKind>, problems: &mut Vec<ModelProblem>) {
    let mut report = |kind, detail: String| problems.push(ModelProblem::of(kind, detail).at_edge(edge));
    for end in [edge.from, edge.to] {
        if !kinds.contains_key(&end) {
            report(&EDGE_DANGLING, end.to_string());
        }
    }
    if edge.from == edge.to {
        report(&SELF_LOOP, edge.from.to_string());
    }
    if let (Some(from), Some(to)) = (kinds.get(&edge.from), kinds.get(&edge.to)) {
        match (from.column(), to.column()) {
            (Some(from_column), Some(to_column)) if from_column > to_column => {
                report(&RUNS_BACKWARDS, format!("{} → {}", from.label_ja(), to.label_ja()));
            }
            (_, None) if edge.from != edge.to => report(&INTO_EXTERNAL, String::new()),
            _ => {}
        }
    }
    let sources = edge.evidence.iter().map(|evidence| (&evidence.source, MAX_SOURCE_CHARS));
    check_texts(sources.chain([(&edge.note, MAX_NOTE_CHARS)]), &mut report);
    if edge.evidence.len() > MAX_ENTRIES {
        report(&TOO_MANY_ENTRIES, edge.evidence.len().to_string());
    }
    if edge.evidence.iter().any(|evidence| evidence.source.trim().is_empty()) {
        report(&ENTRY_NAMELESS, String::new());
    }
}

fn check_texts<'a>(
    texts: impl Iterator<Item = (&'a String, usize)>,
    report: &mut impl FnMut(&'static ProblemKind, String),
) {
    for (text, most) in texts {
        let count = text.chars().count();
        if count > most {
            report(&TEXT_TOO_LONG, format!("{count} > {most}: {}…", text.chars().take(20).collect::<String>()));
        }
        // A line break is fine in a note; the picture takes it as a space.
        if text.chars().any(|c| c.is_control() && c != '\n') {
            report(&CONTROL_CHARACTERS, text.chars().filter(|c| !c.is_control()).take(20).collect());
        }
    }
}

impl ModelProblem {
    pub(super) fn of(kind: &'static ProblemKind, detail: impl Into<String>) -> ModelProblem {
        ModelProblem { kind, nodes: vec![], edges: vec![], detail: detail.into() }
    }

    pub(super) fn at_node(mut self, id: NodeId) -> ModelProblem {
        self.nodes.push(id);
        self
    }

    fn at_edge(mut self, edge: &Edge) -> ModelProblem {
        self.edges.push(edge.ends());
        self
    }
}
