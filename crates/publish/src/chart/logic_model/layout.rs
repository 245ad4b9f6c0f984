//! Layout (配置): where every node and edge of a logic model stands, in units of the picture.
//!
//! Columns are fixed by kind. Heights come from the wrapped text; within a column every item is drawn to the middle of what it
//! is linked with, exactly as far as the order and the room between neighbours let it.

use reform::kpi::Status;
use reform::logic_model::{LogicModel, NodeId, NodeKind};

use super::super::Lang;
use super::order::{Ordered, order};
use super::route;
use super::wrap::{wrap, wrap_evenly};

/// Where everything stands (配置).
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// How wide it is.
    pub width: f64,
    /// How high it is, without the legend.
    pub height: f64,
    /// The columns from left to right (on a phone from top to bottom), the band of external factors last.
    pub columns: Vec<Column>,
    /// The nodes, by id.
    pub nodes: Vec<Placed>,
    /// The edges, by their ends; on a phone none where they would be too many to be told apart.
    pub edges: Vec<Line>,
}

/// A column or band with its heading (列).
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The kind of its nodes.
    pub kind: NodeKind,
    /// Its area with the heading.
    pub area: Area,
}

/// A rectangle (範囲).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// A node with its place and its text as it is drawn (配置されたノード).
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// Which node.
    pub id: NodeId,
    /// Its box.
    pub area: Area,
    /// Its label in lines.
    pub label: Vec<String>,
    /// Its indicators: how each stands and its text in lines.
    pub indicators: Vec<(IndicatorMark, Vec<String>)>,
    /// Where it leads, in lines; only on a phone.
    pub references: Vec<String>,
}

/// How an indicator stands (指標の印).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndicatorMark {
    /// By its pace.
    Standing(Status),
    /// Nothing is known.
    Unknown,
    /// It is described in words.
    Qualitative,
}

/// An edge as it is drawn (線).
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Where it starts.
    pub from: NodeId,
    /// Where it leads.
    pub to: NodeId,
    /// The path from the edge of one box to the edge of the other.
    pub steps: Vec<Step>,
    /// Where its number may stand.
    pub badge: (f64, f64),
    /// The direction it arrives in.
    pub arrives: Heading,
}

/// A step of a path, from where the last one ended (線の一区間).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Begins here.
    Start(f64, f64),
    /// Straight to here.
    To(f64, f64),
    /// In a curve with these two handles to here.
    Curve((f64, f64), (f64, f64), (f64, f64)),
}

/// Which way a line runs where it arrives (到着の向き).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heading {
    /// To the right.
    Right,
    /// To the left.
    Left,
}

pub(super) const FONT: u32 = 13;
pub(super) const SMALL: u32 = 11;
pub(super) const LINE: f64 = 18.0;
pub(super) const SMALL_LINE: f64 = 15.0;
/// Room between a box and its text.
pub(super) const PAD: f64 = 9.0;
/// The line with kind and number above a label.
pub(super) const CAPTION: f64 = 17.0;
pub(super) const HEADING: f64 = 34.0;
const MOST_LINES: usize = 6;
/// Between boxes, between a box and a passage, between passages.
const NODE_GAP: f64 = 16.0;
const PASSAGE_GAP: f64 = 9.0;
const MARGIN: f64 = 8.0;

