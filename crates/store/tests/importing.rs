//! Imports: all or nothing, once, and what they leave behind.

use crate::common;

use common::{Fresh, header, import, money, on_each_database, sheet, year};
use fiscal::{Quantity, Yen};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use reform::program::{
    BudgetLine, DirectionGiven, Funding, Indicator, IndicatorKind, IndicatorValue, LogicText, MoneyLine, Note,
    Obligation, ProgramSheet, ReviewAnswer, StaffTime, Stage,
};
use reform::{Place, Problem, ProblemKind, Severity};
use store::{ImportOutcome, InventoryKind, ProgramQuery, StoreError};

static ODD: ProblemKind =
    ProblemKind { code: "IN-999", severity: Severity::Error, title_ja: "", title_en: "", hint_ja: "", hint_en: "" };

/// A sheet with something in every field.
fn full_sheet() -> ProgramSheet {
    let quantity = |text: &str| Some(text.parse::<Quantity>().unwrap());
    ProgramSheet {
        department: vec!["市長部局".into(), "危機管理室".into(), "防災課".into()],
        policy: vec!["安全".into(), "防災".into(), "訓練".into()],
        budget_lines: vec![
            BudgetLine {
                account: "01".into(),
                kan: "09".into(),
                kou: "1".into(),
                moku: "5".into(),
                program: "0012".into(),
            },
            BudgetLine { account: "01".into(), kan: "02".into(), ..BudgetLine::default() },
        ],
        legal_basis: "災害対策基本法".into(),
        obligation: Some(Obligation::BestEffort),
        summary: "地域の訓練を支える。\n二行目\tタブ".into(),
        logic: LogicText {
            means: "訓練".into(),
            target: "市民".into(),
            intent: "備える".into(),
            result: "減災".into(),
        },
        start_year: Some(year(1995)),
        end_year: Some(year(2030)),
        money: vec![
            money(2023, Stage::Settled, 1_000),
            money(2024, Stage::Supplementary, 5),
            money(2024, Stage::Supplementary, 7),
            MoneyLine {
                fiscal_year: year(2024),
                stage: Stage::Initial,
                cost: Yen(900),
                funding: Funding {
                    national: Some(Yen(100)),
                    prefectural: Some(Yen(0)),
                    bonds: Some(Yen(300)),
                    other: Some(Yen(-50)),
                    general: Some(Yen(500)),
                },
            },
            MoneyLine { fiscal_year: year(2025), stage: Stage::Requested, cost: Yen(800), funding: Funding::default() },
        ],
        staff: vec![StaffTime {
            fiscal_year: year(2024),
            persons: quantity("1.50"),
            hours: quantity("120"),
            cost: Some(Yen(480_000)),
        }],
        indicators: vec![
            Indicator {
                kind: IndicatorKind::Activity,
                mark: "ア".into(),
                name: "訓練回数".into(),
                unit: "回".into(),
                values: vec![
                    IndicatorValue { fiscal_year: year(2023), target: quantity("10"), actual: quantity("9.0") },
                    IndicatorValue { fiscal_year: year(2024), target: quantity("12"), actual: None },
                ],
            },
            Indicator {
                kind: IndicatorKind::Outcome,
                mark: String::new(),
                name: "参加率".into(),
                unit: "％".into(),
                values: Vec::new(),
            },
        ],
        answers: vec![ReviewAnswer {
            question: "必要か".into(), judgement: "はい".into(), reason: "備え".into()
        }],
        direction: Some(DirectionGiven { direction: None, words: "検討中".into() }),
        notes: vec![Note { heading: "備考".into(), text: "なし".into() }],
        source_sheet: Some("一覧".into()),
        source_row: 57,
        ..sheet("0042", "自主防災訓練", 0)
    }
}

async fn program_id(fresh: &Fresh, text: &str) -> i64 {
    let page = fresh.store.list_programs(&ProgramQuery { text: text.into(), ..Default::default() }).await.unwrap();
    assert_eq!(page.total, 1, "{text}");
    page.rows[0].id
}

