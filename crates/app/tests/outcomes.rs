//! What comes of a review: results held against the inventory, effects through their stages, lineage to the yen.

use crate::reviewing_support;
use crate::support;

use app::chart::{Cell, Lang};
use app::outcomes::{Changes, CheckFilter, NewLinks, NewRecord, Report, ResultFilter, Results, Target};
use app::review::SheetAction;
use app::{Actor, AppError, ImportMode, Yen};
use reform::Amounts;
use reform::effect::EffectStage;
use reform::lineage::{LinkKind, Origin};
use reviewing_support::Hall;
use support::on_each_database;

/// The drill and what it became in the year after, with a program that is new and one that ended.
const NEXT_YEAR: &str = "\
事業番号,事業名,年度,部局,課,方向性,事業費（円）,国庫支出金（円）,一般財源（円）,概要
0101,防災訓練・啓発,令和7,危機管理室,防災課,継続,1500000,200000,1300000,地域の訓練
0102,公園管理,令和7,都市整備局,公園課,継続,2900000,,2900000,公園
0104,見守り,令和7,危機管理室,防災課,拡充,400000,,400000,新しい事業
";

fn refused(result: Result<(), AppError>) -> &'static str {
    result.expect_err("it must be refused").kind().code
}

fn rows(report: &Report, key: &str) -> Vec<Vec<String>> {
    report.table(key).unwrap().table.rows.iter().map(|row| row.iter().map(Cell::shown).collect()).collect()
}

/// Takes the drill from draft to decided, with a measure that saves 300,000 yen a year from R8 on.
async fn decide_the_drill(hall: &Hall) {
    hall.complete(&hall.hanako, hall.drill).await;
    let texts = [
        ("direction", "improve"),
        ("measure.m1.text", "会場を市の施設に変える"),
        ("measure.m1.first-year", "2026"),
        ("measure.m1.effect-yen", "300000"),
        ("measure.m1.effect-general-yen", "250000"),
        ("measure.m1.recurring", "yes"),
    ];
    hall.write(&hall.hanako, hall.drill, &texts).await;
    hall.step(&hall.hanako, hall.drill, SheetAction::Submit).await.unwrap();
    for actor in [&hall.section, &hall.department, &hall.office] {
        hall.step(actor, hall.drill, SheetAction::Approve).await.unwrap();
    }
    let assessed = [("assessment.m1.effect-yen", "280000"), ("assessment.m1.effect-general-yen", "230000")];
    hall.write(&hall.finance, hall.drill, &assessed).await;
    for actor in [&hall.finance, &hall.headquarters] {
        hall.step(actor, hall.drill, SheetAction::Approve).await.unwrap();
    }
}

#[tokio::test]
async fn results_add_up_to_the_inventory_and_leave_out_what_an_actor_may_not_read() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        decide_the_drill(&hall).await;
        let report = async |actor: &Actor| {
            let effects = hall.app.review_effects(actor, hall.year).await.unwrap();
            Results::new(&effects).report(Lang::Ja, &ResultFilter::default())
        };
        let all = report(&hall.office).await;
        // Programs, decided, cost, general funds, effect, effect in general funds; the amounts of R6, the effect assessed.
        let directions = rows(&all, "directions");
        assert_eq!(directions[2], ["改善", "1", "1", "1,200,000", "1,000,000", "280,000", "230,000"]);
        assert_eq!(directions.last().unwrap(), &["合計", "3", "1", "4,199,500", "3,999,500", "280,000", "230,000"]);
        let inventory = rows(&all, "inventory");
        assert_eq!(inventory[0], ["点検した事業", "3", "4,199,500"]);
        assert_eq!(inventory.last().unwrap(), &["台帳の合計", "3", "4,199,500"]);
        assert!(all.notes.iter().all(|note| !note.text.contains("合いません")), "{:?}", all.notes);
        let counts = rows(&all, "counts");
        assert_eq!(counts.last().unwrap().last().unwrap(), "3");

        // Somebody of another department sees their own sheet and what is decided, and is told how many are hidden.
        let own = report(&hall.stranger).await;
        assert_eq!(rows(&own, "programs").len(), 2);
        assert!(own.notes.iter().any(|note| note.text.contains("1件は含みません")), "{:?}", own.notes);
        assert_eq!(rows(&own, "inventory").last().unwrap(), &["台帳の合計", "3", "4,199,500"]);
        assert!(hall.app.review_effects(&Actor::visitor(), hall.year).await.is_err());

        let filter = ResultFilter { direction: Some(Some(app::Direction::Improve)), bureau: None };
        let effects = hall.app.review_effects(&hall.office, hall.year).await.unwrap();
        let narrowed = Results::new(&effects).report(Lang::Ja, &filter);
        assert_eq!(rows(&narrowed, "programs").len(), 1);
        assert_eq!(rows(&narrowed, "directions"), directions, "the counts stay those of all");
        let workbook = hall.app.report_xlsx(&hall.office, &all, "2025-11-01T00:00:00+09:00".into()).unwrap();
        assert!(workbook.starts_with(b"PK"));
        let csv = String::from_utf8(hall.app.report_csv(&hall.office, &all, "programs").unwrap()).unwrap();
        assert!(csv.contains("'=1+1"), "a name that is a formula is made harmless: {csv}");
    })
    .await;
}

