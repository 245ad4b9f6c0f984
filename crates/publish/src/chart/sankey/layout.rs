//! Where bars, ribbons and names of a sankey stand (サンキー図の配置).
//!
//! Every bar gets at least the height of its name, so names of a layer never lie on each other. A flow over several layers takes
//! a passage in those between, below their bars.

use super::super::Lang;
use super::super::frame::{Frame, text_width};
use super::super::logic_model::wrap;
use super::super::number::{money_en, money_ja};
use super::Drawn;

pub(super) const BAR: f64 = 14.0;
const LINE: f64 = 16.0;
const GAP: f64 = 10.0;

/// Everything with its place.
pub(super) struct Laid {
    pub height: f64,
    pub bars: Vec<Bar>,
    pub ribbons: Vec<Ribbon>,
}

/// A bar with its name.
pub(super) struct Bar {
    pub node: usize,
    pub x: f64,
    pub y: f64,
    pub height: f64,
    pub name: Vec<String>,
    pub amount: String,
    /// Where the name begins (or ends), the base line of its first line, and to which side it is written.
    pub text_x: f64,
    pub text_y: f64,
    pub side: Side,
}

/// To which side of its place a name is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// It begins there.
    Start,
    /// It ends there.
    End,
    /// Its middle is there.
    Middle,
}

/// A ribbon: its upper edge from bar to bar, and its width.
pub(super) struct Ribbon {
    pub from: usize,
    pub to: usize,
    /// Points of the upper edge, two for every gap it crosses.
    pub edge: Vec<(f64, f64)>,
    pub width: f64,
}

/// A bar or a passage while places are sought.
struct Slot {
    node: Option<usize>,
    value: i128,
    y: f64,
    height: f64,
    /// How much of its height lines have taken on either side.
    taken: [f64; 2],
}

pub(super) fn lay_out(drawn: &Drawn<'_>, frame: &Frame, lang: Lang) -> Laid {
    let layers = drawn.layers.iter().max().map_or(0, |last| last + 1);
    if layers == 0 {
        return Laid { height: 24.0, bars: vec![], ribbons: vec![] };
    }
    // Names stand beside the bars where there is room at both sides, else above them.
    let beside_first = layers == 2 || !frame.narrow;
    let amount = |at: usize| lang.pick(&money_ja(drawn.through[at]), &money_en(drawn.through[at])).to_string();
    let side_room = side_room(drawn, frame, &amount);
    let margin = if beside_first { side_room + 8.0 } else { 0.0 };
    let step = if layers == 1 { 0.0 } else { (frame.width - 2.0 * margin - BAR) / (layers - 1) as f64 };
    let x = |layer: usize| margin + step * layer as f64;
    // On a phone with names above the bars every layer has its share of the width for them.
    let cell = frame.width / layers as f64;
    let is_beside = |layer: usize| beside_first && (layer == 0 || layer + 1 == layers);
    let name = |at: usize| {
        let layer = drawn.layers[at];
        let room = match layer {
            _ if is_beside(layer) => side_room,
            _ if beside_first => step - 10.0,
            _ => cell - 6.0,
        };
        wrap(&drawn.nodes[at].label, frame.font, room.max(48.0), 3)
    };
    let mut slots: Vec<Slot> = Vec::new();
    let mut columns: Vec<Vec<usize>> = vec![vec![]; layers];
    for at in 0..drawn.nodes.len() {
        columns[drawn.layers[at]].push(slots.len());
        slots.push(Slot { node: Some(at), value: drawn.through[at], y: 0.0, height: 0.0, taken: [0.0; 2] });
    }
    let chains: Vec<Vec<usize>> = drawn
        .flows
        .iter()
        .map(|&(from, to, value)| {
            let mut chain = vec![from];
            for column in columns.iter_mut().take(drawn.layers[to]).skip(drawn.layers[from] + 1) {
                column.push(slots.len());
                chain.push(slots.len());
                slots.push(Slot { node: None, value, y: 0.0, height: 0.0, taken: [0.0; 2] });
            }
            chain.push(to);
            chain
        })
        .collect();
    let sum = |column: &Vec<usize>| column.iter().map(|slot| slots[*slot].value).sum::<i128>();
    let largest = columns.iter().map(sum).max().unwrap_or(1).max(1);
    let scale = if frame.narrow { 240.0 } else { 300.0 } / largest as f64;
    let line = if frame.narrow { LINE - 1.0 } else { LINE };
    // The height a slot needs, and how far below its top the bar begins.
    let need = |slot: &Slot, layer: usize| {
        let bar = (slot.value as f64 * scale).max(1.5);
        let Some(at) = slot.node else { return (bar + GAP, bar, 0.0) };
        let text = (name(at).len() + 1) as f64 * line;
        if is_beside(layer) {
            (bar.max(text) + GAP, bar, ((text - bar) / 2.0).max(0.0))
        } else {
            (text + 5.0 + bar + GAP, bar, text + 5.0)
        }
    };
    let heights: Vec<f64> = columns
        .iter()
        .enumerate()
        .map(|(layer, column)| column.iter().map(|slot| need(&slots[*slot], layer).0).sum::<f64>())
        .collect();
    let height = heights.iter().copied().fold(0.0, f64::max);
    let mut bars = Vec::with_capacity(drawn.nodes.len());
    for (layer, column) in columns.iter().enumerate() {
        // What is left of the height goes between the bars.
        let spare = (height - heights[layer]) / column.len().max(1) as f64;
        let mut y = spare / 2.0;
        for &slot in column {
            let (needed, bar, offset) = need(&slots[slot], layer);
            (slots[slot].y, slots[slot].height) = (y + offset, bar);
            if let Some(at) = slots[slot].node {
                let name = name(at);
                let lines = (name.len() + 1) as f64;
                let beside = is_beside(layer);
                let (text_x, side) = match layer {
                    0 if beside => (x(0) - 7.0, Side::End),
                    _ if beside => (x(layer) + BAR + 7.0, Side::Start),
                    _ if beside_first || layer == 0 => (x(layer), Side::Start),
                    _ if layer + 1 == layers => (x(layer) + BAR, Side::End),
                    _ => (cell * (layer as f64 + 0.5), Side::Middle),
                };
                let first = if beside { y + offset + bar / 2.0 - lines * line / 2.0 } else { y } + line - 4.0;
                bars.push(Bar {
                    node: at,
                    x: x(layer),
                    y: y + offset,
                    height: bar,
                    name,
                    amount: amount(at),
                    text_x,
                    text_y: first,
                    side,
                });
            }
            y += needed + spare;
        }
    }
    let ribbons = ribbons(drawn, &mut slots, &chains, scale, x);
    Laid { height: height + 4.0, bars, ribbons }
}

