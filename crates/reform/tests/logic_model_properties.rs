//! What holds for any logic model: changes can be taken back, versions compared, ways weighed, and too much is refused.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use reform::logic_model::{
    BreakKind, Change, Edge, Evidence, Fate, LocalFit, LogicModel, MAX_LABEL_CHARS, Node, NodeId, NodeIndicator,
    NodeKind, Operation, Strength, apply, compare, find_breaks, inverse, outline, weigh_paths,
};

fn rank(node: &Node) -> (usize, NodeId) {
    (node.kind.column().map_or(0, |column| column + 1), node.id)
}

fn evidence(step: u8) -> Vec<Evidence> {
    let of = |strength| Evidence { strength, source: "調査".into(), local_fit: LocalFit::Unknown };
    Strength::from_step(step).map(of).into_iter().collect()
}

fn any_model() -> impl Strategy<Value = LogicModel> {
    let node = (0usize..8, "[あ-ん]{1,6}", proptest::option::of(0u32..5));
    let edge = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0u8..8);
    (proptest::collection::vec(node, 1..10), proptest::collection::vec(edge, 0..16)).prop_map(|(nodes, edges)| {
        let nodes: Vec<Node> = (1..)
            .zip(nodes)
            .map(|(id, (kind, label, position))| Node {
                position,
                ..Node::new(NodeId(id), NodeKind::ALL[kind], format!("{id}{label}"))
            })
            .collect();
        let mut seen = BTreeSet::new();
        let edges = edges.into_iter().filter_map(|(one, other, step)| {
            let (one, other) = (one.get(&nodes), other.get(&nodes));
            let (from, to) = if rank(one) < rank(other) { (one, other) } else { (other, one) };
            let is_fine = from.id != to.id && to.kind != NodeKind::ExternalFactor && seen.insert((from.id, to.id));
            is_fine.then(|| Edge { evidence: evidence(step), ..Edge::new(from.id, to.id) })
        });
        let edges = edges.collect();
        LogicModel::new(nodes.clone(), edges).unwrap()
    })
}

fn any_operation() -> impl Strategy<Value = Operation> {
    let id = || (0u32..12).prop_map(NodeId);
    let node =
        || (id(), 0usize..8, "[あ-ん]{0,3}").prop_map(|(id, kind, label)| Node::new(id, NodeKind::ALL[kind], label));
    let edge =
        || (id(), id(), 0u8..8).prop_map(|(from, to, step)| Edge { evidence: evidence(step), ..Edge::new(from, to) });
    prop_oneof![
        node().prop_map(Operation::AddNode),
        node().prop_map(Operation::ChangeNode),
        (id(), 0usize..8, proptest::option::of(0u32..5)).prop_map(|(id, kind, position)| Operation::MoveNode {
            id,
            kind: NodeKind::ALL[kind],
            position
        }),
        (0usize..8, proptest::collection::vec(id(), 0..4))
            .prop_map(|(kind, order)| Operation::Arrange { kind: NodeKind::ALL[kind], order }),
        id().prop_map(Operation::RemoveNode),
        edge().prop_map(Operation::Connect),
        (id(), id()).prop_map(|(from, to)| Operation::Disconnect { from, to }),
        edge().prop_map(Operation::ChangeEdge),
    ]
}

/// Every way from an activity to a node, by walking all of them.
fn ways(model: &LogicModel, to: NodeId) -> Vec<Option<u8>> {
    let node = model.node(to).unwrap();
    if node.kind == NodeKind::Activity {
        return vec![Some(u8::MAX)];
    }
    let into = model.edges().iter().filter(|edge| edge.to == to);
    into.flat_map(|edge| {
        let link = if model.claims_change(edge) { edge.strength().map(Strength::step) } else { Some(u8::MAX) };
        ways(model, edge.from).into_iter().map(move |way| way.min(link))
    })
    .collect()
}

