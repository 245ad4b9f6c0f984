//! Routes of the edges (線の経路): curves between the columns, straight through them, never over a box.

use reform::logic_model::{LogicModel, NodeId, NodeKind};

use super::layout::{Area, Heading, Line, Placed, Step};
use super::order::Ordered;

/// The room an edge takes in the channel above the external factors.
pub(super) const TRACK: f64 = 7.0;
/// The head of an arrow.
pub(super) const HEAD: f64 = 7.0;
const PORT: f64 = 10.0;

/// A line end at a side of a box; ports of a side are put in the order of where their lines come from.
struct Port {
    edge: usize,
    node: usize,
    is_right: bool,
    is_start: bool,
    /// By what ports are ordered: where the other end lies.
    towards: f64,
}

/// Every edge as a line.
pub(super) fn lines(
    model: &LogicModel,
    ordered: &Ordered,
    nodes: &[Placed],
    centre: impl Fn(usize) -> f64,
    column_x: impl Fn(usize) -> f64,
    lowest: f64,
) -> Vec<Line> {
    let index = |id: NodeId| model.nodes().binary_search_by_key(&id, |node| node.id).ok();
    let ends = |edge: usize| {
        let edge = &model.edges()[edge];
        index(edge.from).zip(index(edge.to))
    };
    let outside: Vec<usize> = (0..model.edges().len())
        .filter(|edge| ends(*edge).is_some_and(|(from, _)| model.nodes()[from].kind == NodeKind::ExternalFactor))
        .collect();
    let mut wanted = Vec::new();
    for (edge, chain) in &ordered.chains {
        let Some((from, to)) = ends(*edge) else { continue };
        let last = chain.len() - 1;
        wanted.push(Port { edge: *edge, node: from, is_right: true, is_start: true, towards: centre(chain[1]) });
        wanted.push(Port { edge: *edge, node: to, is_right: false, is_start: false, towards: centre(chain[last - 1]) });
    }
    for edge in &ordered.within {
        let Some((from, to)) = ends(*edge) else { continue };
        let (one, other) = (nodes[from].area.middle(), nodes[to].area.middle());
        wanted.push(Port { edge: *edge, node: from, is_right: true, is_start: true, towards: other });
        wanted.push(Port { edge: *edge, node: to, is_right: true, is_start: false, towards: one });
    }
    for edge in &outside {
        let Some((_, to)) = ends(*edge) else { continue };
        // They come from below.
        wanted.push(Port { edge: *edge, node: to, is_right: false, is_start: false, towards: f64::MAX });
    }
    let ports = ports(nodes, wanted);
    let at = |edge: usize, is_start: bool| {
        ports.iter().find(|(port, start, _)| *port == edge && *start == is_start).map_or(0.0, |(.., y)| *y)
    };
    let mut lines = Vec::with_capacity(model.edges().len());
    for (edge, chain) in &ordered.chains {
        let Some((from, to)) = ends(*edge) else { continue };
        let (mut x, mut y) = (nodes[from].area.right(), at(*edge, true));
        let mut steps = vec![Step::Start(x, y)];
        let first = ordered.kinds.iter().position(|kind| *kind == model.nodes()[from].kind).unwrap_or(0);
        for (step, passage) in chain[1..chain.len() - 1].iter().enumerate() {
            let left = column_x(first + 1 + step);
            steps.push(curve((x, y), (left, centre(*passage))));
            (x, y) = (left + nodes[from].area.width, centre(*passage));
            steps.push(Step::To(x, y));
        }
        let end = (nodes[to].area.x - HEAD, at(*edge, false));
        steps.push(curve((x, y), end));
        let badge = ((x + end.0) / 2.0, (y + end.1) / 2.0);
        lines.push(line(model, *edge, steps, badge, Heading::Right));
    }
    for edge in &ordered.within {
        let Some((from, to)) = ends(*edge) else { continue };
        let start = (nodes[from].area.right(), at(*edge, true));
        let end = (nodes[to].area.right() + HEAD, at(*edge, false));
        let bow = start.0 + 34.0;
        let steps = vec![Step::Start(start.0, start.1), Step::Curve((bow, start.1), (bow, end.1), end)];
        lines.push(line(model, *edge, steps, (start.0 + 24.0, (start.1 + end.1) / 2.0), Heading::Left));
    }
    lines.extend(climbing(model, nodes, &outside, &at, lowest));
    lines.sort_by_key(|line| (line.from, line.to));
    lines
}

