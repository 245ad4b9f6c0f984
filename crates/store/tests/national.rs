//! Logic models and related programs that come with an import.

use crate::common;

use common::{header, on_each_database, sheet};
use reform::logic_model::{Edge, Evidence, LocalFit, LogicModel, Node, NodeId, NodeKind, Strength};
use store::national::{ReferenceOutcome, SourceModel, SourceRelation};
use store::{ImportHeader, InventoryKind, Store};

/// An activity that leads to an output and a final outcome, with these words.
fn model(words: &str) -> LogicModel {
    let kinds = [NodeKind::Activity, NodeKind::Output, NodeKind::FinalOutcome];
    let nodes =
        kinds.iter().zip(1..).map(|(kind, id)| Node { note: "全文".into(), ..Node::new(NodeId(id), *kind, words) });
    let edges = vec![Edge::new(NodeId(1), NodeId(2)), Edge { note: "理由".into(), ..Edge::new(NodeId(2), NodeId(3)) }];
    LogicModel::new(nodes.collect(), edges).unwrap()
}

fn of(external_id: &str, words: &str) -> SourceModel {
    SourceModel { external_id: external_id.into(), model: model(words) }
}

fn relation(from: &str, to: &str) -> SourceRelation {
    SourceRelation {
        external_id: from.into(),
        related_external_id: to.into(),
        relation: "親事業".into(),
        related_name: format!("事業{to}"),
    }
}

/// Imports two programs with these models and relations.
async fn import(
    store: &Store,
    models: &[SourceModel],
    relations: &[SourceRelation],
) -> (Option<i64>, ReferenceOutcome) {
    let mut writer = store.begin_import(header(InventoryKind::Real)).await.unwrap();
    writer.write(&[sheet("1", "一", 100), sheet("2", "二", 200)]).await.unwrap();
    let outcome = writer.write_reference(models, relations).await.unwrap();
    (writer.finish(2, &[], 0).await.unwrap().import_id, outcome)
}

async fn program(store: &Store, external_id: &str) -> i64 {
    let rows = store.reference_rows().await.unwrap();
    rows.iter().find(|row| row.external_id == external_id).unwrap().program
}

#[tokio::test]
async fn a_model_comes_back_as_it_was_written() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let (import_id, outcome) =
            import(store, &[of("1", "甲"), of("2", "乙")], &[relation("1", "2"), relation("2", "9")]).await;
        assert_eq!((outcome.models_new, outcome.relations_new), (2, 2));
        let rows = store.reference_rows().await.unwrap();
        let shown: Vec<(&str, &str, &str, i64, i64)> = rows
            .iter()
            .map(|row| (row.external_id.as_str(), row.name.as_str(), row.department.as_str(), row.nodes, row.links))
            .collect();
        assert_eq!(shown, [("1", "一", "福祉局", 3, 2), ("2", "二", "福祉局", 3, 2)]);
        let stored = store.reference_model(rows[1].program).await.unwrap().unwrap();
        assert_eq!(stored.model, model("乙"));
        assert_eq!((Some(stored.import_id), stored.file_name.as_str()), (import_id, "programs.csv"));
        assert!(store.has_reference_model(rows[0].program).await.unwrap());
        assert!(!store.has_reference_model(999).await.unwrap());
        let structures = store.reference_structures().await.unwrap();
        assert_eq!(structures.len(), 2);
        let ends = |model: &LogicModel| model.edges().iter().map(Edge::ends).collect::<Vec<_>>();
        let kinds = |model: &LogicModel| model.nodes().iter().map(|node| node.kind).collect::<Vec<_>>();
        assert_eq!(
            (ends(&structures[0].model), kinds(&structures[0].model)),
            (ends(&model("形")), kinds(&model("形")))
        );
        let related = store.related_programs(rows[0].program).await.unwrap();
        assert_eq!((related[0].program, related[0].name.as_str()), (Some(rows[1].program), "事業2"));
        // Program 9 has no sheet here: it is named, and is no pair.
        assert_eq!(store.related_programs(rows[1].program).await.unwrap()[0].program, None);
        assert_eq!(store.related_pairs().await.unwrap(), [(rows[0].program, rows[1].program)]);
    })
    .await;
}

