//! Writes a page with logic models and flows of money, to be looked at:
//! `cargo run -p publish --example logic_model_sheet -- out.html`; with a second folder also their PNG and PDF.
//!
//! It links the stylesheets of `crates/publish/style` and `crates/web/static/css`, so the picture is the one the site shows. Everything is made up.

use std::fmt::Write;
use std::path::Path;

use fiscal::Yen;
use publish::chart::logic_model::{LogicPicture, logic_model, logic_model_difference};
use publish::chart::sankey::{Flow, Sankey, SankeyNode, sankey};
use publish::chart::{Basis, Chart, Head, Lang};
use publish::picture::Fonts;
use reform::kpi::Status;
use reform::logic_model::{
    Edge, Evidence, LocalFit, LogicModel, Node, NodeId, NodeIndicator, NodeKind, Operation, Strength, apply,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "logic_model_sheet.html".to_string());
    let css = env!("CARGO_MANIFEST_DIR");
    let mut page = String::from("<!doctype html><html lang=\"ja\"><meta charset=\"utf-8\"><title>図の見本</title>\n");
    for name in [
        "style/tokens",
        "../web/static/css/base",
        "../web/static/css/layout",
        "../web/static/css/components",
        "style/charts",
        "style/logic-model",
    ] {
        let _ = writeln!(page, "<link rel=\"stylesheet\" href=\"file://{css}/{name}.css\">");
    }
    page.push_str("<meta name=\"viewport\" content=\"width=device-width\"><main style=\"padding:16px\">\n");
    for (name, chart) in all() {
        let _ = writeln!(
            page,
            "<figure class=\"chart\" style=\"max-width:none\"><figcaption>{}</figcaption><div class=\"chart-scroll\">{}{}</div>\
             <p>{}<br>{}</p></figure>",
            chart.title, chart.svg, chart.svg_narrow, chart.description, chart.description_en
        );
        if let Some(folder) = std::env::args().nth(2) {
            let fonts = Fonts::of_system()?;
            std::fs::write(Path::new(&folder).join(format!("{name}.png")), fonts.png(&chart.svg)?)?;
            let pdf = fonts.pdf(&chart.svg, &chart.title, "ja")?;
            std::fs::write(Path::new(&folder).join(format!("{name}.pdf")), pdf)?;
        }
    }
    page.push_str("</main></html>\n");
    Ok(std::fs::write(path, page)?)
}

fn head(id: &str, title: &str) -> Head {
    Head {
        id: id.into(),
        title: title.into(),
        lang: Lang::Ja,
        source: "見本（例示）".into(),
        basis: Basis::Illustrative,
    }
}

fn all() -> Vec<(String, Chart)> {
    let mut charts = Vec::new();
    for per_column in [1, 3, 5, 12] {
        let model = model(per_column);
        let name = format!("model-{}", model.nodes().len());
        let picture = LogicPicture { model: &model, all_columns: false, marks_breaks: true };
        charts.push((name.clone(), logic_model(&head(&name, "ロジックモデルの見本"), &picture)));
    }
    let before = model(5);
    let gone = before.nodes()[7].id;
    let mut changed = before.nodes()[3].clone();
    changed.label.push_str("（見直し）");
    let new = Node::new(before.next_id(), NodeKind::Output, "新しく加えたアウトプット");
    let edge = Edge::new(before.nodes()[5].id, new.id);
    let steps = [
        Operation::RemoveNode(gone),
        Operation::ChangeNode(changed),
        Operation::AddNode(new),
        Operation::Connect(edge),
    ];
    let after = steps.iter().fold(before.clone(), |model, step| apply(&model, step).unwrap_or(model));
    charts.push(("difference".into(), logic_model_difference(&head("difference", "二つの版"), &before, &after)));
    charts.extend([2, 3, 4].map(|layers| (format!("money-{layers}"), money(layers))));
    charts
}