/// Edges of external factors: out at the left of the box, up to a track of the factor's own, along it, up beside the column
/// and in from the left.
fn climbing(
    model: &LogicModel,
    nodes: &[Placed],
    outside: &[usize],
    at: &impl Fn(usize, bool) -> f64,
    lowest: f64,
) -> Vec<Line> {
    let mut sources: Vec<NodeId> = outside.iter().map(|edge| model.edges()[*edge].from).collect();
    sources.dedup();
    let rows: Vec<f64> = {
        let tops = nodes.iter().zip(model.nodes()).filter(|(_, node)| node.kind == NodeKind::ExternalFactor);
        let mut tops: Vec<f64> = tops.map(|(placed, _)| placed.area.y).collect();
        tops.sort_by(f64::total_cmp);
        tops.dedup();
        tops
    };
    let placed = |id: NodeId| nodes.iter().find(|node| node.id == id);
    let mut lines = Vec::new();
    for (track, source) in sources.iter().enumerate() {
        let Some(from) = placed(*source) else { continue };
        let row = rows.iter().position(|top| *top == from.area.y).unwrap_or(0);
        let out = from.area.x - 6.0 - 4.0 * (row % 5) as f64;
        let along = lowest + 10.0 + TRACK * track as f64;
        for &edge in outside.iter().filter(|edge| model.edges()[**edge].from == *source) {
            let Some(to) = placed(model.edges()[edge].to) else { continue };
            let beside = to.area.x - 12.0 - 3.0 * (track % 6) as f64;
            let y = at(edge, false);
            let start = (from.area.x, from.area.middle());
            let steps = vec![
                Step::Start(start.0, start.1),
                Step::To(out, start.1),
                Step::To(out, along),
                Step::To(beside, along),
                Step::To(beside, y),
                Step::To(to.area.x - HEAD, y),
            ];
            lines.push(line(model, edge, steps, (beside, (y + along) / 2.0), Heading::Right));
        }
    }
    lines
}

/// Where each line leaves and arrives: edge, whether it starts there, height.
fn ports(nodes: &[Placed], mut wanted: Vec<Port>) -> Vec<(usize, bool, f64)> {
    wanted.sort_by(|a, b| {
        (a.node, a.is_right)
            .cmp(&(b.node, b.is_right))
            .then(a.towards.total_cmp(&b.towards))
            .then((a.edge, a.is_start).cmp(&(b.edge, b.is_start)))
    });
    let mut placed = Vec::with_capacity(wanted.len());
    for side in wanted.chunk_by(|a, b| (a.node, a.is_right) == (b.node, b.is_right)) {
        let area: Area = nodes[side[0].node].area;
        let between = PORT.min((area.height - 12.0) / side.len() as f64);
        let first = area.middle() - between * (side.len() - 1) as f64 / 2.0;
        placed.extend(
            side.iter().enumerate().map(|(place, port)| (port.edge, port.is_start, first + between * place as f64)),
        );
    }
    placed
}

fn curve(from: (f64, f64), to: (f64, f64)) -> Step {
    let middle = (from.0 + to.0) / 2.0;
    Step::Curve((middle, from.1), (middle, to.1), to)
}

fn line(model: &LogicModel, edge: usize, steps: Vec<Step>, badge: (f64, f64), arrives: Heading) -> Line {
    let edge = &model.edges()[edge];
    Line { from: edge.from, to: edge.to, steps, badge, arrives }
}
