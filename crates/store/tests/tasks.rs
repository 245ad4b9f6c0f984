//! Tasks and outcomes as they are stored, on both databases: history, stale changes, entries that are never changed.

use crate::common;

use common::{Fresh, on_each_database, year};
use fiscal::Yen;
use reform::task::{Ground, Measured, TaskKind, TaskState, Value};
use store::task::{OutcomeRow, TaskRow};

fn task(title: &str) -> TaskRow {
    TaskRow {
        id: 0,
        cluster: "public-investment-level".into(),
        option: 7,
        kind: TaskKind::Budget,
        title: title.into(),
        owner: None,
        owner_name: String::new(),
        department_id: None,
        due: "2027-02-20".parse().ok(),
        state: TaskState::Open,
        document: "予算要求書".into(),
        note: String::new(),
        is_demo: false,
        revision: 0,
    }
}

async fn read(fresh: &Fresh, id: i64) -> TaskRow {
    fresh.store.task(id).await.unwrap().unwrap().0
}

#[tokio::test]
async fn a_task_keeps_every_state_it_was_in() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let id = store.add_task("tester", &task("投資の枠を決める")).await.unwrap();
        let first = read(fresh, id).await;
        assert_eq!((first.id, first.revision, first.due), (1, 1, "2027-02-20".parse().ok()));
        store
            .change_task("tester", &TaskRow { state: TaskState::UnderWay, ..first.clone() }, "")
            .await
            .unwrap()
            .unwrap();
        let second = read(fresh, id).await;
        let renamed = TaskRow { title: "枠を決めて公表する".into(), ..second.clone() };
        store.change_task("tester", &renamed, "").await.unwrap().unwrap();
        // Somebody who still looks at the first revision changes nothing.
        let stale = store.change_task("other", &TaskRow { title: "遅れた題".into(), ..first }, "").await.unwrap();
        assert_eq!(stale.unwrap_err().unwrap().title, "枠を決めて公表する");
        let third = read(fresh, id).await;
        store
            .change_task("tester", &TaskRow { state: TaskState::Dropped, ..third }, "方針が変わった")
            .await
            .unwrap()
            .unwrap();
        let (row, steps) = store.task(id).await.unwrap().unwrap();
        assert_eq!((row.state, row.revision), (TaskState::Dropped, 4));
        let seen: Vec<_> = steps.iter().map(|step| (step.before, step.after, step.reason.as_str())).collect();
        use TaskState::{Dropped, Open, UnderWay};
        assert_eq!(seen, [(None, Open, ""), (Some(Open), UnderWay, ""), (Some(UnderWay), Dropped, "方針が変わった")]);
        assert_eq!(store.change_task("tester", &TaskRow { id: 99, ..row }, "").await.unwrap(), Err(None));
        assert_eq!((store.tasks(Some("other")).await.unwrap().len(), store.tasks(None).await.unwrap().len()), (0, 1));
        let audit = store.audit_page(None, 1).await.unwrap();
        assert_eq!((audit[0].action.as_str(), audit[0].subject.as_str()), ("task.change", "task:1"));
        assert!(audit[0].detail.contains("state\tunder-way\tdropped") && audit[0].detail.contains("reason\t方針"));
    })
    .await;
}

#[tokio::test]
async fn an_outcome_is_added_and_never_written_over() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let entry = |value| OutcomeRow {
            id: 0,
            cluster: "public-investment-level".into(),
            option: 7,
            measured: Measured::GeneralFunds,
            year: year(2025),
            realised: value,
            ground: Ground::Settlement,
            ground_words: "決算書 12ページ".into(),
            is_demo: false,
            actor: String::new(),
            at: String::new(),
        };
        let first = store.add_outcome("tester", &entry(Value::Money(Yen(-5))), 0).await.unwrap();
        assert_eq!(first, Ok(1));
        assert_eq!(store.add_outcome("other", &entry(Value::Money(Yen(9))), 0).await.unwrap(), Err(1));
        assert_eq!(store.add_outcome("tester", &entry(Value::Money(Yen(7))), 1).await.unwrap(), Ok(2));
        let kpi = OutcomeRow { measured: Measured::Kpi(3), ..entry(Value::Number("12.50".parse().unwrap())) };
        assert_eq!(store.add_outcome("tester", &kpi, 0).await.unwrap(), Ok(3));
        let rows = store.outcomes(Some("public-investment-level")).await.unwrap();
        let values: Vec<Value> = rows.iter().map(|row| row.realised).collect();
        assert_eq!(values, [Value::Money(Yen(-5)), Value::Money(Yen(7)), Value::Number("12.50".parse().unwrap())]);
        assert_eq!((rows[0].actor.as_str(), rows[2].measured), ("tester", Measured::Kpi(3)));
        assert_eq!(store.outcomes(Some("other")).await.unwrap(), []);
        let neither =
            "insert into option_outcome values (9, 'a', 1, 'kpi:1', 2025, null, null, 'records', 'x', 0, 't', 't')";
        assert!(fresh.try_sql(neither).await.is_err());
    })
    .await;
}
