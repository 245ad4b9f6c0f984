//! Layout for a phone (縦置き): the columns below each other, every node as wide as the screen, edges in lanes at the left.

use reform::logic_model::{Edge, LogicModel, NodeId, NodeKind};

use super::super::Lang;
use super::layout::{Area, Column, HEADING, Heading, Layout, Line, SMALL, SMALL_LINE, Step, measure};
use super::order::order;
use super::route::HEAD;
use super::wrap::wrap;

const WIDTH: f64 = 328.0;
const LANE: f64 = 6.0;
/// With more lanes than this they could not be told apart; the references in each node say where it leads anyway.
const MOST_LANES: usize = 12;
const MOST_LINES: usize = 8;

/// Lays a model out for a phone.
pub(super) fn lay_out_narrow(model: &LogicModel, lang: Lang) -> Layout {
    let is_there = |kind: &NodeKind| model.column(*kind).next().is_some();
    let kinds: Vec<NodeKind> = NodeKind::COLUMNS.into_iter().filter(is_there).collect();
    let ordered = order(model, kinds);
    let mut rows: Vec<(NodeKind, Vec<NodeId>)> = ordered
        .kinds
        .iter()
        .zip(&ordered.columns)
        .map(|(kind, items)| {
            let nodes = items.iter().filter_map(|item| ordered.items[*item].node);
            (*kind, nodes.map(|node| model.nodes()[node].id).collect())
        })
        .collect();
    let outside: Vec<NodeId> = model.column(NodeKind::ExternalFactor).map(|node| node.id).collect();
    if !outside.is_empty() {
        rows.push((NodeKind::ExternalFactor, outside));
    }
    let lanes = lanes(model, &rows.iter().flat_map(|(_, ids)| ids.iter().copied()).collect::<Vec<_>>());
    let count = lanes.iter().map(|(_, lane)| lane + 1).max().unwrap_or(0);
    let is_drawn = count > 0 && count <= MOST_LANES;
    let left = if is_drawn { count as f64 * LANE + HEAD + 6.0 } else { 2.0 };
    let (mut columns, mut nodes) = (vec![], vec![]);
    let mut y = 0.0;
    for (kind, ids) in &rows {
        let start = y;
        y += HEADING + 4.0;
        for id in ids {
            let mut placed = measure(model, *id, WIDTH - left - 2.0, MOST_LINES, lang);
            placed.references = references(model, *id, placed.area.width - 18.0);
            if !placed.references.is_empty() {
                placed.area.height += placed.references.len() as f64 * SMALL_LINE + 3.0;
            }
            (placed.area.x, placed.area.y) = (left, y);
            y += placed.area.height + 12.0;
            nodes.push(placed);
        }
        columns.push(Column {
            kind: *kind,
            area: Area { x: left, y: start, width: WIDTH - left - 2.0, height: y - start },
        });
        y += 4.0;
    }
    nodes.sort_by_key(|node| node.id);
    let place = |id: NodeId| nodes.binary_search_by_key(&id, |node| node.id).ok().map(|at| nodes[at].area);
    let lane_of = |id: NodeId| lanes.iter().find(|(source, _)| *source == id).map_or(0, |(_, lane)| *lane);
    let draw = |edge: &Edge| {
        let (from, to) = place(edge.from).zip(place(edge.to))?;
        let lane = left - HEAD - 6.0 - lane_of(edge.from) as f64 * LANE;
        let (start, end) = (from.bottom() - 9.0, to.y + 12.0);
        let steps =
            vec![Step::Start(from.x, start), Step::To(lane, start), Step::To(lane, end), Step::To(to.x - HEAD, end)];
        Some(Line { from: edge.from, to: edge.to, steps, badge: (lane, end), arrives: Heading::Right })
    };
    let edges = if is_drawn { model.edges().iter().filter_map(draw).collect() } else { vec![] };
    Layout { width: WIDTH, height: y, columns, nodes, edges }
}

/// A lane for each node that leads somewhere: two share one where they do not run beside each other.
fn lanes(model: &LogicModel, rows: &[NodeId]) -> Vec<(NodeId, usize)> {
    let row = |id: NodeId| rows.iter().position(|other| *other == id).unwrap_or(0);
    let mut spans: Vec<(usize, usize, NodeId)> = rows
        .iter()
        .filter_map(|&id| {
            let ends = model.edges().iter().filter(|edge| edge.from == id).map(|edge| row(edge.to));
            let (first, last) = ends.fold((row(id), row(id)), |(low, high), end| (low.min(end), high.max(end)));
            (first < last).then_some((first, last, id))
        })
        .collect();
    // Short spans first, so that they lie next to the boxes.
    spans.sort_by_key(|(first, last, id)| (last - first, *first, *id));
    let mut taken: Vec<Vec<(usize, usize)>> = Vec::new();
    spans
        .into_iter()
        .map(|(first, last, id)| {
            let is_free = |lane: &Vec<(usize, usize)>| lane.iter().all(|(low, high)| last < *low || *high < first);
            let lane = taken.iter().position(is_free).unwrap_or_else(|| {
                taken.push(vec![]);
                taken.len() - 1
            });
            taken[lane].push((first, last));
            (id, lane)
        })
        .collect()
}

fn references(model: &LogicModel, id: NodeId, room: f64) -> Vec<String> {
    let end = |edge: &Edge| match edge.strength() {
        _ if !model.claims_change(edge) => edge.to.to_string(),
        Some(strength) => format!("{}［{}］", edge.to, strength.step()),
        None => format!("{}［−］", edge.to),
    };
    let ends: Vec<String> = model.edges().iter().filter(|edge| edge.from == id).map(end).collect();
    if ends.is_empty() { vec![] } else { wrap(&format!("→ {}", ends.join(" ・ ")), SMALL, room, 4) }
}