#[tokio::test]
async fn the_same_again_changes_nothing() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let (models, relations) = ([of("1", "甲")], [relation("1", "2")]);
        import(store, &models, &relations).await;
        let before = store.audit_page(None, 10).await.unwrap();
        let (import_id, outcome) = import(store, &models, &relations).await;
        assert_eq!(import_id, None);
        let unchanged = ReferenceOutcome { models_unchanged: 1, relations_unchanged: 1, ..ReferenceOutcome::default() };
        assert_eq!(outcome, unchanged);
        assert_eq!(store.audit_page(None, 10).await.unwrap(), before);
    })
    .await;
}

#[tokio::test]
async fn a_changed_model_replaces_the_old_one_though_no_sheet_changed() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        import(store, &[of("1", "甲"), of("2", "乙")], &[relation("1", "2")]).await;
        let (import_id, outcome) = import(store, &[of("1", "丙")], &[relation("2", "1")]).await;
        assert!(import_id.is_some());
        let expected = ReferenceOutcome {
            models_changed: 1,
            models_removed: 1,
            relations_new: 1,
            relations_removed: 1,
            ..ReferenceOutcome::default()
        };
        assert_eq!(outcome, expected);
        let first = program(store, "1").await;
        assert_eq!(store.reference_model(first).await.unwrap().unwrap().model, model("丙"));
        assert_eq!(store.reference_rows().await.unwrap().len(), 1, "the model that is no longer there is gone");
        assert_eq!(fresh.count("select count(*) from reference_node").await, 3);
        let audit = store.audit_page(None, 10).await.unwrap();
        let change = audit.iter().find(|row| row.action == "program.model").unwrap();
        assert_eq!(change.subject, format!("program:{first}"));
        assert!(audit.iter().any(|row| row.action == "import.reference" && row.detail.contains("models_removed\t1")));
    })
    .await;
}

#[tokio::test]
async fn a_try_leaves_nothing_behind() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let mut writer = store.begin_import(header(InventoryKind::Real)).await.unwrap();
        writer.write(&[sheet("1", "一", 100)]).await.unwrap();
        let outcome = writer.write_reference(&[of("1", "甲"), of("7", "乙")], &[relation("7", "1")]).await.unwrap();
        assert_eq!((outcome.models_new, outcome.models_without_program, outcome.relations_without_program), (1, 1, 1));
        writer.roll_back().await.unwrap();
        for table in ["select count(*) from reference_model", "select count(*) from related_program"] {
            assert_eq!(fresh.count(table).await, 0, "{table}");
        }
    })
    .await;
}

#[tokio::test]
async fn another_source_keeps_its_models() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        import(store, &[of("1", "甲")], &[]).await;
        let other = ImportHeader { source: "elsewhere".into(), ..header(InventoryKind::Real) };
        let mut writer = store.begin_import(other).await.unwrap();
        writer.write(&[sheet("1", "別", 1)]).await.unwrap();
        let outcome = writer.write_reference(&[of("1", "丁")], &[]).await.unwrap();
        writer.finish(1, &[], 0).await.unwrap();
        assert_eq!((outcome.models_new, outcome.models_removed), (1, 0));
        assert_eq!(store.reference_rows().await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn what_the_tables_cannot_hold_is_refused() {
    on_each_database(async |fresh| {
        let mut writer = fresh.store.begin_import(header(InventoryKind::Real)).await.unwrap();
        writer.write(&[sheet("1", "一", 100)]).await.unwrap();
        let (nodes, mut edges) = model("甲").into_parts();
        let evidence = Evidence { strength: Strength::Trial, source: "調査".into(), local_fit: LocalFit::Here };
        edges[1].evidence.push(evidence);
        let model = LogicModel::new(nodes, edges).unwrap();
        let refused = writer.write_reference(&[SourceModel { external_id: "1".into(), model }], &[]).await;
        assert!(refused.is_err(), "evidence would be lost in silence");
    })
    .await;
}