/// Lays a model out for a screen or paper; with `all_columns` also the columns without nodes.
pub fn lay_out(model: &LogicModel, lang: Lang, all_columns: bool) -> Layout {
    let is_there = |kind: &NodeKind| all_columns || model.column(*kind).next().is_some();
    let kinds: Vec<NodeKind> = NodeKind::COLUMNS.into_iter().filter(is_there).collect();
    let (node_width, least_gap) = match kinds.len() {
        0..=4 => (204.0, 72.0),
        5 => (180.0, 64.0),
        _ => (164.0, 56.0),
    };
    let has_external = model.column(NodeKind::ExternalFactor).next().is_some();
    let ordered = order(model, kinds);
    // Where many lines run side by side they need room to be told apart.
    let gap = least_gap + (f64::from(busiest(&ordered)) - 12.0).clamp(0.0, 60.0);
    let mut nodes: Vec<Placed> =
        model.nodes().iter().map(|node| measure(model, node.id, node_width, MOST_LINES, lang)).collect();
    let centres = settle(&ordered, &nodes);
    // Edges of external factors climb left of a column, and edges within the last one bow out at its right.
    let left = if has_external { MARGIN + 30.0 } else { MARGIN };
    let bows_out = ordered.within.iter().any(|edge| {
        let start = model.node(model.edges()[*edge].from).map(|node| node.kind);
        start.is_some() && start == ordered.kinds.last().copied()
    });
    let right = if bows_out { MARGIN + 34.0 } else { MARGIN };
    let count = ordered.kinds.len();
    let column_x = |column: usize| left + column as f64 * (node_width + gap);
    let body = if count == 0 { 0.0 } else { column_x(count - 1) + node_width - left };
    let band_width = if has_external { node_width * 3.0 + 2.0 * BAND_GAP } else { node_width };
    let width = left + body.max(band_width) + right;
    let top = HEADING + 10.0;
    for (column, items) in ordered.columns.iter().enumerate() {
        for &item in items {
            if let Some(node) = ordered.items[item].node {
                let area = &mut nodes[node].area;
                (area.x, area.y) = (column_x(column), top + centres[item] - area.height / 2.0);
            }
        }
    }
    let bottom = |nodes: &[Placed]| nodes.iter().map(|node| node.area.y + node.area.height).fold(top, f64::max);
    let passages = ordered.chains.iter().flat_map(|(_, chain)| &chain[1..chain.len() - 1]);
    let lowest = passages.map(|item| top + centres[*item] + PASSAGE_GAP).fold(bottom(&nodes), f64::max);
    let mut columns: Vec<Column> = ordered
        .kinds
        .iter()
        .enumerate()
        .map(|(column, kind)| Column {
            kind: *kind,
            area: Area { x: column_x(column), y: 0.0, width: node_width, height: lowest + 6.0 },
        })
        .collect();
    let mut height = lowest + 10.0;
    if has_external {
        let area = Area { x: left, y: 0.0, width: width - left - right, height: 0.0 };
        let band = place_band(model, &mut nodes, area, lowest + 10.0);
        height = band.area.y + band.area.height + MARGIN;
        columns.push(band);
    }
    let edges = route::lines(model, &ordered, &nodes, |item| top + centres[item], column_x, lowest);
    Layout { width, height, columns, nodes, edges }
}

/// The most lines between two columns.
fn busiest(ordered: &Ordered) -> u16 {
    let lines = |column: &Vec<usize>| column.iter().map(|item| ordered.items[*item].after.len()).sum::<usize>();
    ordered.columns.iter().map(lines).max().and_then(|most| u16::try_from(most).ok()).unwrap_or(0)
}

pub(super) const BAND_GAP: f64 = 28.0;

/// Puts the external factors in rows below the columns, under a channel for their edges.
fn place_band(model: &LogicModel, nodes: &mut [Placed], area: Area, below: f64) -> Column {
    let mut members: Vec<usize> =
        (0..nodes.len()).filter(|at| model.nodes()[*at].kind == NodeKind::ExternalFactor).collect();
    members.sort_by_key(|at| (model.nodes()[*at].position.unwrap_or(u32::MAX), model.nodes()[*at].id));
    let linked = |at: &&usize| model.edges().iter().any(|edge| edge.from == nodes[**at].id);
    let channel = members.iter().filter(linked).count() as f64 * route::TRACK + 8.0;
    let node_width = members.first().map_or(0.0, |at| nodes[*at].area.width);
    let in_row = (((area.width + BAND_GAP) / (node_width + BAND_GAP)).floor() as usize).max(1);
    let start = below + channel;
    let mut y = start + HEADING + 4.0;
    for row in members.chunks(in_row) {
        let highest = row.iter().map(|at| nodes[*at].area.height).fold(0.0, f64::max);
        for (place, at) in row.iter().enumerate() {
            nodes[*at].area.x = area.x + place as f64 * (node_width + BAND_GAP);
            nodes[*at].area.y = y;
        }
        y += highest + NODE_GAP;
    }
    let kind = NodeKind::ExternalFactor;
    Column { kind, area: Area { y: start, height: y - start - NODE_GAP + 8.0, ..area } }
}

/// A node with its text wrapped and its height; where it stands comes later.
pub(super) fn measure(model: &LogicModel, id: NodeId, width: f64, most_lines: usize, lang: Lang) -> Placed {
    let room = width - 2.0 * PAD;
    let node = model.node(id);
    let label = node.map_or_else(Vec::new, |node| wrap_evenly(&node.label, FONT, room, most_lines));
    let indicators: Vec<(IndicatorMark, Vec<String>)> = node
        .iter()
        .flat_map(|node| &node.indicators)
        .map(|indicator| {
            let mark = match indicator.standing {
                _ if indicator.is_qualitative => IndicatorMark::Qualitative,
                Some(status) => IndicatorMark::Standing(status),
                None => IndicatorMark::Unknown,
            };
            let unit = match indicator.unit.as_str() {
                "" => String::new(),
                unit => lang.pick(&format!("（{unit}）"), &format!(" ({unit})")).to_string(),
            };
            (mark, wrap(&format!("{}{unit}", indicator.name), SMALL, room - 18.0, 2))
        })
        .collect();
    let mut height = PAD + CAPTION + label.len() as f64 * LINE + PAD - 3.0;
    if !indicators.is_empty() {
        height += 7.0 + indicators.iter().map(|(_, lines)| lines.len().max(1) as f64 * SMALL_LINE).sum::<f64>();
    }
    Placed { id, area: Area { x: 0.0, y: 0.0, width, height }, label, indicators, references: vec![] }
}