#[tokio::test]
async fn an_effect_goes_from_planned_to_verified_stage_by_stage() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let record = |stage, gross: i64, general: i64| NewRecord {
            program_id: hall.drill,
            measure: "m1".into(),
            stage,
            size: Amounts::new(gross, general),
            ground: "令和8年度予算書 42頁".into(),
        };
        let year = hall.year;
        let budgeted = record(EffectStage::Budgeted, 260_000, 210_000);
        assert!(hall.app.record_effect(&hall.finance, year, &budgeted).await.is_err(), "there is no such measure yet");
        decide_the_drill(&hall).await;
        assert_eq!(refused(hall.app.record_effect(&hall.hanako, year, &budgeted).await), "AP-001");
        let realised = record(EffectStage::Realised, 1, 1);
        assert_eq!(refused(hall.app.record_effect(&hall.finance, year, &realised).await), "RF-301");
        let silent = NewRecord { ground: " ".into(), ..budgeted.clone() };
        assert_eq!(refused(hall.app.record_effect(&hall.finance, year, &silent).await), "AP-124");
        let wrong_sign = NewRecord { size: Amounts::new(-5, 0), ..budgeted.clone() };
        assert!(refused(hall.app.record_effect(&hall.finance, year, &wrong_sign).await).starts_with("RF-3"));
        hall.app.record_effect(&hall.finance, year, &budgeted).await.unwrap();
        assert!(hall.app.record_effect(&hall.finance, year, &budgeted).await.is_err(), "it stands already");
        hall.app.record_effect(&hall.finance, year, &record(EffectStage::Realised, 240_000, 190_000)).await.unwrap();
        hall.app.record_effect(&hall.office, year, &record(EffectStage::Verified, 240_000, 190_000)).await.unwrap();

        let effects = hall.app.review_effects(&hall.auditor, year).await.unwrap();
        assert_eq!(effects.measures.len(), 1);
        assert_eq!(effects.measures[0].review_size(), Some(Amounts::new(240_000, 190_000)));
        assert_eq!(effects.measures[0].size_at(EffectStage::Planned), Some(Amounts::new(300_000, 250_000)));
        let report = effects.report(Lang::Ja);
        let years = rows(&report, "years");
        assert_eq!(years[0][..5], ["令和8年度", "240,000", "190,000", "240,000", "190,000"]);
        assert_eq!(years[1][..7], ["令和9年度", "0", "0", "240,000", "190,000", "480,000", "380,000"]);
        let stages: Vec<(String, String)> =
            rows(&report, "stages").into_iter().map(|row| (row[0].clone(), row[2].clone())).collect();
        let stage = |name: &str, yen: &str| (name.to_owned(), yen.to_owned());
        assert_eq!(
            stages,
            [
                stage("見込", "300,000"),
                stage("査定", "280,000"),
                stage("予算反映", "260,000"),
                stage("実績", "240,000"),
                stage("検証", "240,000"),
            ]
        );
        let audit = hall.store.audit_page(None, 10).await.unwrap();
        assert!(audit.iter().filter(|row| row.action == "effect.record").count() == 3);
    })
    .await;
}