#[tokio::test]
async fn a_full_sheet_comes_back_as_it_was() {
    on_each_database(async |fresh| {
        let outcome = import(&fresh.store, &[full_sheet()]).await;
        assert_eq!(outcome, ImportOutcome { import_id: Some(1), new: 1, ..Default::default() });
        let detail = fresh.store.program(program_id(fresh, "0042").await).await.unwrap().unwrap();
        assert_eq!(detail.sheet, full_sheet());
        assert_eq!((detail.source.as_str(), detail.demo), ("city", false));
        assert_eq!((detail.department_ids.len(), detail.policy_ids.len()), (3, 3));
        assert_eq!((detail.provenance.source_row, detail.provenance.file_name.as_str()), (57, "programs.csv"));
        assert_eq!(detail.history.len(), 1);
        assert_eq!((detail.history[0].actor.as_str(), detail.history[0].import_id), ("tester", Some(1)));
        assert_eq!(fresh.store.program(9_999).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn any_sheet_comes_back_as_it_was() {
    let text = "[あ-んア-ンｱ-ﾝa-z0-9 '\"%_\\\\<>&一-龠]{0,20}";
    let option_yen = proptest::option::of(-1_000_000_000_000i64..1_000_000_000_000).prop_map(|yen| yen.map(Yen));
    let sources = [option_yen.clone(), option_yen.clone(), option_yen.clone(), option_yen.clone(), option_yen];
    let line = (2015..2030i32, 0..Stage::ALL.len(), 0i64..1_000_000_000_000, sources).prop_map(
        |(start, stage, cost, [national, prefectural, bonds, other, general])| MoneyLine {
            fiscal_year: year(start),
            stage: Stage::ALL[stage],
            cost: Yen(cost),
            funding: Funding { national, prefectural, bonds, other, general },
        },
    );
    let values = proptest::collection::vec((2015..2030i32, any::<Option<i32>>(), 0u8..5), 0..4);
    let indicator = (text, text, values).prop_map(|(name, unit, values)| Indicator {
        kind: IndicatorKind::Target,
        mark: String::new(),
        name,
        unit,
        values: values
            .into_iter()
            .map(|(start, units, decimals)| IndicatorValue {
                fiscal_year: year(start),
                target: None,
                actual: units.map(|units| Quantity { units: units.into(), decimals }),
            })
            .collect(),
    });
    let lists = (proptest::collection::vec(line, 0..6), proptest::collection::vec(indicator, 0..3));
    let names = proptest::collection::vec("[あ-ん]{1,5}", 0..4);
    let strategy = (text, text, names, lists).prop_map(|(name, summary, department, (money, indicators))| {
        ProgramSheet { name, summary, department, money, indicators, ..sheet("", "", 0) }
    });
    let mut sheets: Vec<ProgramSheet> = Vec::new();
    let mut runner = TestRunner::new(Config::default());
    for number in 0..200 {
        let mut one = strategy.new_tree(&mut runner).unwrap().current();
        one.external_id = format!("{number:04}");
        sheets.push(one);
    }
    on_each_database(async |fresh| {
        import(&fresh.store, &sheets).await;
        let mut rows = Vec::new();
        fresh
            .store
            .export_programs(&ProgramQuery::default(), |row| rows.push((row.id, row.external_id)))
            .await
            .unwrap();
        assert_eq!(rows.len(), sheets.len());
        for (id, external_id) in rows {
            let number: usize = external_id.parse().unwrap();
            assert_eq!(fresh.store.program(id).await.unwrap().unwrap().sheet, sheets[number]);
        }
    })
    .await;
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing_and_says_so() {
    on_each_database(async |fresh| {
        let sheets: Vec<ProgramSheet> = (0..1_234).map(|n| sheet(&format!("{n:05}"), "事業", n)).collect();
        assert_eq!(import(&fresh.store, &sheets).await.new, 1_234);
        let before =
            (fresh.store.inventory_state().await.unwrap().revision, fresh.store.audit_page(None, 100).await.unwrap());
        let mut moved = sheets.clone();
        moved.iter_mut().for_each(|sheet| sheet.source_row += 1);
        let again = import(&fresh.store, &moved).await;
        assert_eq!(again, ImportOutcome { unchanged: 1_234, ..Default::default() });
        let after =
            (fresh.store.inventory_state().await.unwrap().revision, fresh.store.audit_page(None, 100).await.unwrap());
        assert_eq!(before, after);
        assert_eq!(fresh.store.imports(10).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_changed_field_stands_in_the_history_with_before_and_after() {
    on_each_database(async |fresh| {
        import(&fresh.store, &[full_sheet(), sheet("1", "別の事業", 10)]).await;
        let id = program_id(fresh, "自主防災").await;
        let mut changed = full_sheet();
        changed.name = "自主避難\t訓練（新）".into();
        changed.money[0].cost = Yen(1_100);
        changed.indicators[0].values[1].actual = Some(Quantity::whole(11));
        let outcome = import(&fresh.store, &[changed.clone(), sheet("1", "別の事業", 10)]).await;
        assert_eq!(outcome, ImportOutcome { import_id: Some(2), changed: 1, unchanged: 1, ..Default::default() });
        let detail = fresh.store.program(id).await.unwrap().unwrap();
        assert_eq!(detail.sheet, changed);
        assert_eq!(detail.provenance.import_id, 2);
        let told: Vec<(&str, &str, &str)> =
            detail.history[0].changes.iter().map(|c| (c.field.as_str(), c.before.as_str(), c.after.as_str())).collect();
        assert_eq!(
            told,
            [
                ("indicator[activity ア訓練回数][2024].actual", "", "11"),
                ("money[2023 settled].cost", "1000", "1100"),
                ("name", "自主防災訓練", "自主避難\t訓練（新）"),
            ]
        );
        assert_eq!((detail.history.len(), detail.history[1].import_id), (2, Some(1)));
        assert_eq!(program_id(fresh, "訓練（新）").await, id, "the new name is found");
        let old = ProgramQuery { text: "自主防災".into(), ..Default::default() };
        assert_eq!(fresh.store.list_programs(&old).await.unwrap().total, 0, "the old name is not");
    })
    .await;
}

#[tokio::test]
async fn a_further_year_joins_the_same_program() {
    on_each_database(async |fresh| {
        let mut first = sheet("7", "橋りょう点検", 100);
        first.money.push(money(2025, Stage::Initial, 120));
        import(&fresh.store, &[first]).await;
        let mut next = sheet("7", "橋りょう点検", 0);
        next.fiscal_year = year(2025);
        next.money = vec![money(2025, Stage::Initial, 130), money(2024, Stage::Settled, 101)];
        assert_eq!(import(&fresh.store, &[next.clone()]).await.new, 1);
        let state = fresh.store.inventory_state().await.unwrap();
        assert_eq!((state.programs, state.years), (1, vec![year(2024), year(2025)]));
        let detail = fresh.store.program(program_id(fresh, "橋りょう").await).await.unwrap().unwrap();
        assert_eq!(detail.sheet_years, [year(2024), year(2025)]);
        let costs: Vec<i64> = detail.money.iter().map(|line| line.cost.0).collect();
        assert_eq!(costs, [101, 130], "the later sheet speaks for both years");
        assert_eq!(detail.history.len(), 2);
        assert_eq!(detail.history[0].fiscal_year, Some(year(2025)));
        let of_2024 = fresh.store.program_of_year(detail.id, year(2024)).await.unwrap().unwrap();
        assert_eq!(of_2024.sheet.money.len(), 2);
        let totals = fresh.store.inventory_totals(&ProgramQuery::default()).await.unwrap();
        let sums: Vec<(i32, i64)> = totals.iter().map(|total| (total.fiscal_year.start(), total.cost.0)).collect();
        assert_eq!(sums, [(2024, 101), (2025, 130)]);
    })
    .await;
}

#[tokio::test]
async fn real_programs_replace_examples_and_examples_never_real_ones() {
    on_each_database(async |fresh| {
        let mut demo = fresh.store.begin_import(header(InventoryKind::Demo)).await.unwrap();
        demo.write(&[sheet("1", "例の事業", 5), sheet("2", "例の公園", 6)]).await.unwrap();
        demo.finish(2, &[], 0).await.unwrap();
        assert_eq!(fresh.store.inventory_state().await.unwrap().kind, InventoryKind::Demo);
        assert!(fresh.store.list_programs(&ProgramQuery::default()).await.unwrap().rows.iter().all(|row| row.demo));

        let empty = fresh.store.begin_import(header(InventoryKind::Real)).await.unwrap();
        assert_eq!(empty.finish(0, &[], 0).await.unwrap(), ImportOutcome::default());
        assert_eq!(fresh.store.inventory_state().await.unwrap().programs, 2, "an empty file replaces nothing");

        let outcome = import(&fresh.store, &[sheet("1", "本当の事業", 7)]).await;
        assert_eq!((outcome.new, outcome.replaced_demo), (1, 2));
        let page = fresh.store.list_programs(&ProgramQuery::default()).await.unwrap();
        assert_eq!((page.total, page.rows[0].name.as_str(), page.rows[0].demo), (1, "本当の事業", false));
        assert_eq!(page.rows[0].id, 3, "an example's address never becomes another program's");
        let gone = ProgramQuery { text: "公園".into(), ..Default::default() };
        assert_eq!(fresh.store.list_programs(&gone).await.unwrap().total, 0);

        let refused = fresh.store.begin_import(header(InventoryKind::Demo)).await.err().unwrap();
        assert_eq!(refused.kind().code, "ST-005");
    })
    .await;
}

#[tokio::test]
async fn a_dry_run_and_a_dropped_writer_leave_nothing() {
    on_each_database(async |fresh| {
        let sheets: Vec<ProgramSheet> = (0..700).map(|n| sheet(&n.to_string(), "試し", n)).collect();
        let mut writer = fresh.store.begin_import(header(InventoryKind::Real)).await.unwrap();
        writer.write(&sheets).await.unwrap();
        assert_eq!(writer.roll_back().await.unwrap(), ImportOutcome { new: 700, ..Default::default() });

        let mut writer = fresh.store.begin_import(header(InventoryKind::Real)).await.unwrap();
        writer.write(&sheets).await.unwrap();
        drop(writer);

        let state = fresh.store.inventory_state().await.unwrap();
        assert_eq!((state.kind, state.revision, state.programs), (InventoryKind::Empty, 0, 0));
        for sql in [
            "select count(*) from import",
            "select count(*) from program",
            "select count(*) from audit",
            "select count(*) from department",
            "select count(*) from search_posting",
        ] {
            assert_eq!(fresh.count(sql).await, 0, "{sql}");
        }
        assert_eq!(import(&fresh.store, &sheets).await.new, 700, "the lock is free again");
    })
    .await;
}

#[tokio::test]
async fn one_program_twice_in_a_file_is_refused_unless_the_rows_agree() {
    on_each_database(async |fresh| {
        let mut writer = fresh.store.begin_import(header(InventoryKind::Real)).await.unwrap();
        writer.write(&[sheet("1", "甲", 5), sheet("1", "甲", 5)]).await.unwrap();
        let refused = writer.write(&[sheet("1", "乙", 5)]).await.unwrap_err();
        assert!(matches!(refused, StoreError::TwiceInOneImport { .. }), "{refused}");
        drop(writer);
        assert_eq!(fresh.store.inventory_state().await.unwrap().programs, 0);
    })
    .await;
}

#[tokio::test]
async fn sources_that_do_not_add_up_are_kept_with_their_difference() {
    on_each_database(async |fresh| {
        let mut odd = sheet("1", "差額のある事業", 100);
        odd.money[0].cost = Yen(130);
        import(&fresh.store, &[odd.clone(), sheet("2", "合う事業", 50)]).await;
        let query = ProgramQuery { has_discrepancy: true, ..Default::default() };
        let page = fresh.store.list_programs(&query).await.unwrap();
        assert_eq!((page.total, page.rows[0].discrepancy), (1, Yen(30)));
        assert_eq!(fresh.store.program_facets(None).await.unwrap().discrepancies, 1);
        let wrong =
            "insert into money (version_id, position, fiscal_year, stage, cost_yen, general_yen, discrepancy_yen)
                     values (1, 99, 2024, 'initial', 100, 90, 0)";
        let refused = fresh.try_sql(wrong).await.unwrap_err();
        assert!(refused.contains("sources_and_discrepancy_make_cost"), "{refused}");
        let unstated = "insert into money (version_id, position, fiscal_year, stage, cost_yen, discrepancy_yen)
                        values (1, 99, 2024, 'initial', 100, 100)";
        assert!(fresh.try_sql(unstated).await.is_err(), "no source stated is no difference");
    })
    .await;
}

#[tokio::test]
async fn problems_are_kept_with_their_import() {
    on_each_database(async |fresh| {
        let place = Place { file: "a.xlsx".into(), sheet: Some("一".into()), row: Some(9), column: Some("BY".into()) };
        let problem = Problem::new(&ODD, place.clone(), "#REF!");
        let mut writer = fresh.store.begin_import(header(InventoryKind::Real)).await.unwrap();
        writer.write(&[sheet("1", "甲", 5)]).await.unwrap();
        let id = writer.finish(2, &[problem], 1).await.unwrap().import_id.unwrap();
        let detail = fresh.store.import(id).await.unwrap().unwrap();
        assert_eq!((detail.row.read, detail.row.problems, detail.problems.len()), (2, 1, 1));
        assert_eq!((detail.problems[0].code.as_str(), &detail.problems[0].place), ("IN-999", &place));
        assert_eq!(detail.problems[0].severity, Severity::Error);
        assert_eq!(fresh.store.inventory_state().await.unwrap().last_import, Some(detail.row));
        assert_eq!(fresh.store.import(99).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn imports_at_the_same_time_follow_one_another() {
    on_each_database(async |fresh| {
        let other = store::Store::open(&fresh.url).await.unwrap();
        let one: Vec<ProgramSheet> = (0..300).map(|n| sheet(&format!("a{n}"), "一つ目", n)).collect();
        let two: Vec<ProgramSheet> = (0..300).map(|n| sheet(&format!("b{n}"), "二つ目", n)).collect();
        let (a, b) = tokio::join!(import(&fresh.store, &one), import(&other, &two));
        assert_eq!((a.new, b.new), (300, 300));
        assert_ne!(a.import_id, b.import_id);
        assert_eq!(fresh.store.inventory_state().await.unwrap().programs, 600);
        assert_eq!(other.inventory_state().await.unwrap().programs, 600, "another process sees it at once");
        let found = ProgramQuery { text: "つ目".into(), ..Default::default() };
        assert_eq!(fresh.store.list_programs(&found).await.unwrap().total, 600);
        assert!(matches!(fresh.store.verify_audit().await.unwrap(), store::AuditVerdict::Intact { rows: 2, .. }));
        other.close().await;
    })
    .await;
}

#[tokio::test]
async fn many_changes_rebuild_the_search_index() {
    on_each_database(async |fresh| {
        let named = |name: &str| -> Vec<ProgramSheet> { (0..1_100).map(|n| sheet(&n.to_string(), name, n)).collect() };
        import(&fresh.store, &named("春の祭り")).await;
        assert_eq!(import(&fresh.store, &named("夏の祭り")).await.changed, 1_100);
        assert_eq!(fresh.count("select dead_versions from inventory").await, 1_100);
        import(&fresh.store, &named("秋の祭り")).await;
        assert_eq!(fresh.count("select dead_versions from inventory").await, 0);
        for (text, total) in [("春の", 0), ("夏の", 0), ("秋の", 1_100), ("祭り", 1_100)] {
            let query = ProgramQuery { text: text.into(), ..Default::default() };
            assert_eq!(fresh.store.list_programs(&query).await.unwrap().total, total, "{text}");
        }
    })
    .await;
}