proptest! {
    #[test]
    fn every_change_can_be_taken_back(model in any_model(), operations in proptest::collection::vec(any_operation(), 1..12)) {
        let mut now = model.clone();
        let mut back: Vec<Operation> = vec![];
        for operation in operations {
            match (apply(&now, &operation), inverse(&now, &operation)) {
                (Ok(then), Ok(undo)) => {
                    back.splice(0..0, undo);
                    now = then;
                }
                (Err(refused), Err(also)) => {
                    prop_assert_eq!(&refused, &also);
                    prop_assert!(!refused.is_empty());
                }
                (applied, undo) => prop_assert!(false, "one is refused: {applied:?} {undo:?}"),
            }
        }
        for operation in &back {
            now = apply(&now, operation).unwrap();
        }
        prop_assert_eq!(now, model);
    }

    #[test]
    fn a_model_does_not_differ_from_itself_numbered_anew(model in any_model(), add in 1u32..50) {
        prop_assert!(compare(&model, &model).is_empty());
        let (mut nodes, mut edges) = model.clone().into_parts();
        nodes.iter_mut().for_each(|node| node.id.0 += add);
        edges.iter_mut().for_each(|edge| {
            edge.from.0 += add;
            edge.to.0 += add;
        });
        let anew = LogicModel::new(nodes, edges).unwrap();
        let difference = compare(&model, &anew);
        prop_assert!(difference.is_empty(), "{difference:?}");
    }

    #[test]
    fn every_node_and_edge_of_both_versions_has_one_fate(one in any_model(), other in any_model()) {
        let difference = compare(&one, &other);
        let ids = |model: &LogicModel| model.nodes().iter().map(|node| node.id).collect::<Vec<_>>();
        let ends = |model: &LogicModel| model.edges().iter().map(Edge::ends).collect::<Vec<_>>();
        let sorted = |mut found: Vec<NodeId>| { found.sort(); found };
        prop_assert_eq!(sorted(difference.nodes.iter().filter_map(|it| it.before).collect()), ids(&one));
        prop_assert_eq!(sorted(difference.nodes.iter().filter_map(|it| it.after).collect()), ids(&other));
        let mut before: Vec<_> = difference.edges.iter().filter_map(|it| it.before).collect();
        before.sort();
        prop_assert_eq!(before, ends(&one));
        prop_assert_eq!(difference.edges.iter().filter_map(|it| it.after).collect::<Vec<_>>(), ends(&other));
        for change in &difference.nodes {
            prop_assert_eq!(change.fate == Fate::Changed, !change.changes.is_empty());
            prop_assert_eq!(change.fate == Fate::Added, change.before.is_none());
            prop_assert_eq!(change.fate == Fate::Removed, change.after.is_none());
        }
    }

    #[test]
    fn the_best_and_worst_ways_are_those_found_by_walking_all(model in any_model()) {
        for found in weigh_paths(&model) {
            let all = ways(&model, found.outcome);
            let step = |strength: Option<u8>| strength.filter(|step| *step != u8::MAX);
            prop_assert_eq!(found.path.is_empty(), all.is_empty());
            prop_assert_eq!(found.strength.map(Strength::step), step(all.iter().copied().max().flatten()));
            prop_assert_eq!(found.worst.map(Strength::step), step(all.iter().copied().min().flatten()));
            for pair in found.path.windows(2) {
                prop_assert!(model.edge(pair[0], pair[1]).is_some());
            }
            if let Some((from, to)) = found.weakest.filter(|(from, to)| model.claims_change(model.edge(*from, *to).unwrap())) {
                prop_assert_eq!(model.edge(from, to).unwrap().strength(), found.strength);
                prop_assert!(found.path.windows(2).any(|pair| pair == [from, to]));
            }
        }
    }

    #[test]
    fn the_outline_says_every_node_once_and_every_edge_once(model in any_model()) {
        let lines = outline(&model);
        let mut said: Vec<NodeId> = lines.iter().filter(|line| !line.is_repeat).map(|line| line.node).collect();
        said.sort();
        prop_assert_eq!(said, model.nodes().iter().map(|node| node.id).collect::<Vec<_>>());
        let mut edges: Vec<_> = lines.iter().filter_map(|line| line.edge).collect();
        edges.sort();
        prop_assert_eq!(edges, model.edges().iter().map(Edge::ends).collect::<Vec<_>>());
        for pair in lines.windows(2) {
            prop_assert!(pair[1].depth <= pair[0].depth + 1);
        }
    }

    #[test]
    fn breaks_name_only_what_is_there(model in any_model()) {
        for found in find_breaks(&model) {
            prop_assert!(found.nodes.iter().all(|id| model.node(*id).is_some()));
            prop_assert!(found.edges.iter().all(|(from, to)| model.edge(*from, *to).is_some()));
            let is_of_the_whole = matches!(found.kind, BreakKind::NoOutcome | BreakKind::NoImpact);
            prop_assert_eq!(found.nodes.is_empty() && found.edges.is_empty(), is_of_the_whole);
        }
    }
}

