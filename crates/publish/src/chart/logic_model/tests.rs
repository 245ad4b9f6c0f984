use std::collections::BTreeSet;

use proptest::prelude::*;
use reform::logic_model::{
    Edge, Evidence, Fate, LocalFit, LogicModel, Node, NodeId, NodeIndicator, NodeKind, Strength, compare,
};

use super::*;
use crate::chart::{Basis, Lang};

fn head() -> Head {
    Head { id: "m".into(), title: "試験".into(), lang: Lang::Ja, source: "試験".into(), basis: Basis::Illustrative }
}

fn picture(model: &LogicModel) -> Chart {
    logic_model(&head(), &LogicPicture { model, all_columns: false, marks_breaks: true })
}

/// Any sound model: every edge runs from the earlier to the later node of an order that ends with no circle.
fn any_model() -> impl Strategy<Value = LogicModel> {
    let node = (0usize..8, "[あ-ん一-十A-M0-9 ]{0,60}", 0usize..3, proptest::option::of(0u32..9));
    let edge = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0u8..8, any::<bool>());
    (proptest::collection::vec(node, 1..45), proptest::collection::vec(edge, 0..70)).prop_map(|(nodes, edges)| {
        let nodes: Vec<Node> = (1u32..)
            .zip(nodes)
            .map(|(id, (kind, label, indicators, position))| Node {
                position,
                indicators: (0..indicators)
                    .map(|at| NodeIndicator {
                        name: format!("指標{at}"),
                        unit: "件".into(),
                        standing: None,
                        is_qualitative: at == 1,
                    })
                    .collect(),
                ..Node::new(NodeId(id), NodeKind::ALL[kind], format!("ノード{label}"))
            })
            .collect();
        let rank = |node: &Node| (node.kind.column().map_or(0, |column| column + 1), node.id);
        let mut seen = BTreeSet::new();
        let edges = edges.into_iter().filter_map(|(one, other, step, is_external)| {
            let (one, other) = (one.get(&nodes), other.get(&nodes));
            let (from, to) = if rank(one) < rank(other) { (one, other) } else { (other, one) };
            let is_fine = from.id != to.id && to.kind != NodeKind::ExternalFactor && seen.insert((from.id, to.id));
            let evidence = Strength::from_step(step).map(|strength| Evidence {
                strength,
                source: "調査".into(),
                local_fit: LocalFit::Here,
            });
            is_fine.then(|| Edge { evidence: evidence.into_iter().collect(), is_external, ..Edge::new(from.id, to.id) })
        });
        let edges = edges.collect();
        LogicModel::new(nodes.clone(), edges).unwrap()
    })
}

/// Points along a line, close enough to find a box it would cross.
fn points(line: &Line) -> Vec<(f64, f64)> {
    let mut at = (0.0, 0.0);
    let mut points = vec![];
    for step in &line.steps {
        let end = match *step {
            Step::Start(x, y) => (x, y),
            Step::To(x, y) => {
                points.extend(
                    (1..40).map(|t| f64::from(t) / 40.0).map(|t| (at.0 + (x - at.0) * t, at.1 + (y - at.1) * t)),
                );
                (x, y)
            }
            Step::Curve(one, other, end) => {
                points.extend((1..40).map(|t| f64::from(t) / 40.0).map(|t| {
                    let u = 1.0 - t;
                    let mix = |a: f64, b: f64, c: f64, d: f64| {
                        u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d
                    };
                    (mix(at.0, one.0, other.0, end.0), mix(at.1, one.1, other.1, end.1))
                }));
                end
            }
        };
        points.push(end);
        at = end;
    }
    points
}