const PHRASES: [&str; 6] = [
    "窓口での相談を受け付ける",
    "利用する世帯の割合が高まる",
    "民間施設の改修を支援し、誰もが使えるようにする",
    "データを公開する",
    "地域の担い手が見つかり、活動が続くようになる",
    "安心して暮らせると感じる市民が増える",
];

/// A model with about so many nodes in each column.
fn model(per_column: usize) -> LogicModel {
    let statuses =
        [None, Some(Status::OnTrack), Some(Status::Mostly), Some(Status::SomewhatBehind), Some(Status::Behind)];
    let mut nodes: Vec<Node> = Vec::new();
    for (column, kind) in NodeKind::ALL.iter().enumerate() {
        for row in 0..per_column.max(1) + column % 2 {
            let id = nodes.len() as u32 + 1;
            let label = format!("{}{}", PHRASES[(column * 5 + row) % PHRASES.len()], row + 1);
            let indicator = NodeIndicator {
                name: "市民意識調査で肯定的に答えた人の割合".into(),
                unit: "％".into(),
                standing: statuses[row % statuses.len()],
                is_qualitative: row % 4 == 3,
            };
            let indicators = if kind.is_outcome() && row % 3 != 2 { vec![indicator] } else { vec![] };
            nodes.push(Node { indicators, ..Node::new(NodeId(id), *kind, label) });
        }
    }
    let mut edges: Vec<Edge> = Vec::new();
    let of = |kind: NodeKind| nodes.iter().filter(|node| node.kind == kind).map(|node| node.id).collect::<Vec<_>>();
    for (at, pair) in NodeKind::COLUMNS.windows(2).enumerate() {
        let (from, to) = (of(pair[0]), of(pair[1]));
        for (row, id) in from.iter().enumerate() {
            edges.push(Edge::new(*id, to[row * to.len() / from.len()]));
            edges.push(Edge::new(*id, to[(row + 1 + at) % to.len()]));
        }
    }
    edges.push(Edge::new(of(NodeKind::Output)[0], of(NodeKind::FinalOutcome)[0]));
    edges.push(Edge::new(of(NodeKind::ExternalFactor)[0], of(NodeKind::FinalOutcome)[0]));
    edges.sort_by_key(Edge::ends);
    edges.dedup_by_key(|edge| edge.ends());
    for (at, edge) in edges.iter_mut().enumerate() {
        let strength = u8::try_from(at % 8).ok().and_then(Strength::from_step);
        let evidence =
            strength.map(|strength| Evidence { strength, source: "見本".into(), local_fit: LocalFit::Unknown });
        edge.evidence = evidence.into_iter().collect();
        edge.is_external = at % 13 == 5;
    }
    LogicModel::new(nodes, edges).unwrap_or_default()
}

fn money(layers: usize) -> Chart {
    let sources = ["事務事業の見直し", "公共施設の集約", "使用料の見直し", "市有地の売却", "歳入の確保策いろいろ"];
    let uses = ["若者・子ども", "産業基盤", "持続可能なまちづくり"];
    let node = |id: String, label: &str, layer| SankeyNode { id, label: label.into(), layer };
    let mut nodes: Vec<SankeyNode> =
        sources.iter().enumerate().map(|(at, label)| node(format!("s{at}"), label, 0)).collect();
    nodes.extend((1..layers - 1).map(|layer| node(format!("m{layer}"), "まとめ", layer)));
    nodes.extend(uses.iter().enumerate().map(|(at, label)| node(format!("u{at}"), label, layers)));
    let mut flows = Vec::new();
    for (from, _) in sources.iter().enumerate() {
        for (to, _) in uses.iter().enumerate() {
            let amount = Yen(((from * 3 + to * 5) % 7) as i64 * 120_000_000);
            let mut stops = vec![format!("s{from}")];
            stops.extend((1..layers - 1).map(|layer| format!("m{layer}")));
            stops.push(format!("u{to}"));
            flows.extend(stops.windows(2).map(|pair| Flow { from: pair[0].clone(), to: pair[1].clone(), amount }));
        }
    }
    sankey(&head(&format!("money-{layers}"), "資金の流れの見本"), &Sankey { nodes, flows })
}
