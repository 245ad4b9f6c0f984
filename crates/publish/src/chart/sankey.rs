//! Money from sources to uses (サンキー図): ribbons as wide as the amounts, over any number of layers.

mod draw;
mod layout;

use std::collections::BTreeMap;

use fiscal::Yen;

use super::number::{money_en, money_ja};
use super::{Chart, Head, Said};
use crate::table::{Cell, DataTable};

/// Where money comes from and where it goes (資金の流れ); made for up to sixty nodes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sankey {
    /// Sources, uses and what stands between, each layer in the order it is to be read.
    pub nodes: Vec<SankeyNode>,
    /// The amounts between them.
    pub flows: Vec<Flow>,
}

/// A source, a use or what stands between (項目).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SankeyNode {
    /// Its id within the picture.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Its layer: 0 for sources, and on to the right. Layers without nodes are passed over.
    pub layer: usize,
}

/// An amount from one node to another of a later layer (流れ).
///
/// An amount of zero is left out. One below zero, or between nodes that are not there or not in this order, cannot be drawn; it
/// stands in the table and the words say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The id of where it comes from.
    pub from: String,
    /// The id of where it goes.
    pub to: String,
    /// Whole yen.
    pub amount: Yen,
}

/// Draws where money comes from and where it goes.
pub fn sankey(head: &Head, sankey: &Sankey) -> Chart {
    let (drawn, left_out) = sort_out(sankey);
    let said = words(sankey, &drawn, left_out);
    let description = format!("{}（{}）", said.ja, head.basis.label_ja());
    let description_en = format!("{} ({})", said.en, head.basis.label_en());
    let desc = head.lang.pick(&description, &description_en);
    Chart {
        svg: draw::write(head, desc, &drawn, false),
        svg_narrow: draw::write(head, desc, &drawn, true),
        title: head.title.clone(),
        description,
        description_en,
        table: table(head, sankey),
        source: head.source.clone(),
        basis: head.basis,
    }
}

/// What can be drawn: nodes with money only, flows by index of their nodes with the same two summed up.
struct Drawn<'a> {
    nodes: Vec<&'a SankeyNode>,
    /// The layer of each node, counted without empty ones.
    layers: Vec<usize>,
    /// What goes through each node: the larger of what comes in and what goes out.
    through: Vec<i128>,
    flows: Vec<(usize, usize, i128)>,
}

/// What can be drawn, and how many flows cannot.
fn sort_out(sankey: &Sankey) -> (Drawn<'_>, usize) {
    let place = |id: &str| sankey.nodes.iter().position(|node| node.id == id);
    let mut sums: BTreeMap<(usize, usize), i128> = BTreeMap::new();
    let mut left_out = 0;
    for flow in sankey.flows.iter().filter(|flow| flow.amount != Yen::ZERO) {
        match place(&flow.from).zip(place(&flow.to)) {
            Some((from, to)) if flow.amount > Yen::ZERO && sankey.nodes[from].layer < sankey.nodes[to].layer => {
                *sums.entry((from, to)).or_default() += i128::from(flow.amount.0);
            }
            _ => left_out += 1,
        }
    }
    let has_money: Vec<usize> =
        (0..sankey.nodes.len()).filter(|at| sums.keys().any(|(from, to)| from == at || to == at)).collect();
    let mut layers: Vec<usize> = has_money.iter().map(|at| sankey.nodes[*at].layer).collect();
    layers.sort_unstable();
    layers.dedup();
    let layer_of = |at: &usize| layers.iter().position(|layer| *layer == sankey.nodes[*at].layer).unwrap_or(0);
    let index = |at: usize| has_money.iter().position(|other| *other == at).unwrap_or(0);
    let flows: Vec<(usize, usize, i128)> =
        sums.into_iter().map(|((from, to), sum)| (index(from), index(to), sum)).collect();
    let through = (0..has_money.len()).map(|at| {
        let out: i128 = flows.iter().filter(|flow| flow.0 == at).map(|flow| flow.2).sum();
        let into: i128 = flows.iter().filter(|flow| flow.1 == at).map(|flow| flow.2).sum();
        out.max(into)
    });
    let through = through.collect();
    let nodes = has_money.iter().map(|at| &sankey.nodes[*at]).collect();
    (Drawn { nodes, layers: has_money.iter().map(layer_of).collect(), through, flows }, left_out)
}