fn check_layout(model: &LogicModel, layout: &Layout) -> Result<(), TestCaseError> {
    prop_assert_eq!(layout.nodes.len(), model.nodes().len());
    for (at, one) in layout.nodes.iter().enumerate() {
        let area = one.area;
        prop_assert!(area.x >= 0.0 && area.y >= 0.0 && area.right() <= layout.width && area.bottom() <= layout.height);
        for other in &layout.nodes[at + 1..] {
            prop_assert!(!area.overlaps(&other.area), "{} and {} overlap", one.id, other.id);
        }
        let kind = model.node(one.id).unwrap().kind;
        let column = layout.columns.iter().find(|column| column.kind == kind).unwrap().area;
        prop_assert!(area.x >= column.x && area.right() <= column.right() + 0.01, "{} is beside its column", one.id);
        prop_assert!(area.y >= column.y && area.bottom() <= column.bottom() + 0.01, "{} is beside its column", one.id);
    }
    let area = |id: NodeId| layout.nodes.iter().find(|node| node.id == id).unwrap().area;
    for line in &layout.edges {
        let points = points(line);
        let (from, to) = (area(line.from), area(line.to));
        let (start, end) = (points[0], points[points.len() - 1]);
        prop_assert!(start.0 == from.right() || start.0 == from.x, "{}-{} starts beside", line.from, line.to);
        prop_assert!(start.1 > from.y && start.1 < from.bottom());
        let gap = if line.arrives == Heading::Right { to.x - end.0 } else { end.0 - to.right() };
        prop_assert!((gap - route::HEAD).abs() < 0.01 && end.1 > to.y && end.1 < to.bottom());
        for (x, y) in points {
            for node in &layout.nodes {
                let inside = x > node.area.x + 0.1
                    && x < node.area.right() - 0.1
                    && y > node.area.y + 0.1
                    && y < node.area.bottom() - 0.1;
                prop_assert!(!inside, "{}-{} runs over {}", line.from, line.to, node.id);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn boxes_stand_apart_in_their_columns_and_lines_run_between_them(model in any_model()) {
        let wide = lay_out(&model, Lang::Ja, false);
        check_layout(&model, &wide)?;
        prop_assert_eq!(wide.edges.len(), model.edges().len());
        prop_assert_eq!(lay_out(&model, Lang::Ja, true).columns.len() >= 7, true);
        let narrow = stacked::lay_out_narrow(&model, Lang::Ja);
        check_layout(&model, &narrow)?;
        prop_assert!(narrow.edges.is_empty() || narrow.edges.len() == model.edges().len());
        prop_assert!(narrow.width <= 328.0);
    }

    #[test]
    fn the_only_wish_of_a_column_is_granted(model in any_model()) {
        let layout = lay_out(&model, Lang::Ja, false);
        for kind in NodeKind::ALL {
            let mut column: Vec<&Node> = model.column(*kind).collect();
            let wishes: Vec<(NodeId, u32)> = column.iter().filter_map(|node| Some((node.id, node.position?))).collect();
            let place = |id: NodeId| layout.nodes.iter().find(|node| node.id == id).unwrap().area.y;
            column.sort_by(|a, b| place(a.id).total_cmp(&place(b.id)));
            if let ([(id, wish)], true) = (&wishes[..], kind.column().is_some()) {
                let found = column.iter().position(|node| node.id == *id).unwrap();
                prop_assert_eq!(found, (*wish as usize).min(column.len() - 1));
            }
        }
    }

    #[test]
    fn the_order_of_the_input_changes_nothing(model in any_model(), seed in any::<u64>()) {
        let (mut nodes, mut edges) = model.clone().into_parts();
        let turn = |length: usize| if length == 0 { 0 } else { (seed % length as u64) as usize };
        let (by_nodes, by_edges) = (turn(nodes.len()), turn(edges.len()));
        nodes.rotate_left(by_nodes);
        nodes.reverse();
        edges.rotate_left(by_edges);
        let shuffled = LogicModel::new(nodes, edges).unwrap();
        prop_assert_eq!(picture(&shuffled), picture(&model));
    }

    #[test]
    fn every_node_and_edge_is_in_the_picture_once(model in any_model()) {
        let chart = picture(&model);
        for node in model.nodes() {
            let mark = format!("data-node=\"{}\"", node.id);
            prop_assert_eq!(chart.svg.matches(&mark).count(), 1);
            prop_assert_eq!(chart.svg_narrow.matches(&mark).count(), 1);
        }
        for edge in model.edges() {
            let mark = format!("<g class=\"lm-edge [^>]*data-edge=\"{}-{}\"", edge.from, edge.to);
            let plain = mark.split("[^>]*").collect::<Vec<_>>();
            prop_assert!(chart.svg.lines().any(|line| line.starts_with(plain[0]) && line.contains(plain[1])));
        }
        prop_assert!(!chart.svg.contains("style=") && !chart.svg.contains("NaN") && !chart.svg.contains("inf"));
        prop_assert_eq!(chart.table.rows.len(), model.nodes().len());
    }
}

fn small() -> LogicModel {
    let node = |id, kind, label: &str| Node::new(NodeId(id), kind, label);
    let nodes = vec![
        node(1, NodeKind::Activity, "相談を受ける"),
        node(2, NodeKind::Output, "相談 <件数> & \"延べ\""),
        node(3, NodeKind::FinalOutcome, "安心して暮らせる"),
    ];
    LogicModel::new(nodes, vec![Edge::new(NodeId(1), NodeId(2)), Edge::new(NodeId(2), NodeId(3))]).unwrap()
}

#[test]
fn breaks_are_marked_where_they_are_and_said_in_words() {
    let chart = picture(&small());
    assert!(chart.description.contains("最終アウトカム・インパクトへの飛躍（1）"), "{}", chart.description);
    assert!(chart.description.ends_with("（例示）"));
    assert!(chart.description_en.contains("outcome without indicator (1)"));
    assert_eq!(chart.svg.matches("class=\"lm-break\"").count(), 3, "a node, an edge, the legend");
    assert_eq!(chart.table.rows[2][5].shown(), "アウトカムが一段階だけ、指標のないアウトカム");
    let unmarked = LogicPicture { model: &small(), all_columns: false, marks_breaks: false };
    assert!(!logic_model(&head(), &unmarked).svg.contains("lm-break"));
    assert!(chart.svg.contains("&lt;件数&gt; &amp; &quot;延べ&quot;"));
}

#[test]
fn a_comparison_shows_what_came_went_and_changed() {
    let before = small();
    let (mut nodes, mut edges) = before.clone().into_parts();
    nodes[0].label = "相談と訪問をする".into();
    nodes.retain(|node| node.id != NodeId(3));
    nodes.push(Node::new(NodeId(4), NodeKind::InitialOutcome, "早く相談する人が増える"));
    edges.retain(|edge| edge.to != NodeId(3));
    edges.push(Edge::new(NodeId(2), NodeId(4)));
    let after = LogicModel::new(nodes, edges).unwrap();
    assert_eq!(compare(&before, &after).count(Fate::Added), (1, 1));
    let chart = logic_model_difference(&head(), &before, &after);
    for (class, count) in [("lm-added\" data-node", 1), ("lm-removed\" data-node", 1), ("lm-changed\" data-node", 1)] {
        assert_eq!(chart.svg.matches(class).count(), count, "{class}");
    }
    assert!(chart.svg.contains("lm-removed\" data-edge=\"2-3\""));
    assert!(chart.svg.contains("text-decoration=\"line-through\""));
    assert_eq!(chart.table.rows.len(), 5, "three nodes and two edges");
    let same = logic_model_difference(&head(), &before, &before);
    assert_eq!(same.description, "二つの版に違いはない。（例示）");
    assert!(same.table.rows.is_empty());
}

#[test]
fn a_model_without_nodes_is_drawn_and_says_so() {
    let chart = picture(&LogicModel::default());
    assert!(chart.svg.contains("viewBox") && !chart.svg.contains("inf"), "{}", chart.svg);
    assert!(chart.description.starts_with("ロジックモデルにはまだノードがない。"));
    assert_eq!(lay_out(&LogicModel::default(), Lang::Ja, true).columns.len(), 7);
}

#[test]
fn the_largest_model_is_drawn() {
    let kinds = NodeKind::COLUMNS;
    let nodes: Vec<Node> =
        (0..200u32).map(|id| Node::new(NodeId(id), kinds[id as usize % 7], "あ".repeat(200))).collect();
    let edges: Vec<Edge> = (0..200u32)
        .flat_map(|from| (0..200u32).map(move |to| (from, to)))
        .filter(|(from, to)| from % 7 < to % 7 && (from * 31 + to * 17) % 28 == 0)
        .take(600)
        .map(|(from, to)| Edge::new(NodeId(from), NodeId(to)))
        .collect();
    assert_eq!(edges.len(), 600);
    let model = LogicModel::new(nodes, edges).unwrap();
    let layout = lay_out(&model, Lang::Ja, false);
    check_layout(&model, &layout).unwrap();
}