/// The room beside the outer bars: what the longest name needs, at most a share of the picture.
fn side_room(drawn: &Drawn<'_>, frame: &Frame, amount: &impl Fn(usize) -> String) -> f64 {
    let last = drawn.layers.iter().copied().max().unwrap_or(0);
    let outer = (0..drawn.nodes.len()).filter(|at| drawn.layers[*at] == 0 || drawn.layers[*at] == last);
    let widest = outer
        .map(|at| text_width(&drawn.nodes[at].label, frame.font).max(text_width(&amount(at), frame.font)))
        .fold(0.0, f64::max);
    widest.min(if frame.narrow { 104.0 } else { 190.0 }).ceil() + 2.0
}

fn ribbons(
    drawn: &Drawn<'_>,
    slots: &mut [Slot],
    chains: &[Vec<usize>],
    scale: f64,
    x: impl Fn(usize) -> f64,
) -> Vec<Ribbon> {
    // Ribbons leave a bar in the order of where they go and arrive in the order of where they come from.
    let mut order: Vec<usize> = (0..chains.len()).collect();
    let mut edges: Vec<Vec<(f64, f64)>> = vec![vec![]; chains.len()];
    let width = |flow: usize| drawn.flows[flow].2 as f64 * scale;
    let mut starts = vec![vec![]; chains.len()];
    order.sort_by(|a, b| slots[chains[*a][1]].y.total_cmp(&slots[chains[*b][1]].y).then(a.cmp(b)));
    for &flow in &order {
        let slot = &mut slots[chains[flow][0]];
        starts[flow].push(slot.y + slot.taken[1]);
        slot.taken[1] += width(flow);
    }
    order.sort_by(|a, b| {
        let before = |flow: usize| slots[chains[flow][chains[flow].len() - 2]].y;
        before(*a).total_cmp(&before(*b)).then(a.cmp(b))
    });
    for &flow in &order {
        let chain = &chains[flow];
        let first = drawn.layers[drawn.flows[flow].0];
        edges[flow].push((x(first) + BAR, starts[flow][0]));
        for (step, passage) in chain[1..chain.len() - 1].iter().enumerate() {
            let (left, y) = (x(first + 1 + step), slots[*passage].y);
            edges[flow].extend([(left, y), (left + BAR, y)]);
        }
        let slot = &mut slots[chain[chain.len() - 1]];
        edges[flow].push((x(drawn.layers[drawn.flows[flow].1]), slot.y + slot.taken[0]));
        slot.taken[0] += width(flow);
    }
    edges
        .into_iter()
        .enumerate()
        .map(|(flow, edge)| Ribbon { from: drawn.flows[flow].0, to: drawn.flows[flow].1, edge, width: width(flow) })
        .collect()
}
