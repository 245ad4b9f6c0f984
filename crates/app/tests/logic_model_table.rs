//! The table of a logic model that `publish` writes is the one `intake` reads: what goes out comes back.

use std::collections::BTreeSet;

use intake::logic_model::{read_model, read_pasted_model};
use intake::programs::Input;
use proptest::prelude::*;
use publish::chart::Lang;
use publish::chart::logic_model::model_table;
use reform::kpi::Status;
use reform::logic_model::{Edge, Evidence, LocalFit, LogicModel, Node, NodeId, NodeIndicator, NodeKind, Strength};

const STANDINGS: [Option<Status>; 5] =
    [None, Some(Status::OnTrack), Some(Status::Mostly), Some(Status::SomewhatBehind), Some(Status::Behind)];

/// Words as people write them: signs a spreadsheet would run, quotes, commas; no space at the ends.
fn words() -> impl Strategy<Value = String> {
    "[=+@＝'\"あ-ん一-十A-z0-9,、-]([=+'\",a-zあ-ん ]{0,10}[=\"',あ-んa-z])?"
}

fn any_model() -> impl Strategy<Value = LogicModel> {
    let indicator = (words(), "[％件]?", 0usize..5, any::<bool>());
    let node = (
        0usize..8,
        words(),
        proptest::option::of(0u32..9),
        proptest::collection::vec(indicator, 0..3),
        "(|メモ\n二行目)",
    );
    let evidence = (0u8..6, words(), 0usize..4);
    let edge = (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        proptest::collection::vec(evidence, 0..3),
        any::<bool>(),
    );
    (proptest::collection::vec(node, 1..9), proptest::collection::vec(edge, 0..9)).prop_map(|(nodes, edges)| {
        let nodes: Vec<Node> = (1u32..)
            .zip(nodes)
            .map(|(id, (kind, label, position, indicators, note))| Node {
                id: NodeId(id * 3),
                kind: NodeKind::ALL[kind],
                label,
                indicators: indicators
                    .into_iter()
                    .map(|(name, unit, standing, is_qualitative)| NodeIndicator {
                        name,
                        unit,
                        standing: STANDINGS[standing],
                        is_qualitative,
                    })
                    .collect(),
                position,
                note,
            })
            .collect();
        let rank = |node: &Node| (node.kind.column().map_or(0, |column| column + 1), node.id);
        let mut seen = BTreeSet::new();
        let edges = edges.into_iter().filter_map(|(one, other, evidence, is_external)| {
            let (one, other) = (one.get(&nodes), other.get(&nodes));
            let (from, to) = if rank(one) < rank(other) { (one, other) } else { (other, one) };
            let is_fine = from.id != to.id && to.kind != NodeKind::ExternalFactor && seen.insert((from.id, to.id));
            let evidence = evidence.into_iter().map(|(step, source, fit)| Evidence {
                strength: Strength::from_step(step).unwrap(),
                source,
                local_fit: LocalFit::ALL[fit],
            });
            is_fine.then(|| Edge { evidence: evidence.collect(), is_external, ..Edge::new(from.id, to.id) })
        });
        let edges = edges.collect();
        LogicModel::new(nodes.clone(), edges).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_model_written_as_csv_is_read_back_as_it_was(model in any_model()) {
        for lang in [Lang::Ja, Lang::En] {
            let mut csv = Vec::new();
            model_table(&model, lang).write_csv(&mut csv).unwrap();
            let text = String::from_utf8(csv.clone()).unwrap();
            prop_assert_eq!(read_model("model.csv", Input::Bytes(&csv)).map_err(|it| format!("{it:?}\n{text}")), Ok(model.clone()));
            prop_assert_eq!(read_pasted_model(&text).map_err(|it| format!("{it:?}")), Ok(model.clone()));
        }
    }
}