fn words(sankey: &Sankey, drawn: &Drawn<'_>, left_out: usize) -> Said {
    if drawn.flows.is_empty() {
        return Said {
            ja: "示せる金額の流れはまだない。".into(), en: "There is no amount to show yet.".into()
        };
    }
    let last = drawn.layers.iter().copied().max().unwrap_or(0);
    let total = |layer: usize| -> i128 {
        (0..drawn.nodes.len()).filter(|at| drawn.layers[*at] == layer).map(|at| drawn.through[at]).sum()
    };
    let list = |layer: usize, money: fn(i128) -> String, open: &str, close: &str, comma: &str| {
        let mut of_layer: Vec<usize> = (0..drawn.nodes.len()).filter(|at| drawn.layers[*at] == layer).collect();
        of_layer.sort_by_key(|at| (std::cmp::Reverse(drawn.through[*at]), *at));
        let named = of_layer
            .iter()
            .take(5)
            .map(|at| format!("{}{open}{}{close}", drawn.nodes[*at].label, money(drawn.through[*at])));
        (named.collect::<Vec<_>>().join(comma), of_layer.len().saturating_sub(5))
    };
    let rest_ja = |count: usize| if count == 0 { String::new() } else { format!("ほか{count}件") };
    let rest_en = |count: usize| if count == 0 { String::new() } else { format!(" and {count} more") };
    let (from_ja, more_from) = list(0, money_ja, "（", "）", "、");
    let (to_ja, more_to) = list(last, money_ja, "（", "）", "、");
    let (from_en, _) = list(0, money_en, " (", ")", ", ");
    let (to_en, _) = list(last, money_en, " (", ")", ", ");
    let mut said = Said {
        ja: format!(
            "出どころの合計は{}。多い順に{from_ja}{}。行き先の合計は{}。多い順に{to_ja}{}。",
            money_ja(total(0)),
            rest_ja(more_from),
            money_ja(total(last)),
            rest_ja(more_to)
        ),
        en: format!(
            "{} from the sources, the largest first: {from_en}{}. {} to the uses: {to_en}{}.",
            money_en(total(0)),
            rest_en(more_from),
            money_en(total(last)),
            rest_en(more_to)
        ),
    };
    let unbalanced: Vec<usize> = (0..drawn.nodes.len())
        .filter(|at| {
            let out: i128 = drawn.flows.iter().filter(|flow| flow.0 == *at).map(|flow| flow.2).sum();
            let into: i128 = drawn.flows.iter().filter(|flow| flow.1 == *at).map(|flow| flow.2).sum();
            out > 0 && into > 0 && out != into
        })
        .collect();
    for at in unbalanced {
        let label = &drawn.nodes[at].label;
        said.ja.push_str(&format!("{label}では入る額と出る額が合わない。"));
        said.en.push_str(&format!(" What comes into {label} is not what goes out."));
    }
    if left_out > 0 {
        said.ja.push_str(&format!("図に描けない流れ（負の額や向きの合わないもの）が{left_out}件あり、表にだけ示す。"));
        said.en
            .push_str(&format!(" {left_out} flows cannot be drawn (below zero or against the layers); see the table."));
    }
    let is_shown = |node: &SankeyNode| drawn.nodes.iter().any(|shown| shown.id == node.id);
    let without = sankey.nodes.iter().filter(|node| !is_shown(node)).count();
    if without > 0 {
        said.ja.push_str(&format!("金額のない項目{without}件は図に出していない。"));
        said.en.push_str(&format!(" {without} entries without money are left out of the picture."));
    }
    said
}

fn table(head: &Head, sankey: &Sankey) -> DataTable {
    let label = |id: &str| {
        let found = sankey.nodes.iter().find(|node| node.id == id);
        Cell::Text(found.map_or_else(|| id.to_string(), |node| node.label.clone()))
    };
    let flows = sankey.flows.iter().filter(|flow| flow.amount != Yen::ZERO);
    let pick = |ja: &str, en: &str| head.lang.pick(ja, en).to_string();
    DataTable {
        title: head.title.clone(),
        header: vec![pick("出どころ", "From"), pick("行き先", "To"), pick("金額", "Amount")],
        rows: flows.map(|flow| vec![label(&flow.from), label(&flow.to), Cell::Money(flow.amount)]).collect(),
        unit: pick("円", "yen"),
    }
}

#[cfg(test)]
mod tests;
