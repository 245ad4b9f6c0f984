//! A logic model in words and as a table (説明文と表).

use std::fmt::Write;

use reform::logic_model::{Break, BreakKind, Change, EdgeChange, Fate, LogicModel, Node, NodeId, NodeKind, compare};

use super::super::{Head, Lang, Said};
use super::compared::Fates;
use crate::table::{Cell, DataTable};

pub(super) fn of_model(model: &LogicModel, breaks: &[Break]) -> Said {
    if model.nodes().is_empty() {
        return Said {
            ja: "ロジックモデルにはまだノードがない。".into(),
            en: "The logic model has no nodes yet.".into(),
        };
    }
    let (nodes, edges) = (model.nodes().len(), model.edges().len());
    let counted: Vec<(NodeKind, usize)> =
        NodeKind::ALL.iter().map(|kind| (*kind, model.column(*kind).count())).filter(|(_, count)| *count > 0).collect();
    let list_ja: Vec<String> = counted.iter().map(|(kind, count)| format!("{}{count}", kind.label_ja())).collect();
    let list_en: Vec<String> = counted.iter().map(|(kind, count)| format!("{} {count}", kind.label_en())).collect();
    let claims = model.edges().iter().filter(|edge| model.claims_change(edge)).count();
    let backed = model.edges().iter().filter(|edge| model.claims_change(edge) && edge.strength().is_some()).count();
    let mut ja = format!("ノード{nodes}個、つながり{edges}本のロジックモデル。{}。", list_ja.join("、"));
    let mut en = format!("A logic model of {nodes} nodes and {edges} edges: {}.", list_en.join(", "));
    if claims > 0 {
        let _ = write!(ja, "変化を述べるつながり{claims}本のうち{backed}本に根拠がある。");
        let _ = write!(en, " {backed} of the {claims} edges that claim a change have evidence.");
    }
    if breaks.is_empty() {
        ja.push_str("切れ目は見つからない。");
        en.push_str(" No break was found.");
    } else {
        let places = |found: &Break| found.nodes.len() + found.edges.len();
        let said = |found: &Break, label: &str, open: &str, close: &str| match places(found) {
            0 => label.to_string(),
            count => format!("{label}{open}{count}{close}"),
        };
        let all_ja: Vec<String> = breaks.iter().map(|it| said(it, it.kind.label_ja(), "（", "）")).collect();
        let all_en: Vec<String> = breaks.iter().map(|it| said(it, it.kind.label_en(), " (", ")")).collect();
        let _ = write!(ja, "切れ目：{}。", all_ja.join("、"));
        let _ = write!(en, " Breaks: {}.", all_en.join(", "));
    }
    Said { ja, en }
}

pub(super) fn of_difference(before: &LogicModel, after: &LogicModel, fates: &Fates) -> Said {
    let difference = &fates.difference;
    if difference.is_empty() {
        return Said { ja: "二つの版に違いはない。".into(), en: "The two versions do not differ.".into() };
    }
    let count = |fate| difference.count(fate);
    let [added, changed, removed] = [Fate::Added, Fate::Changed, Fate::Removed].map(count);
    Said {
        ja: format!(
            "前の版（ノード{}、つながり{}）と後の版（ノード{}、つながり{}）の比較。ノードは追加{}・変更{}・削除{}、つながりは追加{}・変更{}・削除{}。",
            before.nodes().len(),
            before.edges().len(),
            after.nodes().len(),
            after.edges().len(),
            added.0,
            changed.0,
            removed.0,
            added.1,
            changed.1,
            removed.1
        ),
        en: format!(
            "The earlier version ({} nodes, {} edges) against the later one ({}, {}). Nodes: {} added, {} changed, {} removed. \
             Edges: {} added, {} changed, {} removed.",
            before.nodes().len(),
            before.edges().len(),
            after.nodes().len(),
            after.edges().len(),
            added.0,
            changed.0,
            removed.0,
            added.1,
            changed.1,
            removed.1
        ),
    }
}

