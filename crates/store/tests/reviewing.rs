//! Reviews as they are stored: what sheets are made from, and that examples go away whole; on both databases.

use crate::common;

use std::collections::HashMap;

use common::{Fresh, header, import, on_each_database, sheet, year};
use fiscal::Quantity;
use reform::program::{Indicator, IndicatorKind, IndicatorValue, ProgramSheet};
use reform::review::Fields;
use reform::workflow::{ActionKind, Calendar, Role, Rules, State};
use store::review::{
    CycleOutcome, ExampleSheet, ExampleStep, FieldText, NewComment, NewFile, NewReviewCycle, SheetWork, Via,
};
use store::{DutyEntry, InventoryKind, NewAccount, Store};

const AT: &str = "2025-07-10T01:00:00.000Z";

fn cycle(of: i32, is_demo: bool) -> NewReviewCycle {
    let day = |text: String| text.parse().unwrap();
    let due = ["08-31", "09-15", "09-30", "11-15", "12-20", "12-28"].map(|date| day(format!("{of}-{date}")));
    NewReviewCycle {
        year: year(of),
        source_year: year(2024),
        calendar: Calendar::new(day(format!("{of}-07-01")), due, None).unwrap(),
        rules: Rules::default(),
        is_demo,
        examples: HashMap::new(),
        actor: "tester".into(),
        at: AT.into(),
    }
}

fn indicator(kind: IndicatorKind, name: &str, values: &[(i32, i64, Option<i64>)]) -> Indicator {
    let value = |(start, target, actual): &(i32, i64, Option<i64>)| IndicatorValue {
        fiscal_year: year(*start),
        target: Some(Quantity::whole(*target)),
        actual: actual.map(Quantity::whole),
    };
    Indicator {
        kind,
        mark: String::new(),
        name: name.into(),
        unit: "人".into(),
        values: values.iter().map(value).collect(),
    }
}

fn with_indicators(id: &str) -> ProgramSheet {
    let values = [(2025, 20, Some(18)), (2027, 30, None)];
    ProgramSheet {
        indicators: vec![
            indicator(IndicatorKind::Target, "対象の人", &values),
            indicator(IndicatorKind::Outcome, "参加した人", &values),
            indicator(IndicatorKind::Activity, &"長".repeat(4_001), &values),
            indicator(IndicatorKind::Activity, "訓練の回数", &[(2025, 4, None)]),
        ],
        ..sheet(id, "防災訓練", 1_000)
    }
}

async fn open(store: &Store, of: i32, program: i64) -> SheetWork {
    store.open_sheet(year(of), program).await.unwrap().unwrap()
}

async fn put(store: &Store, of: i32, program: i64, texts: &[(&str, &str)], after: State) {
    let mut work = open(store, of, program).await;
    let text = |(name, text): &(&str, &str)| FieldText { name: (*name).into(), text: (*text).into() };
    let texts: Vec<FieldText> = texts.iter().map(text).collect();
    work.put_fields(&texts, after, None, Via::Page, "tester", AT).await.unwrap();
    work.commit().await.unwrap();
}

async fn fields(store: &Store, of: i32, program: i64) -> Fields {
    let view = store.sheet_view(year(of), program).await.unwrap().unwrap();
    view.fields.iter().map(|field| (field.name.as_str(), field.text.as_str())).collect()
}