/// The centre of every item, above zero.
fn settle(ordered: &Ordered, nodes: &[Placed]) -> Vec<f64> {
    let half = |item: usize| ordered.items[item].node.map_or(2.0, |node| nodes[node].area.height / 2.0);
    let apart = |upper: usize, lower: usize| {
        let are_nodes = ordered.items[upper].node.is_some() && ordered.items[lower].node.is_some();
        half(upper) + half(lower) + if are_nodes { NODE_GAP } else { PASSAGE_GAP }
    };
    let mut centres = vec![0.0; ordered.items.len()];
    for column in &ordered.columns {
        let mut at = 0.0;
        for (place, &item) in column.iter().enumerate() {
            at += if place == 0 { half(item) } else { apart(column[place - 1], item) };
            centres[item] = at;
        }
        let middle = at / 2.0;
        column.iter().for_each(|item| centres[*item] -= middle);
    }
    // A passage pulls harder than a node, so that long edges run straight.
    let pull = |one: usize, other: usize| match (ordered.items[one].node, ordered.items[other].node) {
        (Some(_), Some(_)) => 1.0,
        (None, None) => 6.0,
        _ => 2.0,
    };
    for sweep in 0..12 {
        let count = ordered.columns.len();
        for step in 0..count {
            let column = &ordered.columns[if sweep % 2 == 0 { step } else { count - 1 - step }];
            let wanted = column.iter().map(|&item| {
                let linked = &ordered.items[item];
                let (mut sum, mut weight) = (0.0, 0.0);
                for &other in linked.before.iter().chain(&linked.after) {
                    sum += pull(item, other) * centres[other];
                    weight += pull(item, other);
                }
                if weight == 0.0 { (centres[item], 0.1) } else { (sum / weight, weight) }
            });
            let wanted: Vec<(f64, f64)> = wanted.collect();
            let room: Vec<f64> = column.windows(2).map(|pair| apart(pair[0], pair[1])).collect();
            for (item, centre) in column.iter().zip(spread(&wanted, &room)) {
                centres[*item] = centre;
            }
        }
    }
    let highest = (0..centres.len()).map(|item| centres[item] - half(item)).fold(f64::INFINITY, f64::min);
    if highest.is_finite() {
        centres.iter_mut().for_each(|centre| *centre = ((*centre - highest) * 2.0).round() / 2.0);
    }
    centres
}

/// The places nearest to those wanted (weighted least squares) that keep the order and the room between neighbours.
fn spread(wanted: &[(f64, f64)], room: &[f64]) -> Vec<f64> {
    // Without the room it is the nearest ascending sequence, found by joining neighbours that pull against each other.
    let mut offsets = vec![0.0];
    for gap in room {
        offsets.push(offsets.last().copied().unwrap_or(0.0) + gap);
    }
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    for ((place, weight), offset) in wanted.iter().zip(&offsets) {
        let mut block = (place - offset, *weight, 1);
        while let Some(last) = blocks.last().copied().filter(|last| last.0 > block.0) {
            blocks.pop();
            let weight = last.1 + block.1;
            block = ((last.0 * last.1 + block.0 * block.1) / weight, weight, last.2 + block.2);
        }
        blocks.push(block);
    }
    let levels = blocks.iter().flat_map(|(level, _, count)| std::iter::repeat_n(*level, *count));
    levels.zip(&offsets).map(|(level, offset)| level + offset).collect()
}

impl Area {
    /// Its right edge.
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// Its lower edge.
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// The height of its middle.
    pub fn middle(&self) -> f64 {
        self.y + self.height / 2.0
    }

    /// Whether two of them share any room.
    pub fn overlaps(&self, other: &Area) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_as_near_as_the_room_lets_them() {
        assert_eq!(spread(&[(0.0, 1.0), (50.0, 1.0)], &[20.0]), [0.0, 50.0]);
        assert_eq!(spread(&[(10.0, 1.0), (10.0, 1.0)], &[20.0]), [0.0, 20.0]);
        assert_eq!(spread(&[(10.0, 3.0), (10.0, 1.0)], &[20.0]), [5.0, 25.0]);
    }
}
