//! Logic models for people: what is wrong with them, where their chain breaks, how strong it is, and how it reads.

use crate::support;

use std::fmt::Write;

use expect_test::expect_file;
use reform::logic_model::{
    Edge, Evidence, LocalFit, LogicModel, ModelProblem, Node, NodeId, NodeIndicator, NodeKind, Strength, find_breaks,
    outline, weigh_paths,
};
use toml::Table;

fn id(row: &Table, key: &str) -> NodeId {
    NodeId(u32::try_from(support::whole(row, key)).unwrap())
}

fn node(row: &Table) -> Node {
    let names = row.get("indicators").and_then(|names| names.as_array()).into_iter().flatten();
    let indicators = names.map(|name| {
        let name = name.as_str().unwrap();
        NodeIndicator {
            name: name.trim_start_matches('!').into(),
            unit: String::new(),
            standing: None,
            is_qualitative: name.starts_with('!'),
        }
    });
    let kind = NodeKind::from_word(support::text(row, "kind")).unwrap();
    Node { indicators: indicators.collect(), ..Node::new(id(row, "id"), kind, support::text(row, "text")) }
}

fn edge(row: &Table) -> Edge {
    let steps = row.get("strength").and_then(|steps| steps.as_array()).into_iter().flatten();
    let evidence = steps.map(|step| Evidence {
        strength: Strength::from_step(u8::try_from(step.as_integer().unwrap()).unwrap()).unwrap(),
        source: "調査（例示）".into(),
        local_fit: LocalFit::Unknown,
    });
    Edge { evidence: evidence.collect(), ..Edge::new(id(row, "from"), id(row, "to")) }
}

fn places(nodes: &[NodeId], edges: &[(NodeId, NodeId)]) -> String {
    let nodes = nodes.iter().map(NodeId::to_string);
    let edges = edges.iter().map(|(from, to)| format!("{from}→{to}"));
    nodes.chain(edges).collect::<Vec<_>>().join(" ")
}

fn refused(problems: &[ModelProblem]) -> String {
    let line = |problem: &ModelProblem| {
        let places = places(&problem.nodes, &problem.edges);
        format!("{} {} [{places}] {:?}\n", problem.kind.code, problem.kind.title_ja, problem.detail)
    };
    problems.iter().map(line).collect()
}

fn told(model: &LogicModel) -> String {
    let mut out = String::from("## 切れ目 / breaks\n");
    for found in find_breaks(model) {
        let places = places(&found.nodes, &found.edges);
        writeln!(out, "{:<26}{} [{places}] {}", found.kind.word(), found.kind.label_ja(), found.kind.hint_ja())
            .unwrap();
    }
    out.push_str("\n## 道の強さ / strength of paths\n");
    let step = |strength: Option<Strength>| strength.map_or("−".to_owned(), |strength| strength.step().to_string());
    for path in weigh_paths(model) {
        let way: Vec<String> = path.path.iter().map(NodeId::to_string).collect();
        let weakest = path.weakest.map(|ends| places(&[], &[ends])).unwrap_or_default();
        writeln!(
            out,
            "{:>3}: strength {} over {} (weakest link {weakest}, worst way {})",
            path.outcome,
            step(path.strength),
            if way.is_empty() { "no way".to_owned() } else { way.join("→") },
            step(path.worst),
        )
        .unwrap();
    }
    out.push_str("\n## アウトライン / outline\n");
    for line in outline(model) {
        let node = model.node(line.node).unwrap();
        let repeat = if line.is_repeat { "（前出） " } else { "" };
        writeln!(out, "{}- {repeat}{} {}：{}", "  ".repeat(line.depth), node.id, node.kind.label_ja(), node.label)
            .unwrap();
    }
    out
}

#[test]
fn every_case_told_or_refused() {
    for folder in support::folders("logic_model", "model.toml") {
        let scenario = support::read(&folder.join("model.toml"));
        let nodes = support::list(&scenario, "node").into_iter().map(node).collect();
        let edges = support::list(&scenario, "edge").into_iter().map(edge).collect();
        let result = match LogicModel::new(nodes, edges) {
            Ok(model) => told(&model),
            Err(problems) => refused(&problems),
        };
        let title = support::text(&scenario, "title");
        expect_file![folder.join("result.txt")].assert_eq(&format!("# {title}\n\n{result}"));
    }
}