#[tokio::test]
async fn indicators_become_kpis_and_decided_kpis_come_back_next_year() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        import(store, &[with_indicators("1"), sheet("2", "清掃", 7)]).await;
        let made = store.open_review_cycle(&cycle(2025, false)).await.unwrap();
        let expected = CycleOutcome::Made { sheets: 2, without_department: 0, kpis: 2, kpis_left_out: 1 };
        assert_eq!(made, expected, "what no form takes is left behind and counted");
        assert_eq!(store.open_review_cycle(&cycle(2025, false)).await.unwrap(), CycleOutcome::Exists);
        let kept = fields(store, 2025, 1).await;
        for (name, text) in [
            ("kpi.k1.name", Some("参加した人")),
            ("kpi.k1.level", Some("outcome")),
            ("kpi.k1.this-target", Some("20")),
            ("kpi.k1.actual", Some("18")),
            ("kpi.k1.target", Some("30")),
            ("kpi.k1.target-year", Some("2027")),
            ("kpi.k2.name", Some("訓練の回数")),
            ("kpi.k3.name", None),
        ] {
            assert_eq!(kept.get(name), text, "{name}");
        }
        let id = store.sheet_row(year(2025), 1).await.unwrap().unwrap().id;
        assert_eq!(store.fields_at(id, 1).await.unwrap(), kept, "the history begins with what was carried over");
        put(store, 2025, 1, &[("kpi.k1.evaluation", "増えた"), ("kpi.k1.source", "記録")], State::Decided).await;
        put(store, 2025, 2, &[("kpi.k1.name", "途中の指標")], State::Draft).await;
        store.open_review_cycle(&cycle(2026, false)).await.unwrap();
        let next = fields(store, 2026, 1).await;
        assert_eq!((next.get("kpi.k1.source"), next.get("kpi.k1.target")), (Some("記録"), Some("30")));
        for gone in ["kpi.k1.evaluation", "kpi.k1.actual", "kpi.k1.this-target"] {
            assert_eq!(next.get(gone), None, "{gone} was of that year");
        }
        assert!(fields(store, 2026, 2).await.is_empty(), "what was not decided is not carried over");
        let (_, _, last) = store.sheet_view(year(2026), 1).await.unwrap().unwrap().last_year.unwrap();
        assert_eq!(last.get("kpi.k1.evaluation"), Some("増えた"));
        assert_eq!(
            fresh.count("select count(*) from review_link where kind = 'continue' and origin = 'proposed'").await,
            4
        );
    })
    .await;
}

#[tokio::test]
async fn a_work_that_is_dropped_leaves_nothing_and_the_history_is_only_added_to() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        import(store, &[sheet("1", "清掃", 7)]).await;
        store.open_review_cycle(&cycle(2025, false)).await.unwrap();
        let text = FieldText { name: "direction".into(), text: "end".into() };
        let mut work = open(store, 2025, 1).await;
        work.put_fields(&[text], State::Draft, None, Via::Page, "tester", AT).await.unwrap();
        drop(work);
        let row = store.sheet_row(year(2025), 1).await.unwrap().unwrap();
        assert_eq!((row.revision, row.state), (1, State::NotStarted));
        for text in ["end", "improve", "", "end"] {
            put(store, 2025, 1, &[("direction", text)], State::Draft).await;
        }
        assert_eq!(fresh.count("select count(*) from review_change").await, 4);
        assert_eq!(fresh.count("select count(*) from review_field").await, 1);
        let (_, changes, more) = store.sheet_history(row.id, i64::MAX, 2).await.unwrap();
        let told: Vec<(i64, &str, &str)> =
            changes.iter().map(|one| (one.revision, one.before.as_str(), one.text.as_str())).collect();
        assert_eq!((told, more), (vec![(5, "", "end"), (4, "improve", "")], true));
        let (_, older, more) = store.sheet_history(row.id, 4, 2).await.unwrap();
        assert_eq!((older.len(), more), (2, false));
        assert!(store.open_sheet(year(2025), 99).await.unwrap().is_none());
    })
    .await;
}

