//! Strength of paths (道筋の根拠の強さ): a chain is as strong as its weakest link.

use std::cmp::Reverse;

use super::{Edge, LogicModel, NodeId, NodeKind, Strength};

/// The best supported way from an activity to an outcome or impact (アウトカムへの道筋).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomePath {
    /// The outcome or impact.
    pub outcome: NodeId,
    /// The way from an activity to it, both included; nothing where no activity leads there.
    pub path: Vec<NodeId>,
    /// The strength of the weakest link on it; none where a link has no evidence or there is no way.
    pub strength: Option<Strength>,
    /// The first link of that strength: the one to look into.
    pub weakest: Option<(NodeId, NodeId)>,
    /// The strength of the worst way there, for how much depends on the choice; none as for `strength`.
    pub worst: Option<Strength>,
}

/// The best way to every outcome and impact, in the order of the columns and ids.
///
/// Only links that claim a change count, those that lead to an outcome or impact. Of equally strong ways the shorter one is
/// taken, then the one over the lower ids.
pub fn weigh_paths(model: &LogicModel) -> Vec<OutcomePath> {
    let graph = Graph::of(model);
    let nodes = model.nodes();
    let mut best: Vec<Option<Way>> = vec![None; nodes.len()];
    for &at in &graph.order {
        if nodes[at].kind == NodeKind::Activity {
            best[at] = Some(Way { strength: BEYOND, worst: BEYOND, length: 0, from: None });
            continue;
        }
        let over = |&(from, edge): &(usize, usize)| {
            let way = best[from]?;
            let link = link_step(model, &model.edges()[edge]);
            Some(Way {
                strength: way.strength.min(link),
                worst: way.worst.min(link),
                length: way.length + 1,
                from: Some((from, edge)),
            })
        };
        let ways: Vec<Way> = graph.back[at].iter().filter_map(over).collect();
        let worst = ways.iter().map(|way| way.worst).min();
        let chosen = ways.into_iter().max_by_key(|way| (way.strength, Reverse(way.length), Reverse(way.from)));
        best[at] = chosen.map(|way| Way { worst: worst.unwrap_or(way.worst), ..way });
    }
    let mut ends: Vec<usize> =
        (0..nodes.len()).filter(|at| nodes[*at].kind.is_outcome() || nodes[*at].kind == NodeKind::Impact).collect();
    ends.sort_by_key(|at| (nodes[*at].kind, nodes[*at].id));
    ends.into_iter().map(|end| walk_back(model, &best, end)).collect()
}

/// Above every strength: a way without a link that claims anything.
const BEYOND: i8 = i8::MAX;

#[derive(Clone, Copy)]
struct Way {
    strength: i8,
    worst: i8,
    length: usize,
    /// The node before and the edge from it.
    from: Option<(usize, usize)>,
}

fn link_step(model: &LogicModel, edge: &Edge) -> i8 {
    if model.claims_change(edge) { step_of(edge.strength()) } else { BEYOND }
}

/// A link without evidence is weaker than one with the weakest.
fn step_of(strength: Option<Strength>) -> i8 {
    strength.map_or(-1, |strength| strength.step() as i8)
}

fn strength_of(step: i8) -> Option<Strength> {
    u8::try_from(step).ok().and_then(Strength::from_step)
}

fn walk_back(model: &LogicModel, best: &[Option<Way>], end: usize) -> OutcomePath {
    let outcome = model.nodes()[end].id;
    let Some(found) = best[end] else {
        return OutcomePath { outcome, path: vec![], strength: None, weakest: None, worst: None };
    };
    let (mut path, mut links) = (vec![outcome], vec![]);
    let mut way = Some(found);
    while let Some((from, edge)) = way.and_then(|way| way.from) {
        path.push(model.nodes()[from].id);
        links.push(&model.edges()[edge]);
        way = best[from];
    }
    path.reverse();
    let weakest = links.iter().rev().find(|edge| link_step(model, edge) == found.strength).map(|edge| edge.ends());
    OutcomePath { outcome, path, strength: strength_of(found.strength), weakest, worst: strength_of(found.worst) }
}

/// The edges by the index of their nodes, and an order in which causes come before results.
pub(super) struct Graph {
    /// Of each node: the node an edge leads to, and the edge.
    pub(super) next: Vec<Vec<(usize, usize)>>,
    /// Of each node: the node an edge comes from, and the edge.
    pub(super) back: Vec<Vec<(usize, usize)>>,
    /// Every node, after all it depends on.
    pub(super) order: Vec<usize>,
}

impl Graph {
    pub(super) fn of(model: &LogicModel) -> Graph {
        let count = model.nodes().len();
        let (mut next, mut back) = (vec![vec![]; count], vec![vec![]; count]);
        for (index, edge) in model.edges().iter().enumerate() {
            if let (Some(from), Some(to)) = (model.position_of(edge.from), model.position_of(edge.to)) {
                next[from].push((to, index));
                back[to].push((from, index));
            }
        }
        let mut waiting: Vec<usize> = back.iter().map(Vec::len).collect();
        let mut order: Vec<usize> = (0..count).filter(|at| waiting[*at] == 0).collect();
        let mut done = 0;
        while let Some(&at) = order.get(done) {
            done += 1;
            for &(to, _) in &next[at] {
                waiting[to] -= 1;
                if waiting[to] == 0 {
                    order.push(to);
                }
            }
        }
        Graph { next, back, order }
    }
}