#[tokio::test]
async fn two_years_reconcile_to_the_yen_and_a_person_says_where_a_program_went() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        let before = hall.app.lineage(&hall.office, hall.year).await.unwrap();
        assert!(!before.has_this_year());
        fresh.import(NEXT_YEAR, ImportMode::Commit).await;
        let view = hall.app.lineage(&hall.office, hall.year).await.unwrap();
        let kinds = |view: &app::outcomes::LineageView| -> Vec<(LinkKind, bool)> {
            view.links.iter().map(|one| (one.link.kind, one.origin == Origin::Set)).collect()
        };
        assert_eq!(
            kinds(&view),
            [(LinkKind::Rename, false), (LinkKind::Continue, false), (LinkKind::Ended, false), (LinkKind::New, false)]
        );
        let whole = view.reconciliation.as_ref().unwrap().whole;
        assert_eq!((whole.last.gross, whole.this.gross), (Yen(4_199_500), Yen(4_800_000)));
        assert_eq!((whole.ended.gross, whole.new.gross, whole.changed.gross), (Yen(500), Yen(400_000), Yen(200_000)));
        assert_eq!(whole.unexplained().unwrap(), Amounts::ZERO);

        // Half of the drill became the new program.
        let new = view.this.iter().find(|program| program.name == "見守り").unwrap().id.parse().unwrap();
        let halves = |first: u32, second: u32| NewLinks {
            from: hall.drill,
            targets: vec![Target { program: hall.drill, share_bp: first }, Target { program: new, share_bp: second }],
            seen: view.set_links_text(hall.drill),
        };
        assert_eq!(refused(hall.app.set_lineage(&hall.finance, hall.year, &halves(5_000, 5_000)).await), "AP-001");
        assert_eq!(refused(hall.app.set_lineage(&hall.office, hall.year, &halves(5_000, 4_999)).await), "RF-404");
        hall.app.set_lineage(&hall.office, hall.year, &halves(5_000, 5_000)).await.unwrap();
        assert_eq!(refused(hall.app.set_lineage(&hall.office, hall.year, &halves(4_000, 6_000)).await), "AP-120");
        let view = hall.app.lineage(&hall.office, hall.year).await.unwrap();
        assert_eq!(
            kinds(&view),
            [(LinkKind::Split, true), (LinkKind::Split, true), (LinkKind::Continue, false), (LinkKind::Ended, false)]
        );
        let found = view.reconciliation.as_ref().unwrap().whole;
        assert_eq!((found.new.gross, found.changed.gross), (Yen::ZERO, Yen(600_000)));
        assert_eq!((found.last, found.this), (whole.last, whole.this));
        let sheets = hall.app.year_sheets(&hall.office, hall.year).await.unwrap();
        let report = Changes { lineage: view.clone(), sheets }.report(Lang::Ja);
        assert!(report.notes.iter().any(|note| note.text.contains("1円まで一致")), "{:?}", report.notes);
        assert_eq!(rows(&report, "totals").last().unwrap()[..2], ["今年度の合計", "4,800,000"]);

        let seen = view.set_links_text(hall.drill);
        hall.app.unset_lineage(&hall.office, hall.year, hall.drill, &seen).await.unwrap();
        let view = hall.app.lineage(&hall.office, hall.year).await.unwrap();
        assert!(view.links.iter().all(|one| one.origin != Origin::Set));
    })
    .await;
}

#[tokio::test]
async fn the_checks_of_a_whole_review_are_counted_and_lead_to_their_sheets() {
    on_each_database(async |fresh| {
        let hall = Hall::open(fresh).await;
        hall.complete(&hall.hanako, hall.drill).await;
        let texts = [("kpi.k9.name", "訓練の開催回数"), ("kpi.k9.unit", "回")];
        hall.write(&hall.hanako, hall.drill, &texts).await;
        let checks = hall.app.review_checks(&hall.office, hall.year).await.unwrap();
        let report = checks.report(Lang::Ja, &CheckFilter::default());
        assert_eq!(rows(&report, "checks").len(), 14);
        let findings = rows(&report, "findings");
        assert!(findings.iter().any(|row| row[3] == "E1" && row[4] == "訓練の開催回数"), "{findings:?}");
        let table = report.table("findings").unwrap();
        assert_eq!(table.links.len(), table.table.rows.len());
        assert!(table.links.contains(&Some(format!("/reviews/2025/sheets/{}", hall.drill))));
        let other = CheckFilter { bureau: Some("都市整備局".into()), ..CheckFilter::default() };
        assert!(rows(&checks.report(Lang::Ja, &other), "findings").iter().all(|row| row[2].starts_with("都市整備局")));
    })
    .await;
}