#[test]
fn ten_thousand_nodes_are_refused_at_once() {
    let nodes: Vec<Node> = (1..=10_000).map(|id| Node::new(NodeId(id), NodeKind::Activity, "")).collect();
    let edges: Vec<Edge> = (1..10_000).map(|id| Edge::new(NodeId(id), NodeId(id + 1))).collect();
    let start = Instant::now();
    let problems = LogicModel::new(nodes, edges).unwrap_err();
    assert!(start.elapsed() < Duration::from_millis(200), "{:?}", start.elapsed());
    let codes: Vec<&str> = problems.iter().map(|problem| problem.kind.code).collect();
    assert_eq!(codes, ["RF-530", "RF-531"]);
    assert_eq!(problems[0].detail, "10000 > 200");
}

#[test]
fn limits_hold_to_the_character() {
    let of = |label: String| LogicModel::new(vec![Node::new(NodeId(1), NodeKind::Input, label)], vec![]);
    assert!(of("あ".repeat(MAX_LABEL_CHARS)).is_ok());
    let problems = of("あ".repeat(MAX_LABEL_CHARS + 1)).unwrap_err();
    assert_eq!((problems[0].kind.code, problems[0].nodes.as_slice()), ("RF-533", &[NodeId(1)][..]));
}

#[test]
fn a_word_changed_is_one_change_and_an_exchange_of_ids_is_none() {
    let node = |id, label: &str| Node::new(NodeId(id), NodeKind::InitialOutcome, label);
    let before = LogicModel::new(vec![node(1, "相談が増える"), node(2, "不安が減る")], vec![]).unwrap();
    let reworded = LogicModel::new(vec![node(1, "相談の数が増える"), node(2, "不安が減る")], vec![]).unwrap();
    let changed = compare(&before, &reworded);
    assert_eq!((changed.count(Fate::Changed), changed.nodes[0].changes.as_slice()), ((1, 0), &[Change::Label][..]));
    let exchanged = LogicModel::new(vec![node(2, "相談が増える"), node(1, "不安が減る")], vec![]).unwrap();
    assert!(compare(&before, &exchanged).is_empty());
    // Numbered anew, an unrelated node under an old id is not taken for the old one.
    let moved = LogicModel::new(vec![node(1, "不安が減る"), node(2, "道路が直る")], vec![]).unwrap();
    let difference = compare(&before, &moved);
    assert_eq!((difference.count(Fate::Added).0, difference.count(Fate::Removed).0), (1, 1));
}

#[test]
fn indicators_that_change_are_a_change_of_their_node() {
    let mut node = Node::new(NodeId(1), NodeKind::FinalOutcome, "減る");
    let before = LogicModel::new(vec![node.clone()], vec![]).unwrap();
    node.indicators
        .push(NodeIndicator { name: "率".into(), unit: "％".into(), standing: None, is_qualitative: false });
    let after = LogicModel::new(vec![node], vec![]).unwrap();
    assert_eq!(compare(&before, &after).nodes[0].changes, [Change::Indicators]);
}
