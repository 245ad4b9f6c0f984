//! Logic models in the store: fields, history, versions, what nobody can alter, and examples that go with the example programs.

use crate::common;

use common::{Fresh, import, on_each_database, sheet};
use reform::kpi::Status;
use reform::logic_model::{
    Edge, Evidence, LocalFit, LogicModel, Node, NodeId, NodeIndicator, NodeKind, Operation, Strength, apply,
};
use store::logic_model::NewLogicChange;

const CLUSTER: &str = "public-investment-level";

fn change<'a>(kind: &'a str, subject: &'a str) -> NewLogicChange<'a> {
    NewLogicChange { kind, subject, undoes: None, account: None, actor: "midori" }
}

fn node(id: u32, kind: NodeKind, label: &str) -> Node {
    Node::new(NodeId(id), kind, label)
}

/// Two nodes and an arrow with everything that can stand in them, tabs and line ends included.
fn full() -> LogicModel {
    let indicator = |name: &str, standing, is_qualitative| NodeIndicator {
        name: name.into(),
        unit: "\\t件".into(),
        standing,
        is_qualitative,
    };
    let activity = Node {
        indicators: vec![indicator("点検の数", Some(Status::SomewhatBehind), false), indicator("現場の声", None, true)],
        position: Some(3),
        note: "一行目\n二行目 \\ \\n".into(),
        ..node(1, NodeKind::Activity, "点検する")
    };
    let evidence = |strength, source: &str, local_fit| Evidence { strength, source: source.into(), local_fit };
    let edge = Edge {
        evidence: vec![
            evidence(Strength::Opinion, "聞き取り", LocalFit::Here),
            evidence(Strength::Trial, "調査 \\", LocalFit::Unlike),
        ],
        is_external: true,
        note: "なぜなら".into(),
        ..Edge::new(NodeId(1), NodeId(2))
    };
    LogicModel::new(vec![activity, node(2, NodeKind::Output, "直した橋")], vec![edge]).unwrap()
}

async fn put(fresh: &Fresh, model: &LogicModel, kind: &str) -> i64 {
    let mut work = fresh.store.open_logic_model(CLUSTER, false).await.unwrap();
    let revision = work.put(model, &change(kind, "見出し")).await.unwrap();
    work.commit().await.unwrap();
    revision
}

#[tokio::test]
async fn a_model_comes_back_as_it_was_put() {
    on_each_database(async |fresh| {
        assert_eq!(fresh.store.logic_model(CLUSTER).await.unwrap(), None);
        assert_eq!(put(fresh, &full(), "import").await, 1);
        let stored = fresh.store.logic_model(CLUSTER).await.unwrap().unwrap();
        assert_eq!((stored.revision, stored.is_demo, &stored.model), (1, false, &full()));
        // The same again changes nothing and leaves no line.
        assert_eq!(put(fresh, &full(), "import").await, 1);
        assert_eq!(fresh.store.logic_history(CLUSTER, None, 10).await.unwrap().len(), 1);
        assert_eq!(fresh.store.logic_models().await.unwrap().len(), 1);
        let audit = fresh.store.audit_page(None, 10).await.unwrap();
        assert_eq!(
            (audit[0].action.as_str(), audit[0].subject.as_str()),
            ("logic-model.import", "logic-model:public-investment-level")
        );
    })
    .await;
}