/// A row a node: what it is, what measures it, where it leads with which evidence, and which breaks it is part of.
pub(super) fn table(head: &Head, model: &LogicModel, breaks: &[Break]) -> DataTable {
    let lang = head.lang;
    let header = match lang {
        Lang::Ja => ["番号", "種類", "内容", "指標", "つながる先（根拠の強さ）", "切れ目"],
        Lang::En => ["No.", "Kind", "Words", "Indicators", "Leads to (evidence)", "Breaks"],
    };
    let mut nodes: Vec<&Node> = model.nodes().iter().collect();
    nodes.sort_by_key(|node| (node.kind, node.position.unwrap_or(u32::MAX), node.id));
    let row = |node: &&Node| {
        let ends: Vec<String> = model
            .edges()
            .iter()
            .filter(|edge| edge.from == node.id)
            .map(|edge| {
                let strength = edge.strength().map_or_else(|| "−".to_string(), |strength| strength.step().to_string());
                if model.claims_change(edge) { format!("{}（{strength}）", edge.to) } else { edge.to.to_string() }
            })
            .collect();
        let of_node = breaks.iter().filter(|found| found.nodes.contains(&node.id)).map(|found| found.kind);
        let of_edges = breaks.iter().filter(|found| found.edges.iter().any(|(from, _)| *from == node.id));
        let kinds: Vec<BreakKind> = of_node.chain(of_edges.map(|found| found.kind)).collect();
        let named: Vec<&str> = kinds.iter().map(|kind| lang.pick(kind.label_ja(), kind.label_en())).collect();
        [
            node.id.to_string(),
            lang.pick(node.kind.label_ja(), node.kind.label_en()).to_string(),
            node.label.clone(),
            indicators(node, lang),
            ends.join(lang.pick("、", ", ")),
            named.join(lang.pick("、", ", ")),
        ]
    };
    text_table(head, &header, nodes.iter().map(row))
}

fn indicators(node: &Node, lang: Lang) -> String {
    let said = |indicator: &reform::logic_model::NodeIndicator| {
        let standing = match indicator.standing {
            _ if indicator.is_qualitative => lang.pick("定性的", "qualitative"),
            Some(status) => lang.pick(status.label_ja(), status.label_en()),
            None => "−",
        };
        format!("{}：{standing}", indicator.name)
    };
    node.indicators.iter().map(said).collect::<Vec<_>>().join(lang.pick("、", ", "))
}

/// A row for everything that came, went or changed.
pub(super) fn difference_table(head: &Head, before: &LogicModel, after: &LogicModel) -> DataTable {
    let lang = head.lang;
    let header = match lang {
        Lang::Ja => ["変化", "対象", "前の版", "後の版", "変わった項目"],
        Lang::En => ["What", "Of", "Earlier", "Later", "Different in"],
    };
    let difference = compare(before, after);
    let label = |model: &LogicModel, id: Option<NodeId>| {
        id.and_then(|id| model.node(id)).map_or_else(String::new, |node| {
            format!("{} {}", lang.pick(node.kind.label_ja(), node.kind.label_en()), node.label)
        })
    };
    let ends = |model: &LogicModel, ends: Option<(NodeId, NodeId)>| {
        let name = |id: NodeId| model.node(id).map_or_else(|| id.to_string(), |node| node.label.clone());
        ends.map_or_else(String::new, |(from, to)| format!("{} → {}", name(from), name(to)))
    };
    let word = |fate: Fate| lang.pick(fate.label_ja(), fate.label_en()).to_string();
    let changes = |changes: &[Change]| {
        let named: Vec<&str> = changes.iter().map(|it| lang.pick(it.label_ja(), it.label_en())).collect();
        named.join(lang.pick("、", ", "))
    };
    let nodes = difference.nodes.iter().filter(|change| change.fate != Fate::Same).map(|change| {
        let of = lang.pick("ノード", "node").to_string();
        [word(change.fate), of, label(before, change.before), label(after, change.after), changes(&change.changes)]
    });
    let edges = difference.edges.iter().filter(|change| change.fate != Fate::Same).map(|change: &EdgeChange| {
        let of = lang.pick("つながり", "edge").to_string();
        [word(change.fate), of, ends(before, change.before), ends(after, change.after), changes(&change.changes)]
    });
    text_table(head, &header, nodes.chain(edges))
}

fn text_table<const N: usize>(head: &Head, header: &[&str; N], rows: impl Iterator<Item = [String; N]>) -> DataTable {
    let cell = |text: String| if text.is_empty() { Cell::Empty } else { Cell::Text(text) };
    DataTable {
        title: head.title.clone(),
        header: header.iter().map(ToString::to_string).collect(),
        rows: rows.map(|row| row.into_iter().map(cell).collect()).collect(),
        unit: String::new(),
    }
}