/// An example inventory of one program, with an example review of which everything hangs on the one sheet.
async fn example(fresh: &Fresh) -> i64 {
    let store = &fresh.store;
    let mut writer = store.begin_import(header(InventoryKind::Demo)).await.unwrap();
    writer.write(&[sheet("1", "例示の訓練", 5)]).await.unwrap();
    writer.finish(1, &[], 0).await.unwrap();
    let step = |action, role, before, after, remark: &str| ExampleStep {
        action,
        role,
        before,
        after,
        remark: remark.into(),
        at: AT.into(),
    };
    let example = ExampleSheet {
        state: State::Returned,
        fields: [("direction", "end")].into_iter().collect(),
        written_at: AT.into(),
        returned_day: Some("2025-07-10".parse().unwrap()),
        steps: vec![
            step(ActionKind::Submit, Role::Owner, State::Draft, State::Submitted, ""),
            step(ActionKind::Return, Role::SectionHead, State::Submitted, State::Returned, "もう一度"),
        ],
    };
    let new = NewReviewCycle { examples: HashMap::from([("1".into(), example)]), ..cycle(2025, true) };
    store.open_review_cycle(&new).await.unwrap();
    let new = NewAccount {
        login: "hanako".into(),
        name: "花子".into(),
        email: String::new(),
        password_hash: String::new(),
        must_change: false,
        is_demo: false,
    };
    let account = store.add_account("tester", &new).await.unwrap().unwrap();
    let department = store.departments().await.unwrap().find(&["総務課"])[0];
    let duty = DutyEntry { role: Role::Owner, department_id: Some(department), from_day: None, until_day: None };
    store.give_duty("tester", account, &duty, "2025-07-10".parse().unwrap()).await.unwrap().unwrap();
    let mut work = open(store, 2025, 1).await;
    let comment = |answers| NewComment {
        field: String::new(),
        answers,
        account: Some(account),
        role: Role::Owner,
        is_return: false,
        remark: "はい".into(),
        told: vec![(account, reform::notice::NoticeKind::Comment)],
        actor: "tester".into(),
        at: AT.into(),
    };
    let first = work.add_comment(&comment(None)).await.unwrap();
    work.add_comment(&comment(Some(first))).await.unwrap();
    let file = NewFile {
        name: "a.txt".into(),
        kind: "txt",
        sha256: "00".into(),
        account: Some(account),
        actor: "tester".into(),
        at: AT.into(),
    };
    work.add_file(&file, b"x").await.unwrap();
    work.commit().await.unwrap();
    fresh
        .try_sql(&format!(
            "insert into review_effect (sheet_id, measure, stage, gross_yen, general_yen, ground, actor, at)
               select id, 'm1', 'budgeted', 1, 1, '', '', '' from review_sheet;
             insert into review_workbook (id, fiscal_year, account_id, name, sha256, size_bytes, at, state, changed_count,
                                          content)
               values (1, 2025, {account}, '', '', 0, '', 'waiting', 0, '')"
        ))
        .await
        .unwrap();
    department
}

#[tokio::test]
async fn an_example_review_has_its_steps_and_goes_away_whole() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let department = example(fresh).await;
        let view = store.sheet_view(year(2025), 1).await.unwrap().unwrap();
        assert_eq!((view.row.state, view.steps.len()), (State::Returned, 2));
        assert!(view.cycle.is_demo && view.comments[0].is_return && view.comments[0].remark == "もう一度");
        assert_eq!(store.fields_at(view.row.id, 2).await.unwrap().get("direction"), Some("end"));
        assert_eq!(store.fields_at(view.row.id, 1).await.unwrap().get("direction"), None);

        import(store, &[sheet("9", "本物の訓練", 5)]).await;
        assert!(store.review_cycles().await.unwrap().is_empty());
        for table in [
            "select count(*) from review_sheet",
            "select count(*) from review_field",
            "select count(*) from review_change",
            "select count(*) from review_step",
            "select count(*) from review_comment",
            "select count(*) from review_file",
            "select count(*) from review_effect",
            "select count(*) from review_link",
            "select count(*) from review_workbook",
            "select count(*) from notice where sheet_id is not null",
        ] {
            assert_eq!(fresh.count(table).await, 0, "{table}");
        }
        // The department somebody has a duty for is the same one in the real inventory.
        assert_eq!(store.departments().await.unwrap().find(&["総務課"]), [department]);
        assert!(store.audit_page(None, 100).await.unwrap().iter().any(|row| row.action == "review.open"));
        store.open_review_cycle(&cycle(2025, false)).await.unwrap();
        import(store, &[sheet("10", "もう一つ", 5)]).await;
        assert_eq!(store.review_cycles().await.unwrap().len(), 1, "a real review stays");
    })
    .await;
}

#[tokio::test]
async fn a_sheet_goes_to_whoever_took_over_the_department() {
    on_each_database(async |fresh| {
        let store = &fresh.store;
        let mut other = sheet("2", "清掃", 7);
        other.department = vec!["環境局".into(), "業務課".into()];
        import(store, &[sheet("1", "訓練", 7), other]).await;
        let departments = store.departments().await.unwrap();
        let (old, new) = (departments.find(&["総務課"])[0], departments.find(&["業務課"])[0]);
        fresh
            .try_sql(&format!(
                "insert into department_term (department_id, last_year, successor_id) values ({old}, 2024, {new})"
            ))
            .await
            .unwrap();
        store.open_review_cycle(&cycle(2025, false)).await.unwrap();
        let moved = store.sheet_row(year(2025), 1).await.unwrap().unwrap();
        assert_eq!(moved.department_path.last(), Some(&new));
        let mut work = open(store, 2025, 1).await;
        assert!(work.department_path(old).await.unwrap().is_empty(), "it does not exist in that year");
        assert_eq!(work.department_path(new).await.unwrap(), moved.department_path);
    })
    .await;
}