#[tokio::test]
async fn the_history_holds_each_field_before_and_after() {
    on_each_database(async |fresh| {
        put(fresh, &full(), "import").await;
        let renamed = apply(&full(), &Operation::ChangeNode(node(2, NodeKind::Output, "直した橋の数"))).unwrap();
        put(fresh, &renamed, "change-node").await;
        let gone = apply(&renamed, &Operation::RemoveNode(NodeId(2))).unwrap();
        put(fresh, &gone, "remove-node").await;
        let history = fresh.store.logic_history(CLUSTER, None, 2).await.unwrap();
        let revisions: Vec<i64> = history.iter().map(|change| change.revision).collect();
        assert_eq!(revisions, [3, 2], "newest first");
        let told: Vec<_> = history[1]
            .fields
            .iter()
            .map(|field| (field.name.as_str(), field.before.as_str(), field.after.as_str()))
            .collect();
        assert_eq!(told, [("node.2.label", "直した橋", "直した橋の数")]);
        let names: Vec<&str> = history[0].fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["edge.1-2.evidence", "edge.1-2.external", "edge.1-2.note", "node.2.kind", "node.2.label"]);
        assert!(history[0].fields.iter().all(|field| field.after.is_empty()));
        let earlier = fresh.store.logic_history(CLUSTER, Some(2), 10).await.unwrap();
        assert_eq!(earlier.len(), 1);

        // What a change touched, put back, is the model before it; a part of it is no model.
        let work = fresh.store.open_logic_model(CLUSTER, false).await.unwrap();
        let back = history[0].fields.iter().map(|field| (field.name.as_str(), field.before.as_str()));
        assert_eq!(work.with_texts(back).unwrap(), renamed);
        assert!(work.with_texts([("edge.1-2.external", "no")].into_iter()).is_err(), "an arrow without its end");
        assert_eq!(fresh.store.logic_changes_by(CLUSTER, "haru", 10).await.unwrap(), []);
        assert_eq!(fresh.store.logic_changes_by(CLUSTER, "midori", 10).await.unwrap().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn numbers_are_never_used_twice() {
    on_each_database(async |fresh| {
        put(fresh, &full(), "import").await;
        let mut work = fresh.store.open_logic_model(CLUSTER, false).await.unwrap();
        assert_eq!(work.next_number(), 3, "after those the file brought");
        let added = apply(work.model(), &Operation::AddNode(node(3, NodeKind::Impact, "まち"))).unwrap();
        work.put(&added, &change("add-node", "まち")).await.unwrap();
        work.commit().await.unwrap();
        put(fresh, &full(), "undo").await;
        let mut work = fresh.store.open_logic_model(CLUSTER, false).await.unwrap();
        assert_eq!(work.next_number(), 4, "the one that went keeps its number");
        // Dropped without a commit, nothing is left of it.
        work.put(&added, &change("add-node", "まち")).await.unwrap();
        drop(work);
        assert_eq!(fresh.store.logic_model(CLUSTER).await.unwrap().unwrap().revision, 3);
    })
    .await;
}

#[tokio::test]
async fn a_version_stays_as_it_was_and_an_altered_one_is_found() {
    on_each_database(async |fresh| {
        put(fresh, &full(), "import").await;
        let mut work = fresh.store.open_logic_model(CLUSTER, false).await.unwrap();
        let id = work.save_version("初めの版", None, "midori").await.unwrap();
        work.commit().await.unwrap();
        let emptied = LogicModel::new(vec![node(1, NodeKind::Input, "人")], vec![]).unwrap();
        put(fresh, &emptied, "import").await;
        let (version, model) = fresh.store.logic_version(CLUSTER, id).await.unwrap().unwrap();
        assert_eq!((version.label.as_str(), version.revision, model), ("初めの版", 1, full()));
        assert_eq!(fresh.store.logic_version("other", id).await.unwrap(), None);
        assert_eq!(fresh.store.logic_versions(CLUSTER).await.unwrap().len(), 1);
        assert_eq!(fresh.store.altered_logic_versions().await.unwrap(), []);

        for sql in [
            "update logic_version set label = 'x'",
            "delete from logic_version",
            "update logic_change set subject = 'x'",
            "delete from logic_change_field",
            "update logic_change_field set after_text = 'x'",
        ] {
            assert!(fresh.try_sql(sql).await.is_err(), "{sql}");
        }
        // Somebody who takes the triggers away is found by the hash.
        let (off, alter) = match fresh.store.kind() {
            "sqlite" => {
                ("drop trigger logic_version_is_not_changed", "update logic_version set content = content || 'x'")
            }
            _ => (
                "drop trigger logic_version_stays on logic_version",
                "update logic_version set content = content || 'x'",
            ),
        };
        fresh.try_sql(off).await.unwrap();
        fresh.try_sql(alter).await.unwrap();
        let altered = fresh.store.altered_logic_versions().await.unwrap();
        assert_eq!(altered.iter().map(|one| (one.id, one.label.as_str())).collect::<Vec<_>>(), [(id, "初めの版")]);
        assert!(fresh.store.logic_version(CLUSTER, id).await.is_err(), "it is not shown as if it were what was saved");
    })
    .await;
}

#[tokio::test]
async fn examples_go_when_real_programs_come() {
    on_each_database(async |fresh| {
        put(fresh, &full(), "import").await;
        let mut work = fresh.store.open_logic_model("subsidies-review", true).await.unwrap();
        work.put(&full(), &change("import", "例示")).await.unwrap();
        work.save_version("例示の版", None, "system").await.unwrap();
        work.commit().await.unwrap();
        import_demo(fresh).await;
        import(&fresh.store, &[sheet("1", "防災訓練", 5)]).await;
        let left: Vec<String> =
            fresh.store.logic_models().await.unwrap().into_iter().map(|stored| stored.cluster).collect();
        assert_eq!(left, [CLUSTER], "what people made stays");
        assert_eq!(fresh.count("select count(*) from logic_version").await, 0);
        assert_eq!(fresh.count("select count(*) from logic_change where is_demo = 1").await, 0);
    })
    .await;
}

async fn import_demo(fresh: &Fresh) {
    let mut writer = fresh.store.begin_import(common::header(store::InventoryKind::Demo)).await.unwrap();
    writer.write(&[sheet("9", "例示の事業", 5)]).await.unwrap();
    writer.finish(1, &[], 0).await.unwrap();
}

#[tokio::test]
async fn the_logic_of_programs_is_read_for_several_at_once() {
    on_each_database(async |fresh| {
        let mut first = sheet("1", "橋の点検", 5);
        first.logic.means = "橋を見て回る".into();
        first.logic.intent = "傷みが早く見つかる".into();
        import(&fresh.store, &[first, sheet("2", "公園", 7)]).await;
        let ids: Vec<i64> = (0..10).collect();
        let found = fresh.store.program_logic(&ids).await.unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].name.as_str(), found[0].logic.means.as_str()), ("橋の点検", "橋を見て回る"));
        assert!(fresh.store.program_logic(&[]).await.unwrap().is_empty());
    })
    .await;
}
